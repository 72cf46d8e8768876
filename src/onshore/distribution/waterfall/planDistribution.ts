import { SluiceError } from '../../../core/errors.ts'
import { parseBaseUnits } from '../../../core/money/amount.ts'
import {
  type Claim,
  distributeForfeitable,
  distributeLawful,
  type ProRataMethod,
  type Share,
  type Victim,
} from '../../../core/money/waterfall.ts'
import type {
  Distribution,
  DistributionPlan,
  Judgment,
  JudgmentClaim,
  PaidPot,
  Payment,
  Pot,
  Rank,
} from './judgment.ts'

/**
 * Computes what each pot of a judgment pays, to the fen. The pots never merge: what the first pays a victim counts as repaid in the second.
 *
 * @example planDistribution({ judgment, plan: { method: 'net' } }).pots[0].payments
 * @throws {DISTRIBUTION_INCOMPLETE} when a line has no pot, the plan no method, or `treasury-only` meets payable claims
 * @throws {AMOUNT_MALFORMED} on an amount that is not fen in plain digits
 * @see CL 64; CPL 245; SPC-438, 445, 449; EXE-2014 9, 10, 13
 */
export function planDistribution(parameters: {
  readonly judgment: Judgment
  readonly plan: DistributionPlan
}): Distribution {
  const { judgment, plan } = parameters
  const restitution = judgment.claims.filter(({ rank }) => rank === 'restitution')
  const payable = restitution.filter((claim) => judgment.returnsTo.includes(claim.class))
  const method = methodOf(plan, payable)
  const victims = payable.map(victimOf)
  const forfeitableFen = totalOf(judgment, 'forfeitable')
  const lawfulFen = totalOf(judgment, 'lawful')
  const forfeitable = distributeForfeitable({ amountFen: forfeitableFen, victims, method })
  const still = victims.map((victim, index) => ({
    ...victim,
    repaidFen: victim.repaidFen + (forfeitable.victims[index]?.paidFen ?? 0n),
  }))
  const lawful = distributeLawful({
    amountFen: lawfulFen,
    medical: claimsOf(judgment, 'medical'),
    secured: claimsOf(judgment, 'secured'),
    victims: still,
    method,
    civilDebts: claimsOf(judgment, 'civil-debt'),
    subsistenceFen: parseBaseUnits(judgment.subsistence, 'subsistence'),
    fineFen: parseBaseUnits(judgment.fine, 'fine'),
    confiscation: judgment.confiscation === 'all' ? 'all' : parseBaseUnits(judgment.confiscation, 'confiscation'),
  })
  const pots: PaidPot[] = [
    potOf('forfeitable', forfeitableFen, [
      ...paymentsOf('restitution', forfeitable.victims),
      { to: 'treasury', rank: 'rest', amount: forfeitable.treasuryFen.toString() },
    ]),
    potOf('lawful', lawfulFen, [
      ...paymentsOf('medical', lawful.medical),
      ...paymentsOf('secured', lawful.secured),
      ...paymentsOf('restitution', lawful.victims),
      ...paymentsOf('civil-debt', lawful.civilDebts),
      { to: 'convict', rank: 'subsistence', amount: lawful.subsistenceFen.toString() },
      { to: 'treasury', rank: 'fine', amount: lawful.fineFen.toString() },
      { to: 'treasury', rank: 'confiscation', amount: lawful.confiscationFen.toString() },
      { to: 'convict', rank: 'rest', amount: lawful.convictFen.toString() },
    ]),
  ]
  const unpayable = restitution
    .filter((claim) => !payable.includes(claim))
    .map(({ claimant, class: of }) => ({ claimant, class: of }))
  return { pots: pots.filter(({ total }) => total !== '0'), unpayable }
}

function methodOf({ method }: DistributionPlan, payable: readonly JudgmentClaim[]): ProRataMethod | undefined {
  if (method !== 'treasury-only') return method
  if (payable.length > 0) refuse('a pro-rata method, as the judgment returns property', method)
  return undefined
}

function totalOf(judgment: Judgment, pot: Pot): bigint {
  const without = judgment.lines.find((line) => line.pot === undefined)
  if (without) refuse('a pot for every line of the judgment', `none for ${without.line}`)
  return judgment.lines
    .filter((line) => line.pot === pot)
    .reduce((all, { line, amount }) => all + parseBaseUnits(amount, line), 0n)
}

function victimOf({ claimant, owed, repaid }: JudgmentClaim): Victim {
  return { id: claimant, lossFen: parseBaseUnits(owed, claimant), repaidFen: parseBaseUnits(repaid, claimant) }
}

/** What is still owed in a rank of creditors. */
function claimsOf(judgment: Judgment, rank: Rank): Claim[] {
  return judgment.claims
    .filter((claim) => claim.rank === rank)
    .map(victimOf)
    .map(({ id, lossFen, repaidFen }) => ({ id, owedFen: lossFen > repaidFen ? lossFen - repaidFen : 0n }))
}

function paymentsOf(rank: Rank, shares: readonly Share[]): Payment[] {
  return shares.map(({ id, paidFen }) => ({ to: 'claimant', claimant: id, rank, amount: paidFen.toString() }))
}

function potOf(pot: Pot, totalFen: bigint, payments: readonly Payment[]): PaidPot {
  return { pot, total: totalFen.toString(), payments: payments.filter(({ amount }) => amount !== '0') }
}

function refuse(expected: string, found: string): never {
  throw new SluiceError('DISTRIBUTION_INCOMPLETE', `expected ${expected}, found ${found}.`, {
    facts: { expected, found },
  })
}
