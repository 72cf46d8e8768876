import { describe, expect, test } from 'vitest'
import registerSource from '../../../../packs/registers/assets.json' with { type: 'json' }
import { bitcoinMainnet, bitcoinRegtest } from '../../../core/assets/chains.ts'
import { parseAssetRegister } from '../../../core/assets/register.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { faultText } from './faultText.ts'
import type { Holding } from './holding.ts'
import { parseSeizureList, type SeizureList } from './parseSeizureList.ts'

const registry = parseAssetRegister(registerSource)
const now = '2026-03-10T00:00:00.000Z'
const address = 'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6'
const other = 'bc1qazcm763858nkj2dj986etajv6wquslv8uxwczt'
const txid = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'

function parse(text: string | Uint8Array, options: { name?: string; networks?: readonly string[] } = {}): SeizureList {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return parseSeizureList({ name: 'list.csv', bytes, registry, now, ...options })
}

/** Codes with their places: `3 amount AMOUNT_MALFORMED`. */
function codes(list: SeizureList): string[] {
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

describe('an accepted line says everything in canonical form', () => {
  const text = `序号,币种,公链,合约,钱包地址,数量(枚),交易ID,索引,时间,时区,查扣日期,估值,货币,基准日,价格来源,检材编号,说明
1,比特币,比特币,,BC1QA5WKGAEW2DKV56KFVJ49J0AV5NML45X9EK9HZ6,63.70,${txid.toUpperCase()},0,2020/11/3 12:00:00,UTC+8,2020年11月3日,"1500000.50",人民币,2020-11-03,某评估报告,检材-1,"主钱包,
第二行"
`
  const expected: Holding[] = [
    {
      line: 2,
      asset: 'bip122:000000000019d6689c085ae165831e93/slip44:0',
      chain: 'bip122:000000000019d6689c085ae165831e93',
      address,
      units: '6370000000',
      txid,
      index: 0,
      acquiredAt: '2020-11-03T04:00:00.000Z',
      seizedOn: '2020-11-03',
      valuation: { amount: '1500000.5', currency: 'CNY', date: '2020-11-03', source: '某评估报告' },
      evidence: '检材-1',
      note: '主钱包,\n第二行',
    },
  ]

  test('from Chinese headings', () => expect(parse(text).lines).toEqual(expected))

  test('with a byte order mark and CRLF', () =>
    expect(parse(`\ufeff${text.replaceAll('\n', '\r\n')}`).lines).toEqual(expected))

  test('so that it may stand in a record', () =>
    expect(canonical(parse(text).lines as unknown as Json)).toContain('"units":"6370000000"'))

  test('from JSON, where a number keeps its digits', () => {
    const json = `[{"asset":"ETH","chain":"Ethereum","address":"0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131","amount":0.100000000000000001,"txid":null}]`
    expect(parse(json, { name: 'x' }).lines).toEqual([
      {
        line: 1,
        asset: 'eip155:1/slip44:60',
        chain: 'eip155:1',
        address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131',
        units: '100000000000000001',
      },
    ])
  })

  test('in base units where the list has those', () => {
    expect(parse(csv({ amount: '', base_units: '6370000000' })).lines[0]!.units).toBe('6370000000')
  })

  test('with the token of its contract, in whatever form contract and address are written', () => {
    const line = {
      asset: 'USDT-TRC20',
      chain: '波场',
      contract: '41a614f803b6fd780986a42c78ec9c7f77e6ded13c',
      address: 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq',
      amount: '30.401259',
    }
    expect(parse(csv(line)).lines[0]).toMatchObject({
      asset: 'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      units: '30401259',
    })
  })

  test('by a CAIP-19 id as well', () => {
    expect(parse(csv({ asset: 'bip122:000000000019d6689c085ae165831e93/slip44:0' })).lines).toHaveLength(1)
    expect(codes(parse(csv({ asset: 'eip155:1/slip44:60' })))).toEqual(['2 asset ASSET_ON_OTHER_CHAIN'])
  })

  test('and a dash is an empty value', () => {
    expect(parse(csv({ note: '--', txid: '-', contract: '—' })).lines[0]).not.toHaveProperty('note')
  })

  test('an address without a checksum stands, with a warning', () => {
    const { lines, warnings } = parse(
      csv({ asset: 'ETH', chain: 'eth', address: '0x55df4ecd9066c417103f59d3ecc9b309dedfd131' }),
    )
    expect(lines[0]!.address).toBe('0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131')
    expect(warnings.map(({ code, line }) => `${line} ${code}`)).toEqual(['2 ADDRESS_WITHOUT_CHECKSUM'])
  })
})

describe('one fault is found at its line and column', () => {
  const usdt = {
    asset: 'USDT',
    chain: 'Ethereum',
    contract: '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131',
  }
  const valued = { value: '5', currency: 'CNY', valued_on: '2026-01-01', value_source: 'x' }
  const cases: readonly [string, Record<string, string>, string][] = [
    ['an exponent', { amount: '1e5' }, '2 amount AMOUNT_MALFORMED'],
    ['grouped digits', { amount: '1,000' }, '2 amount AMOUNT_MALFORMED'],
    ['full-width digits', { amount: '１２' }, '2 amount AMOUNT_MALFORMED'],
    ['a leading dot', { amount: '.5' }, '2 amount AMOUNT_MALFORMED'],
    ['a blank before the amount', { amount: ' 5' }, '2 amount AMOUNT_MALFORMED'],
    ['a plus', { amount: '+5' }, '2 amount AMOUNT_MALFORMED'],
    ['a word for ten thousand', { amount: '5万' }, '2 amount AMOUNT_MALFORMED'],
    ['nine decimals of bitcoin', { amount: '0.123456789' }, '2 amount AMOUNT_TOO_PRECISE'],
    ['seven decimals of USDT', { ...usdt, amount: '0.1234567' }, '2 amount AMOUNT_TOO_PRECISE'],
    ['zero', { amount: '0.00' }, '2 amount AMOUNT_NOT_POSITIVE'],
    ['less than zero', { amount: '-1' }, '2 amount AMOUNT_NOT_POSITIVE'],
    ['decimals in base units', { amount: '', base_units: '1.5' }, '2 base_units AMOUNT_MALFORMED'],
    ['both amounts', { amount: '1', base_units: '100000000' }, '2 base_units AMOUNT_TWICE'],
    ['no amount', { amount: '' }, '2 CELL_MISSING'],
    ['no address', { address: '' }, '2 CELL_MISSING'],
    ['a mistyped address', { address: 'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz7' }, '2 address ADDRESS_INVALID'],
    ['an address with a blank behind it', { address: `${address} ` }, '2 address ADDRESS_INVALID'],
    [
      'a Tron address under bitcoin',
      { address: 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq' },
      '2 address ADDRESS_WRONG_CHAIN',
    ],
    [
      'a testnet address under bitcoin',
      { address: 'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7' },
      '2 address ADDRESS_WRONG_CHAIN',
    ],
    ['an unknown chain', { chain: 'moonchain' }, '2 chain CHAIN_UNKNOWN'],
    ['an unknown asset', { asset: 'MOON' }, '2 asset ASSET_UNKNOWN'],
    ['a coin of another chain', { asset: 'ETH' }, '2 asset ASSET_ON_OTHER_CHAIN'],
    [
      'an unknown token with a known ticker',
      { ...usdt, contract: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
      '2 contract TOKEN_IMPERSONATES',
    ],
    ['a contract under another ticker', { ...usdt, asset: 'USDC' }, '2 asset TICKER_MISMATCH'],
    ['a token without its contract', { ...usdt, contract: '' }, '2 asset CONTRACT_MISSING'],
    [
      'a coin with a contract',
      { ...usdt, asset: 'ETH', contract: '0x52908400098527886E0F7030069857D2E4169EE7' },
      '2 contract CONTRACT_NOT_EXPECTED',
    ],
    ['a contract that is no address', { ...usdt, contract: '0xdac17f' }, '2 contract CONTRACT_INVALID'],
    ['a short txid', { txid: txid.slice(1), index: '0' }, '2 txid TXID_INVALID'],
    ['a txid without output', { txid }, '2 txid INDEX_MISSING'],
    ['an output without txid', { index: '0' }, '2 index INDEX_WITHOUT_TXID'],
    ['an index in words', { txid, index: 'first' }, '2 index INDEX_INVALID'],
    ['a time without zone', { time: '2026-03-01 12:00:00' }, '2 time TIME_WITHOUT_ZONE'],
    ['a day that does not exist', { time: '2026-02-30T12:00:00Z' }, '2 time TIME_IMPOSSIBLE'],
    ['an hour that does not exist', { time: '2026-02-20T25:00:00Z' }, '2 time TIME_IMPOSSIBLE'],
    ['a time after now', { time: '2026-03-10T00:00:00.001Z' }, '2 time TIME_IN_FUTURE'],
    ['a time after now by its zone', { time: '2026-03-09T23:00:00-02:00' }, '2 time TIME_IN_FUTURE'],
    ['a time before the first block', { time: '2009-01-02T23:59:59Z' }, '2 time TIME_TOO_EARLY'],
    ['day and month before the year', { seized_on: '03/11/2020' }, '2 seized_on TIME_MALFORMED'],
    ['a seizure in the future', { seized_on: '2026-03-11' }, '2 seized_on TIME_IN_FUTURE'],
    ['a leap day in a common year', { seized_on: '2025-02-29' }, '2 seized_on TIME_IMPOSSIBLE'],
    ['half a valuation', { value: '5', currency: 'CNY' }, '2 value VALUATION_INCOMPLETE'],
    ['a value below the fen', { ...valued, value: '5.001' }, '2 value AMOUNT_TOO_PRECISE'],
    ['a value in exponent form', { ...valued, value: '2.3E+6' }, '2 value AMOUNT_MALFORMED'],
    ['an unheard of currency', { ...valued, currency: 'XYZ' }, '2 currency CURRENCY_UNKNOWN'],
    ['a formula', { note: '=HYPERLINK(1)' }, '2 note CELL_FORMULA'],
    ['text that turns its direction', { note: 'a\u202eb' }, '2 note CELL_UNPRINTABLE'],
    ['a note without end', { note: 'x'.repeat(401) }, '2 note CELL_TOO_LONG'],
  ]
  test.each(cases)('%s', (_, line, expected) => expect(codes(parse(csv(line)))).toEqual([expected]))

  const files: readonly [string, string | Uint8Array, string][] = [
    ['an empty file', '', '1 FILE_EMPTY'],
    ['blank lines only', '\n\n', '1 FILE_EMPTY'],
    ['headings only', 'asset,chain,address,amount\n', '1 NO_LINES'],
    ['a missing column', 'asset,chain,address\nBTC,Bitcoin,x', '1 COLUMN_MISSING'],
    ['an unknown heading', 'asset,chain,address,amount,suspect\n', '1 suspect COLUMN_UNKNOWN'],
    ['a heading twice', 'asset,chain,address,amount,数量\n', '1 数量 COLUMN_TWICE'],
    ['semicolons', 'asset;chain;address;amount\n', '1 CSV_SEPARATOR'],
    ['a value too many', `asset,chain,address,amount\nBTC,Bitcoin,${address},1,2\n`, '2 CSV_WIDTH'],
    ['an open quote', `asset,chain,address,amount\nBTC,Bitcoin,"${address},1\n`, '2 CSV_QUOTE'],
    ['a quote inside', `asset,chain,address,amount\nBTC,Bit"coin,${address},1\n`, '2 CSV_QUOTE'],
    ['text behind a quote', `asset,chain,address,amount\nBTC,"Bitcoin" x,${address},1\n`, '2 CSV_QUOTE'],
    ['GBK', Uint8Array.of(0x61, 0x0a, 0xd7, 0xca, 0xb2, 0xfa), '2 NOT_UTF8'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00), '1 NOT_UTF8'],
    ['a cut character', Uint8Array.of(0x61, 0xe8, 0xb5), '1 NOT_UTF8'],
    ['JSON cut off', '[{"asset":\n"BTC"', '2 JSON_SYNTAX'],
    ['JSON with something behind it', '[] []', '1 JSON_SYNTAX'],
    ['nested JSON', '[{"asset":{}}]', '1 asset JSON_SHAPE'],
    ['JSON of another shape', '{"list":[]}', '1 JSON_SHAPE'],
    ['a number that JSON does not know', '[{"amount":01}]', '1 JSON_SYNTAX'],
    ['no holdings in JSON', '[]', '1 NO_LINES'],
    [
      'an unknown key',
      `[{"asset":"BTC","chain":"btc","address":"${address}","amount":"1",\n"suspect":"x"}]`,
      '2 suspect COLUMN_UNKNOWN',
    ],
    [
      'a key twice',
      `[{"asset":"BTC","chain":"btc","address":"${address}","amount":"1",\n"数量":"2"}]`,
      '2 数量 COLUMN_TWICE',
    ],
    ['a missing key', `[{"asset":"BTC","chain":"btc","address":"${address}"}]`, '1 COLUMN_MISSING'],
    [
      'an exponent in JSON',
      `[{"asset":"BTC","chain":"btc","address":"${address}",\n"amount":1e5}]`,
      '2 amount AMOUNT_MALFORMED',
    ],
  ]
  test.each(files)('%s', (_, text, expected) => expect(codes(parse(text))).toEqual([expected]))

  test('too large a file, too many lines', () => {
    expect(codes(parse(new Uint8Array(8 * 1024 * 1024 + 1)))).toEqual(['1 FILE_TOO_LARGE'])
    expect(codes(parse(`asset,chain,address,amount\n${'BTC,x,y,1\n'.repeat(10_001)}`))).toEqual(['1 TOO_MANY_LINES'])
  })
})

describe('lines are held against one another', () => {
  test.each([
    [
      'one output twice',
      [
        { txid, index: '0' },
        { txid: txid.toUpperCase(), index: '0', amount: '2' },
      ],
      ['3 txid DUPLICATE_OUTPUT'],
    ],
    [
      'one output at two addresses',
      [
        { txid, index: '0' },
        { txid, index: '0', address: other },
      ],
      ['3 txid DUPLICATE_OUTPUT'],
    ],
    [
      'two outputs of one transaction',
      [
        { txid, index: '0' },
        { txid, index: '1' },
      ],
      [],
    ],
    ['one balance twice', [{}, { address: address.toUpperCase() }], ['3 address DUPLICATE_HOLDING']],
    ['a balance and a part of it', [{}, { txid, index: '0' }], ['3 address HOLDING_OVERLAPS']],
    ['two addresses', [{}, { address: other }], []],
    [
      'one address on two chains',
      [
        { asset: 'ETH', chain: 'eth', address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
        { asset: 'ETH', chain: 'anvil', address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
      ],
      [],
    ],
    [
      'a transfer without log twice',
      [
        { asset: 'ETH', chain: 'eth', address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131', txid },
        { asset: 'ETH', chain: 'eth', address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131', txid: `0x${txid}` },
      ],
      ['3 txid DUPLICATE_OUTPUT'],
    ],
    [
      'a planted address',
      [
        { asset: 'ETH', chain: 'eth', address: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
        { asset: 'ETH', chain: 'eth', address: `0x55df${'0'.repeat(32)}d131` },
      ],
      ['3 address ADDRESS_LOOK_ALIKE'],
    ],
  ] as [string, Record<string, string>[], string[]][])('%s', (_, lines, expected) =>
    expect(codes(parse(csv(...lines)))).toEqual(expected),
  )

  test('the later line names the earlier', () => {
    expect(faultText(parse(csv({}, {})).faults[0]!, 'en')).toBe(
      `list.csv line 3, column "address": the same asset at the same address stands in line 2 (${address}); expected each once, or a transaction for each part.`,
    )
  })
})

describe('a case has one world', () => {
  test('a coin of a trial network does not enter a real case, nor the other way', () => {
    const rehearsed = csv({ chain: 'Bitcoin regtest', address: 'rb1qw508d6qejxtdg4y5r3zarvary0c5xw7k38f4sn' })
    expect(codes(parse(rehearsed, { networks: [bitcoinMainnet] }))).toEqual(['2 chain CHAIN_NOT_ADMITTED'])
    expect(codes(parse(csv({}), { networks: [bitcoinRegtest] }))).toEqual(['2 chain CHAIN_NOT_ADMITTED'])
    expect(parse(rehearsed, { networks: [bitcoinRegtest] }).lines[0]!.asset).toBe(`${bitcoinRegtest}/slip44:0`)
  })
})

describe('a secret', () => {
  const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

  test('refuses the file before anything else about it, and is not repeated', () => {
    const list = parse(csv({ amount: '1e5' }, { note: phrase }))
    expect(codes(list)).toEqual(['3 SECRET'])
    for (const language of ['en', 'zh-CN', 'zh-HK'] as const) {
      const said = `${JSON.stringify(list)} ${faultText(list.faults[0]!, language)}`
      for (const word of new Set(phrase.split(' '))) expect(said).not.toContain(word)
    }
  })

  test.each([
    [
      'a key in an address column',
      csv({ address: 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn' }),
      ['2 SECRET'],
    ],
    ['a raw key in a note', csv({ note: txid }), ['2 SECRET']],
    ['a phrase in JSON', `[{"note":"${phrase}"}]`, ['1 SECRET']],
    ['a phrase in a file that is no list', phrase, ['1 SECRET']],
  ])('%s', (_, text, expected) => expect(codes(parse(text))).toEqual(expected))

  test('is not seen where a transaction id belongs', () => {
    expect(parse(csv({ txid, index: '0' })).lines).toHaveLength(1)
    expect(
      parse(`[{"资产":"BTC","链":"BTC","地址":"${address}","数量":"1","交易哈希":"${txid}","输出序号":1}]`).lines,
    ).toHaveLength(1)
  })
})

test('all faults are told at once, by line', () => {
  expect(
    codes(parse(csv({ amount: '1e5', address: 'x' }, {}, { chain: 'moon', note: '=1', seized_on: 'soon' }))),
  ).toEqual([
    '2 address ADDRESS_INVALID',
    '2 amount AMOUNT_MALFORMED',
    '4 note CELL_FORMULA',
    '4 chain CHAIN_UNKNOWN',
    '4 seized_on TIME_MALFORMED',
  ])
})
