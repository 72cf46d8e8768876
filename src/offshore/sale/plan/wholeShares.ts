/** Whole parts that add up to `lots`, in proportion to `weights`, by largest remainder. @example wholeShares(10, [1, 1, 1]) // [4, 3, 3] */
export function wholeShares(lots: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((a, b) => a + b, 0)
  if (total <= 0) return weights.map(() => 0)
  const exact = weights.map((w) => (lots * w) / total)
  const parts = exact.map(Math.floor)
  const order = exact.map((_, v) => v).sort((a, b) => exact[b]! - parts[b]! - (exact[a]! - parts[a]!) || a - b)
  let rest = lots - parts.reduce((a, b) => a + b, 0)
  for (const v of order) {
    if (rest <= 0) break
    parts[v]! += 1
    rest--
  }
  return parts
}
