import { assert } from '../errors.ts'
import { type Flaw, flaw } from '../flaws/flaw.ts'

/** One line of double entry. `asset` is a CAIP-19 id or an ISO 4217 code; `units` a signed decimal string of base or minor units. */
export interface Posting {
  readonly account: string
  readonly asset: string
  readonly units: string
}

/** @example post('assets:custody', 'bip122:…/slip44:0', 5_0000_0000n) */
export function post(account: string, asset: string, units: bigint): Posting {
  return { account, asset, units: units.toString() }
}

/** From one account to another: two lines that cancel. */
export function move(parameters: { from: string; to: string; asset: string; units: bigint }): readonly Posting[] {
  const { from, to, asset, units } = parameters
  return units === 0n ? [] : [post(from, asset, -units), post(to, asset, units)]
}

export type Balances = Readonly<Record<string, string>>

/** Accounts that hold something real and so never fall below zero. */
const holdsThings = /^assets:/

/**
 * Adds postings to balances. Keys are `account asset`.
 *
 * @returns the new balances, or what is wrong: an asset that does not cancel, or an account that would fall below zero
 */
export function addPostings(
  balances: Balances,
  postings: readonly Posting[],
): { readonly balances: Balances } | { readonly fault: Flaw } {
  const sums = new Map<string, bigint>()
  const next: Record<string, string> = { ...balances }
  for (const { account, asset, units } of postings) {
    assert(/^-?(0|[1-9]\d*)$/.test(units), `posting of ${units}`)
    const amount = BigInt(units)
    sums.set(asset, (sums.get(asset) ?? 0n) + amount)
    const key = `${account} ${asset}`
    const balance = BigInt(next[key] ?? '0') + amount
    if (balance === 0n) delete next[key]
    else next[key] = balance.toString()
  }
  for (const [asset, sum] of sums) if (sum !== 0n) return { fault: flaw('POSTINGS_SUM', { asset, sum: String(sum) }) }
  for (const { account, asset } of postings) {
    const balance = BigInt(next[`${account} ${asset}`] ?? '0')
    if (holdsThings.test(account) && balance < 0n)
      return { fault: flaw('POSTINGS_HOLD', { account, units: String(balance), asset }) }
  }
  return { balances: next }
}

export function balanceOf(balances: Balances, account: string, asset: string): bigint {
  return BigInt(balances[`${account} ${asset}`] ?? '0')
}
