import { SluiceError } from '../errors.ts'
import type { ProRataMethod } from '../money/waterfall.ts'
import { type ClaimClass, type ClaimRank, type ClaimTable, claimClasses, claimRanks, fenMax } from './claimTable.ts'
import { exactShares, isSmallerRatio, sumOf } from './exactShares.ts'

/** What judgment and plan fix beside the claims. Amounts in fen. */
export interface PayOutTerms {
  /** Pot A: forfeitable property. */
  readonly forfeitable: number
  /** Pot B: the convict's lawful property. */
  readonly lawful: number
  /** Classes that the judgment returns property to. */
  readonly returnsTo: readonly ClaimClass[]
  readonly method: ProRataMethod | undefined
  readonly subsistence: number
  readonly fine: number
  /** Confiscation of property as a penalty (没收财产): an amount, or all that is left. */
  readonly confiscation: number | 'all'
}

export type SharedRank = ClaimRank | 'subsistence' | 'fine' | 'confiscation' | 'rest'

/** What one rank of a pot gets in all. */
export interface RankTotal {
  readonly rank: SharedRank
  readonly to: 'claimants' | 'treasury' | 'convict'
  readonly amount: number
  /** Claims of the rank that get something. */
  readonly count: number
}

export interface PayOut {
  /** What each claim gets from each pot, by row. */
  readonly forfeitable: Float64Array
  readonly lawful: Float64Array
  readonly totals: { readonly forfeitable: readonly RankTotal[]; readonly lawful: readonly RankTotal[] }
  /** Restitution claims of a class that the judgment returns nothing to: recorded and answered, not paid. */
  readonly unpayable: number
}

/**
 * Both pots of one judgment over millions of claims, never merged, to the fen: what pot A pays a victim counts as repaid in pot B. The same answer as
 * `distributeForfeitable` and `distributeLawful`, in columns; ties of a fen go by claim number, whatever order the claims came in.
 *
 * @throws {DISTRIBUTION_INCOMPLETE} without a method where there are claims to return to
 * @see CL 64; CPL 245(4); SPC 438, 445, 449; EXE 9, 10, 13
 */
export function payOut(table: ClaimTable, terms: PayOutTerms): PayOut {
  const payable = payableOf(table, terms)
  const forfeitable = new Float64Array(table.count)
  const lawful = new Float64Array(table.count)
  const restitution = weightsOf(table, 'restitution', payable)
  if (restitution.total > 0 && terms.method === undefined)
    refuse('the pro-rata method, which the court’s plan states', 'none')
  const paidA = restitute({
    table,
    payable,
    amount: terms.forfeitable,
    method: terms.method,
    repaidNow: forfeitable,
    out: forfeitable,
  })
  const totals = {
    forfeitable: list([
      claimants('restitution', forfeitable, paidA),
      { rank: 'rest', to: 'treasury', amount: terms.forfeitable - paidA, count: 0 },
    ]),
    lawful: payLawful({ table, terms, payable, forfeitable, lawful }),
  }
  return { forfeitable, lawful, totals, unpayable: payable.refused }
}

interface Payable {
  /** By row: 1 where the judgment returns property to the claim's class. */
  readonly rows: Uint8Array
  readonly refused: number
}

function payableOf(table: ClaimTable, { returnsTo }: PayOutTerms): Payable {
  const returned = claimClasses.map((name) => returnsTo.includes(name))
  const rows = new Uint8Array(table.count)
  const rank = claimRanks.indexOf('restitution')
  let refused = 0
  for (let row = 0; row < table.count; row++) {
    if (table.ranks[row] !== rank) continue
    if (returned[table.classes[row]!] === true) rows[row] = 1
    else refused += 1
  }
  return { rows, refused }
}

/** What each claim of a rank still misses, by row; zero elsewhere. */
function weightsOf(
  table: ClaimTable,
  rank: ClaimRank,
  payable: Payable,
  repaidNow?: Float64Array,
): { readonly weights: Float64Array; readonly total: number } {
  const weights = new Float64Array(table.count)
  const wanted = claimRanks.indexOf(rank)
  for (let row = 0; row < table.count; row++) {
    if (table.ranks[row] !== wanted || (rank === 'restitution' && payable.rows[row] === 0)) continue
    const missing = table.owed[row]! - table.repaid[row]! - (repaidNow?.[row] ?? 0)
    if (missing > 0) weights[row] = missing
  }
  return { weights, total: sumOf(weights) }
}

