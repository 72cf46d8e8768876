import { describe, expect, test } from 'vitest'
import { readClaims } from '../claims/claimFile.ts'
import { SluiceError } from '../errors.ts'
import { readListSnapshot } from '../rules/listSnapshot.ts'
import type { Language } from '../rules/pack.ts'
import { readLicences } from '../rules/readLicences.ts'
import { type FlawCode, flaw, flawError, flawIn, flawText, flawTexts } from './flaw.ts'

const languages: readonly Language[] = ['en', 'zh-CN', 'zh-HK']
const codes = Object.keys(flawTexts.en) as FlawCode[]
const named = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

test.each(codes)('%s names the same values in each language, and no two languages say it alike', (code) => {
  const { en, 'zh-CN': zhCN, 'zh-HK': zhHK } = flawTexts
  expect([named(zhCN[code]), named(zhHK[code])]).toEqual([named(en[code]), named(en[code])])
  expect(zhCN[code]).not.toBe(en[code])
  expect(zhHK[code]).not.toBe(en[code])
})

/** What a reader refuses a text with. */
function refused(read: () => unknown): SluiceError {
  try {
    read()
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
  throw new TypeError('nothing was refused')
}

describe('what is refused is said in the language of who reads it', () => {
  test.each<[string, () => unknown, Readonly<Record<Language, string>>]>([
    [
      'claims',
      () => readClaims('sluice/claims/1\nA1,victim,restitution,1e5,0,,00112233445566778899aabbccddeeff\n'),
      {
        en: 'claims, line 2, owed: expected fen in plain digits, at most 281474976710655, found "1e5".',
        'zh-CN': '申报清单第 2 行，owed：应为以“分”计的纯数字，至多 281474976710655，实为 "1e5"。',
        'zh-HK': '申索清單第 2 行，owed：應為以「分」計的純數字，最多 281474976710655，實為 "1e5"。',
      },
    ],
    [
      'a list',
      () => readListSnapshot('{"format": "sluice/list/1", "list": "x", "publishedOn": "1 March", "world": "real"}\n'),
      {
        en: 'line 1, "publishedOn": expected a day.',
        'zh-CN': '第 1 行，“publishedOn”：应为日期。',
        'zh-HK': '第 1 行，「publishedOn」：應為日期。',
      },
    ],
    [
      'a register',
      () => readLicences('{"format": "else"}'),
      {
        en: 'line 1: expected {"format": "sluice/licences/1", …, "rows": […]}.',
        'zh-CN': '第 1 行：应为 {"format": "sluice/licences/1", …, "rows": […]}。',
        'zh-HK': '第 1 行：應為 {"format": "sluice/licences/1", …, "rows": […]}。',
      },
    ],
  ])('%s', (_, read, says) => {
    const error = refused(read)
    expect(error.message).toBe(says.en)
    // As it comes from another process.
    const facts = JSON.parse(JSON.stringify(error.facts)) as unknown
    expect(Object.fromEntries(languages.map((language) => [language, flawIn(facts, language)]))).toEqual(says)
  })
})

test('facts that hold no flaw, or one that is not known here, say nothing', () => {
  for (const facts of [
    undefined,
    {},
    { flaw: 'x' },
    { flaw: { code: 'NO_SUCH', values: {} } },
    { flaw: { code: 'ROW', values: { a: 1 } } },
  ])
    expect(flawIn(facts, 'en')).toBeUndefined()
})

test('a value that looks like a placeholder is not filled in again', () => {
  const error = flawError(
    'INPUT_INVALID',
    flaw('CLAIMS', { line: '2', column: 'owed', expected: flaw('NAME'), found: '{line}' }),
  )
  expect(error.message).toBe('claims, line 2, owed: expected a name, found {line}.')
  expect(flawText(flaw('CELLS', { count: '3' }), 'zh-HK')).toBe('3 個值，與首行一致')
})
