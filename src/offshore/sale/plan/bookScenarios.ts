import { logRate } from './bookMoments.ts'
import type { SeenLevels } from './depthForecast.ts'
import { curveOf, lossAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

/** How dear a book may be in a step to come, against what is expected of it, and with what chance. Ascending. */
export interface NoiseNode {
  readonly scale: number
  readonly chance: number
}

/** What a book of another venue counts beside an own one; books on either side that say what was usual at the time; shares of the nodes. */
const pool = 0.2
const window = 7
const chances = [0.05, 0.2, 0.25, 0.25, 0.15, 0.07, 0.03]

/**
 * Reads from the books before a sale how much a venue's book differs from one step to the next, thin moments included. A thin moment is
 * rare: what other venues have shown counts too, a book for a fifth of an own one. `size` is the sale that the noise is asked for, in lots.
 */
export function noiseNodes(history: readonly (readonly SeenLevels[])[], venues: number, size: number): NoiseNode[][] {
  const residuals = Array.from({ length: venues }, (_, v) => residualsOf(history, v, size))
  return residuals.map((_, v) => {
    const sample = residuals.flatMap((rows, w) => rows.map((r) => ({ r, weight: v === w ? 1 : pool })))
    return nodesOf(sample)
  })
}

function residualsOf(history: readonly (readonly SeenLevels[])[], v: number, size: number): number[] {
  const logs = history.flatMap((books) => {
    const curve = curveOf(books[v] ?? [])
    return curve.depth.length === 0 ? [] : [logRate(lossAt(curve, size) / size)]
  })
  return logs.map((log, i) => log - median(logs.slice(Math.max(0, i - window), i + window + 1)))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

function nodesOf(sample: readonly { readonly r: number; readonly weight: number }[]): NoiseNode[] {
  if (sample.length < 8) return [{ scale: 1, chance: 1 }]
  const sorted = sample.toSorted((a, b) => a.r - b.r)
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const centre = sorted.reduce((sum, { r, weight }) => sum + weight * Math.max(-1.5, Math.min(1.5, r)), 0) / total
  const nodes: NoiseNode[] = []
  let i = 0
  let taken = 0
  for (const chance of chances) {
    // A weight may straddle two nodes.
    let want = chance * total
    let sum = 0
    while (want > 1e-9 && i < sorted.length) {
      const part = Math.min(want, sorted[i]!.weight - taken)
      sum += part * sameMath.exp(sorted[i]!.r - centre)
      want -= part
      taken += part
      if (taken >= sorted[i]!.weight - 1e-9) {
        i++
        taken = 0
      }
    }
    nodes.push({ scale: sum / (chance * total - Math.max(0, want)), chance })
  }
  return nodes
}
