import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { asset, closed, currency, documentHash, type Of, oneOf, rate, time } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { assessSnapshot } from '../../core/price/assess.ts'
import { checkSnapshot, type PriceSnapshot } from '../../core/price/snapshot.ts'
import { routeOf } from '../clearance/agreeRoute.ts'
import { referencePrice } from './referencePrice.ts'

export interface ReserveSlice {
  readonly [tranche: string]: {
    readonly floor: string
    readonly currency: string
    readonly validUntil: string
    readonly snapshot: string
    readonly entry: string
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
      const { accepted } = assess(input)
      const found = new Set(accepted.map(({ observation }) => observation.source)).size
      return verdict(found >= min, String(found), `at least ${min}`)
    },
    sourcesFresh: (input) => {
      const { rejected } = assess(input)
      const stale = rejected.filter(({ reason }) => reason === 'stale').length
      const age = Date.parse(input.recordedAt) - Date.parse(snapshotOf(input).frozenAt)
      const hours = Number(input.parameter('reserveValidityHours'))
      return verdict(
        stale === 0 && age >= 0 && age <= hours * 3_600_000,
        `${stale} stale, frozen ${Math.floor(age / 60_000)} min before`,
        `none stale, frozen within ${hours} h`,
      )
    },
    twoParties: (input) => {
      const { standing } = assess(input)
      return verdict(standing === 'two-parties', standing, 'two-parties')
    },
    reserveRecomputes: (input) => {
      const { payload } = input
      const ratioPpm = BigInt(input.parameter('reserveRatioPpm'))
      const { price } = referencePrice({
        snapshot: snapshotOf(input),
        asset: payload.asset,
        currency: payload.currency,
        ratioPpm,
      })
      return verdict(price === payload.floor, price, payload.floor)
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
        `after ${recordedAt}, at most ${hours} h`,
      )
    },
  },
  volatile: ['sourcesFresh'],
  apply: (state, { id, payload, subject }) => {
    const { floor, currency: of, validUntil, snapshot } = payload
    return withSlice(state, 'reserve', {
      ...slice<ReserveSlice>(state, 'reserve'),
      [subject.tranche!]: { floor, currency: of, validUntil, snapshot, entry: id },
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
    ],
  },
})

function assess(input: FactInput<Payload>) {
  return assessSnapshot(snapshotOf(input), {
    asset: input.payload.asset,
    basis: ['bid', 'firm-quote'],
    paths: { USD: [], HKD: ['USD/HKD'], USDT: ['USDT/USD'] },
    ageMsMax: 3_600_000,
    fxAgeMsMax: 86_400_000,
    deviationPpmMax: 50_000n,
    sourcesMin: 1,
  })
}
