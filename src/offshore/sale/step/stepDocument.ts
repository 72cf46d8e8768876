import { SluiceError } from '../../../core/errors.ts'
import { remembered } from '../../../core/record/remembered.ts'
import type { SaleMemory } from '../execute/saleState.ts'
import { liveForecast } from '../plan/liveForecast.ts'

export const stepFormat = 'sluice/step/1'

/** What was decided for one platform, with what it was decided on. Lots are planning lots; `units` are base units. */
export interface StepVenue {
  readonly platform: string
  /** Whether a book was to be had. */
  readonly up: boolean
  /** Lots that lie there and are neither sold nor possibly sold. */
  readonly inventory: number
  /** Base units that took bids there so far, by the record: resting orders leave no trace in them. */
  readonly taken: string
  /** The fee that its next fill pays. */
  readonly takerPpm: string
  readonly minLots: number
  readonly lots: number
  /** What it takes bids with in this step, and what it shows as a resting order: together the lots, within what the plan allows. */
  readonly units: string
  readonly rest: string
}

/** What the rule has learnt and hands to its next step. Floating point, written so that the same bits are read again. */
export interface StepMemory {
  readonly beliefs: readonly { readonly weights: readonly string[]; readonly displaced: readonly string[] }[]
  /** The weather by platform; '' where no book was seen yet. */
  readonly live: readonly { readonly drift: string; readonly seen: string }[]
  readonly levels: readonly { readonly logRate: string; readonly seen: number }[]
}

/**
 * One step of a sale: inputs, decision and memory. It follows from the plan, the record so far, the books that were logged and the step before: the zone, the
 * verifier and anybody with a bundle get the same bytes.
 */
export interface StepDocument {
  readonly format: typeof stepFormat
  readonly plan: string
  readonly books: string
  /** Hash of the step before; '' for the first. */
  readonly before: string
  readonly step: number
  readonly steps: number
  readonly slice: number
  readonly at: string
  /** Middle that all prices are measured from, for a whole unit, cut to ten digits. */
  readonly mid: string
  readonly venues: readonly StepVenue[]
  readonly memory: StepMemory
}

/** @throws {INPUT_INVALID} a document that is no step */
export function readStep(text: string): StepDocument {
  return stepsRead(text)
}

/** A step is read by each fact of its route, and by the step after it. */
const stepsRead = remembered(16, (text: string): StepDocument => {
  const step = JSON.parse(text) as StepDocument
  if (step.format !== stepFormat)
    throw new SluiceError('INPUT_INVALID', `expected a step ${stepFormat}, found ${String(step.format)}.`)
  return step
})

/** @example writeMemory(decided.memory).levels[0] // { logRate: '1.25', seen: 3 } */
export function writeMemory({ beliefs, live, levels }: SaleMemory): StepMemory {
  return {
    beliefs: beliefs.map(({ weights, displaced }) => ({
      weights: weights.map(String),
      displaced: displaced.map(String),
    })),
    live: live.map((one) =>
      one === undefined ? { drift: '', seen: '' } : { drift: String(one.drift), seen: String(one.seen) },
    ),
    levels: levels.map(({ logRate, seen }) => ({ logRate: String(logRate), seen })),
  }
}

/** The memory of the step before on top of what a sale begins with. @throws {INPUT_INVALID} a memory of another sale */
export function readMemory(begun: SaleMemory, text: StepMemory): SaleMemory {
  const venues = begun.setting.venues.length
  if ([text.beliefs, text.live, text.levels].some((rows) => rows.length !== venues))
    throw new SluiceError('INPUT_INVALID', `the memory of a step is not of ${venues} platforms.`)
  return {
    ...begun,
    beliefs: begun.beliefs.map((belief, v) => ({
      ...belief,
      weights: text.beliefs[v]!.weights.map(Number),
      displaced: text.beliefs[v]!.displaced.map(Number),
    })),
    live: begun.live.map((_, v) => {
      const { drift, seen } = text.live[v]!
      const first = drift === '' ? undefined : liveForecast(begun.forecasts[v], undefined)
      return first && { ...first, drift: Number(drift), seen: Number(seen) }
    }),
    levels: text.levels.map(({ logRate, seen }) => ({ logRate: Number(logRate), seen })),
  }
}
