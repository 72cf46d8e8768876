import type { VenueProblem } from './problem.ts'

/** Vertices of the least concave function that is nowhere below a venue's value on the lots `low..high`. */
export interface Hull {
  readonly lots: readonly bigint[]
  readonly values: readonly bigint[]
  /** Slope of edge i (vertex i to i+1) per base unit, in floating point: a hint for sorting, never a proof. */
  readonly slopes: Float64Array
}

/** No vertex means that nothing in `low..high` is allowed. */
export function hullOf(venue: VenueProblem, low: bigint, high: bigint): Hull {
  const lots: bigint[] = []
  const values: bigint[] = []
  const push = (x: bigint, f: bigint) => {
    while (lots.length > 0) {
      const n = lots.length - 1
      if (lots[n] === x) {
        if (values[n]! >= f) return
      } else if (n === 0 || turnsRight(lots[n - 1]!, values[n - 1]!, lots[n]!, values[n]!, x, f)) break
      lots.pop()
      values.pop()
    }
    lots.push(x)
    values.push(f)
  }
  if (low === 0n) push(0n, 0n)
  for (const segment of venue.segments) {
    if (segment.first > high) break
    if (segment.last < low) continue
    const first = segment.first > low ? segment.first : low
    const last = segment.last < high ? segment.last : high
    push(first, segment.value + segment.slope * (first - segment.first))
    if (last > first) push(last, segment.value + segment.slope * (last - segment.first))
  }
  const slopes = new Float64Array(Math.max(0, lots.length - 1))
  const perLot = Number(venue.lotUnits)
  for (let i = 0; i < slopes.length; i++) {
    slopes[i] = Number(values[i + 1]! - values[i]!) / (Number(lots[i + 1]! - lots[i]!) * perLot)
  }
  return { lots, values, slopes }
}

/** Whether b stays a vertex between a and c: slope(a,b) > slope(b,c). */
function turnsRight(ax: bigint, af: bigint, bx: bigint, bf: bigint, cx: bigint, cf: bigint): boolean {
  return (bf - af) * (cx - bx) > (cf - bf) * (bx - ax)
}

/** Exact value of venue at lots known to be allowed, by its segments. */
export function valueAt(venue: VenueProblem, lots: bigint): bigint | undefined {
  if (lots === 0n) return 0n
  const { segments } = venue
  let low = 0
  let high = segments.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const segment = segments[middle]!
    if (lots < segment.first) high = middle - 1
    else if (lots > segment.last) low = middle + 1
    else return segment.value + segment.slope * (lots - segment.first)
  }
  return undefined
}

/** The best allowed size in `low..high`, by value; undefined when none is allowed. */
export function bestWithin(
  venue: VenueProblem,
  low: bigint,
  high: bigint,
): { lots: bigint; value: bigint } | undefined {
  let best: { lots: bigint; value: bigint } | undefined = low === 0n ? { lots: 0n, value: 0n } : undefined
  for (const segment of venue.segments) {
    if (segment.first > high) break
    if (segment.last < low) continue
    const first = segment.first > low ? segment.first : low
    const last = segment.last < high ? segment.last : high
    const lots = segment.slope > 0n ? last : first
    const value = segment.value + segment.slope * (lots - segment.first)
    if (best === undefined || value > best.value) best = { lots, value }
  }
  return best
}
