/**
 * Who claims, by what the judgment calls them. A class is paid restitution only where the judgment has words that return property to
 * it: a participant of fund-raising (集资参与人) or of a pyramid (传销参与人) is not a victim (被害人) by default.
 */
export const claimClasses = ['victim', 'fund-raising-participant', 'pyramid-participant', 'creditor', 'owner'] as const
export type ClaimClass = (typeof claimClasses)[number]

/** Where a claim stands in the order of pot B; restitution alone is paid from pot A. */
export const claimRanks = ['medical', 'secured', 'restitution', 'civil-debt'] as const
export type ClaimRank = (typeof claimRanks)[number]

/** Bytes that a claim number has at most, and that a column of numbers takes for each. */
export const numberBytes = 13
export const saltBytes = 16

/** Largest amount and largest sum, in fen: six bytes in a leaf, and far inside the integers that a Number holds exactly. */
export const fenMax = 2 ** 48 - 1

/**
 * Claims in columns, in the order of their numbers: two million rows take 130 MB and no object each. Amounts are whole fen in Numbers, which hold integers
 * below 2^53 exactly; none here is above 2^48.
 */
export interface ClaimTable {
  readonly count: number
  /** ASCII, padded with zeros to {@link numberBytes}. */
  readonly numbers: Uint8Array
  /** Index into {@link claimClasses}. */
  readonly classes: Uint8Array
  /** Index into {@link claimRanks}. */
  readonly ranks: Uint8Array
  /** Actual loss found, or what is owed; of a secured claim what the security covers. */
  readonly owed: Float64Array
  /** Repaid before. */
  readonly repaid: Float64Array
  readonly salts: Uint8Array
  /** Bank account that the claimant named; empty where none is known yet. */
  readonly accounts: readonly string[]
}

export function emptyTable(count: number): {
  -readonly [K in keyof ClaimTable]: K extends 'accounts' ? string[] : ClaimTable[K]
} {
  return {
    count,
    numbers: new Uint8Array(numberBytes * count),
    classes: new Uint8Array(count),
    ranks: new Uint8Array(count),
    owed: new Float64Array(count),
    repaid: new Float64Array(count),
    salts: new Uint8Array(saltBytes * count),
    accounts: [],
  }
}

export function numberAt(table: Pick<ClaimTable, 'numbers'>, row: number): string {
  let text = ''
  for (let i = row * numberBytes; i < (row + 1) * numberBytes; i++) {
    const byte = table.numbers[i]!
    if (byte === 0) break
    text += String.fromCharCode(byte)
  }
  return text
}

/** Below, at or above zero as the first number stands before, with or after the second. */
export function compareNumbers(
  a: Pick<ClaimTable, 'numbers'>,
  rowOfA: number,
  b: Pick<ClaimTable, 'numbers'>,
  rowOfB: number,
): number {
  const fromA = rowOfA * numberBytes
  const fromB = rowOfB * numberBytes
  for (let i = 0; i < numberBytes; i++) {
    const difference = a.numbers[fromA + i]! - b.numbers[fromB + i]!
    if (difference !== 0) return difference
  }
  return 0
}

/** The row of a claim number, or -1. */
export function rowOf(table: ClaimTable, number: string): number {
  const wanted = { numbers: new Uint8Array(numberBytes) }
  for (let i = 0; i < Math.min(number.length, numberBytes); i++) wanted.numbers[i] = number.charCodeAt(i)
  if (number.length > numberBytes) return -1
  return findRow(table, wanted, 0)
}

export function findRow(table: ClaimTable, of: Pick<ClaimTable, 'numbers'>, row: number): number {
  let low = 0
  let high = table.count - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compareNumbers(table, middle, of, row)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export function copyRow(from: ClaimTable, row: number, to: ReturnType<typeof emptyTable>, at: number): void {
  to.numbers.set(from.numbers.subarray(row * numberBytes, (row + 1) * numberBytes), at * numberBytes)
  to.classes[at] = from.classes[row]!
  to.ranks[at] = from.ranks[row]!
  to.owed[at] = from.owed[row]!
  to.repaid[at] = from.repaid[row]!
  to.salts.set(from.salts.subarray(row * saltBytes, (row + 1) * saltBytes), at * saltBytes)
  to.accounts[at] = from.accounts[row] ?? ''
}
