/** Interleaved rounds, medians, ratios: how every figure of bench/record is made. */

export interface Entrant {
  readonly name: string
  /** Runs once; returns what it did per second. Checks its own result and throws where it is wrong. */
  readonly run: () => number | Promise<number>
}

export interface Samples {
  readonly name: string
  readonly median: number
  readonly samples: readonly number[]
}

/** A B C C B A …: each entrant sees the same weather. The first round warms up and is not counted. */
export async function interleave(entrants: readonly Entrant[], rounds = 5): Promise<Samples[]> {
  const samples = new Map(entrants.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? entrants : [...entrants].reverse()
    for (const { name, run } of order) {
      const rate = await run()
      if (round > 0) samples.get(name)!.push(rate)
    }
  }
  return entrants.map(({ name }) => ({ name, samples: samples.get(name)!, median: median(samples.get(name)!) }))
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** Times `work` of `count` things. */
export function perSecond(count: number, work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return count / secondsSince(start)
}

export function secondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9
}

/** @example say('append', ours, limit) // 'append: 1,012,345 /s; limit 1,412,000 /s; ratio 0.72' */
export function ratioLine(ours: Samples, others: readonly Samples[]): string {
  const against = others.map(
    (other) => `; ${other.name} ${figure(other.median)}/s, ratio ${(ours.median / other.median).toFixed(2)}`,
  )
  return `${ours.name}: ${figure(ours.median)}/s${against.join('')}`
}

export function figure(value: number): string {
  return Math.round(value).toLocaleString('en')
}
