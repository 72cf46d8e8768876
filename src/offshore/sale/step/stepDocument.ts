import { SluiceError } from '../../../core/errors.ts'
import { remembered } from '../../../core/record/remembered.ts'
import type { SaleMemory } from '../execute/saleState.ts'
import type { FeeTierNow } from '../plan/feeSchedule.ts'

export const stepFormat = 'sluice/step/4'
/** The same document by the rules before, each computed again by the rule that it names. */
export const formerFormats = { 'sluice/step/2': 2, 'sluice/step/3': 3 } as const
export type ComputedFormat = typeof stepFormat | keyof typeof formerFormats
/** Oldest first; that of machine 1 is the same but for what it remembers of the weather. */
const formats = ['sluice/step/1', 'sluice/step/2', 'sluice/step/3', stepFormat] as const
export type StepFormat = (typeof formats)[number]

/** @example isSince('sluice/step/4', 'sluice/step/3') // true */
export function isSince(format: StepFormat, first: StepFormat): boolean {
  return formats.indexOf(format) >= formats.indexOf(first)
}

/** @example isFormer('sluice/step/2') // true */
export function isFormer(format: StepFormat): format is keyof typeof formerFormats {
  return format in formerFormats
}

/** What was decided for one platform, with what it was decided on. Lots are planning lots; `units` are base units. */
export interface StepVenue {
  readonly platform: string
  /** Whether a book was to be had. */
  readonly up: boolean
  /** Lots that lie there and are neither sold nor possibly sold. */
  readonly inventory: number
  /** Base units that took bids there so far, by the record: resting orders leave no trace in them. */
  readonly taken: string
  /** The fee that its next fill pays, and the tier where the plan has a schedule. */
  readonly takerPpm: string
  readonly tier?: FeeTierNow
  readonly minLots: number
  readonly lots: number
  /** What it takes bids with in this step, and what it shows as a resting order: together the lots, within what the plan allows. */
  readonly units: string
  readonly rest: string
}

/** What the rule has learnt and hands to its next step. Floating point, written so that the same bits are read again. */
export interface StepMemory {
  readonly beliefs: readonly {
    readonly weights: readonly string[]
    readonly displaced: readonly string[]
    /** The weather by half-life; absent in steps of the first format. */
    readonly drift?: readonly string[]
    readonly doubt?: readonly string[]
  }[]
  readonly levels: readonly { readonly logRate: string; readonly seen: number }[]
  /** How the price has moved; absent in steps of the formats before. */
  readonly price?: { readonly floorBps: string; readonly square: string; readonly moves: number }
}

/**
 * One step of a sale: inputs, decision and memory. It follows from the plan, the record so far, the books that were logged and the step before: the zone, the
 * verifier and anybody with a bundle get the same bytes.
 */
export interface StepDocument {
  readonly format: StepFormat
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
  if (!formats.includes(step.format))
    throw new SluiceError('INPUT_INVALID', `expected a step ${stepFormat}, found ${String(step.format)}.`)
  return step
})

/** @example writeMemory(decided.memory).levels[0] // { logRate: '1.25', seen: 3 } */
export function writeMemory({ beliefs, levels, price }: SaleMemory): StepMemory {
  return {
    beliefs: beliefs.map(({ weights, displaced, drift, doubt }) => ({
      weights: weights.map(String),
      displaced: displaced.map(String),
      drift: drift.map(String),
      doubt: doubt.map(String),
    })),
    levels: levels.map(({ logRate, seen }) => ({ logRate: String(logRate), seen })),
    ...(price === undefined
      ? {}
      : { price: { floorBps: String(price.floorBps), square: String(price.square), moves: price.moves } }),
  }
}

/**
 * The memory of the step before on top of what a sale begins with; a step of the first format knows no weather, and what a long sale sells down to
 * was another thing before the third. @throws {INPUT_INVALID} a memory of another sale
 */
export function readMemory(
  begun: SaleMemory,
  { memory: text, format }: Pick<StepDocument, 'memory' | 'format'>,
): SaleMemory {
  const venues = begun.setting.venues.length
  if ([text.beliefs, text.levels].some((rows) => rows.length !== venues))
    throw new SluiceError('INPUT_INVALID', `the memory of a step is not of ${venues} platforms.`)
  return {
    ...begun,
    beliefs: begun.beliefs.map((belief, v) => {
      const { weights, displaced, drift, doubt } = text.beliefs[v]!
      return {
        ...belief,
        weights: weights.map(Number),
        displaced: displaced.map(Number),
        drift: drift?.map(Number) ?? belief.drift,
        doubt: doubt?.map(Number) ?? belief.doubt,
      }
    }),
    levels:
      begun.setting.rule === 2 || isSince(format, 'sluice/step/3')
        ? text.levels.map(({ logRate, seen }) => ({ logRate: Number(logRate), seen }))
        : begun.levels,
    ...(text.price === undefined
      ? {}
      : {
          price: {
            floorBps: Number(text.price.floorBps),
            square: Number(text.price.square),
            moves: text.price.moves,
          },
        }),
  }
}
