import { assert, SluiceError } from '../errors.ts'
import { type Allotment, allocate } from './allocate.ts'

/**
 * How victims share pro rata, a field of the court's plan: `net` weighs by what each still misses, `equalising` brings all to
 * the same part of the whole loss, repayments counted in. The two differ by real money, so there is no default (SPC-438).
 */
export type ProRataMethod = 'net' | 'equalising'

export interface Victim {
  /** Opaque id. */
  readonly id: string
  /** Actual loss (实际损失) that the judgment found, in fen. */
  readonly lossFen: bigint
  /** What this victim was repaid before, in fen. */
  readonly repaidFen: bigint
}

export interface Claim {
  readonly id: string
  readonly owedFen: bigint
}

export interface Share {
  readonly id: string
  /** What was still owed before this pot paid. */
  readonly owedFen: bigint
  readonly paidFen: bigint
}

export interface ForfeitableParameters {
  /** Pot A: forfeitable property, in fen. */
  readonly amountFen: bigint
  /** Those whom the judgment returns property to; empty when it returns none. In the order that breaks ties of one fen. */
  readonly victims: readonly Victim[]
  readonly method: ProRataMethod | undefined
}

export interface ForfeitableResult {
  readonly victims: readonly Share[]
  readonly treasuryFen: bigint
}

/**
 * Pot A: victims pro rata up to the actual loss found, the rest to the treasury, nothing to anybody else.
 *
 * @example distributeForfeitable({ amountFen: 100n, victims: [{ id: 'v', lossFen: 60n, repaidFen: 0n }], method: 'net' }).treasuryFen // 40n
 * @throws {DISTRIBUTION_INCOMPLETE} without a method, on a repeated id or an amount below zero
 * @see CL 64, CPL 245(4), SPC-438, SPC-445(1), EXE-2014 10(4)
 */
export function distributeForfeitable(parameters: ForfeitableParameters): ForfeitableResult {
  const victims = shareAmongVictims(parameters)
  return { victims, treasuryFen: parameters.amountFen - paidOf(victims) }
}

export interface LawfulParameters {
  /** Pot B: the convict's lawful property, in fen. */
  readonly amountFen: bigint
  /** Medical costs of bodily harm. */
  readonly medical: readonly Claim[]
  /** Creditors with priority on this property, each up to the value that the priority covers. */
  readonly secured: readonly Claim[]
  /** Restitution; `repaidFen` includes what pot A paid. */
  readonly victims: readonly Victim[]
  readonly method: ProRataMethod | undefined
  /** Other civil debts that the judgment or a title fixes. */
  readonly civilDebts: readonly Claim[]
  /** Living expenses of the convict and dependants, set aside before the penalties. */
  readonly subsistenceFen: bigint
  readonly fineFen: bigint
  /** Confiscation of property as a penalty (没收财产): an amount, or all that is left. */
  readonly confiscation: bigint | 'all'
}

export interface LawfulResult {
  readonly medical: readonly Share[]
  readonly secured: readonly Share[]
  readonly victims: readonly Share[]
  readonly civilDebts: readonly Share[]
  readonly subsistenceFen: bigint
  readonly fineFen: bigint
  readonly confiscationFen: bigint
  readonly convictFen: bigint
}

/**
 * Pot B, in this order: medical costs; secured creditor; restitution to victims; other civil debts; subsistence set aside; fine;
 * confiscation of property; the rest to the convict. Inside one rank pro rata.
 *
 * @throws {DISTRIBUTION_INCOMPLETE} without a method where there are victims, on a repeated id or an amount below zero
 * @see EXE-2014 9, 10, 13; SPC-449(2)
 */
export function distributeLawful(parameters: LawfulParameters): LawfulResult {
  const { amountFen, method, confiscation } = parameters
  checkAmounts([amountFen, parameters.subsistenceFen, parameters.fineFen, confiscation === 'all' ? 0n : confiscation])
  const medical = shareAmongClaims(amountFen, parameters.medical)
  const afterMedical = amountFen - paidOf(medical)
  const secured = shareAmongClaims(afterMedical, parameters.secured)
  const afterSecured = afterMedical - paidOf(secured)
  const victims = shareAmongVictims({ amountFen: afterSecured, victims: parameters.victims, method })
  const afterVictims = afterSecured - paidOf(victims)
  const civilDebts = shareAmongClaims(afterVictims, parameters.civilDebts)
  const afterDebts = afterVictims - paidOf(civilDebts)
  const subsistenceFen = least(parameters.subsistenceFen, afterDebts)
  const fineFen = least(parameters.fineFen, afterDebts - subsistenceFen)
  const afterFine = afterDebts - subsistenceFen - fineFen
  const confiscationFen = confiscation === 'all' ? afterFine : least(confiscation, afterFine)
  const convictFen = afterFine - confiscationFen
  return { medical, secured, victims, civilDebts, subsistenceFen, fineFen, confiscationFen, convictFen }
}

