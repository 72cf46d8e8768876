import { scaleOfStep, unitsOf } from '../../src/world/venues/decimal.ts'
import type { InstrumentProfile, ShapeProfile } from './profile.ts'
import { normalsAt, waveAt } from './random.ts'
import { power14, root } from './roots.ts'

export interface Level {
  /** In units of the tick's last digit. */
  readonly price: bigint
  /** In base units of the base asset. */
  readonly quantity: bigint
}

export interface ShapeParameters {
  readonly seed: string
  /** Entity and symbol: each venue's book has its own noise. */
  readonly label: string
  readonly instrument: InstrumentProfile
  readonly shape: ShapeProfile
  readonly baseScale: number
  /** Middle of the book, in units of the tick's last digit. */
  readonly mid: bigint
  readonly timeMs: number
  readonly side: 'bid' | 'ask'
  /** Base units already taken from the near end of this side and not come back yet. */
  readonly taken: bigint
}

const one = 1_000_000_000n
const million = 1_000_000n

/**
 * One side of a generated book, best first, after benchmarks 3.7: half a spread, then a discount that grows with the square root of
 * the volume ahead of it up to the knee, then convex with power 1.4; level sizes with 30 % noise, the whole side breathing slowly.
 * It claims nothing about the book of any named venue.
 */
export function shapeSide(parameters: ShapeParameters): readonly Level[] {
  const { instrument, shape, baseScale, side, mid } = parameters
  const tick = tickUnits(instrument)
  const lot = unitsOf(instrument.lot, baseScale)
  const count = side === 'bid' ? instrument.bidLevels : instrument.askLevels
  const breath = BigInt(waveAt(parameters.seed, `depth|${parameters.label}|${side}`, parameters.timeMs, 1_200_000))
  const day = unitsOf(instrument.dailyVolume, baseScale)
  const scale = clamp(million + (breath * 3n) / 10n, 300_000n, 2_500_000n)
  const all = (((day * BigInt(shape.bookOfDay)) / million) * scale) / million
  const noise = normalsAt(parameters.seed, `level|${parameters.label}|${side}|${slotOf(parameters)}`, count)
  const levels = new Map<bigint, bigint>()
  let ahead = 0n
  let taken = parameters.taken
  for (let i = 1; i <= count; i++) {
    const upTo = (all * BigInt(i * i)) / BigInt(count * count)
    const noisy = ((upTo - ahead) * clamp(million + (BigInt(noise[i - 1]!) * 3n) / 10n, 200_000n, 3_000_000n)) / million
    ahead = upTo
    let quantity = noisy - (noisy % lot)
    if (quantity < lot) quantity = lot
    const eaten = quantity < taken ? quantity : taken - (taken % lot)
    taken -= eaten
    quantity -= eaten
    if (quantity === 0n) continue
    const discount = discountOf({ x: upTo, day, instrument, shape })
    const price = priceAt({ mid, discount, tick, side })
    if (price <= 0n) break
    levels.set(price, (levels.get(price) ?? 0n) + quantity)
  }
  return [...levels].map(([price, quantity]) => ({ price, quantity }))
}

/** Best price of a generated side while nothing was taken from it: half a spread from the middle. */
export function touchOf(p: Pick<ShapeParameters, 'mid' | 'instrument' | 'shape' | 'side'>): bigint {
  const discount = discountOf({ x: 0n, day: 1n, instrument: p.instrument, shape: p.shape })
  return priceAt({ mid: p.mid, discount, tick: tickUnits(p.instrument), side: p.side })
}

/** The tick in units of its own last digit: 5 for 0.05. */
export function tickUnits(instrument: InstrumentProfile): bigint {
  return unitsOf(instrument.tick, scaleOfStep(instrument.tick))
}

function slotOf({ timeMs, shape }: ShapeParameters): number {
  // Sizes of single levels change slower than the middle moves.
  return Math.floor(timeMs / (shape.refreshMs * 10))
}

function priceAt(p: { mid: bigint; discount: bigint; tick: bigint; side: 'bid' | 'ask' }): bigint {
  const away = (p.mid * p.discount) / one
  // At least one tick from the middle, rounded away from it: bids and asks never meet.
  if (p.side === 'bid') {
    const price = p.mid - away - p.tick
    return price - (price % p.tick)
  }
  const price = p.mid + away + p.tick + p.tick - 1n
  return price - (price % p.tick)
}

/** Distance from the middle after a volume x, in billionths of the price. */
function discountOf(p: { x: bigint; day: bigint; instrument: InstrumentProfile; shape: ShapeProfile }): bigint {
  const perDay = BigInt(p.instrument.volatilityPerDay) * 1_000n
  const half = ((perDay * 26_352n) / million) * BigInt(p.shape.halfSpread)
  const square = (x: bigint) =>
    (((perDay * BigInt(p.shape.impact)) / million) * root((x * one * one) / p.day, 2n)) / one
  const knee = (p.day * BigInt(p.shape.kneeOfDay)) / million
  if (p.x <= knee || knee === 0n) return half / million + square(p.x)
  return half / million + (square(knee) * power14((p.x * one) / knee, one)) / one
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value
}

/** What is left of a displacement after a time, halved every half-life, in a straight line between halvings. */
export function decayed(quantity: bigint, elapsedMs: number, halfLifeMs: number): bigint {
  const halvings = Math.floor(elapsedMs / halfLifeMs)
  if (halvings > 200) return 0n
  const rest = quantity >> BigInt(halvings)
  const within = BigInt(elapsedMs - halvings * halfLifeMs)
  return rest - (rest * within) / BigInt(2 * halfLifeMs)
}
