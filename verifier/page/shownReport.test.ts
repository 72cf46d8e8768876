import { expect, test } from 'vitest'
import { flaw } from '../../src/core/flaws/flaw.ts'
import type { Report } from '../report.ts'
import { unreadable } from '../unreadable.ts'
import { keepReport } from './shownReport.ts'

const none = unreadable({ line: 1, flaw: flaw('BUNDLE_ENTRY') })
const posting = { zone: 'z', entry: 'ff'.repeat(32), kind: 'deposit.received', at: '', account: 'a', asset: 'CNY' }
const long: Report = {
  ...none,
  postings: Array.from({ length: 1_001 }, (_, i) => ({ ...posting, units: String(i) })),
}

test('of a table the page is handed a portion at once, and the rest by asking', () => {
  const { shown, rowsFrom } = keepReport(long)
  const place = shown.sections.en.findIndex(({ title }) => title === 'Every posting')
  const { rows, total } = shown.sections.en[place]!
  const all = [...rows]
  while (all.length < total) all.push(...rowsFrom('zh-HK', place, all.length))
  expect([rows.length, total, rowsFrom('en', place, 200).length]).toEqual([200, 1_001, 200])
  expect(all.map((row) => row.at(-1))).toEqual(long.postings.map(({ units }) => units))
})

test('nothing stands beyond the end, and nothing in a section that there is not', () => {
  const { rowsFrom, shown } = keepReport(long)
  expect([rowsFrom('en', 0, 9_999), rowsFrom('en', 99, 0)]).toEqual([[], []])
  expect(shown).toMatchObject({ sandbox: false, answer: 'fails' })
})
