import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { dataDir } from '../../../test/support/data.ts'
import { emptyCase } from '../../core/case/apply.ts'
import { computeFact } from '../../core/case/facts.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { DayAverageRules } from '../../core/price/dayAverage.ts'
import { type Bar, barsHash, barsStanding, type PriceSnapshot } from '../../core/price/snapshot.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { routeAgreed } from '../clearance/agreeRoute.ts'
import { orderKinds } from '../sale/orders.ts'
import { defineFloor, endOfTradeDate, faultOfDefinition, tradeDateOf } from './floorDefinition.ts'
import { floorOfDay, inYuan } from './floorOfDay.ts'
import { reserveSet } from './setReserve.ts'

const asset = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
const dayMs = 86_400_000
const definition: DayAverageRules = {
  asset,
  days: 20,
  sources: ['a', 'b'],
  basis: 'close',
  weighting: 'day',
  zoneMinutes: 480,
  paths: { USD: [], USDT: ['USDT/USD'] },
  fxAgeMsMax: 2 * dayMs,
}

/** Whole days in Beijing's clock; source b quotes in USDT, which is worth less than a dollar. */
function bars(first: string, closes: readonly string[]): readonly Bar[] {
  const start = Date.parse(`${first}T00:00:00.000Z`) / 1000 - 480 * 60
  return closes.flatMap((close, i) =>
    (['a', 'b'] as const).map((source) => ({
      source,
      asset,
      currency: source === 'a' ? 'USD' : 'USDT',
      startSeconds: start + i * 86_400,
      lengthSeconds: 86_400,
      close,
      volume: '10',
    })),
  )
}

function snapshotOf(frozenAt: string, series: readonly Bar[], change: Partial<PriceSnapshot> = {}): PriceSnapshot {
  const rates = Array.from({ length: 60 }, (_, i) =>
    new Date(Date.parse(frozenAt) - (i + 1) * (dayMs / 2)).toISOString(),
  )
  return {
    version: 1,
    frozenAt,
    parties: [
      { id: 'trust', group: 'trust-group' },
      { id: 'observer', group: 'observer' },
    ],
    sources: [
      { id: 'a', kind: 'licensed-venue', entity: 'venue-a', host: 'a:1' },
      { id: 'b', kind: 'licensed-venue', entity: 'venue-b', host: 'b:1' },
      { id: 'fx', kind: 'bank', entity: 'bank', host: 'file' },
    ],
    observations: [],
    bars: series,
    fx: rates.flatMap((asOf) => [
      { source: 'fx', base: 'USDT', quote: 'USD', rate: '0.9', asOf },
      { source: 'fx', base: 'USD', quote: 'CNY', rate: '7.1', asOf },
    ]),
    barsCapturedBy: [
      { party: 'trust', barsSha256: barsHash(series) },
      { party: 'observer', barsSha256: barsHash(series) },
    ],
    ...change,
  }
}

const closes = Array.from({ length: 20 }, (_, i) => String(60_000 + i * 100))
const series = bars('2026-02-10', closes)
const frozenAt = '2026-03-02T01:00:00.000Z'
const snapshot = snapshotOf(frozenAt, series)
const long = bars(
  '2026-01-01',
  Array.from({ length: 60 }, (_, i) => String(60_000 + ((i * 7919) % 900))),
)
const history = snapshotOf(frozenAt, long, { fx: [] })
const ownPaths = { ...definition, sources: ['a'] }
const floor = defineFloor({
  definition: ownPaths,
  currency: 'USD',
  decimals: 2,
  history,
  from: '2026-01-22',
  to: '2026-03-01',
})

test('the floor of a day is the mean of the twenty before it, over sources, stablecoins at their own price, rounded up', () => {
  // Mean of the closes 60,950; source b at 0.9: (60,950 + 54,855) / 2.
  const of = (day: string) => floorOfDay({ snapshot, floor: { ...floor, definition }, ratioPpm: 1_000_000n, day })
  expect(of('2026-03-02')).toBe('57902.5')
  expect(() => of('2026-03-03')).toThrowError('no whole day 2026-03-02')
  expect(
    floorOfDay({
      snapshot,
      floor: { ...floor, definition: ownPaths, decimals: 0 },
      ratioPpm: 999_999n,
      day: '2026-03-02',
    }),
  ).toBe('60950')
})

test('a floor in yuan goes by the live rate, up to the digits that count', () => {
  expect(inYuan({ snapshot, price: '100.01', currency: 'USD' })).toBe('710.071')
  expect(inYuan({ snapshot, price: '100', currency: 'USDT' })).toBe('639')
})

