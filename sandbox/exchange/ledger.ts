import { assert } from '../../src/core/errors.ts'

/** Where value can be: with a customer, with strangers on the book, with the venue as fees, on its way out, or outside. */
export type Place = `customer:${string}` | 'market' | 'fees' | 'withdrawing' | 'chain' | 'bank'

export interface Posting {
  readonly sequence: number
  readonly atMs: number
  readonly asset: string
  readonly from: Place
  readonly to: Place
  /** Base units of the asset at the venue. */
  readonly amount: bigint
  /** What it belongs to: a fill, deposit or withdrawal id. */
  readonly reference: string
}

export interface Ledger {
  readonly postings: Posting[]
  readonly balances: Map<string, bigint>
}

export function emptyLedger(): Ledger {
  return { postings: [], balances: new Map() }
}

export function balanceOf(ledger: Ledger, place: Place, asset: string): bigint {
  return ledger.balances.get(`${place}|${asset}`) ?? 0n
}

/** The balance as it was at the end of a millisecond, from the postings. */
export function balanceAt(ledger: Ledger, place: Place, asset: string, atMs: number): bigint {
  return ledger.postings
    .filter((one) => one.asset === asset && one.atMs <= atMs)
    .reduce((sum, { from, to, amount }) => sum + (to === place ? amount : 0n) - (from === place ? amount : 0n), 0n)
}

/** Moves value from one place to another; no customer is ever below zero. Zero moves nothing and leaves no posting. */
export function post(ledger: Ledger, posting: Omit<Posting, 'sequence'>): void {
  assert(posting.amount >= 0n, 'a posting is not negative')
  if (posting.amount === 0n) return
  const from = balanceOf(ledger, posting.from, posting.asset) - posting.amount
  assert(from >= 0n || !isCustomer(posting.from), `${posting.from} has enough ${posting.asset}`)
  ledger.balances.set(`${posting.from}|${posting.asset}`, from)
  ledger.balances.set(`${posting.to}|${posting.asset}`, balanceOf(ledger, posting.to, posting.asset) + posting.amount)
  ledger.postings.push({ sequence: ledger.postings.length + 1, ...posting })
}

function isCustomer(place: Place): boolean {
  return place.startsWith('customer:') || place === 'withdrawing' || place === 'fees'
}

/** All balances recomputed from the postings: per asset they add up to nothing, and they are the ones kept. */
export function assertConserved(ledger: Ledger): void {
  const again = new Map<string, bigint>()
  const add = (key: string, amount: bigint) => again.set(key, (again.get(key) ?? 0n) + amount)
  for (const { asset, from, to, amount } of ledger.postings) {
    add(`${from}|${asset}`, -amount)
    add(`${to}|${asset}`, amount)
  }
  const perAsset = new Map<string, bigint>()
  for (const [key, amount] of again) {
    assert(amount === ledger.balances.get(key), `the balance of ${key} is the sum of its postings`)
    const asset = key.slice(key.indexOf('|') + 1)
    perAsset.set(asset, (perAsset.get(asset) ?? 0n) + amount)
  }
  for (const [asset, sum] of perAsset) assert(sum === 0n, `${asset} is conserved`)
}
