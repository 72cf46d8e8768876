import { assert } from '../errors.ts'

export interface Share {
  readonly key: string
  /** Zero or more: a loss, a claim, a quantity. Any unit, the same for all. */
  readonly weight: bigint
}

export interface AllocateParameters {
  /** Base units to split; zero or more. */
  readonly amount: bigint
  /** In the order that breaks ties. */
  readonly shares: readonly Share[]
}

export interface Allotment {
  readonly key: string
  readonly amount: bigint
}

/**
 * Splits an amount pro rata by the largest remainder: each gets the whole part of its share, and what is left goes one base unit
 * each to the largest remainders, on a tie to whoever comes first. The parts sum to the amount exactly.
 *
 * @example allocate({ amount: 100n, shares: [{ key: 'a', weight: 1n }, { key: 'b', weight: 2n }] }) // a 33n, b 67n
 */
export function allocate({ amount, shares }: AllocateParameters): Allotment[] {
  const total = checkedTotal(amount, shares)
  if (total === 0n) return shares.map(({ key }) => ({ key, amount: 0n }))
  const parts = shares.map(({ key, weight }, index) => {
    const product = amount * weight
    return { key, index, amount: product / total, remainder: product % total }
  })
  let left = amount - parts.reduce((given, part) => given + part.amount, 0n)
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const part of byRemainder) {
    if (left === 0n) break
    part.amount += 1n
    left -= 1n
  }
  assert(left === 0n, 'an allocation that does not sum to its amount')
  return parts.map(({ key, amount: part }) => ({ key, amount: part }))
}

/**
 * Splits an amount pro rata in one pass, in order: each gets the cumulative share so far less what those before it got. Sums
 * exactly, never off by a whole base unit, and needs no sorting, so that millions of rows can stream through it.
 *
 * @example [...allocateCumulative({ amount: 10n, totalWeight: 3n, shares })] // three equal weights get 3n, 3n, 4n
 */
export function* allocateCumulative(parameters: {
  readonly amount: bigint
  /** Sum of all weights, known beforehand. */
  readonly totalWeight: bigint
  readonly shares: Iterable<Share>
}): Generator<Allotment> {
  const { amount, totalWeight, shares } = parameters
  assert(amount >= 0n && totalWeight > 0n, 'an allocation of less than nothing or over no weight')
  let seen = 0n
  let given = 0n
  for (const { key, weight } of shares) {
    assert(weight >= 0n, 'a negative weight')
    seen += weight
    const upTo = (amount * seen) / totalWeight
    yield { key, amount: upTo - given }
    given = upTo
  }
  assert(seen === totalWeight, 'weights that do not sum to their stated total')
}

function checkedTotal(amount: bigint, shares: readonly Share[]): bigint {
  assert(amount >= 0n, 'an allocation of less than nothing')
  let total = 0n
  for (const { weight } of shares) {
    assert(weight >= 0n, 'a negative weight')
    total += weight
  }
  assert(total > 0n || amount === 0n, 'an amount to allocate and nobody with a weight')
  return total
}