interface Restitute {
  readonly table: ClaimTable
  readonly payable: Payable
  readonly amount: number
  readonly method: ProRataMethod | undefined
  /** What was paid from the other pot of the same plan. */
  readonly repaidNow: Float64Array
  readonly out: Float64Array
}

function restitute({ table, payable, amount, method, repaidNow, out }: Restitute): number {
  const { weights, total } = weightsOf(table, 'restitution', payable, repaidNow)
  if (method === 'equalising' && amount < total)
    return equalise({ table, payable, amount, method, repaidNow, out }, weights)
  return exactShares({ amount: Math.min(amount, total), weights, out })
}

/**
 * Brings victims to one part of their loss, repayments included. Whoever was repaid more than that part gives nothing back and is left out, which lowers the
 * part for the others, until nobody is above it.
 */
function equalise({ table, amount, repaidNow, out }: Restitute, missing: Float64Array): number {
  const losses = new Float64Array(table.count)
  const repaid = new Float64Array(table.count)
  for (let row = 0; row < table.count; row++) {
    if (missing[row] === 0) continue
    losses[row] = table.owed[row]!
    repaid[row] = table.repaid[row]! + repaidNow[row]!
  }
  for (;;) {
    const loss = sumOf(losses)
    const pool = amount + sumOf(repaid)
    let dropped = 0
    for (let row = 0; row < table.count; row++) {
      if (losses[row] === 0 || isSmallerRatio(repaid[row]!, losses[row]!, pool, loss)) continue
      losses[row] = 0
      repaid[row] = 0
      dropped += 1
    }
    if (dropped === 0) return topUp({ losses, repaid, pool, out })
  }
}

function topUp(parameters: {
  readonly losses: Float64Array
  readonly repaid: Float64Array
  readonly pool: number
  readonly out: Float64Array
}): number {
  const { losses, repaid, pool, out } = parameters
  if (sumOf(losses) === 0) return 0
  const shares = new Float64Array(losses.length)
  exactShares({ amount: pool, weights: losses, out: shares })
  let paid = 0
  out.fill(0)
  for (let row = 0; row < losses.length; row++) {
    if (losses[row] === 0) continue
    out[row] = shares[row]! - repaid[row]!
    paid += out[row]!
  }
  return paid
}

function payLawful(parameters: {
  readonly table: ClaimTable
  readonly terms: PayOutTerms
  readonly payable: Payable
  readonly forfeitable: Float64Array
  readonly lawful: Float64Array
}): readonly RankTotal[] {
  const { table, terms, payable, forfeitable, lawful } = parameters
  if (terms.lawful === 0) return []
  const totals: RankTotal[] = []
  let left = terms.lawful
  const column = new Float64Array(table.count)
  for (const rank of claimRanks) {
    column.fill(0)
    let paid: number
    if (rank === 'restitution')
      paid = restitute({ table, payable, amount: left, method: terms.method, repaidNow: forfeitable, out: column })
    else {
      const { weights, total } = weightsOf(table, rank, payable)
      paid = exactShares({ amount: Math.min(left, total), weights, out: column })
    }
    for (let row = 0; row < table.count; row++) lawful[row]! += column[row]!
    totals.push(claimants(rank, column, paid))
    left -= paid
  }
  const take = (rank: SharedRank, to: 'treasury' | 'convict', wanted: number) => {
    const amount = Math.min(wanted, left)
    totals.push({ rank, to, amount, count: 0 })
    left -= amount
  }
  take('subsistence', 'convict', terms.subsistence)
  take('fine', 'treasury', terms.fine)
  take('confiscation', 'treasury', terms.confiscation === 'all' ? fenMax : terms.confiscation)
  take('rest', 'convict', fenMax)
  return list(totals)
}

function claimants(rank: ClaimRank, column: Float64Array, amount: number): RankTotal {
  let count = 0
  for (let row = 0; row < column.length; row++) if (column[row]! > 0) count += 1
  return { rank, to: 'claimants', amount, count }
}

/** Zeros are left out. */
function list(totals: readonly RankTotal[]): readonly RankTotal[] {
  return totals.filter(({ amount }) => amount > 0)
}

function refuse(expected: string, found: string): never {
  throw new SluiceError('DISTRIBUTION_INCOMPLETE', `expected ${expected}, found ${found}.`, {
    facts: { expected, found },
  })
}
