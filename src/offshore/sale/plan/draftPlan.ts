import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import { floorOf, multiply, parseDecimal, rational } from '../../../core/price/rational.ts'
import { midOf } from '../books/loggedBooks.ts'
import type { PlanFx } from '../currency/planFx.ts'
import type { PlanExecution } from '../sale.ts'
import { almgrenChriss } from './almgrenChriss.ts'
import { type BookHistory, bpsBelow, type HistoryVenue, planningLot, seenLevels } from './bookHistory.ts'
import { type Channel, chooseChannel } from './chooseChannel.ts'
import { type DisposalPlan, disposalPlanFormat, type ForecastPoint, type PlannedTranche } from './disposalPlan.ts'
import { lotFees } from './feeSchedule.ts'
import { forecastSale, type PlanParameters, type PlanPoint, type PlanVenue, planSale } from './planSale.ts'
import { sayFrontier } from './sayFrontier.ts'
import { sayPlan } from './sayPlan.ts'

export interface DraftPlanParameters {
  readonly history: BookHistory
  /** Hash of the document in which that history stands. */
  readonly evidence: string
  /** What each tranche moves, in base units; the test amounts at each platform came before and are sold with the first. */
  readonly tranches: readonly { readonly tranche: string; readonly units: bigint }[]
  readonly test: Readonly<Record<string, bigint>>
  /** Window of one tranche, and into how many slices it is cut. */
  readonly minutes: number
  readonly slices: number
  /** The most of a tranche that may lie at one platform, in millionths: a platform that goes dark takes no more with it. */
  readonly concentrationPpm: number
  readonly participationCapPpm: number
  readonly flexPpm: number
  readonly intervalSeconds: number
  readonly tolerableBpsE2: number
  readonly riskChargePpm: number
  /** What the step rule is told; its time is the window. */
  readonly execution: Omit<PlanExecution, 'minutes'>
  /** How the books' currencies become the history's; for a history that names them. */
  readonly fx?: PlanFx
  /** How far the floor lies below the mid, in hundredths of a basis point; absent while no floor is known. */
  readonly aboveFloorBpsE2?: number
}

/**
 * From holdings, books, fees and limits to the plan that is put to the approvers. Floating point inside, whole numbers in what is written: the same history
 * and parameters give the same document on one engine, and nothing that decides compares with more than the document's own numbers.
 *
 * @throws {PRICE_EVIDENCE_LACKING} no platform has shown a book  @throws {INPUT_INVALID} a tranche that is smaller than a lot
 * @example draftPlan({ history, evidence, tranches: [{ tranche: 'A/1', units: 110_000_000n }], … }).forecast.costBpsE2 // 1840
 */
export function draftPlan(parameters: DraftPlanParameters): DisposalPlan {
  const { history, tranches } = parameters
  const decimals = decimalsOf(history.asset)
  const lot = planningLot(history)
  const lotUnits = floorOf(multiply(parseDecimal(lot), rational(10n ** BigInt(decimals))))
  const planFor = (units: bigint) => planSale(planParameters(parameters, lot, Number(units / lotUnits)))
  const largest = tranches.reduce((a, b) => (b.units > a.units ? b : a))
  const found = planFor(largest.units)
  const plan = {
    ...found,
    safeLots: safeLots(parameters, lot),
    floorKnown: parameters.aboveFloorBpsE2 !== undefined,
  }
  const shown = history.venues.filter((venue) => seenLevels(venue, lot).length > 0)
  const planned = tranches.map(({ tranche, units }, i): PlannedTranche => {
    const { allocation, schedule } = planFor(units)
    return trancheOf({ parameters, tranche, units, lotUnits, allocation, schedule, shown, first: i === 0 })
  })
  const total = planned
    .flatMap(({ allocation }) => allocation)
    .reduce((sum, row) => sum + BigInt(row.units) + BigInt(row.test), 0n)
  const size = (lots: number) => `${lotsText(lots, lot)} ${history.ticker}`
  return {
    format: disposalPlanFormat,
    asset: history.asset,
    currency: history.currency,
    ...(parameters.fx === undefined ? {} : { fx: parameters.fx }),
    evidence: parameters.evidence,
    planningLot: lot,
    units: total.toString(),
    venues: shown.map(({ platform, host, symbol, quote, takerPpm, minFee, fees }) => ({
      platform,
      host,
      symbol,
      ...(quote === undefined ? {} : { quote }),
      takerPpm,
      ...(minFee === undefined ? {} : { minFee }),
      ...(fees === undefined ? {} : { fees }),
    })),
    tranches: planned,
    participationCapPpm: String(parameters.participationCapPpm),
    flexPpm: String(parameters.flexPpm),
    intervalSeconds: parameters.intervalSeconds,
    execution: { ...parameters.execution, minutes: parameters.minutes },
    sigmaDayBps: history.sigmaDayBps,
    forecast: pointOf(plan.forecast),
    frontier: plan.frontier.map(pointOf),
    reference: referenceOf(plan.frontier, Number(largest.units / lotUnits), history.sigmaDayBps),
    tolerableBpsE2: parameters.tolerableBpsE2,
    safeUnits: (BigInt(plan.safeLots) * lotUnits).toString(),
    shortestMinutes: Number.isFinite(plan.shortestHours) ? Math.ceil(plan.shortestHours * 60) : 0,
    floorWithinReach: plan.floorWithinReach,
    channels: channelsOf(parameters, plan.forecast),
    riskChargePpm: parameters.riskChargePpm,
    said: {
      'zh-CN': `${sayPlan(plan, 'zh-CN', size)}${sayFrontier(plan.frontier, 'zh-CN')}`,
      'zh-HK': `${sayPlan(plan, 'zh-HK', size)}${sayFrontier(plan.frontier, 'zh-HK')}`,
      en: `${sayPlan(plan, 'en', size)} ${sayFrontier(plan.frontier, 'en')}`,
    },
  }
}

