import { curveOf, lossAt, rateAt } from '../../../src/offshore/sale/plan/lossCurve.ts'
import type { Begin, Tick } from '../market/simulate.ts'
import type { Strategy, StrategyMaker } from './strategy.ts'

/** How a step's coins are spread over venues; and how much of the coins should be gone after step t, in 0..1, or what else a step sells. */
interface Schedule {
  readonly spread: 'one' | 'best' | 'split'
  readonly target?: (begin: Begin, step: number) => number
  readonly follows?: (begin: Begin) => (tick: Tick) => number
}

const schedules: Readonly<Record<string, Schedule>> = {
  'dump one venue': { target: () => 1, spread: 'one' },
  'dump split': { target: () => 1, spread: 'split' },
  'TWAP one venue': { target: even, spread: 'one' },
  'TWAP best venue': { target: even, spread: 'best' },
  'TWAP split': { target: even, spread: 'split' },
  'TWAP 1 h': { target: everySeconds(3600), spread: 'split' },
  'TWAP 5 min': { target: everySeconds(300), spread: 'split' },
  'AC static mid': { target: almgrenChriss(1), spread: 'split' },
  'AC static high': { target: almgrenChriss(3), spread: 'split' },
  'OW static': { target: obizhaevaWang, spread: 'split' },
  VWAP: { follows: volumeProfile, spread: 'split' },
  POV: { follows: volumeShare, spread: 'split' },
}

/** The hand, the textbook and the simple program. All see the same ticks, fees and minima as ours. */
export const peers: Readonly<Record<string, StrategyMaker>> = Object.fromEntries(
  Object.entries(schedules).map(([name, schedule]) => [name, (begin: Begin) => follow(begin, schedule)]),
)

function follow(begin: Begin, { target = even, follows, spread }: Schedule): Strategy {
  const visible = visibleDepth(begin)
  const one = visible.indexOf(Math.max(...visible))
  const wanted =
    spread === 'one' ? begin.venues.map((_, v) => (v === one ? begin.lots : 0)) : shares(begin.lots, visible)
  const deposits = begin.prePositioned ? withinLimits(begin, wanted, visible) : wanted
  const following = follows?.(begin)
  return {
    deposits,
    tick: (tick) => {
      const due = following?.(tick) ?? Math.ceil(begin.lots * target(begin, tick.step)) - (begin.lots - tick.left)
      const want = Math.min(tick.left, Math.max(0, due), begin.stepLotsMax ?? tick.left)
      if (want < 1) return begin.venues.map(() => 0)
      if (spread === 'one') return oneAfterTheOther(tick, one, want)
      return spread === 'best' ? best(begin, tick, want) : split(begin, tick, want)
    },
  }
}

function even(begin: Begin, step: number): number {
  return (step + 1) / begin.steps
}

/** Even tranches, each sold at the start of its period. */
function everySeconds(seconds: number) {
  return (begin: Begin, step: number) => {
    const period = Math.max(1, Math.round(seconds / begin.stepSeconds))
    return Math.min(1, ((Math.floor(step / period) + 1) * period) / begin.steps)
  }
}

/** Holdings fall as sinh: `urgency` is kappa times the horizon. */
function almgrenChriss(urgency: number) {
  return (begin: Begin, step: number) => 1 - Math.sinh(urgency * (1 - (step + 1) / begin.steps)) / Math.sinh(urgency)
}

/** Block, constant rate, block, with the refill half-life believed to be a minute. */
function obizhaevaWang(begin: Begin, step: number): number {
  const rho = (Math.LN2 / 60) * begin.stepSeconds * begin.steps
  const block = 1 / (rho + 2)
  return step >= begin.steps - 1 ? 1 : block + ((1 - 2 * block) * (step + 1)) / begin.steps
}

/**
 * No file has traded volume by minute beside depth: for a follower of volume, what all books show within ten basis points of their best bid stands for what
 * trades. The trailing profile is the mean of what was shown before the sale and since; a step sells the part of what is left that it is of the volume still to come.
 */
function volumeProfile(begin: Begin): (tick: Tick) => number {
  const before = begin.history.map(shownBy)
  let sum = before.reduce((a, b) => a + b, 0)
  let count = before.length
  return (tick) => {
    const now = shownNow(tick)
    const usual = count === 0 ? now : sum / count
    sum += now
    count++
    const toCome = usual * (begin.steps - tick.step - 1)
    return Math.ceil(Math.max(leastNow(begin, tick), now > 0 ? (tick.left * now) / (now + toCome) : 0))
  }
}

/** A fixed share of what trades, such that a usual step sells an even part. */
function volumeShare(begin: Begin): (tick: Tick) => number {
  const before = begin.history.map(shownBy)
  const usual = before.reduce((a, b) => a + b, 0) / Math.max(1, before.length)
  return (tick) =>
    Math.ceil(Math.max(leastNow(begin, tick), usual === 0 ? 0 : (begin.lots / begin.steps) * (shownNow(tick) / usual)))
}

/** How far a follower of volume may fall behind the even pace, as a share of all coins: brokers bound it, for nobody wants the rest dumped at the end. */
const behindMax = 0.1

function leastNow(begin: Begin, { step, left }: Tick): number {
  const toCome = 1 - even(begin, step)
  return left - begin.lots * (toCome + Math.min(behindMax, toCome))
}

const shownNow = ({ venues }: Tick) => shownBy(venues.map(({ levels }) => levels))

