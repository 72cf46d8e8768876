import { type LossCurve, lossAt } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import { venueValue } from '../plan/venueValue.ts'
import { bookNow, restedBook } from './bookNow.ts'
import { keepOf } from './resilience.ts'
import { feeExtra, type SaleMemory, type SaleTick } from './saleState.ts'
import { darkChanceOf, lostChances } from './urgency.ts'

/** A half-life believed less than this is not worth a plan of its own. */
const leastWeight = 0.02

/** Each venue sells its own coins: now, so much that this and what the rest should then cost are least together. */
export function decideApart(
  memory: SaleMemory,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
): readonly number[] {
  return tick.venues.map(({ inventory }, v) => {
    if (inventory <= 0 || seen[v] === undefined) return 0
    const wanted = decideVenue(memory, tick, v, seen[v], inventory)
    return Math.max(wanted, Math.min(inventory, inventory - mostHeld(memory, tick, v)))
  })
}

/** How far a patient sale may fall behind the even pace, as a share of a venue's coins: who waits longest loses most when price and depth fall together. */
const behindMax = 0.2
/** And as a share of what the even pace would still leave: the nearer the end, the less time has a venue that goes dark to come back. */
const behindShareMax = 0.3

/** What may still lie at a venue after this step: what the even pace would leave, and as much more as it may be behind. In the last step anything. */
function mostHeld({ setting }: SaleMemory, { step }: SaleTick, v: number): number {
  const even = (setting.steps - step - 1) / setting.steps
  const behind = setting.rule === 2 ? behindMax : Math.min(behindMax, behindShareMax * even)
  return even === 0
    ? Number.POSITIVE_INFINITY
    : (setting.deposits?.[v] ?? Number.POSITIVE_INFINITY) * Math.min(1, even + behind)
}

function decideVenue(memory: SaleMemory, tick: SaleTick, v: number, seen: LossCurve, inventory: number): number {
  const { setting } = memory
  const { halfLivesSeconds, weights, displaced } = memory.beliefs[v]!
  const steps = setting.steps - tick.step - 1
  const unsoldBps = setting.unsoldBps - setting.venues[v]!.feeBps
  const extra = feeExtra(setting.venues[v]!, tick.step, setting.steps)
  const believed = halfLivesSeconds.flatMap((halfLife, k) => {
    if (weights[k]! < leastWeight) return []
    const keep = keepOf(halfLife, setting.stepSeconds)
    const missing = displaced[k]!
    const rested = restedBook(memory, v, k) ?? seen
    const rest =
      steps === 0
        ? (held: number) => held * unsoldBps
        : venueValue({
            rested,
            noise: memory.noise[v]!,
            keep,
            steps,
            lotsMax: inventory + missing,
            unsoldBps,
            lostChance: lostChances(setting, tick.step + 1),
            darkChance: darkChanceOf(setting, memory.booksSeen),
            unfilledShare: setting.rejectChance,
            extraBps: extra.subarray(1),
          })
    return [{ weight: weights[k]!, keep, missing, rest, now: bookNow(memory, tick, v, seen, k, inventory) }]
  })
  const cost = (lots: number) =>
    extra[0]! * lots +
    believed.reduce(
      (sum, { weight, keep, missing, rest, now: book }) =>
        sum + weight * (lossAt(book, lots) + rest(inventory - lots, keep * (missing + lots))),
      0,
    )
  return least(cost, inventory)
}

const points = 48

/** Where `cost` is least in 0..most: coarse first, for books have corners, then fine. */
function least(cost: (lots: number) => number, most: number): number {
  const at = (i: number) => most * sameMath.square(i / points)
  let best = 0
  let bestCost = Number.POSITIVE_INFINITY
  for (let i = 0; i <= points; i++) {
    const found = cost(at(i))
    if (found < bestCost) {
      best = i
      bestCost = found
    }
  }
  let low = at(Math.max(0, best - 1))
  let high = at(Math.min(points, best + 1))
  for (let i = 0; i < 18; i++) {
    const a = low + (high - low) * 0.382
    const b = low + (high - low) * 0.618
    if (cost(a) <= cost(b)) high = b
    else low = a
  }
  const middle = (low + high) / 2
  return [0, middle, most].reduce((a, b) => (cost(b) < cost(a) ? b : a), middle)
}
