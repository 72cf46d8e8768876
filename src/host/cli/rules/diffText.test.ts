import { expect, test } from 'vitest'
import { diffPacks } from '../../../core/rules/diffPacks.ts'
import { parsePack } from '../../../core/rules/parsePack.ts'
import { loadPack } from '../../packs/loadPack.ts'
import type { Language } from '../language.ts'
import { diffText } from './diffText.ts'

const root = new URL('../../../../packs/', import.meta.url).pathname
const before = loadPack(`${root}cn`)

function changed(...changes: readonly (readonly [string, string])[]): string {
  const text = changes.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new TypeError(`the pack does not say ${from}`)
    return all.replaceAll(from, to)
  }, JSON.stringify(before.document))
  return text
}

const said = (text: string, language: Language): readonly string[] => {
  const after = parsePack(JSON.parse(text))
  return diffText(diffPacks(before, after), { before, after, language }).trimEnd().split('\n')
}

test('another day of a notice: the source and each rule of it with both days', () => {
  const later = changed(
    ['"effective":"2026-02-06"', '"effective":"2026-03-01"'],
    ['"repealed":"2026-02-06"', '"repealed":"2026-03-01"'],
  )
  const lines = said(later, 'en')
  expect(lines).toContain('~ source VC-2026: effective 2026-02-06 → 2026-03-01')
  expect(lines).toContain('~ source VC-2021: repealed 2026-02-06 → 2026-03-01')
  expect(lines).toContain('~ rule CN-VC2026-cash: interval 2026-02-06 – → 2026-03-01 –')
  expect(lines).toContain('~ rule CN-VC2021-cash: interval 2021-09-24 – 2026-02-06 → 2021-09-24 – 2026-03-01')
})

test.each([
  ['en', '~ clock hand-over: term 24 h → 48 h'],
  ['zh-CN', '~ 期限 hand-over: 期间 24小时 → 48小时'],
  ['zh-HK', '~ 期限 hand-over: 期間 24小時 → 48小時'],
] as const)('another term of a clock, in %s', (language, line) => {
  expect(said(changed(['"term":{"hours":24}', '"term":{"hours":48}']), language)).toEqual([line])
})

test('another article and title, the condition by its name alone', () => {
  const lines = said(
    changed(['context.officers >= 2', 'context.officers >= 3'], ['"article":"229"', '"article":"229(1)"']),
    'en',
  )
  expect(lines).toEqual(['~ rule CN-MPS159-229-officers: article 229 → 229(1); condition'])
})
