import { describe, expect, test } from 'vitest'
import { assessSnapshot } from './assess.ts'
import { convert } from './convert.ts'
import { type DayAverageRules, dayAverage, dayOf, dayText } from './dayAverage.ts'
import { testFills } from './floor.ts'
import { decimalsOfPrice, formatDecimal, parseDecimal, rational } from './rational.ts'
import { reservePrice } from './reserve.ts'
import { type Bar, checkSnapshot, type Observation, type PriceSnapshot, snapshotHash } from './snapshot.ts'

const at = (time: string) => `2026-01-02T${time}.000Z`
const sha = 'ab'.repeat(32)

const seen = (source: string, price: string, more: Partial<Observation> = {}): Observation => ({
  source,
  asset: 'BTC',
  currency: 'USD',
  basis: 'bid',
  price,
  asOf: at('03:00:00'),
  fetchedAt: at('03:00:01'),
  capturedBy: 'service',
  replySha256: sha,
  ...more,
})

const rate = (pair: string, value: string, asOf = at('02:59:00')) => {
  const [base = '', quote = ''] = pair.split('/')
  return { source: 'bank', base, quote, rate: value, asOf }
}

const snapshot = (more: Partial<PriceSnapshot> = {}): PriceSnapshot => ({
  version: 1,
  frozenAt: at('03:00:05'),
  parties: [
    { id: 'service', group: 'service' },
    { id: 'witness', group: 'notary' },
  ],
  sources: ['a', 'b', 'c', 'bank'].map((id) => ({
    id,
    kind: 'licensed-venue',
    entity: `${id} limited`,
    host: `${id}.example`,
  })),
  observations: [seen('a', '95000'), seen('b', '95010.5', { capturedBy: 'witness' }), seen('c', '94990')],
  bars: [],
  fx: [rate('USD/CNY', '7.2'), rate('USDT/USD', '0.9')],
  ...more,
})

const rules = {
  asset: 'BTC',
  basis: ['bid'] as const,
  paths: { USD: ['USD/CNY'], USDT: ['USDT/USD', 'USD/CNY'], HKD: ['HKD/CNY'], CNY: [] },
  ageMsMax: 60_000,
  fxAgeMsMax: 3_600_000,
  deviationPpmMax: 20_000n,
  sourcesMin: 2,
}

describe('conversion', () => {
  const base = {
    value: parseDecimal('100'),
    rates: snapshot().fx,
    paths: rules.paths,
    atMs: Date.parse(at('03:00:00')),
    ageMsMax: 3_600_000,
  }

  test('a dollar token is worth what it trades for, not a dollar', () => {
    expect(convert({ ...base, currency: 'USDT' })).toEqual(rational(648n))
  })
  test('a pair quoted the other way round is inverted exactly', () => {
    expect(convert({ ...base, currency: 'CNY', paths: { CNY: ['USD/CNY'] } })).toEqual(rational(125n, 9n))
  })
  test('an old rate is refused', () => {
    expect(() => convert({ ...base, currency: 'USD', ageMsMax: 59_000 })).toThrowError(
      expect.objectContaining({ code: 'PRICE_EVIDENCE_LACKING' }),
    )
  })
  test('a rate from the future is not used', () => {
    expect(() =>
      convert({
        ...base,
        currency: 'USD',
        rates: [rate('USD/CNY', '7.2', at('03:00:00'))],
        atMs: Date.parse(at('02:00:00')),
      }),
    ).toThrowError('No rate USD/CNY')
  })
})

describe('a snapshot', () => {
  test('is frozen by the hash of its canonical form', () => {
    expect(snapshotHash(snapshot())).toHaveLength(64)
    expect(snapshotHash(snapshot())).not.toBe(snapshotHash(snapshot({ observations: [seen('a', '95000.0')] })))
  })

  const faults: readonly [string, Partial<PriceSnapshot>, string][] = [
    ['a source that is not listed', { observations: [seen('x', '1')] }, 'source that is not listed'],
    ['a party that is not listed', { observations: [seen('a', '1', { capturedBy: 'x' })] }, 'party that is not listed'],
    ['a price of zero', { observations: [seen('a', '0')] }, 'not positive'],
    ['a price in exponent form', { observations: [seen('a', '9e4')] }, 'plain decimal'],
    [
      'a price fetched after the freeze',
      { observations: [seen('a', '1', { fetchedAt: at('04:00:00') })] },
      'after the snapshot',
    ],
    [
      'a moment that does not exist',
      { observations: [seen('a', '1', { asOf: '2026-02-30T00:00:00.000Z' })] },
      'Expected a moment',
    ],
    ['a rate from after the freeze', { fx: [rate('USD/CNY', '7', at('04:00:00'))] }, 'after the snapshot'],
  ]
  test.each(faults)('is refused for %s', (_, more, message) =>
    expect(() => checkSnapshot(snapshot(more))).toThrowError(message),
  )
  test('without faults is taken', () => expect(() => checkSnapshot(snapshot())).not.toThrow())
})

describe('which prices count', () => {
  test('prices seen by two unrelated parties stand as such', () => {
    expect(assessSnapshot(snapshot(), rules)).toMatchObject({
      standing: 'two-parties',
      rejected: [],
      accepted: { length: 3 },
    })
  })
  test('two parties of one group are one source', () => {
    const parties = [
      { id: 'service', group: 'one' },
      { id: 'witness', group: 'one' },
    ]
    expect(assessSnapshot(snapshot({ parties }), rules).standing).toBe('single-source')
  })
  test('a bad print and a stale price are set aside with their reasons', () => {
    const observations = [
      seen('a', '95000'),
      seen('b', '60000'),
      seen('c', '95001'),
      seen('c', '94000', { asOf: at('02:00:00') }),
    ]
    expect(assessSnapshot(snapshot({ observations }), rules).rejected.map(({ reason }) => reason)).toEqual([
      'stale',
      'outlier',
    ])
  })
  test('a face price in a broken dollar token is an outlier by its true value', () => {
    const observations = [seen('a', '95000'), seen('b', '95000'), seen('c', '99000', { currency: 'USDT' })]
    expect(assessSnapshot(snapshot({ observations }), rules).rejected).toMatchObject([
      { reason: 'outlier', observation: { source: 'c' } },
    ])
  })
})

