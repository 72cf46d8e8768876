import { expect, test } from 'vitest'
import { languages } from './language.ts'
import { resources } from './resources.ts'
import { setUpTexts } from './setUp.ts'

const areas = Object.keys(resources['zh-CN']) as (keyof (typeof resources)['zh-CN'])[]
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort()

test.each(areas)('%s says the same things in each language, with the same placeholders', (area) => {
  const base: Record<string, string> = resources['zh-CN'][area]
  for (const language of languages) {
    const texts: Record<string, string> = resources[language][area]
    expect(Object.keys(texts)).toEqual(Object.keys(base))
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), `${language} ${key}`).not.toBe('')
      expect(placeholders(text), `${language} ${key}`).toEqual(placeholders(base[key]!))
    }
  }
})

test('keys hold no colon, which would name an area', () => {
  const keys = areas.flatMap((area) => Object.keys(resources['zh-CN'][area]))
  expect(keys.filter((key) => key.includes(':'))).toEqual([])
})

test('a value of the record is found in its area, with a blank in it or without', () => {
  const t = setUpTexts('zh-CN').t as (key: string, options: { readonly ns: string }) => string
  const values: Record<string, string> = resources['zh-CN'].values
  expect(Object.keys(values).filter((key) => t(key, { ns: 'values' }) !== values[key])).toEqual([])
  // A key with a blank is found only so: nowhere else is one used.
  const blank = areas.filter((area) => Object.keys(resources['zh-CN'][area]).some((key) => key.includes(' ')))
  expect(blank).toEqual(['values'])
})

test('English texts hold no Chinese, and texts of Hong Kong no character that is simplified only', () => {
  const simplified =
    /[这为产业东丝严丧个临举义乐习书买争亏云亚亲仅从仓们价众优会传伤伦体债倾兑决况冻净减务动区协单卖卢厂历压参双发变号叶听启员响园围国图圆场块坏报担换据损权构标栏样检楼]/
  for (const area of areas) {
    for (const [key, text] of Object.entries(resources.en[area])) expect(text, key).not.toMatch(/\p{Script=Han}/u)
    for (const [key, text] of Object.entries(resources['zh-HK'][area])) expect(text, key).not.toMatch(simplified)
  }
})
