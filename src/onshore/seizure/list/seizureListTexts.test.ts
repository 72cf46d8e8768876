import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import registerSource from '../../../../packs/registers/assets.json' with { type: 'json' }
import { bitcoinRegtest, evmDevelopment } from '../../../core/assets/chains.ts'
import { type Asset, parseAssetRegister, tokenId, withAssets } from '../../../core/assets/register.ts'
import { fieldOf } from './columns.ts'
import type { FaultCode } from './fault.ts'
import { faultText } from './faultText.ts'
import { parseSeizureList, type SeizureList } from './parseSeizureList.ts'
import { en } from './texts/en.ts'
import { zhCN } from './texts/zhCN.ts'
import { zhHK } from './texts/zhHK.ts'
import { writeSeizureList } from './writeSeizureList.ts'

const registry = parseAssetRegister(registerSource)
const now = '2026-03-10T00:00:00.000Z'
const address = 'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6'
const _other = 'bc1qazcm763858nkj2dj986etajv6wquslv8uxwczt'
const _txid = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'

function parse(text: string | Uint8Array, options: { name?: string; networks?: readonly string[] } = {}): SeizureList {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return parseSeizureList({ name: 'list.csv', bytes, registry, now, ...options })
}

/** Codes with their places: `3 amount AMOUNT_MALFORMED`. */
function _codes(list: SeizureList): string[] {
  if (list.faults.length > 0) expect(list.lines).toEqual([])
  return list.faults.map(({ line, column, code }) => [line, column, code].filter((part) => part !== '').join(' '))
}

/** A good line with some values replaced. */
function csv(...lines: Record<string, string>[]): string {
  const good = { asset: 'BTC', chain: 'Bitcoin', address, amount: '1' }
  const headings = [...new Set(['asset', 'chain', 'address', 'amount', ...lines.flatMap((line) => Object.keys(line))])]
  const rows = lines.map((line) =>
    headings.map((heading) => `"${({ ...good, ...line } as Record<string, string>)[heading] ?? ''}"`).join(','),
  )
  return `${[headings.join(','), ...rows].join('\n')}\n`
}

describe('what is written reads back', () => {
  const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
  const token: Asset = {
    id: tokenId(evmDevelopment, contract),
    ticker: 'USDT',
    names: { 'zh-CN': '演练币', 'zh-HK': '演練幣', en: 'Rehearsal USDT' },
    aliases: [],
    chain: evmDevelopment,
    contract,
    decimals: 6,
    world: 'rehearsal',
    source: 'deployed by the sandbox',
  }
  const grown = withAssets(registry, [token])
  const hex = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 })
    .map((digits) => digits.join(''))
  const words = fc.constantFrom('主钱包', 'phone, no. 2', 'said "mine"', 'two\nlines', 'SANDBOX')

  test('in each language, whatever the holdings', () => {
    const rehearsed = fc.record(
      {
        units: fc.bigInt({ min: 1n, max: 21_000_000_0000_0000n }).map(String),
        index: fc.integer({ min: 0, max: 999_999 }),
        acquiredAt: fc
          .date({ min: new Date('2010-01-01'), max: new Date(now), noInvalidDate: true })
          .map((date) => date.toISOString()),
        seizedOn: fc.constantFrom('2026-01-01', '2024-02-29'),
        valuation: fc.constant({ amount: '12.5', currency: 'HKD', date: '2026-01-02', source: 'SANDBOX quote' }),
        evidence: fc.constantFrom('phone 1', 'A-2, "drive"'),
        note: words,
      },
      { requiredKeys: ['units', 'index'] },
    )
    const holdings = fc.uniqueArray(fc.tuple(rehearsed, hex), { selector: ([, id]) => id, minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(holdings, fc.constantFrom('en', 'zh-CN', 'zh-HK'), fc.boolean(), (drawn, language, isToken) => {
        const place = isToken
          ? { asset: token.id, chain: evmDevelopment, address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' }
          : {
              asset: `${bitcoinRegtest}/slip44:0`,
              chain: bitcoinRegtest,
              address: 'rb1qw508d6qejxtdg4y5r3zarvary0c5xw7k38f4sn',
            }
        const lines = drawn.map(([holding, id]) => ({ ...place, ...holding, txid: id }))
        const text = writeSeizureList({ lines, registry: grown, language })
        const read = parseSeizureList({ name: 'r.csv', bytes: new TextEncoder().encode(text), registry: grown, now })
        expect(read.faults).toEqual([])
        expect(read.lines.map(({ line, ...holding }) => ({ isLine: line > 1, ...holding }))).toEqual(
          lines.map((holding) => ({ isLine: true, ...holding })),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('and its headings are read in every language', () => {
    for (const language of ['en', 'zh-CN', 'zh-HK'] as const) {
      const headings = writeSeizureList({ lines: [], registry, language }).trim().split(',')
      expect(headings.map((heading) => fieldOf(heading))).not.toContain(undefined)
      expect(new Set(headings.map((heading) => fieldOf(heading))).size).toBe(headings.length)
    }
  })
})

describe('sentences', () => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

  test('carry the same values in all three languages', () => {
    for (const code of Object.keys(en.faults) as FaultCode[]) {
      const wanted = [...new Set(placeholders(en.faults[code]))]
      expect([code, ...new Set(placeholders(zhCN.faults[code]))]).toEqual([code, ...wanted])
      expect([code, ...new Set(placeholders(zhHK.faults[code]))]).toEqual([code, ...wanted])
    }
  })

  test('are filled from the fault and leave nothing open', () => {
    const texts = ['1e5', '.', ''].flatMap((amount) => parse(csv({ amount, chain: 'x', txid: 'y', value: '1' })).faults)
    for (const fault of texts)
      for (const language of ['en', 'zh-CN', 'zh-HK'] as const)
        expect(faultText(fault, language)).not.toMatch(/[{}]|undefined/)
  })

  test('name the place, what was found and what was expected', () => {
    expect(faultText(parse(csv({ amount: '1e5' })).faults[0]!, 'zh-CN')).toBe(
      'list.csv 第 2 行“amount”列:数量“1e5”为科学计数法,可能丢失位数;应为半角数字,至多一个小数点,如 1234.56。',
    )
    expect(faultText(parse(Uint8Array.of(0x61, 0x0a, 0xd7, 0xca)).faults[0]!, 'en')).toBe(
      'list.csv line 2: the text is not UTF-8 (GBK?). Save the list as "CSV UTF-8" and import it again.',
    )
  })
})

test('any bytes at all are answered, never with an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parse(bytes)),
    { numRuns: 200 },
  )
  const pieces = fc.constantFrom(
    'asset',
    ',',
    '"',
    '\n',
    '\r',
    'amount',
    '{',
    '[',
    ']',
    '}',
    ':',
    '1e5',
    ' ',
    address,
    '链',
    '\u0000',
    '-',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => void parse(parts.join(''))),
    { numRuns: 300 },
  )
})