test('a trade date is that of the definition, and ends with its day there', () => {
  expect(tradeDateOf('2026-03-01T15:59:59.999Z', 480)).toBe('2026-03-01')
  expect(tradeDateOf('2026-03-01T16:00:00.000Z', 480)).toBe('2026-03-02')
  expect(endOfTradeDate('2026-03-02', 480)).toBe('2026-03-02T15:59:59.999Z')
})

test('two parties of one group are one, and a series that differs by a digit is another', () => {
  expect(barsStanding(snapshot)).toBe('two-parties')
  const [first] = snapshot.barsCapturedBy!
  expect(barsStanding({ ...snapshot, barsCapturedBy: [first!] })).toBe('single-source')
  expect(barsStanding({ ...snapshot, parties: snapshot.parties.map((party) => ({ ...party, group: 'one' })) })).toBe(
    'single-source',
  )
  expect(barsStanding({ ...snapshot, bars: snapshot.bars.slice(1) })).toBe('none')
})

describe('what history says of a floor', () => {
  test('is held to the series attached, to the last digit', () => {
    expect(faultOfDefinition(floor, history)).toBeUndefined()
    const better = { ...floor, reachability: { ...floor.reachability, belowPpm: '1' } }
    expect(faultOfDefinition(better, history)).toMatch(/^belowPpm: 1, history says \d+$/)
    expect(faultOfDefinition(floor, snapshot)).toBe('the history attached is not the one named')
  })
  const data = dataDir()
  test.skipIf(data === undefined)(
    "of a real series: the day's clock alone moves the days below from 895 in Greenwich to 876 in Beijing",
    () => {
      const text = gunzipSync(
        readFileSync(`${data}/ohlcv/dev/cryptocompare_btcusd_1h_20191120_20250513.csv.gz`),
      ).toString('utf8')
      const real = text
        .trim()
        .split('\n')
        .slice(1)
        .map((line): Bar => {
          const [seconds = '', , , , , close = '', , volume = ''] = line.split(',')
          return {
            source: 'index',
            asset,
            currency: 'USD',
            startSeconds: Number(seconds),
            lengthSeconds: 3600,
            close,
            volume,
          }
        })
      const sources = [{ id: 'index', kind: 'index' as const, entity: 'cryptocompare', host: 'file' }]
      const whole = snapshotOf('2025-06-01T00:00:00.000Z', real, { sources, fx: [], barsCapturedBy: [] })
      const at = (zoneMinutes: number) =>
        defineFloor({
          definition: { ...definition, sources: ['index'], zoneMinutes },
          currency: 'USD',
          decimals: 2,
          history: whole,
          from: '2019-12-12',
          to: '2025-05-11',
        }).reachability
      expect([at(0), at(480)].map(({ daysBelow, days }) => [daysBelow, days])).toEqual([
        [895, 1978],
        [876, 1978],
      ])
    },
  )
})

/** Facts of a kind on a made-up state: what the rules of the floor read. */
function factOf(
  kind: unknown,
  name: string,
  parameters: {
    readonly payload: object
    readonly state?: CaseState
    readonly parent?: CaseState
    readonly documents: readonly object[]
    readonly at?: string
  },
): { readonly ok: boolean; readonly found: string } | boolean {
  const { payload, state, parent, documents, at = '2026-03-02T02:00:00.000Z' } = parameters
  const texts = new Map(
    documents.map((document) => [hashText(canonical(document as Json)), canonical(document as Json)]),
  )
  const licence = (entity: string, host: string) => ({
    entity,
    regulator: 'SFC',
    licence: 'L',
    assets: [asset],
    clientTypes: ['institutional-professional'],
    hosts: [host],
    from: '2025-01-01T00:00:00.000Z',
    source: 's',
  })
  const parametersOf: Record<string, string> = {
    reserveRatioPpm: '1000000',
    minPriceSources: '1',
    sourceAgeMaxMinutes: '1440',
    reserveAverageDays: '20',
    reserveMethod: 'day-average',
  }
  const { value } = computeFact((kind as { facts: Record<string, never> }).facts[name]!, {
    action: {
      id: 'x',
      kind: 'x',
      actor: { org: 'o', person: 'p', role: 'r' },
      subject: { lot: 'A', tranche: 'A/1' },
      payload: payload as never,
    },
    recordedAt: at,
    own: state && ({ head: '0'.repeat(64), state } as never),
    surroundings: {
      zone: { id: 'z', kind: 'offshore', world: 'rehearsal' },
      streams: {
        registers: {
          head: '1'.repeat(64),
          state: { licences: [licence('venue-a', 'a:1'), licence('venue-b', 'b:2')], providers: [] },
        },
        ...(parent === undefined ? {} : { case: { head: '2'.repeat(64), state: parent } }),
      },
      document: (hash) => texts.get(hash),
      parameter: (asked) =>
        parametersOf[asked] === undefined ? undefined : { value: parametersOf[asked]!, pack: 'p' },
    },
  })
  return value as never
}