export interface TwoPotsParameters {
  readonly forfeitableFen: bigint
  readonly lawful: Omit<LawfulParameters, 'victims' | 'method'>
  /** `repaidFen` before either pot paid. */
  readonly victims: readonly Victim[]
  readonly method: ProRataMethod | undefined
}

/**
 * Both pots of one judgment, never merged: what A paid a victim counts as repaid in B.
 *
 * @throws {DISTRIBUTION_INCOMPLETE}
 */
export function distributeTwoPots({ forfeitableFen, lawful, victims, method }: TwoPotsParameters): {
  readonly forfeitable: ForfeitableResult
  readonly lawful: LawfulResult
} {
  const forfeitable = distributeForfeitable({ amountFen: forfeitableFen, victims, method })
  const still = victims.map((victim, index) => ({
    ...victim,
    repaidFen: victim.repaidFen + forfeitable.victims[index]!.paidFen,
  }))
  return { forfeitable, lawful: distributeLawful({ ...lawful, victims: still, method }) }
}

function shareAmongVictims({ amountFen, victims, method }: ForfeitableParameters): Share[] {
  checkAmounts([amountFen, ...victims.flatMap(({ lossFen, repaidFen }) => [lossFen, repaidFen])])
  checkIds(victims)
  if (victims.length === 0) return []
  if (method === undefined) refuse('the pro-rata method, which the court’s plan states', 'none')
  const open = victims.map(({ id, lossFen, repaidFen }) => ({
    id,
    owedFen: lossFen > repaidFen ? lossFen - repaidFen : 0n,
  }))
  if (method === 'net' || amountFen >= total(open.map(({ owedFen }) => owedFen)))
    return shareAmongClaims(amountFen, open)
  const paid = equalise(amountFen, victims)
  return open.map(({ id, owedFen }) => ({ id, owedFen, paidFen: paid.get(id) ?? 0n }))
}

/**
 * Brings victims to one part of their loss, repayments included. Whoever was repaid more than that part gives nothing back and is
 * left out, which lowers the part for the others, until nobody is above it.
 */
function equalise(amountFen: bigint, victims: readonly Victim[]): Map<string, bigint> {
  let sharing = victims.filter(({ lossFen, repaidFen }) => lossFen > repaidFen)
  for (;;) {
    const lossFen = total(sharing.map((victim) => victim.lossFen))
    const poolFen = amountFen + total(sharing.map((victim) => victim.repaidFen))
    // repaid / loss < pool / losses, without dividing.
    const below = sharing.filter((victim) => victim.repaidFen * lossFen < victim.lossFen * poolFen)
    if (below.length === sharing.length) return topUps(poolFen, sharing)
    if (below.length === 0) return new Map()
    sharing = below
  }
}

function topUps(poolFen: bigint, sharing: readonly Victim[]): Map<string, bigint> {
  const shares = sharing.map(({ id, lossFen }) => ({ key: id, weight: lossFen }))
  const repaid = new Map(sharing.map(({ id, repaidFen }) => [id, repaidFen]))
  return new Map(allocate({ amount: poolFen, shares }).map(({ key, amount }) => [key, amount - repaid.get(key)!]))
}

function shareAmongClaims(amountFen: bigint, claims: readonly Claim[]): Share[] {
  checkAmounts([amountFen, ...claims.map(({ owedFen }) => owedFen)])
  checkIds(claims)
  const owed = total(claims.map(({ owedFen }) => owedFen))
  if (owed === 0n) return claims.map(({ id, owedFen }) => ({ id, owedFen, paidFen: 0n }))
  const shares = claims.map(({ id, owedFen }) => ({ key: id, weight: owedFen }))
  const parts: Allotment[] = allocate({ amount: least(amountFen, owed), shares })
  return claims.map(({ id, owedFen }, index) => {
    const paidFen = parts[index]!.amount
    assert(paidFen <= owedFen, 'a share above what is owed')
    return { id, owedFen, paidFen }
  })
}

function paidOf(shares: readonly Share[]): bigint {
  return total(shares.map(({ paidFen }) => paidFen))
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n)
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function checkAmounts(amounts: readonly bigint[]): void {
  const below = amounts.find((amount) => amount < 0n)
  if (below !== undefined) refuse('amounts of zero or more', String(below))
}

function checkIds(claims: readonly { readonly id: string }[]): void {
  const seen = new Set<string>()
  for (const { id } of claims) {
    if (seen.has(id)) refuse('each claimant once', id)
    seen.add(id)
  }
}

function refuse(expected: string, found: string): never {
  throw new SluiceError('DISTRIBUTION_INCOMPLETE', `expected ${expected}, found ${found}.`, {
    facts: { expected, found },
  })
}
