import { SluiceError } from '../../../core/errors.ts'
import { faultOfFx, type PlanFx } from '../currency/planFx.ts'
import type { PlanExecution } from '../sale.ts'
import { type FeeSchedule, faultOfSchedule } from './feeSchedule.ts'

export const disposalPlanFormat = 'sluice/disposal-plan/2'

/** Forecast of one window. Hundredths of a basis point, whole numbers. */
export interface ForecastPoint {
  readonly minutes: number
  readonly costBpsE2: number
  /** Where the cost should lie in four of five sales. */
  readonly lowBpsE2: number
  readonly highBpsE2: number
  /** One standard deviation of what the market may do meanwhile. */
  readonly riskBpsE2: number
  readonly withinParticipation: boolean
}

export interface PlannedVenue {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  /** Currency of its book; named for every platform where the plan sells in several, absent where it sells in one. */
  readonly quote?: string
  /** The fee at the volume that the account stands at. */
  readonly takerPpm: string
  readonly minFee?: string
  readonly fees?: FeeSchedule
}

/** Part of a plan that is moved, sold and credited before the next leaves custody. Base units. */
export interface PlannedTranche {
  readonly tranche: string
  /** Pre-positioning: what each platform gets. `test` came before, with the test transfer, and is sold with this tranche. */
  readonly allocation: readonly { readonly platform: string; readonly units: string; readonly test: string }[]
  readonly slices: readonly {
    readonly slice: number
    readonly afterMinutes: number
    readonly venues: readonly { readonly platform: string; readonly units: string }[]
  }[]
}

/** A way to sell and what it should cost; the cheapest after its charge for risk is chosen. Hundredths of a basis point. */
export interface RankedChannel {
  readonly channel: string
  readonly kind: 'book' | 'quote' | 'auction'
  readonly costBpsE2: number
  readonly riskBpsE2: number
  readonly chargedBpsE2: number
}

/**
 * The plan of a whole sale as it is approved with the route, before coins leave custody. Figures are forecasts in hundredths of a basis point of the mid of
 * the moment, whole numbers; quantities are base units. Frozen by its hash: each tranche's sale is held to it.
 */
export interface DisposalPlan {
  readonly format: typeof disposalPlanFormat
  readonly asset: string
  /** What it counts in; its floor is one in this currency. */
  readonly currency: string
  /** How the currencies of its books become the plan's, by whose rates; absent where it sells in one currency. */
  readonly fx?: PlanFx
  /** Hash of the books, fees and limits that it was made from. */
  readonly evidence: string
  readonly planningLot: string
  readonly units: string
  readonly venues: readonly PlannedVenue[]
  readonly tranches: readonly PlannedTranche[]
  readonly participationCapPpm: string
  readonly flexPpm: string
  readonly intervalSeconds: number
  readonly execution: PlanExecution
  readonly sigmaDayBps: number
  /** Each tranche sold in its own window: the largest of them is forecast. */
  readonly forecast: ForecastPoint
  readonly frontier: readonly ForecastPoint[]
  /** Almgren and Chriss's even schedule with linear impact through the forecast: the yardstick beside the frontier. */
  readonly reference: readonly { readonly minutes: number; readonly costBpsE2: number; readonly riskBpsE2: number }[]
  readonly tolerableBpsE2: number
  /** The largest tranche that is expected to cost no more than that in its window. */
  readonly safeUnits: string
  /** Shortest window that keeps to the participation cap. */
  readonly shortestMinutes: number
  readonly floorWithinReach: boolean
  readonly channels: readonly RankedChannel[]
  /** What one standard deviation of risk is charged with, in millionths. */
  readonly riskChargePpm: number
  readonly said: { readonly 'zh-CN': string; readonly 'zh-HK': string; readonly en: string }
}

/** @throws {INPUT_INVALID} a document that is no plan */
export function readDisposalPlan(text: string): DisposalPlan {
  const plan = JSON.parse(text) as DisposalPlan
  if (plan.format !== disposalPlanFormat)
    throw new SluiceError('INPUT_INVALID', `expected a plan ${disposalPlanFormat}, found ${String(plan.format)}.`)
  return plan
}

/**
 * What is missing or does not add up in a plan, or undefined. Whole numbers only, so that every machine says the same; whether the forecast is a good one,
 * the analysis after the sale says.
 */
