import type { FactInput } from '../../core/case/kind.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { ClaimClass, ClaimTable } from '../../core/claims/claimTable.ts'
import { emptyTable, fenMax } from '../../core/claims/claimTable.ts'
import { type PayOut, payOut, type RankTotal } from '../../core/claims/payOut.ts'
import { type PayoutTree, payoutTree, rootOf } from '../../core/claims/payoutTree.ts'
import { SluiceError } from '../../core/errors.ts'
import type { ProRataMethod } from '../../core/money/waterfall.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { basisOf } from '../basis/basis.ts'
import type { JudgmentBody } from '../basis/judgment.ts'
import { type ClaimFile, claimsFrom } from '../claims/claims.ts'
import { creditOf } from '../credit/credit.ts'

export type Pot = 'forfeitable' | 'lawful'

/** What the court's distribution plan says, as its signed paper has it. Amounts in fen. */
export interface PlanBody {
  readonly method?: ProRataMethod | 'treasury-only'
  /** Which lots make which pot, with what was credited for them. Absent where one lot goes to the treasury. */
  readonly pots?: readonly { readonly pot: Pot; readonly lots: readonly string[]; readonly total: string }[]
  readonly subsistence?: string
  readonly fine?: string
  readonly confiscation?: string
}

/** Whose claims the judgment returns property to: the words of return. Absent: to nobody. */
export function returnsToOf(judgment: JudgmentBody): readonly ClaimClass[] {
  return (judgment.returnsTo ?? []) as readonly ClaimClass[]
}

/** All that was credited for a lot, in fen. */
export function creditedFor(state: CaseState, lot: string | undefined): bigint {
  return Object.entries(creditOf(state).credited)
    .filter(([tranche]) => tranche.startsWith(`${lot}/`))
    .reduce((sum, [, amount]) => sum + BigInt(amount), 0n)
}

/** The pot that a lot belongs to by the judgment; undefined for a line that the judgment gives no money outcome. */
export function potOf(state: CaseState, lot: string | undefined): Pot | undefined {
  const outcome = basisOf(state, lot)?.outcome
  if (outcome === 'lawful-property') return 'lawful'
  return outcome === 'forfeit' || outcome === 'return' ? 'forfeitable' : undefined
}

/** The pots of a plan; one that names none is for the lot that is asked about alone. */
export function potsOf(plan: PlanBody, state: CaseState, lot: string | undefined): NonNullable<PlanBody['pots']> {
  if (plan.pots !== undefined) return plan.pots
  const pot = potOf(state, lot)
  if (pot === undefined || lot === undefined) return []
  return [{ pot, lots: [lot], total: creditedFor(state, lot).toString() }]
}

export interface ComputedPlan {
  readonly table: ClaimTable
  readonly paid: PayOut
  readonly tree: PayoutTree | undefined
  /** Hex; undefined where nobody claims. */
  readonly root: string | undefined
}

type Reads = Pick<FactInput<object>, 'document' | 'paper' | 'state'>

/**
 * What plan, judgment and claims give, to the fen, with the tree that proves it to each claimant. Fact functions of the decision, of each payment and of the
 * command line all come here, so that there is one answer.
 *
 * @throws {DISTRIBUTION_INCOMPLETE} {INPUT_INVALID}
 */
export function computePlan(parameters: {
  readonly reads: Reads
  readonly plan: string
  readonly lot: string | undefined
  readonly files: readonly ClaimFile[]
}): ComputedPlan {
  const { reads, lot, files } = parameters
  const state = reads.state()
  const plan = reads.paper(parameters.plan, 'distribution-plan').body as unknown as PlanBody
  const basis = basisOf(state, lot)
  const returnsTo =
    basis === undefined ? [] : returnsToOf(reads.paper(basis.judgment, 'judgment').body as unknown as JudgmentBody)
  return computeTerms({ plan, pots: potsOf(plan, state, lot), returnsTo, files, document: reads.document })
}

/** The same from its parts. @throws {DISTRIBUTION_INCOMPLETE} {INPUT_INVALID} */
export function computeTerms(parameters: {
  readonly plan: PlanBody
  readonly pots: NonNullable<PlanBody['pots']>
  readonly returnsTo: readonly ClaimClass[]
  readonly files: readonly ClaimFile[]
  readonly document: (sha256: string) => string
}): ComputedPlan {
  const { plan, pots, returnsTo, files, document } = parameters
  const table = files.length === 0 ? (emptyTable(0) as ClaimTable) : claimsFrom(files, document)
  const terms = {
    forfeitable: totalOf(pots, 'forfeitable'),
    lawful: totalOf(pots, 'lawful'),
    returnsTo,
    method: plan.method === 'treasury-only' ? undefined : plan.method,
    subsistence: fenOf(plan.subsistence ?? '0'),
    fine: fenOf(plan.fine ?? '0'),
    confiscation: plan.confiscation === 'all' ? ('all' as const) : fenOf(plan.confiscation ?? '0'),
  }
  const key = canonical({
    files: files.map(({ purpose, document: sha }) => `${purpose} ${sha}`),
    terms: { ...terms, method: terms.method ?? 'none', returnsTo: [...returnsTo] } as Json,
  })
  return remembered(key, () => {
    const paid = payOut(table, terms)
    const tree = table.count === 0 ? undefined : payoutTree(table, paid)
    return { table, paid, tree, root: tree === undefined ? undefined : bytesToHex(rootOf(tree)) }
  })
}

/** The last plan computed, by all that it follows from: each fact of a decision asks for it. */
let last: { readonly key: string; readonly computed: ComputedPlan } | undefined

function remembered(key: string, compute: () => ComputedPlan): ComputedPlan {
  if (last?.key !== key) last = { key, computed: compute() }
  return last.computed
}

function totalOf(pots: NonNullable<PlanBody['pots']>, pot: Pot): number {
  return pots.filter((row) => row.pot === pot).reduce((sum, { total }) => sum + fenOf(total), 0)
}

function fenOf(text: string): number {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text) || Number(text) > fenMax) {
    throw new SluiceError('INPUT_INVALID', `the plan: expected fen in plain digits, at most ${fenMax}, found ${text}.`)
  }
  return Number(text)
}

export interface ShareRow {
  readonly to: 'treasury' | 'claimants' | 'convict'
  readonly rank?: string
  readonly amount: string
}

/** The shares of a pot as a decision lists them, in the order of payment. */
export function sharesOf(totals: readonly RankTotal[]): readonly Required<ShareRow>[] {
  return totals.map(({ to, rank, amount }) => ({ to, rank, amount: amount.toString() }))
}

/** One line a share, so that two lists can be compared and told apart. */
export function sayShares(shares: readonly ShareRow[]): string {
  return shares.map(({ to, rank = 'rest', amount }) => `${rank} ${amount} to ${to}`).join(', ') || 'nothing'
}
