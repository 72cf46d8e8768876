import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import {
  add,
  ceilOf,
  compare,
  divide,
  floorOf,
  formatDecimal,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  zero,
} from '../../../core/price/rational.ts'
import { type Allowance, allowanceAt } from '../allowance.ts'
import { type LoggedBook, type LoggedBooks, midOf } from '../books/loggedBooks.ts'
import { quoteDecimals, quoteOf } from '../currency/planFx.ts'
import { floorIn, floorNow, worthOf } from '../currency/worth.ts'
import { beginSale, decideStep } from '../execute/decideStep.ts'
import { afterFill } from '../execute/resilience.ts'
import type { SaleMemory, SaleSetting, SaleTick, SaleVenue } from '../execute/saleState.ts'
import { type BookHistory, bpsBelow, seenLevels } from '../plan/bookHistory.ts'
import type { SeenLevels } from '../plan/depthForecast.ts'
import { type FeeTierNow, feeTierAt } from '../plan/feeSchedule.ts'
import type { OrdersState, PlanVenue, SalePlan } from '../sale.ts'
import { restOf } from './restingLegs.ts'
import { formerFormat, readMemory, type StepDocument, type StepVenue, stepFormat, writeMemory } from './stepDocument.ts'

export interface SaleStepParameters {
  readonly plan: SalePlan
  readonly planHash: string
  /** The books from before the sale that the agreed plan was made from. */
  readonly history: BookHistory
  readonly books: LoggedBooks
  readonly booksHash: string
  readonly orders: Pick<OrdersState, 'used' | 'totals' | 'rested' | 'grossByHour'>
  /** The step before and its hash; absent for the first. */
  readonly before?: { readonly hash: string; readonly step: StepDocument }
  /** By which rule: that of today where absent. A step that was recorded is computed again by the one that it names, none goes back to a rule before. */
  readonly format?: typeof stepFormat | typeof formerFormat
}

/**
 * How much each platform offers now: the adaptive rule over the books just seen, what was filled, what lies where, what has been learnt about the refill of
 * each book, dark platforms, fees and the time left, kept within the approved plan. Pure: the same record gives the same step.
 *
 * @throws {PRICE_EVIDENCE_LACKING} no book of which a middle can be taken  @throws {INPUT_INVALID} a history without one of the platforms
 * @example saleStep({ plan, planHash, history, books, booksHash, orders }).venues[0].units // '11000000'
 */
export function saleStep(parameters: SaleStepParameters): StepDocument {
  const { plan, planHash, books, booksHash, orders, before, format = stepFormat } = parameters
  if (format === formerFormat && before?.step.format === stepFormat)
    throw new SluiceError('INPUT_INVALID', `a step ${formerFormat} after one of ${stepFormat}.`)
  const lotUnits = unitsOfLot(plan)
  const at = books.books.map(({ fetchedAt }) => fetchedAt).reduce((a, b) => (b > a ? b : a), '')
  const steps = stepsOf(plan)
  const step = stepAt(plan, at, steps)
  const mid = middleOf(plan, books)
  const allowance = allowanceAt(plan, orders, at)
  const rows = plan.venues.map((venue) => {
    const { platform, units } = venue
    const tier = tierAt(plan, venue, orders, at)
    const takerPpm = tier?.takerPpm ?? venue.takerPpm
    const book = books.books.find((one) => one.platform === platform)
    const left = BigInt(units) - BigInt(orders.used?.[platform] ?? '0')
    const inventory = Number(left / lotUnits)
    return {
      platform,
      book,
      left,
      inventory,
      taken: (BigInt(orders.totals[platform]?.units ?? '0') - BigInt(orders.rested?.[platform] ?? '0')).toString(),
      takerPpm,
      ...(tier === undefined ? {} : { tier }),
      ...changeOf(plan, tier, steps),
      minLots: book === undefined ? 1 : minLotsOf({ book, venue: { ...venue, takerPpm }, plan, books, inventory }),
    }
  })
  const memory = memoryFor(parameters, rows, { step, steps })
  const tick: SaleTick = {
    step,
    venues: rows.map(({ book, inventory, taken, platform }) => ({
      up: book !== undefined,
      levels:
        book === undefined
          ? []
          : levelsOf(book, { mid, worth: worthOf(plan, books, book.quote), lot: plan.planningLot }),
      inventory,
      // What was filled before a gap has been put into the memory with the gap.
      filled: gapOf(before?.step, step) > 1 ? 0 : filledSince(before?.step, platform, taken, lotUnits),
    })),
    left: rows.reduce((sum, { inventory }) => sum + inventory, 0),
    floorBps: bpsBelow(floorNow(plan, books), mid),
    ageSeconds: Math.max(0, ...books.books.map(({ fetchedAt }) => (Date.parse(at) - Date.parse(fetchedAt)) / 1000)),
  }
  const decided = decideStep(memory, tick)
  return {
    format,
    plan: planHash,
    books: booksHash,
    before: before?.hash ?? '',
    step,
    steps,
    slice: allowance.slice?.slice ?? 0,
    at,
    mid: formatDecimal(mid, 10, 'floor'),
    venues: rows.map(({ platform, book, left, inventory, taken, takerPpm, tier, minLots }, v): StepVenue => {
      const lots = decided.lots[v]!
      // What does not make a lot goes with the last of them.
      const wanted = lots === inventory ? (lots > 0 || step === steps - 1 ? left : 0n) : BigInt(lots) * lotUnits
      const most = allowance.byPlatform[platform] ?? 0n
      const offered = book === undefined ? 0n : wanted < most ? wanted : most
      const rest = book === undefined || step === steps - 1 ? 0n : restOf({ plan, books, book, offered, format })
      return {
        platform,
        up: book !== undefined,
        inventory,
        taken,
        takerPpm,
        ...(tier === undefined ? {} : { tier }),
        minLots,
        lots,
        units: (offered - rest).toString(),
        rest: rest.toString(),
      }
    }),
    memory: writeMemory(decided.memory),
  }
}

