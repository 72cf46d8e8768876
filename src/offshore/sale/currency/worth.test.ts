import { describe, expect, test } from 'vitest'
import { formatDecimal, parseDecimal, rational } from '../../../core/price/rational.ts'
import { booksFormat, type LoggedBook, type LoggedBooks, routeQuestion } from '../books/loggedBooks.ts'
import { checkRoute } from '../router/checkRoute.ts'
import { routeSlice } from '../router/routeSlice.ts'
import type { SalePlan } from '../sale.ts'
import { quotesAdmitted } from './admitted.ts'
import { belowFloor } from './fills.ts'
import { faultOfFx, type PlanFx, type PlanQuotes, quotesOf } from './planFx.ts'
import { faultOfRates, floorIn, floorNow, inYuanNow, type LoggedRate, rateOf, worthOf, yuanOf } from './worth.ts'

const asset = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
const tether = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7'
const at = '2026-03-02T02:00:00.000Z'
const seconds = (n: number): string => new Date(Date.parse(at) + n * 1000).toISOString()

const fx: PlanFx = {
  yuan: { pair: 'USD/CNY', source: 'bank', ageSecondsMax: 3600 },
  quotes: [
    { currency: 'HKD', pair: 'USD/HKD', source: 'bank', ageSecondsMax: 3600, costPpm: 1_000, haircutPpm: 0 },
    {
      currency: 'USDT',
      pair: 'USDT/USD',
      source: 'c',
      host: 'c:1',
      symbol: 'USDTUSD',
      ageSecondsMax: 60,
      costPpm: 500,
      haircutPpm: 1_500,
      pegPpmMax: 10_000,
      asset: tether,
    },
  ],
}

const rate = (pair: string, of: string, asOf = at, source = 'bank'): LoggedRate => {
  const [base = '', quote = ''] = pair.split('/')
  return { source, base, quote, rate: of, asOf }
}
const rates = (usdt = '0.999', asOf = at): readonly LoggedRate[] => [
  rate('USD/CNY', '7.1'),
  rate('USD/HKD', '7.8'),
  rate('USDT/USD', usdt, asOf, 'c'),
]

function book(platform: string, quote: string, bids: LoggedBook['bids'], more: Partial<LoggedBook> = {}): LoggedBook {
  return {
    platform,
    host: `${platform}:1`,
    symbol: `BTC${quote}`,
    quote,
    changedAt: at,
    fetchedAt: at,
    tick: '0.1',
    lot: '0.0001',
    minQuantity: '0.0001',
    maxQuantity: '10',
    minNotional: '1',
    maxNotional: '0',
    bids,
    asks: [],
    ...more,
  }
}

const look = (books: readonly LoggedBook[], of = rates()): LoggedBooks => ({
  format: booksFormat,
  asset,
  currency: 'USD',
  books,
  rates: of,
})

const venue = (platform: string, quote: string) => ({
  platform,
  host: `${platform}:1`,
  symbol: `BTC${quote}`,
  quote,
  takerPpm: '0',
  units: '100000000',
})
const plan = {
  asset,
  currency: 'USD',
  floor: '60000',
  floorCny: '426000',
  fx,
  participationCapPpm: '1000000',
  venues: [venue('a', 'USD'), venue('b', 'HKD'), venue('c', 'USDT')],
} as unknown as SalePlan

const usd = book('a', 'USD', [['64000', '0.5']])
const hkd = book('b', 'HKD', [['500000', '0.5']], { minNotional: '10' })
const usdt = book('c', 'USDT', [['64100', '0.5']])

