import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { dataDir } from '../support/data.ts'
import { cn, hk } from './packs.ts'

/** Beginning of the name of the stored text, by instrument of the pack. */
const textOf: Readonly<Record<string, string>> = {
  CPL: 'PRC_刑事诉讼法',
  SPC: 'PRC_最高人民法院关于适用《刑事诉讼法》的解释',
  'MPS-159': 'PRC_公安机关办理刑事案件程序规定',
  EXE: 'PRC_最高人民法院关于刑事裁判涉财产部分执行',
  FX: 'PRC_外汇管理条例',
  SCL: 'PRC_国家赔偿法',
  OC: 'PRC_反有组织犯罪法',
  AML: 'PRC_反洗钱法',
  AFSL: 'PRC_反外国制裁法',
  PIPL: 'PRC_个人信息保护法',
  DSL: 'PRC_数据安全法',
  AUCTION: 'PRC_拍卖法',
  CIVPL: 'PRC_民事诉讼法',
  CL: 'PRC_刑法',
  SPP: 'PRC_人民检察院刑事诉讼规则',
  ATF: 'PRC_反电信网络诈骗法',
  'CONF-2017': 'PRC_最高人民法院、最高人民检察院关于适用犯罪嫌疑人、被告人逃匿、死亡案件',
}

const folder = dataDir() === undefined ? undefined : join(dataDir()!, 'law')
const read = (start: string): string =>
  gunzipSync(readFileSync(join(folder!, readdirSync(folder!).find((name) => name.startsWith(start))!))).toString('utf8')

/** Number of a Chinese numeral. @example numberOf('二百四十五') // 245 */
function numberOf(text: string): number {
  let [sum, digit] = [0, 0]
  for (const sign of text) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[sign]
    if (unit === undefined) digit = '零一二三四五六七八九'.indexOf(sign)
    else {
      sum += (digit || 1) * unit
      digit = 0
    }
  }
  return sum + digit
}

/** Paragraphs and items of each article. */
function articlesOf(text: string): ReadonlyMap<number, { readonly paragraphs: number; readonly items: number }> {
  const articles = new Map<number, { paragraphs: number; items: number }>()
  let current: { paragraphs: number; items: number } | undefined
  for (const line of text.split('\n').map((each) => each.trim())) {
    const found = /^第([零一二三四五六七八九十百千]+)条(之[一二三])?[\s\u3000]*(.*)$/.exec(line)
    if (found !== null) {
      current = { paragraphs: found[3] === '' ? 0 : 1, items: 0 }
      if (found[2] === undefined) articles.set(numberOf(found[1]!), current)
    } else if (line.startsWith('#')) current = undefined
    else if (line !== '' && current !== undefined) current[line.startsWith('（') ? 'items' : 'paragraphs']++
  }
  return articles
}

interface Cited {
  readonly instrument: string
  readonly article: number
  readonly part: number
}

/** `445(1); 449; CL 64` of a rule of SPC, or `第40条第3款`: each article, with its paragraph or item. A part goes on with the instrument before it. */
function citedIn(instrument: string, article: string): Cited[] {
  let standing = instrument
  let last = 0
  return article
    .replaceAll(/第(\d+)条(?:第(\d+)款)?/g, (_, n: string, k?: string) => (k === undefined ? n : `${n}(${k})`))
    .split(/[;,] ?/)
    .flatMap((part) => {
      const named = /^([A-Z][A-Z0-9]*(?:-[0-9]+)?) (.+)$/.exec(part)
      if (named !== null) standing = named[1]!
      const found = /^(\d+)?(?:\((\d+)\))?$/.exec(named?.[2] ?? part)
      if (found === null || (found[1] === undefined && found[2] === undefined)) return []
      last = found[1] === undefined ? last : Number(found[1])
      return [{ instrument: standing, article: last, part: Number(found[2] ?? 1) }]
    })
}

test('articles are read as they are written', () => {
  expect(['十', '二十', '一百零五', '二百四十五', '六百二十二'].map(numberOf)).toEqual([10, 20, 105, 245, 622])
  expect(
    citedIn('SPC', '445(1); 449; CL 64, 65(2), (3)').map(
      ({ instrument, article, part }) => `${instrument} ${article} ${part}`,
    ),
  ).toEqual(['SPC 445 1', 'SPC 449 1', 'CL 64 1', 'CL 65 2', 'CL 65 3'])
  expect(articlesOf('第一条 a\n\n（一）b\n\n第二条\n\nc\n\nd').get(2)).toEqual({ paragraphs: 2, items: 0 })
})

describe.skipIf(folder === undefined)('what a rule cites stands in the text', () => {
  test('each article of the mainland, with as many paragraphs or items', () => {
    const texts = new Map(Object.entries(textOf).map(([id, start]) => [id, articlesOf(read(start))]))
    const cited = cn.rules.flatMap((rule) =>
      citedIn(rule.instrument, rule.article).map((each) => ({ rule: rule.id, ...each })),
    )
    const known = cited.filter(({ instrument }) => texts.has(instrument))
    expect(known.length).toBeGreaterThan(200)
    const wrong = known.filter(({ instrument, article, part }) => {
      const found = texts.get(instrument)!.get(article)
      return found === undefined || part > Math.max(found.paragraphs, found.items)
    })
    expect(wrong).toEqual([])
  })

  test('each paragraph and footnote of the guideline of Hong Kong', () => {
    const text = read('HK-009')
    const wrong = hk.rules
      .filter(({ instrument }) => instrument === 'G' || instrument === 'G-TR')
      .flatMap((rule) =>
        rule.article.split('; ').flatMap((part) => {
          const number = /^(\d+\.\d+(?:\.\d+)?)/.exec(part)?.[1]
          const note = /^fn (\d+)/.exec(part)?.[1]
          const found =
            number !== undefined
              ? new RegExp(`^(?:#+ )?${number.replaceAll('.', '\\.')}\\s`, 'm').test(text)
              : note !== undefined
                ? new RegExp(`^> ${note}\\b`, 'm').test(text)
                : /^ch\. \d/.test(part)
          return found ? [] : [`${rule.id}: ${part}`]
        }),
      )
    expect(wrong).toEqual([])
  })
})
