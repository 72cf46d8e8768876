import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, flag, id, list, note, type Of, oneOf, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { basisOf } from '../basis/basis.ts'
import { creditOf } from '../credit/credit.ts'

interface DistributionSlice {
  readonly [lot: string]: { readonly total: string; readonly treasury: string; readonly paid?: boolean }
}

function distributionOf(state: CaseState, lot: string | undefined): DistributionSlice[string] | undefined {
  return lot === undefined ? undefined : slice<DistributionSlice>(state, 'distribution')?.[lot]
}

/** All that was credited for a lot, in fen. */
function creditedFor(state: CaseState, lot: string | undefined): bigint {
  return Object.entries(creditOf(state).credited)
    .filter(([tranche]) => tranche.startsWith(`${lot}/`))
    .reduce((sum, [, amount]) => sum + BigInt(amount), 0n)
}

const shape = closed({
  pot: oneOf(['forfeitable', 'lawful']),
  method: oneOf(['net', 'equalising', 'treasury-only']),
  plan: documentHash,
  total: positiveUnits,
  shares: list(closed({ to: oneOf(['treasury', 'victim']), claimant: Type.Optional(id), amount: positiveUnits }), 200),
  objectionsDecided: flag,
})

/** Row 19: one pot a line of the judgment, never merged; what no claimant class of the judgment is owed goes to the treasury. To the fen. */
export const distributionDecided = defineKind<Of<typeof shape>>({
  name: 'distribution.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    potsSeparate: ({ payload, state, subject }) => {
      const outcome = basisOf(state(), subject.lot)?.outcome
      return payload.pot === (outcome === 'lawful-property' ? 'lawful' : 'forfeitable')
    },
    everyLineHasPot: ({ payload, state, subject }) =>
      verdict(basisOf(state(), subject.lot) !== undefined, payload.pot, 'a pot by the judgment'),
    methodStated: ({ payload, paper }) =>
      (paper(payload.plan, 'distribution-plan').body as { method?: string }).method === payload.method,
    sharesExact: ({ payload, state, subject }) => {
      const sum = payload.shares.reduce((total, share) => total + BigInt(share.amount), 0n)
      const credited = creditedFor(state(), subject.lot)
      return verdict(sum === credited && payload.total === credited.toString(), `${sum}`, `${credited} credited`)
    },
    claimantClassReturned: ({ payload, state, subject }) => {
      const outcome = basisOf(state(), subject.lot)?.outcome ?? 'none'
      const toVictims = payload.shares.some((share) => share.to === 'victim')
      return verdict(
        !toVictims || outcome === 'return',
        toVictims ? 'victims paid' : 'treasury only',
        outcome === 'return' ? 'return to victims' : 'no words of return: treasury only',
      )
    },
    objectionsDecided: ({ payload }) => payload.objectionsDecided,
  },
  apply: (state, { payload, subject }) => {
    const treasury = payload.shares
      .filter((share) => share.to === 'treasury')
      .reduce((sum, share) => sum + BigInt(share.amount), 0n)
    const row = { total: payload.total, treasury: treasury.toString() }
    return withSlice(state, 'distribution', { ...slice<DistributionSlice>(state, 'distribution'), [subject.lot!]: row })
  },
})

const paidShape = closed({
  slip: documentHash,
  account: id,
  amount: positiveUnits,
  statement: documentHash,
  reference: note,
})

/** The non-tax payment slip: level, executing unit, budget item. */
interface SlipBody {
  readonly level: string
  readonly unitCode: string
  readonly item: string
  readonly amount: string
}

/** Row 20: paid into the treasury gross, with level, unit code and item on the slip, matched to the bank's line. */
export const treasuryPaid = defineKind<Of<typeof paidShape>>({
  name: 'treasury.paid',
  stream: 'case',
  zones: ['onshore'],
  payload: paidShape,
  facts: {
    slipComplete: ({ payload, paper }) => {
      const { level, unitCode, item, amount } = paper(payload.slip, 'treasury-slip').body as unknown as SlipBody
      return (
        [level, unitCode, item].every((field) => typeof field === 'string' && field.length > 0) &&
        amount === payload.amount
      )
    },
    grossPaid: ({ payload, state, subject }) => {
      const due = distributionOf(state(), subject.lot)?.treasury ?? 'nothing decided'
      return verdict(due === payload.amount, payload.amount, due)
    },
    matchesStatement: ({ payload, paper, directory }) => {
      const account = directory().accounts[payload.account]
      const line = statementLine({
        paper: paper(payload.statement, 'camt.053'),
        account: account?.number ?? '',
        reference: payload.reference,
      })
      const same =
        line !== undefined && !line.credit && line.currency === 'CNY' && line.amount.toString() === payload.amount
      return verdict(
        same,
        line === undefined ? 'no such line' : `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`,
        `debit of ${payload.amount} CNY`,
      )
    },
  },
  apply: (state, { subject }) => {
    const all = slice<DistributionSlice>(state, 'distribution')!
    return withSlice(state, 'distribution', { ...all, [subject.lot!]: { ...all[subject.lot!]!, paid: true } })
  },
  postings: ({ payload }) =>
    move({ from: 'assets:case-account', to: 'equity:treasury', asset: 'CNY', units: BigInt(payload.amount) }),
})
