import { rational } from '../../../core/price/rational.ts'
import type { RouteSliceParameters, VenueBook } from './types.ts'

/** A repeatable stream of numbers in [0, 1) (mulberry32): for made-up cases in tests and benches, never for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface CaseOptions {
  readonly venuesMax: number
  readonly levelsMax: number
  /** Leave out everything that makes the split other than linear. */
  readonly linear?: boolean
}

/** A made-up slice with every filter that a venue may have, some of the time. Same seed, same case. */
export function seededCase(seed: number, { venuesMax, levelsMax, linear = false }: CaseOptions): RouteSliceParameters {
  const random = seededRandom(seed)
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const lotSet = linear ? [10] : [[1], [10], [1, 10], [2, 6], [6, 10], [10, 100]][whole(0, 5)]!
  const books = Array.from({ length: whole(1, venuesMax) }, (_, v): VenueBook => {
    const maybe = (share: number) => !linear && random() < share
    let ticks = BigInt(whole(950, 1000))
    const lotUnits = BigInt(lotSet[whole(0, lotSet.length - 1)]!)
    const bids = Array.from({ length: whole(1, levelsMax) }, () => {
      const level = { ticks, lots: BigInt(whole(1, 20)) }
      ticks -= BigInt(whole(1, 6))
      return level
    }).filter((level) => level.ticks > 0n)
    const first = BigInt(whole(0, 30)) * 100n
    const fees = [{ from: 0n, ppm: first }]
    if (maybe(0.3)) fees.push({ from: BigInt(whole(500, 20_000)), ppm: first / 2n })
    if (fees.length > 1 && maybe(0.5)) fees.push({ from: fees[1]!.from + BigInt(whole(500, 20_000)), ppm: first / 4n })
    // One lot·tick is worth as much as its base units, within two percent (the exchange rate of the quote currency).
    const lotTickValue = rational(lotUnits * BigInt(whole(980, 1020)), 1000n)
    return {
      venue: `v${v}`,
      bids,
      lotUnits,
      lotTickValue,
      fees,
      ...(maybe(0.3) && { minFee: BigInt(whole(1, 40)) }),
      ...(maybe(0.3) && { perOrderCost: rational(BigInt(whole(1, 400)) * lotUnits, 7n) }),
      ...(maybe(0.3) && { minOrderLots: BigInt(whole(2, 12)) }),
      ...(maybe(0.3) && { minNotional: BigInt(whole(2_000, 15_000)) }),
      ...(maybe(0.3) && { maxOrderLots: BigInt(whole(8, 30)), maxOrders: whole(1, 3) }),
      ...(random() < 0.3 && { capUnits: BigInt(whole(5, 60)) * lotUnits }),
    }
  })
  const depth = books.reduce(
    (sum, { bids, lotUnits }) => sum + bids.reduce((s, { lots }) => s + lots, 0n) * lotUnits,
    0n,
  )
  const amount = (depth * BigInt(whole(5, 110))) / 100n + 1n
  return {
    books,
    amount,
    ...(random() < 0.2 && { floor: rational(BigInt(whole(900, 980))) }),
    ...(random() < 0.2 && { reserve: rational(BigInt(whole(800, 960))) }),
  }
}
