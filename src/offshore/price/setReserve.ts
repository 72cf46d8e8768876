import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  asset,
  closed,
  currency,
  date,
  documentHash,
  type Of,
  oneOf,
  optional,
  rate,
  time,
} from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import { assessSnapshot } from '../../core/price/assess.ts'
import { barsStanding, checkSnapshot, type PriceSnapshot } from '../../core/price/snapshot.ts'
import { routeOf } from '../clearance/agreeRoute.ts'
import { floorOf } from '../sale/floor/floorState.ts'
import { endOfTradeDate, type FloorDefinition, readFloorDefinition, tradeDateOf } from './floorDefinition.ts'
import { floorOfDay, inYuan } from './floorOfDay.ts'
import { pairAgeMsMax, pathsTo, referencePrice } from './referencePrice.ts'

export interface ReserveSlice {
  readonly [tranche: string]: {
    readonly floor: string
    readonly currency: string
    readonly validUntil: string
    readonly snapshot: string
    readonly entry: string
    /** The floor in yuan at the snapshot's own rates, as it was confirmed. */
    readonly floorCny: string
    /** Of a floor that is the floor of its own trade date: that date, and the floors of the dates before it, by date. */
    readonly tradeDate?: string
    readonly byDay?: Readonly<Record<string, string>>
    readonly byDayCny?: Readonly<Record<string, string>>
  }
}

export function reserveOf(state: CaseState, tranche: string | undefined): ReserveSlice[string] | undefined {
  return tranche === undefined ? undefined : slice<ReserveSlice>(state, 'reserve')?.[tranche]
}

const shape = closed({
  method: oneOf(['best-quote', 'day-average']),
  asset,
  floor: rate,
  currency,
  snapshot: documentHash,
  validUntil: time,
  /** The floor in yuan at the snapshot's own rates: a dated annotation for who confirms it. */
  floorCny: rate,
  /** The trade date that an average is for; absent for a best quote. */
  tradeDate: optional(date),
})
type Payload = Of<typeof shape>

function snapshotOf({ payload, document }: FactInput<Payload>): PriceSnapshot {
  const snapshot = JSON.parse(document(payload.snapshot)) as PriceSnapshot
  checkSnapshot(snapshot)
  return snapshot
}

/** Row 11: the reserve of a tranche, from a frozen snapshot of named offshore sources; it recomputes to the last digit. */
export const reserveSet = defineKind<Payload>({
  name: 'reserve.set',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    sourcesNamed: (input) => {
      const min = Number(input.parameter('minPriceSources'))
      const { named, licensed, unlicensed } = sourcesOf(input)
      return verdict(
        named >= min && licensed > 0 && unlicensed === undefined,
        unlicensed === undefined
          ? `${named}, ${licensed} of them licensed venues`
          : `${unlicensed} is called licensed and stands in no register with that host`,
        `at least ${min} that are no index, a licensed venue among them, each as the register has it`,
      )
    },
    sourcesFresh: (input) => {
      const stale = averaged(input) ? 0 : assess(input).rejected.filter(({ reason }) => reason === 'stale').length
      const age = Date.parse(input.recordedAt) - Date.parse(snapshotOf(input).frozenAt)
      const minutes = Number(input.parameter('sourceAgeMaxMinutes'))
      return verdict(
        stale === 0 && age >= 0 && age <= minutes * 60_000,
        `${stale} stale, frozen ${Math.floor(age / 60_000)} min before`,
        `none stale, frozen within ${minutes} min`,
      )
    },
    twoParties: (input) => {
      const standing = averaged(input) ? barsStanding(snapshotOf(input)) : assess(input).standing
      return verdict(standing === 'two-parties', standing, 'two-parties')
    },
    reserveRecomputes: (input) => {
      const { payload } = input
      const snapshot = snapshotOf(input)
      const price = floorAgain(input)
      const yuan = inYuan({ snapshot, price, currency: payload.currency })
      return verdict(
        price === payload.floor && yuan === payload.floorCny,
        `${payload.floor} ${payload.currency}, ${payload.floorCny} CNY`,
        `${price} ${payload.currency}, ${yuan} CNY`,
      )
    },
    asDecided: ({ state, subject, recordedAt }) => {
      const decided = floorOf(state(), subject.tranche)?.decided
      const open =
        decided === undefined ||
        (decided.decision !== 'return' && (decided.until === undefined || recordedAt >= decided.until))
      return verdict(
        open,
        decided === undefined
          ? 'nothing decided'
          : `${decided.decision}${decided.until === undefined ? '' : ` until ${decided.until}`}`,
        'no return decided, and the wait is over',
      )
    },
    ofTradeDate: (input) => {
      const { payload, recordedAt, state, subject, document } = input
      const hash = routeOf(state(), subject.lot)?.floorDefinition
      if (payload.method !== 'day-average')
        return verdict(payload.tradeDate === undefined, payload.tradeDate ?? 'none', 'no trade date for a best quote')
      if (hash === undefined)
        return verdict(false, 'no definition', 'a definition of the average agreed with the route')
      const { zoneMinutes } = readFloorDefinition(document(hash)).definition
      const day = tradeDateOf(recordedAt, zoneMinutes)
      const end = endOfTradeDate(day, zoneMinutes)
      return verdict(
        payload.tradeDate === day && payload.validUntil <= end,
        `${payload.tradeDate ?? 'none'} until ${payload.validUntil}`,
        `${day}, no longer than ${end}`,
      )
    },
    methodFitsModel: ({ payload, state, subject, parameter }) => {
      const agreed = routeOf(state(), subject.lot)?.reserveMethod ?? 'none agreed'
      return verdict(payload.method === agreed && payload.method === parameter('reserveMethod'), payload.method, agreed)
    },
    validity: ({ payload, recordedAt, parameter }) => {
      const hours = Number(parameter('reserveValidityHours'))
      const last = new Date(Date.parse(recordedAt) + hours * 3_600_000).toISOString()
      return verdict(
        payload.validUntil > recordedAt && payload.validUntil <= last,
        payload.validUntil,
        `to come, within ${hours} h`,
      )
    },
  },
  volatile: ['sourcesFresh'],
  apply: (state, { id, payload, subject }) => {
    const { floor, floorCny, currency: of, validUntil, snapshot, tradeDate } = payload
    const before = reserveOf(state, subject.tranche)
    const day =
      tradeDate === undefined
        ? {}
        : {
            tradeDate,
            byDay: { ...before?.byDay, [tradeDate]: floor },
            byDayCny: { ...before?.byDayCny, [tradeDate]: floorCny },
          }
    return withSlice(state, 'reserve', {
      ...slice<ReserveSlice>(state, 'reserve'),
      [subject.tranche!]: { floor, floorCny, currency: of, validUntil, snapshot, entry: id, ...day },
    })
  },
  crosses: {
    to: 'onshore',
    fields: [
      'subject',
      'payload.floor',
      'payload.currency',
      'payload.snapshot',
      'payload.validUntil',
      'payload.method',
      'payload.floorCny',
      'payload.tradeDate',
    ],
  },
})