describe('what a currency is worth', () => {
  test('is its live rate, either way round, exactly', () => {
    const books = look([usd, hkd, usdt])
    expect(rateOf(plan, books, 'USD')).toEqual(rational(1n))
    expect(rateOf(plan, books, 'HKD')).toEqual(rational(5n, 39n))
    expect(rateOf(plan, books, 'USDT')).toEqual(parseDecimal('0.999'))
    expect(yuanOf(plan, books)).toEqual(parseDecimal('7.1'))
  })

  test('less what turning it costs, and for a stablecoin its haircut', () => {
    const books = look([usd, hkd, usdt])
    expect(worthOf(plan, books, 'HKD')).toEqual(rational(5n * 999n, 39n * 1000n))
    expect(worthOf(plan, books, 'USDT')).toEqual(parseDecimal('0.997002'))
    expect(inYuanNow(plan, books, 'HKD', '500000')).toBe('454673.07')
  })

  test('sets the floor of each book: the one of the reserve, or the one in yuan where the dollar has fallen', () => {
    const books = look([usd, hkd, usdt])
    expect(floorNow(plan, books)).toEqual(parseDecimal('60000'))
    expect(formatDecimal(floorIn(plan, books, 'HKD'), 2, 'ceil')).toBe('468468.47')
    const weak = look([usd, hkd], [rate('USD/CNY', '7'), rate('USD/HKD', '7.8')])
    expect(formatDecimal(floorNow(plan, weak), 2, 'ceil')).toBe('60857.15')
  })

  test.each<[string, readonly LoggedRate[], number, string | undefined]>([
    ['live rates', rates(), 0, undefined],
    ['a minute later the stablecoin has none', rates(), 63, 'No rate USDT/USD is young enough.'],
    ['an hour later nobody has', rates('0.999', seconds(3_700)), 3_700, 'No rate USD/CNY is young enough.'],
    ['no rate of yuan', rates().slice(1), 0, 'No rate USD/CNY is young enough.'],
    [
      'the rate of another bank',
      [rate('USD/CNY', '7.1'), rate('USD/HKD', '7.8', at, 'other'), rates()[2]!],
      0,
      'No rate USD/HKD is young enough.',
    ],
    ['a rate from the future', [...rates().slice(1), rate('USD/CNY', '9', seconds(60))], 0, 'No rate USD/CNY'],
    ['two rates of one pair', [...rates(), rate('USD/HKD', '7.7')], 0, 'two rates USD/HKD of bank'],
    ['a stablecoin at its lowest', rates('0.99'), 0, undefined],
    ['a stablecoin off its peg', rates('0.98999'), 0, 'USDT at 0.989990, more than 10000 ppm off its peg'],
    ['one that is dearer than its peg', rates('1.011'), 0, 'USDT at 1.011000, more than 10000 ppm off its peg'],
  ])('%s', (_, of, later, expected) => {
    const found = faultOfRates(plan, look([usd, hkd, usdt], of), seconds(later))
    if (expected === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(expected)
  })

  test('a currency whose rate is missing spoils only the books in it', () => {
    const only = rates().slice(0, 2)
    expect(faultOfRates(plan, look([usd, hkd], only), at)).toBeUndefined()
    expect(faultOfRates(plan, look([usd, hkd, usdt], only), at)).toContain('USDT/USD')
  })
})

describe('the router', () => {
  const allowance = (units: bigint) => ({
    slice: undefined,
    units,
    byPlatform: { a: 100_000_000n, b: 100_000_000n, c: 100_000_000n },
  })
  const legs = (books: LoggedBooks, units: bigint) => {
    const question = routeQuestion({ plan, books, allowance: allowance(units) })
    const route = routeSlice(question)
    expect(route.optimal).toBe(true)
    expect(checkRoute(question, route)).toBeUndefined()
    return { question, route, sold: route.legs.map(({ venue: of, units: sold }) => `${of} ${sold}`) }
  }

  test('compares by worth, and its certificate proves the split to the last unit', () => {
    // 500000 HKD are 64038.46 USD after the turning, 64100 USDT 63907.83: the face prices say otherwise.
    const { question, route, sold } = legs(look([usd, hkd, usdt]), 120_000_000n)
    expect(sold).toEqual(['a 50000000', 'b 50000000', 'c 20000000'])
    expect(formatDecimal(route.net, 2, 'floor')).toBe('76800.79')
    const forged = { ...route, certificate: { ...route.certificate, bound: rational(1n) } }
    expect(checkRoute(question, forged)).toBeDefined()
  })

  test('a stablecoin that is taken at par would be sold into first; at its rate it comes last', () => {
    const broken = book('c', 'USDT', [['64700', '0.5']])
    expect(legs(look([usd, broken], rates('0.9905')), 50_000_000n).sold).toEqual(['a 50000000'])
    expect(legs(look([usd, broken], rates('1')), 50_000_000n).sold).toEqual(['c 50000000'])
  })

  test('no level is sold to whose yuan fall below the floor, whatever its face says', () => {
    const low = book('b', 'HKD', [
      ['468468.5', '0.1'],
      ['468468.4', '0.5'],
    ])
    expect(legs(look([low]), 60_000_000n).sold).toEqual(['b 10000000'])
  })
})

describe('a fill', () => {
  const books = look([usd, hkd, usdt])
  const below = (
    price: string,
    quote: string,
    floors: { readonly usd?: string; readonly cny?: string | undefined } = {},
  ) =>
    belowFloor({
      plan,
      look: books,
      quote,
      fills: [{ fill: '17', price, at }],
      floorFor: () => ('usd' in floors ? floors.usd : '60000'),
      cnyFor: () => ('cny' in floors ? floors.cny : '426000'),
    })?.found
  test.each([
    ['60000', 'USD', undefined],
    ['59999.99', 'USD', '59999.99 USD, 425999.92 CNY, of fill 17 at 2026-03-02T02:00:00.000Z'],
    ['468468.47', 'HKD', undefined],
    // Above the floor at the bare rate, below it once it was turned.
    ['468100', 'HKD', '468100 HKD, 425664.93 CNY, of fill 17 at 2026-03-02T02:00:00.000Z'],
    ['60181', 'USDT', undefined],
    ['60100', 'USDT', '60100 USDT, 425430.72 CNY, of fill 17 at 2026-03-02T02:00:00.000Z'],
  ])('%s %s', (price, quote, expected) => {
    expect(below(price, quote)).toBe(expected)
  })

  test('of a day without a floor in yuan has none to hold, and where the yuan floor is the higher one it is that one', () => {
    expect(below('99999', 'USD', { cny: undefined })).toBe('fill 17 at 2026-03-02T02:00:00.000Z')
    expect(below('60100', 'USD', { cny: '430000' })).toContain('426710.00 CNY')
  })
})

describe('what a plan says of currencies', () => {
  const said = (change: object): string | undefined => faultOfFx({ ...plan, ...change } as PlanQuotes)
  const terms = (i: number, change: object) => ({
    fx: { ...fx, quotes: fx.quotes.map((one, v) => (v === i ? { ...one, ...change } : one)) },
  })
  test.each<[string, object, string | undefined]>([
    ['whole', {}, undefined],
    ['one currency and no rates', { fx: undefined, venues: [{ platform: 'a' }] }, undefined],
    ['another currency without rates', { fx: undefined }, 'no rate is agreed for HKD, USDT'],
    ['a book whose currency is not named', { venues: [{ platform: 'a' }, ...plan.venues.slice(1)] }, 'book at a'],
    ['a rate for nothing', { venues: plan.venues.slice(0, 2) }, 'rates are agreed for HKD, USDT, books are in HKD'],
    ['a pair that does not fit', terms(0, { pair: 'EUR/HKD' }), 'EUR/HKD does not turn HKD into USD'],
    ['a stablecoin without a peg', terms(1, { pegPpmMax: undefined }), 'USDT is no money'],
    ['a stablecoin at a bank', terms(1, { symbol: undefined, host: undefined }), 'USDT is no money'],
    ['money with a peg', terms(0, { pegPpmMax: 100, asset: tether, symbol: 'X', host: 'x' }), 'HKD is money'],
    ['a cost of the whole', terms(0, { costPpm: 1_000_000 }), 'cost or the haircut of HKD'],
    ['a rate of any age', terms(0, { ageSecondsMax: 10_000_000 }), 'age of USD/HKD'],
    ['counted in a stablecoin', { currency: 'USDT' }, 'counts in money'],
  ])('%s', (_, change, expected) => {
    if (expected === undefined) expect(said(change)).toBeUndefined()
    else expect(said(change)).toContain(expected)
  })

  test('its own currency comes first', () => {
    expect(quotesOf(plan)).toEqual(['USD', 'HKD', 'USDT'])
  })
})

describe('a mandate', () => {
  const licence = (assets: readonly string[]) => ({
    entity: 'c',
    regulator: 'R',
    licence: 'L',
    assets,
    clientTypes: ['institutional-professional'],
    hosts: ['c:1'],
    from: '2020-01-01T00:00:00.000Z',
    source: 's',
  })
  const asked = (named: string, assets: readonly string[], of: object = plan) =>
    quotesAdmitted(of as PlanQuotes, {
      state: () =>
        ({
          slices: { clearance: { 'A c': { clientType: 'institutional-professional' } } },
        }) as never,
      subject: { lot: 'A' },
      registers: () => ({ licences: [licence(assets)], providers: [] }),
      recordedAt: at,
      parameter: () => named,
    })
  test('names what may be sold for; a stablecoin needs a platform that is licensed for it besides', () => {
    expect(asked('USD,HKD,USDT', [asset, tether])).toMatchObject({ ok: true, found: 'USD, HKD, USDT' })
    expect(asked('USD,HKD', [asset, tether])).toMatchObject({
      ok: false,
      found: 'USDT, a stablecoin that the mandate does not name',
    })
    expect(asked('USD,USDT', [asset, tether])).toMatchObject({
      ok: false,
      found: 'HKD, money that the mandate does not name',
    })
    expect(asked('USD,HKD,USDT', [asset])).toMatchObject({
      ok: false,
      found: 'USDT at c: licence in force does not admit this asset for this client type',
    })
  })
})