/** What a step lets the router split: each platform what was decided for it. */
export function allowanceOf(plan: SalePlan, { slice, venues }: StepDocument): Allowance {
  const byPlatform = Object.fromEntries(venues.map(({ platform, units }) => [platform, BigInt(units)]))
  return {
    slice: plan.slices.find((one) => one.slice === slice),
    units: Object.values(byPlatform).reduce((sum, units) => sum + units, 0n),
    byPlatform,
  }
}

/** Whether any book bids the floor: where none does there is nothing to decide. */
export function bidsAtFloor(plan: SalePlan, look: LoggedBooks): boolean {
  return look.books.some(
    ({ bids: [best], quote }) => best !== undefined && compare(parseDecimal(best[0]), floorIn(plan, look, quote)) >= 0,
  )
}

function unitsOfLot(plan: SalePlan): bigint {
  return floorOf(multiply(parseDecimal(plan.planningLot), rational(10n ** BigInt(decimalsOf(plan.asset)))))
}

function stepsOf({ execution, intervalSeconds }: SalePlan): number {
  return Math.max(1, Math.floor((execution.minutes * 60) / intervalSeconds))
}

/** Volume and tiers are counted in the currency of the platform's book. */
function tierAt(
  plan: SalePlan,
  venue: PlanVenue,
  orders: SaleStepParameters['orders'],
  at: string,
): FeeTierNow | undefined {
  const { platform, fees } = venue
  const sold = orders.grossByHour?.[platform] ?? {}
  return fees && feeTierAt({ schedule: fees, sold, at, minorDigits: quoteDecimals(quoteOf(plan, venue)) })
}

/** The step from which a tier applies that was reached already, where that is within the window. */
function changeOf(plan: SalePlan, tier: FeeTierNow | undefined, steps: number): Pick<SaleVenue, 'feeChange'> {
  if (tier?.next === undefined) return {}
  const seconds = (Date.parse(tier.next.at) - Date.parse(plan.slices[0]?.notBefore ?? tier.next.at)) / 1000
  const step = Math.ceil(seconds / plan.intervalSeconds)
  return step < steps ? { feeChange: { step, feeBps: Number(tier.next.takerPpm) / 100 } } : {}
}

/** After the window, what is left is offered at every look until the deadline. */
function stepAt({ slices, intervalSeconds }: SalePlan, at: string, steps: number): number {
  const seconds = (Date.parse(at) - Date.parse(slices[0]?.notBefore ?? at)) / 1000
  return Math.max(0, Math.min(steps - 1, Math.floor(seconds / intervalSeconds)))
}

/** Mean of the middles of the books seen, each as it counts in the plan's currency. */
function middleOf(plan: SalePlan, look: LoggedBooks): Rational {
  const { books } = look
  const mids = books.flatMap((book) => {
    const mid = midOf(book)
    return mid === undefined ? [] : [multiply(mid, worthOf(plan, look, book.quote))]
  })
  if (mids.length === 0)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'no book of this look has a middle.', {
      facts: { books: books.length },
    })
  return divide(mids.reduce(add, zero), rational(BigInt(mids.length)))
}

function levelsOf(
  book: LoggedBook,
  { mid, worth, lot }: { readonly mid: Rational; readonly worth: Rational; readonly lot: string },
): SeenLevels {
  const size = parseDecimal(lot)
  return book.bids
    .map(([price, quantity]): readonly [number, number] => [
      bpsBelow(multiply(parseDecimal(price), worth), mid),
      Number(floorOf(divide(parseDecimal(quantity), size))),
    ])
    .filter(([, lots]) => lots > 0)
}