function shownBy(books: Begin['history'][number]): number {
  return books.reduce((sum, levels) => sum + within(levels, (levels[0]?.[0] ?? 0) + 10), 0)
}

function within(levels: Begin['history'][number][number], limitBps: number): number {
  return levels.reduce((sum, [rate, lots]) => (rate <= limitBps ? sum + lots : sum), 0)
}

/** Depth within ten basis points of mid, by the books before the sale. */
function visibleDepth(begin: Begin): readonly number[] {
  return begin.venues.map((_, v) => {
    const depths = begin.history.map((books) => within(books[v] ?? [], 10))
    return depths.reduce((a, b) => a + b, 0) / Math.max(1, depths.length)
  })
}

/** What a venue's withdrawal limit keeps out goes to the deepest of those that have room. */
function withinLimits(begin: Begin, wanted: readonly number[], visible: readonly number[]): readonly number[] {
  const most = begin.venues.map(({ lotsMax }) => lotsMax ?? begin.lots)
  const deposits = wanted.map((lots, v) => Math.min(lots, most[v]!))
  let left = begin.lots - deposits.reduce((a, b) => a + b, 0)
  const order = visible.map((_, v) => v).sort((a, b) => visible[b]! - visible[a]!)
  for (const v of order) {
    const more = Math.min(left, most[v]! - deposits[v]!)
    deposits[v]! += more
    left -= more
  }
  return deposits
}

/** From one venue, waiting while it is dark; what a withdrawal limit put elsewhere is sold once nothing is left there. */
function oneAfterTheOther(tick: Tick, one: number, want: number): readonly number[] {
  const first = Math.min(want, tick.venues[one]!.inventory)
  const waits = tick.venues[one]!.inventory > first || (first > 0 && !tick.venues[one]!.up)
  let left = waits ? 0 : want - first
  return tick.venues.map(({ inventory, up }, v) => {
    if (v === one) return first
    const lots = up ? Math.min(left, inventory) : 0
    left -= lots
    return lots
  })
}

/** Whole parts in proportion, by largest remainder. */
function shares(lots: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((a, b) => a + b, 0) || 1
  const parts = weights.map((w) => Math.floor((lots * w) / total))
  let rest = lots - parts.reduce((a, b) => a + b, 0)
  const order = weights.map((_, v) => v).sort((a, b) => weights[b]! - weights[a]!)
  for (let i = 0; rest > 0; i = (i + 1) % order.length) {
    parts[order[i]!]! += 1
    rest--
  }
  return parts
}

/** The whole slice to the venue that would pay most for it now; what does not lie there goes to the next. */
function best(begin: Begin, tick: Tick, want: number): readonly number[] {
  const orders = begin.venues.map(() => 0)
  let left = want
  const open = tick.venues.flatMap(({ up, inventory, levels }, v) =>
    up && inventory >= begin.venues[v]!.minLots && levels.length > 0 ? [v] : [],
  )
  while (left >= 1 && open.length > 0) {
    const costs = open.map((v) => {
      const lots = Math.min(left, tick.venues[v]!.inventory)
      return lossAt(curveOf(tick.venues[v]!.levels), lots) / lots + begin.venues[v]!.feeBps
    })
    const v = open.splice(costs.indexOf(Math.min(...costs)), 1)[0]!
    const lots = Math.min(left, tick.venues[v]!.inventory)
    if (lots < begin.venues[v]!.minLots) continue
    orders[v] = lots
    left -= lots
  }
  return orders
}

/** Equal marginal cost over venues, fees included. */
export function split(begin: Begin, tick: Tick, want: number): readonly number[] {
  const pieces = tick.venues.flatMap(({ up, inventory, levels }, v) => {
    if (!up || inventory < begin.venues[v]!.minLots) return []
    let room = inventory
    return levels.flatMap(([rate, lots]) => {
      const size = Math.min(room, lots)
      room -= size
      return size > 0 ? [{ v, cost: rate + begin.venues[v]!.feeBps, size }] : []
    })
  })
  pieces.sort((a, b) => a.cost - b.cost)
  const orders = begin.venues.map(() => 0)
  let left = want
  for (const { v, size } of pieces) {
    const taken = Math.min(left, size)
    orders[v]! += taken
    left -= taken
    if (left <= 0) break
  }
  return wholeOrders(begin, tick, orders, want)
}

/** Rounds down, then gives the lost lots to whoever has coins left, cheapest fee first. */
function wholeOrders(begin: Begin, tick: Tick, orders: readonly number[], want: number): readonly number[] {
  const whole = orders.map(Math.floor)
  let left = want - whole.reduce((a, b) => a + b, 0)
  const order = orders
    .map((_, v) => v)
    .sort((a, b) => marginal(begin, tick, a, whole[a]!) - marginal(begin, tick, b, whole[b]!))
  for (const v of order) {
    const { up, inventory } = tick.venues[v]!
    const more = up ? Math.max(0, Math.min(left, inventory - whole[v]!)) : 0
    whole[v]! += more
    left -= more
  }
  return whole.map((lots, v) => (lots < begin.venues[v]!.minLots ? 0 : lots))
}

function marginal(begin: Begin, tick: Tick, v: number, lots: number): number {
  const { levels } = tick.venues[v]!
  return (levels.length > 0 ? rateAt(curveOf(levels), lots) : 1e6) + begin.venues[v]!.feeBps
}
