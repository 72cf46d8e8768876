import { randomOf } from './market/random.ts'

/** What one entrant got in one episode, beside what liquidity allowed. */
export interface Scored {
  readonly block: string
  readonly baseBps: number
  readonly boundBps: number
  readonly costBps: number
}

/** Share of the liquidity gap that was closed: a ratio of sums, so that no episode counts for more than it is worth. */
export function capture(rows: readonly Scored[]): number {
  let closed = 0
  let open = 0
  for (const { baseBps, boundBps, costBps } of rows) {
    closed += baseBps - costBps
    open += baseBps - boundBps
  }
  return closed / open
}

/** 95 % interval of a statistic by drawing whole blocks with return: episodes of one block share their weather. */
export function blockBootstrap(
  rows: readonly Scored[],
  statistic: (rows: readonly Scored[]) => number,
  seed: number,
  draws = 2000,
): readonly [number, number] {
  const blocks = [...Map.groupBy(rows, ({ block }) => block).values()]
  const random = randomOf(seed, 'bootstrap')
  const values = Array.from({ length: draws }, () =>
    statistic(blocks.flatMap(() => blocks[random.whole(0, blocks.length - 1)]!)),
  ).sort((a, b) => a - b)
  return [values[Math.floor(draws * 0.025)]!, values[Math.floor(draws * 0.975)]!]
}

/** By how much the worst twentieth of one list is worse (negative) or better than that of another over the same episodes: 95 % interval, whole blocks drawn. */
export function cvarDifference(
  blocks: readonly string[],
  mine: readonly number[],
  base: readonly number[],
  seed: number,
  draws = 1000,
): readonly [number, number] {
  const groups = [...Map.groupBy(blocks.keys(), (i) => blocks[i]!).values()]
  const random = randomOf(seed, 'cvar')
  const values = Array.from({ length: draws }, () => {
    const drawn = groups.flatMap(() => groups[random.whole(0, groups.length - 1)]!)
    return cvar5(drawn.map((i) => mine[i]!)) - cvar5(drawn.map((i) => base[i]!))
  }).sort((a, b) => a - b)
  return [values[Math.floor(draws * 0.025)]!, values[Math.floor(draws * 0.975)]!]
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

export function sdOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length - 1))
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/** Mean of the worst five in a hundred. Smaller is worse. */
export function cvar5(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return meanOf(sorted.slice(0, Math.max(1, Math.ceil(values.length * 0.05))))
}
