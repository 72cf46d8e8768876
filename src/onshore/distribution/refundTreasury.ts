import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, note, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { move } from '../../core/ledger/posting.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { distributionOf, withDistribution } from './distribution.ts'
import { creditVerdict } from './payTreasury.ts'

const shape = closed({
  amount: positiveUnits,
  /** The claim that came late, verified by the organ; the application to the treasury (退库). */
  claim: documentHash,
  application: documentHash,
  account: id,
  statement: documentHash,
  reference: note,
})

/** A claim that comes when the money is in the treasury, verified: refunded from there, then paid like any that waited (SPC 445(3)). */
export const treasuryRefunded = defineKind<Of<typeof shape>>({
  name: 'treasury.refunded',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    claimVerified: ({ payload, paper }) => {
      const body = paper(payload.claim, 'claim-verified').body as { amount?: string; verified?: boolean }
      return body.verified === true && body.amount === payload.amount
    },
    applicationToTreasury: ({ payload, paper }) =>
      (paper(payload.application, 'refund-application').body as { amount?: string }).amount === payload.amount,
    pricePaid: ({ payload, state, subject }) => {
      const unclaimed = BigInt(distributionOf(state(), subject.lot)?.payout?.unclaimed ?? '0')
      return verdict(BigInt(payload.amount) <= unclaimed, payload.amount, `at most ${unclaimed} paid in as unclaimed`)
    },
    matchesStatement: (input) => creditVerdict(input),
  },
  apply: (state, { payload, subject }) => {
    const row = distributionOf(state, subject.lot)!
    const payout = row.payout!
    const unclaimed = (BigInt(payout.unclaimed) - BigInt(payload.amount)).toString()
    const waiting = (BigInt(payout.waiting) + BigInt(payload.amount)).toString()
    return withDistribution(state, subject.lot!, { ...row, payout: { ...payout, unclaimed, waiting } })
  },
  postings: ({ payload }, state) =>
    move({
      from: 'equity:treasury',
      to: 'assets:case-account',
      asset: homeCurrencyOf(state),
      units: BigInt(payload.amount),
    }),
})