function averaged({ payload }: FactInput<Payload>): boolean {
  return payload.method === 'day-average'
}

function definitionOf({ state, subject, document }: FactInput<Payload>): FloorDefinition {
  const hash = routeOf(state(), subject.lot)?.floorDefinition
  if (hash === undefined) throw new SluiceError('NOT_FOUND', 'no definition of the average was agreed with the route.')
  return readFloorDefinition(document(hash))
}

/** The floor again, by the method that is claimed: the best of what the sources bid, or the average by the definition agreed with the route. */
function floorAgain(input: FactInput<Payload>): string {
  const { payload } = input
  const snapshot = snapshotOf(input)
  const decided = floorOf(input.state(), input.subject.tranche)?.decided
  if (decided?.decision === 'no-reserve') return '0'
  const ratioPpm = BigInt(decided?.ratioPpm ?? input.parameter('reserveRatioPpm'))
  if (averaged(input))
    return floorOfDay({ snapshot, floor: definitionOf(input), ratioPpm, day: payload.tradeDate ?? '' })
  return referencePrice({ snapshot, asset: payload.asset, currency: payload.currency, ratioPpm }).price
}

/** Sources that carry the reserve. An index is nobody's book, and a bank's rate no price of the asset: neither counts. */
function sourcesOf(input: FactInput<Payload>) {
  const { sources } = snapshotOf(input)
  const carrying = averaged(input)
    ? definitionOf(input).definition.sources
    : assess(input).accepted.map(({ observation }) => observation.source)
  const named = sources.filter(
    ({ id, kind }) => carrying.includes(id) && ['licensed-venue', 'venue', 'desk'].includes(kind),
  )
  const licensed = named.filter(({ kind }) => kind === 'licensed-venue')
  const { licences } = input.registers()
  const unlicensed = licensed.find(
    ({ entity, host }) =>
      !licences.some(
        (row) =>
          row.entity === entity &&
          row.hosts.includes(host) &&
          row.from <= input.recordedAt &&
          (row.until === undefined || input.recordedAt < row.until),
      ),
  )
  return { named: named.length, licensed: licensed.length, unlicensed: unlicensed?.id }
}

function assess(input: FactInput<Payload>) {
  return assessSnapshot(snapshotOf(input), {
    asset: input.payload.asset,
    basis: ['bid', 'firm-quote'],
    paths: pathsTo[input.payload.currency] ?? {},
    ageMsMax: 3_600_000,
    fxAgeMsMax: 86_400_000,
    pairAgeMsMax,
    deviationPpmMax: 50_000n,
    sourcesMin: 1,
  })
}