export function faultOfPlan(
  plan: DisposalPlan,
  held: { readonly evidence: string; readonly capPpmMax: bigint },
): string | undefined {
  if (plan.evidence !== held.evidence) return 'the plan rests on other evidence than is attached'
  if (!/^[1-9]\d{0,6}$/.test(plan.participationCapPpm) || BigInt(plan.participationCapPpm) > held.capPpmMax)
    return `the cap of ${plan.participationCapPpm} ppm is above ${held.capPpmMax}`
  if (!/^\d{1,7}$/.test(plan.flexPpm) || BigInt(plan.flexPpm) > 1_000_000n) return 'the flex is no share'
  if (!Number.isSafeInteger(plan.intervalSeconds) || plan.intervalSeconds < 1) return 'there is no interval'
  const wrong = faultOfExecution(plan) ?? faultOfFx(plan)
  if (wrong !== undefined) return wrong
  const points = [plan.forecast, ...plan.frontier]
  for (const point of points) {
    const { minutes, costBpsE2, lowBpsE2, highBpsE2, riskBpsE2 } = point
    if (![minutes, costBpsE2, lowBpsE2, highBpsE2, riskBpsE2].every(Number.isSafeInteger) || minutes <= 0)
      return `the forecast for ${minutes} minutes is not whole`
    if (lowBpsE2 > costBpsE2 || costBpsE2 > highBpsE2 || riskBpsE2 < 0)
      return `the interval of ${minutes} minutes does not hold its cost`
  }
  if (!plan.forecast.withinParticipation)
    return `the window of ${plan.forecast.minutes} minutes is too short for the participation cap; ${plan.shortestMinutes} is the shortest`
  const windows = plan.frontier.map(({ minutes }) => minutes)
  for (const wanted of [24, 72]) if (!windows.includes(wanted * 60)) return `the frontier does not say ${wanted} h`
  if (plan.reference.map(({ minutes }) => minutes).join() !== windows.join())
    return 'the reference has other windows than the frontier'
  if (!/^\d{1,40}$/.test(plan.safeUnits)) return 'no safe size is said'
  if (plan.channels.length === 0) return 'no channel was ranked'
  const charged = plan.channels.map(({ chargedBpsE2 }) => chargedBpsE2)
  if (charged.some((one, i) => i > 0 && one < charged[i - 1]!))
    return 'the channels are not ranked by what they are charged'
  return faultOfParts(plan)
}

function faultOfExecution({ execution, forecast }: DisposalPlan): string | undefined {
  const { minutes, stepMaxPpm, darkStepsMax, ...others } = execution
  if (minutes !== forecast.minutes)
    return `the step rule runs ${minutes} minutes, the forecast is for ${forecast.minutes}`
  if (!isShare(stepMaxPpm) || stepMaxPpm < 1) return 'no most is said for one step'
  if (!Number.isSafeInteger(darkStepsMax) || darkStepsMax < 2) return 'a dark platform is dark for two looks or more'
  const { darkChancePpm, unfilledPpm, unsoldBpsE2, aversionE2, passivePpm } = others
  if (![darkChancePpm, unfilledPpm, passivePpm].every(isShare)) return 'a share of the step rule is none'
  if (![unsoldBpsE2, aversionE2].every((one) => Number.isSafeInteger(one) && one >= 0 && one <= 1_000_000))
    return 'a price of the step rule is not whole'
  return undefined
}

function isShare(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= 1_000_000
}

function faultOfParts(plan: DisposalPlan): string | undefined {
  const known = new Set(plan.venues.map(({ platform }) => platform))
  if (known.size !== plan.venues.length) return 'a platform stands twice'
  for (const { platform, takerPpm, fees } of plan.venues) {
    const wrong = fees && faultOfSchedule(fees, takerPpm)
    if (wrong !== undefined) return `${platform}: ${wrong}`
  }
  let total = 0n
  const names = new Set<string>()
  for (const { tranche, allocation, slices } of plan.tranches) {
    if (names.has(tranche)) return `${tranche} stands twice`
    names.add(tranche)
    for (const { platform, units, test } of allocation) {
      if (!known.has(platform)) return `${platform} in ${tranche} is no platform of the plan`
      const parts = slices.flatMap(({ venues }) => venues.filter((row) => row.platform === platform))
      const scheduled = parts.reduce((sum, row) => sum + BigInt(row.units), 0n)
      if (scheduled !== BigInt(units) + BigInt(test))
        return `the slices at ${platform} in ${tranche} are not what it gets`
      total += BigInt(units) + BigInt(test)
    }
    if (
      slices.some(
        ({ slice, afterMinutes }, i) => slice !== i + 1 || !Number.isSafeInteger(afterMinutes) || afterMinutes < 0,
      )
    )
      return `the slices of ${tranche} are not in order`
    if (slices.some(({ afterMinutes }, i) => i > 0 && afterMinutes < slices[i - 1]!.afterMinutes))
      return `the slices of ${tranche} go back in time`
    const stray = slices
      .flatMap(({ venues }) => venues)
      .find(({ platform }) => !allocation.some((row) => row.platform === platform))
    if (stray !== undefined) return `${stray.platform} has a slice in ${tranche} and no coins`
  }
  return total.toString() === plan.units ? undefined : `the tranches make ${total}, the plan says ${plan.units}`
}
