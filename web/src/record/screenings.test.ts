import { expect, test } from 'vitest'
import type { CaseState } from '../../../src/core/case/state.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import type { ReadPaperText } from './papers.ts'
import { resolutionAct, screeningRows, subjectOfHit } from './screenings.ts'

const hit = { list: 'hk-unso', force: 'binding-hong-kong', line: 3, subject: 1 } as const
const row = (entry: string, at: string, open: readonly object[] = []) => ({ entry, at, by: 'p-ng', subjects: 's', snapshots: {}, open }) // biome-ignore format: one row

test('screenings with open hits stand first, then the newest', () => {
  const screenings = {
    'return victim': row('e1', '2026-03-03T00:00:00.000Z'),
    'clearance trust a': row('e2', '2026-03-01T00:00:00.000Z', [hit]),
    'deposit provider': row('e3', '2026-03-04T00:00:00.000Z'),
  }
  const rows = screeningRows({ slices: { screenings } } as unknown as CaseState)
  expect(rows.map(({ purpose, about, platform }) => [purpose, about, platform])).toEqual([
    ['clearance', 'trust', 'a'],
    ['deposit', 'provider', undefined],
    ['return', 'victim', undefined],
  ])
  expect(screeningRows({ slices: {} } as unknown as CaseState)).toEqual([])
})

test('a hit is of an address or, behind them, of a person', () => {
  const subjects = { format: 'sluice/screened/1', addresses: ['x', 'y'], persons: [{ name: 'SANDBOX' }] } as const
  expect([0, 1, 2, 3].map((subject) => subjectOfHit(subjects, { subject }))).toEqual([
    { address: 'x' },
    { address: 'y' },
    { name: 'SANDBOX' },
    undefined,
  ])
})

test.each([
  ['not-the-same', true],
  ['licensed', true],
  ['cleared', false],
  [undefined, false],
])('a paper whose outcome is %s', (outcome, entered) => {
  const paper = { text: 'SANDBOX', body: outcome === undefined ? {} : { outcome } } as unknown as ReadPaperText
  const payload = { screening: 'e', list: 'hk-unso', line: 3, subject: 1, outcome, paper: hashText('SANDBOX') }
  expect(resolutionAct('e', hit, paper)?.payload).toEqual(entered ? payload : undefined)
})
