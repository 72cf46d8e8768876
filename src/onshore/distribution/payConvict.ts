import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { closed, documentHash, id, note, type Of, oneOf, positiveUnits } from '../../core/case/shapes.ts'
import { move } from '../../core/ledger/posting.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { distributionOf, withDistribution } from './distribution.ts'
import { debitVerdict } from './payTreasury.ts'

const shape = closed({
  purpose: oneOf(['rest', 'subsistence']),
  account: id,
  amount: positiveUnits,
  statement: documentHash,
  reference: note,
  receipt: documentHash,
})

type Payload = Of<typeof shape>

/** Who signed the receipt got the money. */
function keyOf({ payload, paper }: Pick<FactInput<Payload>, 'payload' | 'paper'>): string {
  return screeningKey('payment', paper(payload.receipt, 'receipt').issuer)
}

/** What of pot B is left to the convict: the subsistence reserve (EXE 9(2)), and the rest after victims and penalties (SPC 449(2)). */
export const convictPaid = defineKind<Payload>({
  name: 'convict.paid',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    shareDue: ({ payload, state, subject }) => {
      const row = distributionOf(state(), subject.lot)
      const share = row?.shares?.find(({ to, rank }) => to === 'convict' && rank === payload.purpose)
      const due = row?.paidShares?.[payload.purpose] === undefined ? (share?.amount ?? 'no such share') : 'paid before'
      return verdict(due === payload.amount, payload.amount, due)
    },
    receiptSigned: ({ payload, paper }) =>
      (paper(payload.receipt, 'receipt').body as { amount?: string }).amount === payload.amount,
    screenedClear: (input) => screenedClear(input, keyOf(input)),
    screenedCurrent: (input) => screenedCurrent(input, keyOf(input)),
    matchesStatement: (input) => debitVerdict(input),
  },
  apply: (state, { payload, subject }) => {
    const row = distributionOf(state, subject.lot)!
    const paidShares = { ...row.paidShares, [payload.purpose]: payload.amount }
    return withDistribution(state, subject.lot!, { ...row, paidShares })
  },
  postings: ({ payload }, state) =>
    move({
      from: 'assets:case-account',
      to: 'equity:convict',
      asset: homeCurrencyOf(state),
      units: BigInt(payload.amount),
    }),
})