/**
 * Fewest planning lots that are worth an order there: what the platform takes at all, and what pays no more than the rate where it has a least fee. A rest
 * that is smaller is sold all the same, whole.
 */
function minLotsOf(parameters: {
  readonly book: LoggedBook
  readonly venue: PlanVenue
  readonly plan: SalePlan
  readonly books: LoggedBooks
  readonly inventory: number
}): number {
  const { book, plan, books, inventory } = parameters
  const { minFee, takerPpm } = parameters.venue
  const lot = parseDecimal(plan.planningLot)
  const lowest = multiply(lot, floorIn(plan, books, book.quote))
  const some = lowest.num > 0n
  const taken = [divide(parseDecimal(book.minQuantity), lot)]
  if (some) taken.push(divide(parseDecimal(book.minNotional), lowest))
  const worth =
    minFee === undefined || takerPpm === '0' || !some
      ? 1
      : Number(ceilOf(divide(parseDecimal(minFee), multiply(lowest, rational(BigInt(takerPpm), 1_000_000n)))))
  return Math.max(1, Math.min(worth, inventory), ...taken.map((value) => Number(ceilOf(value))))
}

function gapOf(before: StepDocument | undefined, step: number): number {
  return before === undefined ? 0 : step - before.step
}

function filledSince(before: StepDocument | undefined, platform: string, taken: string, lotUnits: bigint): number {
  const then = before?.venues.find((row) => row.platform === platform)?.taken ?? '0'
  return Number(BigInt(taken) - BigInt(then)) / Number(lotUnits)
}

type Row = Pick<StepVenue, 'platform' | 'taken' | 'takerPpm' | 'minLots'> & Pick<SaleVenue, 'feeChange'>

function memoryFor(
  { plan, history, before, format }: SaleStepParameters,
  rows: readonly Row[],
  { step, steps }: { readonly step: number; readonly steps: number },
): SaleMemory {
  const lotUnits = unitsOfLot(plan)
  const { execution } = plan
  const lots = Number(plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n) / lotUnits)
  const setting: SaleSetting = {
    steps,
    stepSeconds: plan.intervalSeconds,
    lots,
    prePositioned: true,
    deposits: plan.venues.map(({ units }) => Number(BigInt(units) / lotUnits)),
    venues: rows.map(({ takerPpm, minLots, feeChange }) => ({
      feeBps: Number(takerPpm) / 100,
      minLots,
      ...(feeChange === undefined ? {} : { feeChange }),
    })),
    darkChance: execution.darkChancePpm / 1e6,
    darkStepsMax: execution.darkStepsMax,
    rejectChance: execution.unfilledPpm / 1e6,
    unsoldBps: execution.unsoldBpsE2 / 100,
    aversion: execution.aversionE2 / 100,
    stepLotsMax: Math.max(1, Math.floor((lots * execution.stepMaxPpm) / 1e6)),
    ...(format === formerFormat ? { rule: 2 } : {}),
  }
  const begun = beginSale(setting, booksBefore(history, rows, plan.planningLot))
  if (before === undefined) return begun
  const memory = readMemory(begun, before.step)
  const gap = gapOf(before.step, step)
  if (gap <= 1) return memory
  // Looks that were missed: what was sold before them has had longer to come back.
  return {
    ...memory,
    beliefs: memory.beliefs.map((belief, v) => {
      const { platform, taken } = rows[v]!
      const filled = filledSince(before.step, platform, taken, lotUnits)
      return afterFill(belief, filled, (gap - 1) * plan.intervalSeconds)
    }),
  }
}

type Before = readonly (readonly SeenLevels[])[]
const befores = new WeakMap<BookHistory, Map<string, Before>>()

/** The history by moment and platform, in the order of the plan: made once for a history that is asked for again. */
function booksBefore(history: BookHistory, rows: readonly Row[], lot: string): Before {
  const made = befores.get(history) ?? new Map<string, Before>()
  befores.set(history, made)
  const key = JSON.stringify([lot, ...rows.map(({ platform }) => platform)])
  const known = made.get(key)
  if (known !== undefined) return known
  const before = makeBefore(history, rows, lot)
  made.set(key, before)
  return before
}

function makeBefore(history: BookHistory, rows: readonly Row[], lot: string): Before {
  const byVenue = rows.map(({ platform }) => {
    const venue = history.venues.find((one) => one.platform === platform)
    const books = venue === undefined ? [] : seenLevels(venue, lot)
    if (books.length === 0)
      throw new SluiceError('INPUT_INVALID', `the history of the plan shows no book of ${platform}.`, {
        facts: { platform },
      })
    return books
  })
  const longest = Math.max(...byVenue.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => byVenue.map((books) => books[books.length - longest + i] ?? []))
}