/** The largest tranche that keeps to the tolerable cost and to the participation cap in the window of the plan, found by halving. */
function safeLots(parameters: DraftPlanParameters, lot: string): number {
  const fits = (lots: number): boolean => {
    const point = forecastSale(planParameters(parameters, lot, lots))
    return point.costBpsE2 <= parameters.tolerableBpsE2 && point.withinParticipation
  }
  if (!fits(1)) return 0
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

function planParameters(parameters: DraftPlanParameters, lot: string, lots: number): PlanParameters {
  if (lots < 1) throw new SluiceError('INPUT_INVALID', 'a tranche is smaller than one lot.')
  const { history, minutes, slices, concentrationPpm } = parameters
  const most = Math.max(1, Math.floor((lots * concentrationPpm) / 1e6))
  const venues = history.venues.map(
    (venue): PlanVenue => ({
      venue: venue.platform,
      history: seenLevels(venue, lot),
      takerPpm: Number(venue.takerPpm) + turningPpm(parameters.fx, venue),
      ...feesIn(venue, lot, turningPpm(parameters.fx, venue)),
      lotsMax: Math.min(most, lotsIn(venue.unitsMax ?? '1000000000', lot)),
      dayLots: lotsIn(venue.dayVolume, lot),
    }),
  )
  return {
    lots,
    hours: minutes / 60,
    venues,
    sigmaDayBps: history.sigmaDayBps,
    participationPpm: parameters.participationCapPpm,
    tolerableBps: parameters.tolerableBpsE2 / 100,
    tranches: slices,
    ...(parameters.aboveFloorBpsE2 === undefined ? {} : { aboveFloorBps: parameters.aboveFloorBpsE2 / 100 }),
  }
}

/** What selling in another currency costs beside the platform's fee: it has to be turned. */
function turningPpm(fx: PlanFx | undefined, { quote }: HistoryVenue): number {
  const terms = fx?.quotes.find(({ currency }) => currency === quote)
  return terms === undefined ? 0 : terms.costPpm + terms.haircutPpm
}

/** The schedule in planning lots, at the middle of the last book that has one. */
function feesIn({ fees, books }: HistoryVenue, lot: string, turning: number): Pick<PlanVenue, 'fees'> {
  const mid = books.map(midOf).findLast((one) => one !== undefined)
  if (fees === undefined || mid === undefined) return {}
  const { tiers, ...rest } = lotFees(fees, multiply(mid, parseDecimal(lot)))
  return { fees: { ...rest, tiers: tiers.map((tier) => ({ ...tier, takerPpm: tier.takerPpm + turning })) } }
}

function lotsIn(quantity: string, lot: string): number {
  const { num, den } = parseDecimal(quantity)
  const size = parseDecimal(lot)
  return Number((num * size.den) / (den * size.num))
}

function lotsText(lots: number, lot: string): string {
  const { num, den } = parseDecimal(lot)
  const whole = BigInt(Math.round(lots)) * num
  const digits = den.toString().length - 1
  const text = whole.toString().padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '')
}