const definitionHash = hashText(canonical(floor as unknown as Json))
const caseWith = (slices: object): CaseState => ({ ...emptyCase('rehearsal', 'm'), slices: slices as never })
const routed = caseWith({
  route: { A: { tranches: [], reserveMethod: 'day-average', returnAddress: 'x', floorDefinition: definitionHash } },
})
const payload = {
  method: 'day-average',
  asset,
  floor: '60950',
  currency: 'USD',
  snapshot: hashText(canonical(snapshot as unknown as Json)),
  validUntil: '2026-03-02T15:59:59.999Z',
  floorCny: '432745',
  tradeDate: '2026-03-02',
}
const ask = (name: string, change: object = {}, at?: string) =>
  factOf(reserveSet, name, {
    payload: { ...payload, ...change },
    state: routed,
    documents: [snapshot, floor],
    ...(at === undefined ? {} : { at }),
  }) as {
    ok: boolean
    found: string
  }

describe('the reserve of a trade date', () => {
  test('recomputes to the last digit, in dollars and yuan', () => {
    expect(ask('reserveRecomputes').ok).toBe(true)
    expect(ask('reserveRecomputes', { floor: '60949.99' }).ok).toBe(false)
    expect(ask('reserveRecomputes', { floorCny: '432744.99' }).ok).toBe(false)
  })
  test('is of today, and no longer valid than today', () => {
    expect(ask('ofTradeDate').ok).toBe(true)
    expect(ask('ofTradeDate', { tradeDate: '2026-03-01' }).ok).toBe(false)
    expect(ask('ofTradeDate', { validUntil: '2026-03-02T16:00:00.000Z' }).ok).toBe(false)
    expect(ask('ofTradeDate', {}, '2026-03-02T16:00:00.000Z').ok).toBe(false)
  })
  test('stands on named licensed sources that the register has at that host', () => {
    expect(ask('sourcesNamed')).toMatchObject({ ok: true, found: '1, 1 of them licensed venues' })
    const change = (sources: PriceSnapshot['sources']) => {
      const other = { ...snapshot, sources }
      return factOf(reserveSet, 'sourcesNamed', {
        payload: { ...payload, snapshot: hashText(canonical(other as unknown as Json)) },
        state: routed,
        documents: [other, floor],
      }) as { ok: boolean }
    }
    expect(change(snapshot.sources.map((row) => (row.id === 'a' ? { ...row, host: 'a:9' } : row))).ok).toBe(false)
    expect(change(snapshot.sources.map((row) => (row.id === 'a' ? { ...row, kind: 'index' as const } : row))).ok).toBe(
      false,
    )
  })
})

describe('a fill', () => {
  const reported = orderKinds.find(({ name }) => name === 'order.reported')!
  const selling = caseWith({
    ...routed.slices,
    sale: {
      'A/1': {
        plan: '',
        floor: '60950',
        currency: 'USD',
        deadline: '',
        validUntil: '',
        slices: [],
        stopped: false,
        closed: false,
      },
    },
    reserve: {
      'A/1': {
        floor: '60950',
        currency: 'USD',
        validUntil: '',
        snapshot: '',
        entry: '',
        tradeDate: '2026-03-03',
        byDay: { '2026-03-02': '60950', '2026-03-03': '61000' },
      },
    },
  })
  const filled = (price: string, at: string) =>
    (
      factOf(reported, 'fillsAboveFloor', {
        payload: { fills: [{ fill: 'f', price, at }] },
        state: { open: {} } as never,
        parent: selling,
        documents: [floor],
      }) as { ok: boolean }
    ).ok
  test('is held to the floor of its own trade date, whatever day it is reported', () => {
    expect(filled('60950', '2026-03-02T15:59:59.000Z')).toBe(true)
    expect(filled('60950', '2026-03-02T16:00:00.000Z')).toBe(false)
    expect(filled('61000', '2026-03-02T16:00:00.000Z')).toBe(true)
    expect(filled('60949.99', '2026-03-02T02:00:00.000Z')).toBe(false)
    expect(filled('99999', '2026-03-04T02:00:00.000Z')).toBe(false)
  })
})

test('a route with an average shows its definition and what history says, or is refused', () => {
  const shown = (change: object) =>
    factOf(routeAgreed, 'reachabilityShown', {
      payload: {
        reserveMethod: 'day-average',
        reachability: definitionHash,
        floorHistory: hashText(canonical(history as unknown as Json)),
        ...change,
      },
      state: routed,
      documents: [floor, history, snapshot],
    })
  expect(shown({})).toBe(true)
  expect(shown({ floorHistory: undefined })).toBe(false)
  expect(shown({ floorHistory: payload.snapshot })).toBe(false)
})
