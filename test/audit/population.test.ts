import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf, fieldOf } from '../../src/core/audit/entries.ts'
import type { Gap } from '../../src/core/audit/population.ts'
import { readTable } from '../../src/core/audit/table.ts'
import { filedOf } from '../../src/core/bundle/filed.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'

const kept = join(import.meta.dirname, '../upgrade/bundles/0.1.0.bundle.gz')
const text = gunzipSync(readFileSync(kept)).toString('utf8')
const bundle = readBundle(text)
const filed = filedOf(bundle)
const folder = mkdtempSync(join(tmpdir(), 'sluice-audit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return name
}

/** What others would have written down of the rehearsed case: the same, before gaps are planted in it. */
const platforms = new Map<string, string>()
const fills: string[] = []
for (const { entry } of entriesOf([filed])) {
  const order = String(fieldOf(entry, 'clientOrderId'))
  if (entry.header.kind === 'order.placed') platforms.set(order, String(fieldOf(entry, 'platform')))
  if (entry.header.kind !== 'order.reported') continue
  for (const { fill, units, gross, fee } of fieldOf(entry, 'fills') as unknown as Record<string, string>[])
    fills.push([platforms.get(order), fill, units, gross, fee].join(','))
}
const held = entriesOf([filed]).flatMap(({ entry }) =>
  entry.header.kind === 'custody.secured'
    ? (fieldOf(entry, 'moves') as unknown as { address: string }[]).map(({ address }) => address)
    : [],
)
const statements = Object.values(bundle.documents).flatMap((document) => {
  if (!document.includes('"type":"camt.053"')) return []
  const { xml } = (JSON.parse(document) as { body: { xml: string } }).body
  return [xml]
})

interface Said {
  readonly ok: boolean
  readonly agreed: Record<string, number>
  readonly gaps: readonly Gap[]
  readonly notAsked: readonly string[]
  readonly exceptions: readonly { readonly sort: string; readonly kind: string }[]
  readonly broken: readonly unknown[]
}

describe('a population that is whole', () => {
  let said: Said
  beforeAll(async () => {
    write('case.sluice', text)
    write('cases.csv', '案号\r\nSANDBOX-京公顺2026-0001\r\n')
    write('addresses.csv', `address,note\n${held.map((address) => `${address},"a ""note"""`).join('\n')}\n`)
    write('fills.csv', `platform,fill,units,gross,fee\n${fills.join('\n')}\n`)
    const banks = statements.flatMap((xml, i) => ['--bank', write(`bank-${i}.xml`, xml)])
    const words = ['audit', 'population', 'case.sluice', '--cases', 'cases.csv', '--addresses', 'addresses.csv']
    said = jsonOf<Said>(await sluice([...words, '--fills', 'fills.csv', ...banks, '--json'], { folder }))
  }, 1_500_000)

  test('has no gap on either side, counted', () => {
    expect(said.gaps).toEqual([])
    expect([said.ok, said.broken, said.notAsked]).toEqual([true, [], []])
    expect(said.agreed).toEqual({ case: 1, address: 3, fill: fills.length, 'bank-line': 10 })
    expect(fills.length).toBeGreaterThan(20)
  })
})

describe('planted gaps', () => {
  test('are each found, on the side where they are', async () => {
    write('case.sluice', text)
    const [first = '', second = '', ...rest] = fills
    write('cases.csv', 'case\nSANDBOX-京公顺2026-0001\nSANDBOX-京公顺2026-0002\n')
    write('addresses.csv', `地址\n${[...held.slice(1), 'rb1qnobodyentered'].join('\n')}\n`)
    const more = second.replace(/,(\d+)$/, ',9$1')
    write('fills.csv', `platform,fill,units,gross,fee\n${[more, ...rest, 'sandbox-venue-a,999,5,6,7'].join('\n')}\n`)
    // The bank booked another amount under one reference, and a line that nobody entered.
    const banks = statements.flatMap((xml, i) => [
      '--bank',
      write(`bank-${i}.xml`, xml.replaceAll('SBX-FX-A1', 'SBX-FX-A9')),
    ])
    const words = ['audit', 'population', 'case.sluice', '--cases', 'cases.csv', '--addresses', 'addresses.csv']
    const answer = await sluice([...words, '--fills', 'fills.csv', ...banks, '--json'], { folder })
    const { gaps } = jsonOf<Said>(answer)
    const [platform, fill] = first.split(',')
    const [otherPlatform, otherFill] = second.split(',')
    expect(gaps.map(({ of, missing, id }) => `${of} ${missing} ${id}`).sort()).toEqual(
      [
        'case record SANDBOX-京公顺2026-0002',
        `address source ${held[0]}`,
        'address record rb1qnobodyentered',
        `fill source ${platform} ${fill}`,
        `fill differs ${otherPlatform} ${otherFill}`,
        'fill record sandbox-venue-a 999',
        'bank-line source SBX-CN-CASE SBX-FX-A1 CNY',
        'bank-line record SBX-CN-CASE SBX-FX-A9 CNY',
      ].sort(),
    )
    expect(answer.exit).toBe(1)
    const zh = await sluice([...words, '--lang', 'zh-HK'], { folder })
    expect(zh.out).toContain('紀錄內沒有')
    expect(zh.out).toContain('沒有提供清單，不作結論：成交, 銀行帳項')
  }, 1_500_000)

  test('a bundle that does not hold is said first, and is no clean audit', async () => {
    write('broken.sluice', text.replace('"gross":"', '"gross":"1'))
    write('cases.csv', 'case\nSANDBOX-京公顺2026-0001\n')
    const { exit, out } = await sluice('audit population broken.sluice --cases cases.csv', { folder })
    expect([exit, out]).toEqual([1, expect.stringContaining('broken.sluice does NOT hold')])
  })
})

test.each([
  ['no list at all', [], /Nothing to hold the record against/],
  ['a list without its column', ['--cases', 'odd.csv'], /odd\.csv, line 1: expected a column case/],
  ['a fill that is no number', ['--fills', 'fill.csv'], /fill\.csv, line 2, units: expected a whole number/],
])('%s is bad input, with file and line', async (_, words, says) => {
  write('case.sluice', text)
  write('odd.csv', 'nummer\n1\n')
  write('fill.csv', 'platform,fill,units,gross,fee\na,1,1.5,2,3\n')
  const { exit, err } = await sluice(['audit', 'population', 'case.sluice', ...words], { folder })
  expect([exit, err]).toEqual([2, expect.stringMatching(says)])
})

test.each([
  ['quotes and line ends within', 'case,x\n"a ""b""\nc",1\n', [{ line: 2, values: { n: 'a "b"\nc' } }]],
  ['a mark before, blank lines between', '\ufeffcase\n\na\n', [{ line: 3, values: { n: 'a' } }]],
])('a table is read: %s', (_, content, rows) => {
  expect(readTable({ text: content, file: 'f', headings: { n: ['case'] } })).toEqual(rows)
})

test.each([
  ['too few values', 'case,x\na\n', /line 2: expected 2 values/],
  ['a quote inside', 'case\na"b\n', /line 2: expected a comma/],
  ['nothing', '', /headings/],
  ['an empty value', 'case,x\n,1\n', /line 2: expected a value for n/],
])('a table is refused: %s', (_, content, says) => {
  expect(() => readTable({ text: content, file: 'f', headings: { n: ['case'] } })).toThrow(says)
})
