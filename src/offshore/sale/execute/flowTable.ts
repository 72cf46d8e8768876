import type { NoiseNode } from '../plan/bookScenarios.ts'
import type { LossCurve } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import { flowAt } from './refillWorth.ts'

/** What one venue sells in a step, by the price of a lot, for each share that may still be missing a step later. All logs. */
export interface FlowTable {
  readonly logFlows: readonly Float64Array[]
}

const knots = 24
const logFirst = -2
const logLast = 7
const width = (logLast - logFirst) / (knots - 1)

/** What a history says does not change from step to step: every step of a sale asks for it. */
const tables = new WeakMap<
  LossCurve,
  { readonly noise: readonly NoiseNode[]; readonly key: string; readonly table: FlowTable }
>()

/** @example flowIn(flowTable(forecast.shape, noise, [0.7]), 0, 1.6) // lots a step where a lot is worth five basis points */
export function flowTable(rested: LossCurve, noise: readonly NoiseNode[], keeps: readonly number[]): FlowTable {
  const key = keeps.join()
  const known = tables.get(rested)
  if (known !== undefined && known.noise === noise && known.key === key) return known.table
  const logFlows = keeps.map((keep) =>
    Float64Array.from({ length: knots }, (_, i) => {
      const flow = flowAt({ rested, noise, keep }, sameMath.exp(logFirst + i * width))
      return sameMath.log(Math.max(1e-6, flow))
    }),
  )
  const table = { logFlows }
  tables.set(rested, { noise, key, table })
  return table
}

/** Lots a step at that price; straight between knots, in proportion to the price below the first. */
export function flowIn({ logFlows }: FlowTable, k: number, logPrice: number): number {
  const flows = logFlows[k]!
  const x = (logPrice - logFirst) / width
  if (x <= 0) return sameMath.exp(flows[0]! + logPrice - logFirst)
  const i = Math.min(knots - 2, Math.floor(x))
  return sameMath.exp(flows[i]! + Math.min(1, x - i) * (flows[i + 1]! - flows[i]!))
}