describe('the reserve price', () => {
  const best = { method: 'best-quote', assess: rules, ratioPpm: 1_000_000n, decimals: 2 } as const

  test('after inquiry is the best quote that counts, in yuan', () => {
    expect(reservePrice({ snapshot: snapshot(), rules: best, day: '2026-01-02' })).toMatchObject({
      price: '684075.60',
      source: 'b',
      standing: 'two-parties',
    })
  })
  test('is cut upwards', () => {
    expect(
      reservePrice({ snapshot: snapshot({ fx: [rate('USD/CNY', '7.20000001')] }), rules: best, day: '2026-01-02' })
        .price,
    ).toBe('684075.61')
  })
  test('needs as many sources as the rules say', () => {
    expect(() =>
      reservePrice({ snapshot: snapshot({ observations: [seen('a', '1')] }), rules: best, day: '2026-01-02' }),
    ).toThrowError('Too few sources')
  })
})

describe('the average of the days before', () => {
  const average: DayAverageRules = {
    asset: 'BTC',
    days: 2,
    sources: ['a'],
    basis: 'vwap',
    weighting: 'day',
    zoneMinutes: 480,
    paths: rules.paths,
    fxAgeMsMax: 172_800_000,
  }
  const beijingMidnight = Date.parse('2025-12-30T16:00:00.000Z') / 1000
  // Two whole Beijing days in half-day bars: 2025-12-31 and 2026-01-01.
  const bars = (
    [
      ['100', '1', '100'],
      ['110', '3', '330'],
      ['120', '1', '120'],
      ['130', '1', '130'],
    ] as const
  ).map(
    ([close, volume, turnover], i): Bar => ({
      source: 'a',
      asset: 'BTC',
      currency: 'USD',
      startSeconds: beijingMidnight + i * 43_200,
      lengthSeconds: 43_200,
      close,
      volume,
      turnover,
    }),
  )
  const fx = [rate('USD/CNY', '7', '2025-12-31T08:00:00.000Z'), rate('USD/CNY', '8', '2026-01-01T08:00:00.000Z')]
  const evidence = snapshot({ bars, fx })

  test('takes days of the zone named, each at its own rate', () => {
    // VWAP 107.5 at 7, then 125 at 8.
    expect(formatDecimal(dayAverage(evidence, average, '2026-01-02'), 4, 'exact')).toBe('876.2500')
    expect(formatDecimal(dayAverage(evidence, { ...average, basis: 'close' }, '2026-01-02'), 4, 'exact')).toBe(
      '905.0000',
    )
    // Weighted by volume 4 and 2.
    expect(dayAverage(evidence, { ...average, weighting: 'volume' }, '2026-01-02')).toEqual(rational(2505n, 3n))
  })
  test('does not invent a missing day', () => {
    expect(() => dayAverage({ ...evidence, bars: bars.slice(1) }, average, '2026-01-02')).toThrowError(
      'a has no whole day 2025-12-31',
    )
    expect(() => dayAverage(evidence, { ...average, zoneMinutes: 0 }, '2026-01-02')).toThrowError('no whole day')
  })
  test('a fill is tested against the floor of its own trade date in that zone', () => {
    const longer = {
      ...evidence,
      bars: [...bars, ...bars.slice(0, 2).map((bar) => ({ ...bar, startSeconds: bar.startSeconds + 2 * 86_400 }))],
    }
    const fills = [
      // 23:59 and 00:01 in Beijing: floors of 2 and 3 January.
      { id: 'late', at: '2026-01-02T15:59:00.000Z', value: parseDecimal('876.25') },
      { id: 'later', at: '2026-01-02T16:01:00.000Z', value: parseDecimal('876.25') },
    ]
    const rulesWithOldFx = { ...average, fxAgeMsMax: 864_000_000 }
    expect(
      testFills(longer, rulesWithOldFx, fills).map(({ id, tradeDate, floor, holds }) => [
        id,
        tradeDate,
        formatDecimal(floor, 2, 'exact'),
        holds,
      ]),
    ).toEqual([
      ['late', '2026-01-02', '876.25', true],
      ['later', '2026-01-03', '930.00', false],
    ])
  })
  test('a day begins at midnight of the zone', () => {
    expect(dayText(dayOf(beijingMidnight, 480))).toBe('2025-12-31')
    expect(dayText(dayOf(beijingMidnight - 1, 480))).toBe('2025-12-30')
  })
})

describe('digits of a price', () => {
  test.each([
    ['64012.333', 2],
    ['1000', 2],
    ['999.99', 3],
    ['7.1034', 5],
    ['1', 5],
    ['0.979961', 6],
    ['0.00001234', 10],
    ['0', 2],
  ])('of %s as many as count: %i after the point', (price, decimals) =>
    expect(decimalsOfPrice(parseDecimal(price))).toBe(decimals),
  )

  test('a floor near one is not a hundredth above what was set', () => {
    const exact = rational(9_799_608n, 10_000_000n)
    expect(formatDecimal(exact, decimalsOfPrice(exact), 'ceil')).toBe('0.979961')
  })
})
