import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  closed,
  count,
  documentHash,
  flag,
  hex32,
  id,
  list,
  type Of,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { endToEndId, numbersPaid } from '../../core/claims/payoutOrder.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { basisOf } from '../basis/basis.ts'
import type { JudgmentBody } from '../basis/judgment.ts'
import type { ClaimsState } from '../claims/claims.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { computePlan, returnsToOf } from './courtPlan.ts'
import { distributionOf, filesOfDecision, type PayoutOrder, withDistribution } from './distribution.ts'

const shape = closed({
  claims: hex32,
  order: Type.String({ pattern: '^[A-Z0-9-]{1,20}$' }),
  account: id,
  /** What the bank moved, and what of it came back. Fen. */
  total: positiveUnits,
  returned: units,
  /** Claims whose payment came back: they wait for another account. */
  returns: optional(list(Type.String({ pattern: '^[A-Z0-9-]{1,13}$' }), 2000)),
  statement: documentHash,
  /** The bank's receipt for the file: how many transfers reached the accounts that claimants named. */
  receipt: documentHash,
  paidCount: count,
  collectedByOfficer: flag,
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/** The bank has paid an order: its debit stands on the statement, what bounced stands there as credits, one a claim. Only now do the books move. */
export const victimPaid = defineKind<Payload>({
  name: 'victim.paid',
  stream: 'case',
  zones: ['onshore'],
  reads: ['claims'],
  payload: shape,
  facts: {
    judgmentReturnsToClass: ({ state, subject, paper }) => {
      const shares = distributionOf(state(), subject.lot)?.shares ?? []
      const restitution = shares.some(({ to, rank }) => to === 'claimants' && rank === 'restitution')
      const basis = basisOf(state(), subject.lot)
      const returned =
        basis === undefined ? [] : returnsToOf(paper(basis.judgment, 'judgment').body as unknown as JudgmentBody)
      return verdict(
        !restitution || returned.length > 0,
        restitution ? 'restitution' : 'no restitution',
        returned.length > 0 ? `return to ${returned.join(', ')}` : 'no words of return',
      )
    },
    claimProved: (input) => {
      const row = distributionOf(input.state(), input.subject.lot)
      if (row?.claims === undefined || row.plan === undefined) return false
      const files = filesOfDecision(row, input.related<ClaimsState>('claims').files)
      return computePlan({ reads: input, plan: row.plan, lot: input.subject.lot, files }).root === row.claims.root
    },
    receiptSigned: ({ payload, paper, directory }) => {
      const receipt = paper(payload.receipt, 'payout-receipt')
      const body = receipt.body as { order?: string; count?: number }
      const bank = directory().organisations[receipt.issuer]?.role === 'bank'
      return bank && body.order === payload.order && body.count === payload.paidCount
    },
    noOfficerCollects: ({ payload }) => !payload.collectedByOfficer,
    matchesStatement,
  },
  apply: (state, { payload, subject }) => {
    const row = distributionOf(state, subject.lot)!
    const payout = row.payout!
    const { order, statement, total, returned } = payload
    return withDistribution(state, subject.lot!, {
      ...row,
      payout: {
        ...payout,
        paid: (BigInt(payout.paid) + BigInt(total) - BigInt(returned)).toString(),
        waiting: (BigInt(payout.waiting) + BigInt(returned)).toString(),
        orders: payout.orders.map((each) => (each.order === order ? { ...each, statement } : each)),
      },
    })
  },
  postings: ({ payload }, state) =>
    move({
      from: 'assets:case-account',
      to: 'equity:claimants',
      asset: homeCurrencyOf(state),
      units: BigInt(payload.total) - BigInt(payload.returned),
    }),
})

function matchesStatement(input: Input) {
  const { payload, state, subject } = input
  const order = distributionOf(state(), subject.lot)?.payout?.orders.find((each) => each.order === payload.order)
  if (order === undefined) return verdict(false, 'no such order', 'an order given')
  if (order.statement !== undefined) return verdict(false, 'reported before', 'an order not reported on yet')
  const required = `debit of ${order.total} CNY, ${payload.returned} returned, ${order.count} claims`
  const line = lineFor(input, payload.order)
  if (line === undefined) return verdict(false, 'no such line', required)
  const back = returnedOf(input, order)
  if (typeof back === 'string') return verdict(false, back, required)
  const debit = !line.credit && line.currency === 'CNY'
  const counted = payload.paidCount + (payload.returns?.length ?? 0)
  const found = `${debit ? 'debit' : 'credit'} of ${line.amount} CNY, ${back} returned, ${counted} claims`
  return verdict(found === required && payload.total === order.total, found, required)
}

/** What came back, from the credit that each claim has on the statement; or what is wrong with it. */
function returnedOf(input: Input, { order, instruction }: PayoutOrder): bigint | string {
  const returns = input.payload.returns ?? []
  if (new Set(returns).size !== returns.length) return 'a claim returned twice'
  const named = returns.length === 0 ? undefined : numbersPaid(input.document(instruction), order)
  let sum = 0n
  for (const claim of returns) {
    const paid = named?.get(claim)
    if (paid === undefined) return `claim ${claim} was not in the order`
    const line = lineFor(input, endToEndId(order, claim))
    if (line?.credit !== true || line.currency !== 'CNY' || line.amount !== paid)
      return `no credit of ${paid} CNY for claim ${claim}`
    sum += line.amount
  }
  return sum
}

function lineFor({ payload, paper, directory }: Input, reference: string) {
  const account = directory().accounts[payload.account]?.number ?? ''
  return statementLine({ paper: paper(payload.statement, 'camt.053'), account, reference })
}
