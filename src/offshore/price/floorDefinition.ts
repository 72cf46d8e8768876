import { SluiceError } from '../../core/errors.ts'
import { type DayAverageRules, dayNumber, dayText } from '../../core/price/dayAverage.ts'
import { type Reachability, reachability } from '../../core/price/floor.ts'
import { checkSnapshot, type PriceSnapshot, snapshotHash } from '../../core/price/snapshot.ts'

export const floorDefinitionFormat = 'sluice/floor-definition/1'

/** Reachability as a document holds it: whole numbers. */
export interface ReachabilityText {
  readonly from: string
  readonly to: string
  readonly days: number
  readonly daysBelow: number
  readonly belowPpm: string
  readonly shortfallMedianPpm: string
  readonly waitDaysP90: number
  readonly waitDaysMax: number
}

/**
 * What "not below the average of the 20 days before the trade date" means, spelled out: venues, close or VWAP, weighting, time zone, currency; and what
 * history says of such a floor. Approved with the route, before a mandate is signed and before anything is moved.
 */
export interface FloorDefinition {
  readonly format: typeof floorDefinitionFormat
  readonly method: 'day-average'
  readonly currency: string
  readonly definition: DayAverageRules
  /** Digits after the point of the floor; it is rounded up, never down. */
  readonly decimals: number
  /** Hash of the snapshot with the daily series that history was read from. */
  readonly history: string
  readonly reachability: ReachabilityText
}

/** @throws {INPUT_INVALID} a document that defines no floor */
export function readFloorDefinition(text: string): FloorDefinition {
  const found = JSON.parse(text) as FloorDefinition
  if (found.format !== floorDefinitionFormat)
    throw new SluiceError('INPUT_INVALID', `expected ${floorDefinitionFormat}, found ${String(found.format)}.`)
  const { days, sources, basis, weighting, zoneMinutes } = found.definition
  const whole = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most
  if (!whole(days, 1, 400)) throw new SluiceError('INPUT_INVALID', 'days: expected 1 to 400.')
  if (!whole(zoneMinutes, -720, 840)) throw new SluiceError('INPUT_INVALID', 'zoneMinutes: expected -720 to 840.')
  if (!whole(found.decimals, 0, 18)) throw new SluiceError('INPUT_INVALID', 'decimals: expected 0 to 18.')
  if (sources.length === 0 || new Set(sources).size !== sources.length)
    throw new SluiceError('INPUT_INVALID', 'sources: expected each once, and one at least.')
  if (!['close', 'vwap'].includes(basis) || !['day', 'volume'].includes(weighting))
    throw new SluiceError('INPUT_INVALID', 'basis is close or vwap, weighting day or volume.')
  return found
}

/** @example defineFloor({ definition, currency: 'USD', decimals: 2, history, from: '2025-01-21', to: '2026-03-01' }).reachability.daysBelow */
export function defineFloor(parameters: {
  readonly definition: DayAverageRules
  readonly currency: string
  readonly decimals: number
  readonly history: PriceSnapshot
  readonly from: string
  readonly to: string
}): FloorDefinition {
  const { definition, currency, decimals, history, from, to } = parameters
  return {
    format: floorDefinitionFormat,
    method: 'day-average',
    currency,
    definition,
    decimals,
    history: snapshotHash(history),
    reachability: textOf(reachability(history, definition, from, to), from, to),
  }
}

/** Whether what a definition says of history is what history says, to the last digit. @throws {PRICE_EVIDENCE_LACKING} a day that is missing */
export function faultOfDefinition(floor: FloorDefinition, history: PriceSnapshot): string | undefined {
  checkSnapshot(history)
  if (snapshotHash(history) !== floor.history) return 'the history attached is not the one named'
  const { from, to } = floor.reachability
  if (dayNumber(to) - dayNumber(from) < floor.definition.days) return 'history is shorter than the average itself'
  const again = textOf(reachability(history, floor.definition, from, to), from, to)
  const off = (Object.keys(again) as (keyof ReachabilityText)[]).find(
    (name) => again[name] !== floor.reachability[name],
  )
  return off === undefined ? undefined : `${off}: ${floor.reachability[off]}, history says ${again[off]}`
}

/** The trade date of a moment, in the definition's own zone. @example tradeDateOf('2026-03-01T16:00:00.000Z', 480) // '2026-03-02' */
export function tradeDateOf(at: string, zoneMinutes: number): string {
  return dayText(Math.floor((Date.parse(at) / 60_000 + zoneMinutes) / 1440))
}

/** The last millisecond of a trade date in UTC: no floor outlives its day. @example endOfTradeDate('2026-03-02', 480) // '2026-03-02T15:59:59.999Z' */
export function endOfTradeDate(day: string, zoneMinutes: number): string {
  return new Date((dayNumber(day) + 1) * 86_400_000 - zoneMinutes * 60_000 - 1).toISOString()
}

function textOf(found: Reachability, from: string, to: string): ReachabilityText {
  const { belowPpm, shortfallMedianPpm, days, daysBelow, waitDaysP90, waitDaysMax } = found
  return {
    from,
    to,
    days,
    daysBelow,
    belowPpm: belowPpm.toString(),
    shortfallMedianPpm: shortfallMedianPpm.toString(),
    waitDaysP90,
    waitDaysMax,
  }
}