interface TrancheParameters {
  readonly parameters: DraftPlanParameters
  readonly tranche: string
  readonly units: bigint
  readonly lotUnits: bigint
  readonly allocation: readonly { readonly venue: string; readonly lots: number }[]
  readonly schedule: readonly (readonly number[])[]
  readonly shown: readonly HistoryVenue[]
  readonly first: boolean
}

/** Lots become base units; what does not make a lot goes to the platform whose own lot is finest, in the last slice. */
function trancheOf(of: TrancheParameters): PlannedTranche {
  const { parameters, units, lotUnits, allocation, schedule, shown, first } = of
  const rest = units - BigInt(allocation.reduce((sum, { lots }) => sum + lots, 0)) * lotUnits
  const finest = shown.reduce((a, b) => (lotsIn('1', b.lot) > lotsIn('1', a.lot) ? b : a)).platform
  const rows = allocation.map(({ venue, lots }) => ({
    platform: venue,
    units: BigInt(lots) * lotUnits + (venue === finest ? rest : 0n),
    test: first ? (parameters.test[venue] ?? 0n) : 0n,
  }))
  const step = Math.floor(parameters.minutes / parameters.slices)
  const slices = schedule.map((lots, i) => ({
    slice: i + 1,
    afterMinutes: i * step,
    venues: rows.flatMap(({ platform, test }, v) => {
      const extra = (platform === finest && i === schedule.length - 1 ? rest : 0n) + (i === 0 ? test : 0n)
      const part = BigInt(lots[v]!) * lotUnits + extra
      return part > 0n ? [{ platform, units: part.toString() }] : []
    }),
  }))
  return {
    tranche: of.tranche,
    allocation: rows
      .filter(({ units: some, test }) => some + test > 0n)
      .map(({ platform, units: some, test }) => ({ platform, units: some.toString(), test: test.toString() })),
    slices,
  }
}

function pointOf({ hours, costBpsE2, lowBpsE2, highBpsE2, riskBpsE2, withinParticipation }: PlanPoint): ForecastPoint {
  return { minutes: Math.round(hours * 60), costBpsE2, lowBpsE2, highBpsE2, riskBpsE2, withinParticipation }
}

/** Linear impact through the 24 h point and the week's point of the frontier; the even schedule in the same windows. */
function referenceOf(frontier: readonly PlanPoint[], lots: number, sigmaDayBps: number): DisposalPlan['reference'] {
  const day = frontier.find(({ hours }) => hours === 24)!
  const fixed = frontier.at(-1)!.costBpsE2 / 100
  const epsilon = Math.min(fixed, day.costBpsE2 / 100)
  const eta = Math.max(0, day.costBpsE2 / 100 - epsilon) / lots
  return frontier.map(({ hours }) => {
    const { expectedCost, variance } = almgrenChriss({
      units: lots,
      steps: 24,
      days: hours / 24,
      sigma: sigmaDayBps,
      epsilon,
      gamma: 0,
      eta: Math.max(eta, 1e-12),
      lambda: 0,
    })
    return {
      minutes: Math.round(hours * 60),
      costBpsE2: Math.round((expectedCost / lots) * 100),
      riskBpsE2: Math.round((Math.sqrt(variance) / lots) * 100),
    }
  })
}

/** Books against what desks would pay: cost below the mid of the last books, charged for the risk of selling over time. */
function channelsOf({ history, riskChargePpm }: DraftPlanParameters, forecast: PlanPoint): DisposalPlan['channels'] {
  // A desk's price is one in the history's currency: it is held against a book in that.
  const mids = history.venues.flatMap(({ books, quote }) => {
    if (quote !== undefined && quote !== history.currency) return []
    const last = books.at(-1)
    const mid = last && midOf(last)
    return mid === undefined ? [] : [mid]
  })
  const channels: Channel[] = [
    { id: 'books', kind: 'book', costBps: forecast.costBpsE2 / 100, riskSdBps: forecast.riskBpsE2 / 100 },
    ...history.quotes.flatMap(({ desk, price }): Channel[] => {
      const [mid] = mids
      return mid === undefined
        ? []
        : [{ id: desk, kind: 'quote', costBps: bpsBelow(parseDecimal(price), mid), riskSdBps: 0 }]
    }),
  ]
  const kinds = new Map(channels.map((channel) => [channel.id, channel]))
  return (chooseChannel(channels, riskChargePpm / 1e6)?.ranked ?? []).map(({ channel, chargedBps }) => ({
    channel: channel.id,
    kind: kinds.get(channel.id)!.kind,
    costBpsE2: Math.round(channel.costBps * 100),
    riskBpsE2: Math.round(channel.riskSdBps * 100),
    chargedBpsE2: Math.round(chargedBps * 100),
  }))
}
