import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import {
  closed,
  date,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { move, type Posting } from '../../core/ledger/posting.ts'
import { lotOf } from '../custody/custody.ts'
import { onTheWay, returnedUnits } from '../custody/homeward.ts'
import { transfersOf } from '../custody/transfer.ts'
import { creditedFor } from '../distribution/courtPlan.ts'
import { distributionOf } from '../distribution/distribution.ts'
import { debitVerdict } from '../distribution/payTreasury.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'

const shape = closed({
  /** The acquittal, or the decision that the property was not to be taken. */
  decision: documentHash,
  owner: id,
  /** How it was sold: of 拍卖 the price is paid; of 变卖 clearly below value, compensation too (SCL 36(5)). */
  method: oneOf(['拍卖', '变卖']),
  /** What the sale brought in yuan, gross of every cost, and the dossier that shows it: reserve, quotes, fills. Fen. */
  price: positiveUnits,
  dossier: documentHash,
  /** An independent valuation as of the sale, fen; and what is paid beside the price. */
  valuation: optional(documentHash),
  compensation: units,
  /** Where the money comes from: held for the case, or, once it is in the treasury, the budget of the organ that pays. */
  from: oneOf(['case-account', 'budget']),
  amount: positiveUnits,
  account: id,
  statement: documentHash,
  reference: note,
  receipt: documentHash,
  /** When the owner learned of it, and when the claim was made; days in detention do not count (SCL 39). */
  knownOn: date,
  claimedOn: date,
  detainedDays: optional(units),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

interface DossierBody {
  readonly lot: string
  readonly price: string
  readonly method: string
}

/** Row 20, acquittal after a sale: what is unsold goes back in kind, for what was sold the price with its dossier. */
export const ownerCompensated = defineKind<Payload>({
  name: 'owner.compensated',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    acquitted: ({ payload, paper, directory }) => {
      const decision = paper(payload.decision, 'acquittal')
      const role = directory().organisations[decision.issuer]?.role
      const court = role === 'court' || role === 'procuratorate'
      return court && (decision.body as { owner?: string }).owner === payload.owner
    },
    claimInTime: ({ payload }) => {
      const last = twoYearsAfter(payload.knownOn, Number(payload.detainedDays ?? '0'))
      return verdict(payload.claimedOn <= last, payload.claimedOn, `by ${last}, detention not counted`)
    },
    unsoldReturnedInKind: ({ state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      const moves = Object.values(transfersOf(state())).filter(
        (row) => row.lot === subject.lot && row.confirmed === true,
      )
      const moved = moves.reduce(
        (sum, row) =>
          sum +
          row.pays.reduce((all, pay) => all + BigInt(pay.units), 0n) +
          (row.feeAsset === lot?.asset ? BigInt(row.fee) : 0n),
        0n,
      )
      const out = (moved - returnedUnits(state(), subject.lot!)).toString()
      return lot !== undefined && out === lot.units && onTheWay(state(), subject.lot!) === undefined
    },
    pricePaid: (input) => {
      const { payload, paper } = input
      const dossier = paper(payload.dossier, 'price-dossier').body as unknown as DossierBody
      const credited = creditedFor(input.state(), input.subject.lot)
      const owed = BigInt(payload.price) + BigInt(payload.compensation)
      const same =
        dossier.price === payload.price &&
        dossier.lot === input.subject.lot &&
        dossier.method === payload.method &&
        BigInt(payload.price) >= credited
      return verdict(
        same && BigInt(payload.amount) === owed,
        `${payload.amount} paid, price ${dossier.price} by ${dossier.method}`,
        `${owed}: the price, not below ${credited} credited, and compensation`,
      )
    },
    method: ({ payload }) => payload.method,
    belowValue: (input) => isBelowValue(input),
    compensationPaid: (input) => {
      if (!isBelowValue(input)) return BigInt(input.payload.compensation) === 0n
      const missing = BigInt(valuedAt(input) ?? '0') - BigInt(input.payload.price)
      return BigInt(input.payload.compensation) >= missing
    },
    receiptSigned: ({ payload, paper }) => {
      const receipt = paper(payload.receipt, 'receipt')
      return receipt.issuer === payload.owner && (receipt.body as { amount?: string }).amount === payload.amount
    },
    fundsThere: ({ payload, state, subject }) => {
      const row = distributionOf(state(), subject.lot)
      const right = (row === undefined) === (payload.from === 'case-account')
      return verdict(right, payload.from, row === undefined ? 'held: case-account' : 'distributed: budget')
    },
    screenedClear: (input) => screenedClear(input, screeningKey('payment', input.payload.owner)),
    screenedCurrent: (input) => screenedCurrent(input, screeningKey('payment', input.payload.owner)),
    matchesStatement: (input) => debitVerdict(input),
  },
  apply: (state, { payload, subject }) =>
    withSlice(state, 'compensated', {
      ...slice<object>(state, 'compensated'),
      [subject.lot!]: { owner: payload.owner, amount: payload.amount, from: payload.from },
    }),
  postings: ({ payload, subject }, state) =>
    postings(payload, { credited: creditedFor(state, subject.lot), home: homeCurrencyOf(state) }),
})

/** What stands in the case account pays first; the organ's budget bears what costs took from the price, and the compensation. */
function postings(
  { amount, from }: Payload,
  { credited, home }: { readonly credited: bigint; readonly home: string },
): readonly Posting[] {
  const own = from === 'case-account' ? credited : 0n
  return [
    ...move({ from: 'assets:case-account', to: 'equity:owner', asset: home, units: own }),
    ...move({ from: 'equity:state-budget', to: 'equity:owner', asset: home, units: BigInt(amount) - own }),
  ]
}

function valuedAt({ payload, paper }: Pick<Input, 'payload' | 'paper'>): string | undefined {
  if (payload.valuation === undefined) return undefined
  return String((paper(payload.valuation, 'valuation').body as { value?: string }).value ?? '0')
}

/** A negotiated sale clearly below value: below nine tenths of what an independent valuation says. The share is a parameter of the model. */
function isBelowValue(input: Input): boolean {
  const value = valuedAt(input)
  if (value === undefined) return false
  return BigInt(input.payload.price) * 1_000_000n < BigInt(value) * BigInt(input.parameter('clearlyBelowPpm'))
}

function twoYearsAfter(day: string, detainedDays: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year + 2, month - 1, date + detainedDays)).toISOString().slice(0, 10)
}
