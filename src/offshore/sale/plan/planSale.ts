import { SluiceError } from '../../../core/errors.ts'
import { firstBelief } from '../execute/resilience.ts'
import { type DepthForecast, forecastDepth, type SeenLevels } from './depthForecast.ts'
import { feeCost, type LotFees } from './feeSchedule.ts'
import { type LossCurve, lossAt, rateAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'
import { wholeShares } from './wholeShares.ts'

export interface PlanVenue {
  readonly venue: string
  /** Books before the sale, oldest first: basis points below the reference mid, lots. */
  readonly history: readonly SeenLevels[]
  readonly takerPpm: number
  /** Where the fee follows the volume. */
  readonly fees?: LotFees
  /** Coins that may lie there at most: order caps, withdrawal limit, licence. */
  readonly lotsMax?: number
  /** Lots traded there in a day. */
  readonly dayLots: number
}

export interface PlanParameters {
  readonly lots: number
  readonly hours: number
  readonly venues: readonly PlanVenue[]
  /** Standard deviation of a day's price change, in basis points. */
  readonly sigmaDayBps: number
  /** Largest share of the venues' traded volume that the sale may be, in millionths. */
  readonly participationPpm: number
  /** How far the reference mid stands above the floor now, in basis points; absent without a floor. */
  readonly aboveFloorBps?: number
  /** What the principal calls cheap enough, in basis points: the safe size is the largest that is expected to stay below it. */
  readonly tolerableBps: number
  readonly tranches: number
}

/** Forecast of one window. Basis points in hundredths, whole numbers: they go into a document that is approved. */
export interface PlanPoint {
  readonly hours: number
  readonly costBpsE2: number
  /** Where the liquidity cost should lie in four of five sales. */
  readonly lowBpsE2: number
  readonly highBpsE2: number
  /** One standard deviation of luck with the price while selling. */
  readonly riskBpsE2: number
  readonly withinParticipation: boolean
}

export interface SalePlan {
  readonly allocation: readonly { readonly venue: string; readonly lots: number }[]
  /** Lots by tranche and venue; tranches are equally far apart, the first at the start. */
  readonly schedule: readonly (readonly number[])[]
  readonly forecast: PlanPoint
  readonly frontier: readonly PlanPoint[]
  /** Largest size expected to stay below the tolerable cost in this window; and the shortest window that keeps to the participation cap. */
  readonly safeLots: number
  readonly shortestHours: number
  /** False when even the low end of cost would break the floor at today's price: a normal state, to be decided and not waited out in silence. */
  readonly floorWithinReach: boolean
}

const windows = [1, 2, 4, 8, 12, 24, 48, 72, 168]

/**
 * From holdings, depth, volatility, fees, floor, cap and deadline to a plan that people can approve. Costs are forecasts in basis points
 * of the mid of the moment (fees, spread, depth); what the market does meanwhile is the risk beside them.
 *
 * Per venue the best sale for a given refill rate r is a block that opens the book to some depth E and a steady flow that keeps it there
 * (Obizhaeva and Wang): lots = E·(1 + r·T), cost = loss(E) + rate(E)·r·T·E. Refill rates are believed in degrees, for none is known before.
 *
 * @throws {PRICE_EVIDENCE_LACKING} when no venue has shown a book
 * @example planSale({ lots: 20_000, hours: 24, venues, sigmaDayBps: 300, participationPpm: 100_000, tolerableBps: 25, tranches: 24 })
 */
export function planSale(parameters: PlanParameters): SalePlan {
  const { lots, hours, venues, tranches } = parameters
  const markets = marketsOf(venues)
  const point = (size: number, window: number) => pointOf(parameters, markets, size, window)
  const shares = allocateFlow(markets, lots, hours)
  const whole = wholeShares(lots, shares)
  const forecast = point(lots, hours)
  return {
    allocation: markets.map(({ venue }, v) => ({ venue: venue.venue, lots: whole[v]! })),
    schedule: scheduleOf(markets, whole, hours, tranches),
    forecast,
    frontier: windows.map((window) => point(lots, window)),
    safeLots: largestBelow(parameters, markets),
    shortestHours: shortest(parameters),
    floorWithinReach: parameters.aboveFloorBps === undefined || parameters.aboveFloorBps * 100 >= forecast.lowBpsE2,
  }
}

/** The forecast alone, for one window: what `planSale` would put first. @example forecastSale({ ...parameters, hours: 24 }).costBpsE2 */
export function forecastSale(parameters: PlanParameters): PlanPoint {
  return pointOf(parameters, marketsOf(parameters.venues), parameters.lots, parameters.hours)
}

function marketsOf(venues: readonly PlanVenue[]): readonly Market[] {
  const markets = venues.flatMap((venue) => {
    const forecast = forecastDepth(venue.history, 40)
    return forecast === undefined ? [] : [{ venue, forecast }]
  })
  if (markets.length === 0)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'No venue has shown a book: nothing can be planned.', {
      facts: { venues: venues.length },
    })
  return markets
}

interface Market {
  readonly venue: PlanVenue
  readonly forecast: DepthForecast
}

/** Lots times basis points of selling `lots` in `hours` when half of what is taken is back after `halfLife` seconds; fee not included. */
export function flowCost(curve: LossCurve, lots: number, hours: number, halfLife: number): number {
  const refills = (Math.LN2 * hours * 3600) / halfLife
  const open = lots / (1 + refills)
  return lossAt(curve, open) + rateAt(curve, open) * refills * open
}

