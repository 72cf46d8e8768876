import { decimalsOf } from '../../core/assets/units.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { asset, closed, currency, documentHash, type Of, positiveUnits, rate } from '../../core/case/shapes.ts'
import { crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { formatRatio, multiplyRate } from '../../core/money/rate.ts'
import { checkSnapshot, type PriceSnapshot } from '../../core/price/snapshot.ts'
import { routeOf } from '../clearance/agreeRoute.ts'
import { referencePrice } from '../price/referencePrice.ts'
import { unitsAtPlatforms } from './atPlatforms.ts'

const shape = closed({
  asset,
  /** Units out of agency custody and not yet credited, the next tranche included. */
  unitsOut: positiveUnits,
  /** CNY for one whole unit, at the best price of the snapshot's sources. */
  price: rate,
  currency,
  ratio: rate,
  snapshot: documentHash,
})

/** Row 7: cover is computed offshore and crosses as a signed, dated ratio; onshore shows it and never sees the price. */
export const coverStated = defineKind<Of<typeof shape>>({
  name: 'cover.stated',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    coverRecomputes: ({ payload, state, subject }) => {
      const deposit = crossedOf(state(), 'deposit.received', subject)
      const next = routeOf(state(), subject.lot)?.tranches.filter((row) => row.tranche === subject.tranche) ?? []
      const out = next.reduce((sum, row) => sum + BigInt(row.units), 0n) + unitsAtPlatforms(state(), payload.asset)
      if (deposit === undefined) return verdict(false, 'no deposit has crossed', payload.ratio)
      const value = multiplyRate({
        amount: out,
        rate: payload.price,
        fromDecimals: decimalsOf(payload.asset),
        toDecimals: 2,
        rounding: 'up',
      })
      const ratio = formatRatio({
        numerator: BigInt(String(deposit.fields.amount)),
        denominator: value,
        decimals: 4,
        rounding: 'down',
      })
      const same =
        ratio === payload.ratio && out.toString() === payload.unitsOut && deposit.fields.currency === payload.currency
      return verdict(same, `${deposit.fields.amount} ÷ ${value} = ${ratio}`, payload.ratio)
    },
    sourceNamed: ({ payload, document }) => {
      const snapshot = JSON.parse(document(payload.snapshot)) as PriceSnapshot
      checkSnapshot(snapshot)
      return snapshot.sources.length > 0
    },
    priceFromSnapshot: ({ payload, document }) => {
      const snapshot = JSON.parse(document(payload.snapshot)) as PriceSnapshot
      const { price } = referencePrice({ snapshot, asset: payload.asset, currency: payload.currency })
      return verdict(price === payload.price, price, payload.price)
    },
  },
  apply: (state, { payload, subject, effectiveAt }) =>
    withSlice(state, 'cover', {
      ...slice<object>(state, 'cover'),
      [subject.tranche!]: { ratio: payload.ratio, at: effectiveAt },
    }),
  crosses: { to: 'onshore', fields: ['subject', 'payload.ratio', 'payload.currency'] },
})