function expectedCost(curve: LossCurve, lots: number, hours: number): number {
  const { halfLivesSeconds, weights } = firstBelief()
  return halfLivesSeconds.reduce((sum, halfLife, k) => sum + weights[k]! * flowCost(curve, lots, hours, halfLife), 0)
}

/** Lots times basis points of fee. */
function feeOf({ takerPpm, fees }: PlanVenue, lots: number, hours: number): number {
  return fees === undefined ? (lots * takerPpm) / 100 : feeCost(fees, lots, hours)
}

/** Gives small parts one after the other to the venue where the next one costs least. */
function allocateFlow(markets: readonly Market[], lots: number, hours: number): readonly number[] {
  const parts = 200
  const part = lots / parts
  const shares = markets.map(() => 0)
  const costs = markets.map(() => 0)
  for (let i = 0; i < parts; i++) {
    let best = -1
    let bestCost = Number.POSITIVE_INFINITY
    let bestTotal = 0
    markets.forEach(({ venue, forecast }, v) => {
      if (shares[v]! + part > (venue.lotsMax ?? lots)) return
      const total = expectedCost(forecast.shape, shares[v]! + part, hours) + feeOf(venue, shares[v]! + part, hours)
      if (total - costs[v]! < bestCost) {
        best = v
        bestCost = total - costs[v]!
        bestTotal = total
      }
    })
    if (best < 0) break
    shares[best]! += part
    costs[best] = bestTotal
  }
  return shares
}

function pointOf(parameters: PlanParameters, markets: readonly Market[], lots: number, hours: number): PlanPoint {
  const shares = allocateFlow(markets, lots, hours)
  const { halfLivesSeconds, weights } = firstBelief()
  const fee = markets.reduce((sum, { venue }, v) => sum + feeOf(venue, shares[v]!, hours), 0) / lots
  const outcomes: { cost: number; weight: number }[] = []
  halfLivesSeconds.forEach((halfLife, k) => {
    for (const z of normalNinths) {
      const cost = markets.reduce(
        (sum, { forecast }, v) =>
          sum + sameMath.exp(z * forecast.commonSd) * flowCost(forecast.shape, shares[v]!, hours, halfLife),
        0,
      )
      outcomes.push({ cost: fee + cost / lots, weight: weights[k]! / normalNinths.length })
    }
  })
  outcomes.sort((a, b) => a.cost - b.cost)
  const mean = outcomes.reduce((sum, { cost, weight }) => sum + cost * weight, 0)
  const least = Math.min(
    ...markets.map(({ venue }) => (venue.fees === undefined ? venue.takerPpm / 100 : feeOf(venue, lots, hours) / lots)),
  )
  // Selling evenly, what is held falls in a straight line: variance is a third of that of holding to the end.
  const risk = parameters.sigmaDayBps * Math.sqrt(hours / 24 / 3)
  const traded = parameters.venues.reduce((sum, { dayLots }) => sum + dayLots, 0) * (hours / 24)
  return {
    hours,
    costBpsE2: Math.round((least + adaptive.mean * (mean - least)) * 100),
    lowBpsE2: Math.round((least + adaptive.low * (weightedQuantile(outcomes, 0.1) - least)) * 100),
    highBpsE2: Math.round(weightedQuantile(outcomes, 0.9) * 100),
    riskBpsE2: Math.round(risk * 100),
    withinParticipation: lots * 1e6 <= traded * parameters.participationPpm,
  }
}

/**
 * A sale that adapts does better than this still picture of it: it takes the cheap minutes. Shares of the cost above the least fee,
 * fitted on two seeds of `bench/execution` track M and tested on others; the high end needed no change.
 */
const adaptive = { mean: 0.9, low: 0.6 }

/** Middles of nine equally likely parts of a standard normal. */
const normalNinths = [-1.593, -0.967, -0.589, -0.282, 0, 0.282, 0.589, 0.967, 1.593]

function weightedQuantile(
  sorted: readonly { readonly cost: number; readonly weight: number }[],
  share: number,
): number {
  let sum = 0
  for (const { cost, weight } of sorted) {
    sum += weight
    if (sum >= share) return cost
  }
  return sorted.at(-1)?.cost ?? 0
}

function scheduleOf(
  markets: readonly Market[],
  whole: readonly number[],
  hours: number,
  tranches: number,
): readonly (readonly number[])[] {
  const { halfLivesSeconds, weights } = firstBelief()
  const refills = halfLivesSeconds.reduce(
    (sum, halfLife, k) => sum + weights[k]! * ((Math.LN2 * hours * 3600) / halfLife),
    0,
  )
  const byVenue = markets.map((_, v) =>
    wholeShares(
      whole[v]!,
      Array.from({ length: tranches }, (_, t) => refills / tranches + (t === 0 ? 1 : 0)),
    ),
  )
  return Array.from({ length: tranches }, (_, t) => byVenue.map((parts) => parts[t]!))
}

function largestBelow(parameters: PlanParameters, markets: readonly Market[]): number {
  const fits = (lots: number) =>
    pointOf(parameters, markets, lots, parameters.hours).costBpsE2 <= parameters.tolerableBps * 100
  if (markets.length === 0 || !fits(1)) return 0
  let low = 1
  let high = 2
  while (high < 2 ** 40 && fits(high)) {
    low = high
    high *= 2
  }
  while (high - low > Math.max(1, low / 200)) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

function shortest({ lots, venues, participationPpm }: PlanParameters): number {
  const dayLots = venues.reduce((sum, venue) => sum + venue.dayLots, 0)
  return dayLots === 0
    ? Number.POSITIVE_INFINITY
    : Math.ceil(((lots * 1e6) / participationPpm / dayLots) * 2400 - 1e-6) / 100
}
