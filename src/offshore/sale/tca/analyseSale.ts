import { assert } from '../../../core/errors.ts'
import {
  add,
  compare,
  divide,
  formatDecimal,
  multiply,
  type Rational,
  rational,
  subtract,
  zero,
} from '../../../core/price/rational.ts'

/** A fill as booked. Values in the reporting currency; `price`, `mid` per base unit. */
export interface TcaFill {
  readonly venue: string
  readonly slice: string
  readonly units: bigint
  readonly price: Rational
  readonly fee: Rational
  /** Reference mid when the order was decided, from the logged books. */
  readonly mid: Rational
}

export interface TcaParameters {
  readonly units: bigint
  /** Reference mid when the sale was decided, and when it ended. */
  readonly arrivalMid: Rational
  readonly endMid: Rational
  readonly fills: readonly TcaFill[]
  /** Volume-weighted price of the whole market over the sale, where it is known. */
  readonly marketVwap?: Rational
  /** What the approved plan expected, in hundredths of a basis point. */
  readonly forecast?: { readonly costBpsE2: number; readonly lowBpsE2: number; readonly highBpsE2: number }
}

/** Exact amounts in the reporting currency. Costs are positive. */
export interface TcaPart {
  readonly units: bigint
  readonly gross: Rational
  readonly fees: Rational
  readonly net: Rational
  /** Mid of the moment against price got: spread and depth. */
  readonly liquidity: Rational
  /** Arrival mid against mid of the moment: what the market did meanwhile. */
  readonly market: Rational
}

export interface TcaReport extends TcaPart {
  readonly unsold: bigint
  /** What unsold coins lost or won against arrival. */
  readonly opportunity: Rational
  /** Arrival value of everything less net proceeds less what is left at its end value. Equals fees + liquidity + market + opportunity. */
  readonly shortfall: Rational
  readonly bps: {
    readonly shortfall: string
    readonly fees: string
    readonly liquidity: string
    readonly market: string
    readonly opportunity: string
    /** Fees and liquidity against value at the mid of the moment: what the plan forecast. */
    readonly cost: string
    readonly againstVwap?: string
  }
  readonly withinForecast?: boolean
  readonly byVenue: Readonly<Record<string, TcaPart>>
  readonly bySlice: Readonly<Record<string, TcaPart>>
}

/**
 * What a sale cost and why, exact to the last digit from logged fills and mids: the verifier gets the same. Basis points are cut to two
 * decimals, half to even, at the end only.
 *
 * @example analyseSale({ units, arrivalMid, endMid, fills }).bps.shortfall // '12.34'
 */
export function analyseSale({ units, arrivalMid, endMid, fills, marketVwap, forecast }: TcaParameters): TcaReport {
  const total = partOf(fills, arrivalMid)
  const unsold = units - total.units
  assert(unsold >= 0n, 'a sale filled more than it was given')
  const opportunity = multiply(subtract(arrivalMid, endMid), rational(unsold))
  const arrivalValue = multiply(arrivalMid, rational(units))
  const shortfall = subtract(subtract(arrivalValue, total.net), multiply(endMid, rational(unsold)))
  const parts = [total.fees, total.liquidity, total.market, opportunity].reduce(add, zero)
  assert(compare(shortfall, parts) === 0, 'the parts of a shortfall do not add up to it')
  const midValue = fills.reduce((sum, fill) => add(sum, multiply(fill.mid, rational(fill.units))), zero)
  const cost = midValue.num === 0n ? zero : divide(add(total.fees, total.liquidity), midValue)
  const costBps = formatDecimal(multiply(cost, bpsScale), 2, 'half-even')
  const bps = (value: Rational) => formatDecimal(multiply(divide(value, arrivalValue), bpsScale), 2, 'half-even')
  const vwapValue = marketVwap && multiply(marketVwap, rational(total.units))
  return {
    ...total,
    unsold,
    opportunity,
    shortfall,
    bps: {
      shortfall: bps(shortfall),
      fees: bps(total.fees),
      liquidity: bps(total.liquidity),
      market: bps(total.market),
      opportunity: bps(opportunity),
      cost: costBps,
      ...(vwapValue &&
        vwapValue.num > 0n && {
          againstVwap: formatDecimal(
            multiply(divide(subtract(vwapValue, total.gross), vwapValue), bpsScale),
            2,
            'half-even',
          ),
        }),
    },
    ...(forecast && { withinForecast: isWithin(cost, forecast.lowBpsE2, forecast.highBpsE2) }),
    byVenue: grouped(fills, arrivalMid, ({ venue }) => venue),
    bySlice: grouped(fills, arrivalMid, ({ slice }) => slice),
  }
}

const bpsScale = rational(10_000n)

function isWithin(cost: Rational, lowBpsE2: number, highBpsE2: number): boolean {
  const scaled = multiply(cost, rational(1_000_000n))
  return compare(scaled, rational(BigInt(lowBpsE2))) >= 0 && compare(scaled, rational(BigInt(highBpsE2))) <= 0
}

function grouped(
  fills: readonly TcaFill[],
  arrivalMid: Rational,
  key: (fill: TcaFill) => string,
): Readonly<Record<string, TcaPart>> {
  const groups = new Map<string, TcaFill[]>()
  for (const fill of fills) {
    const group = groups.get(key(fill))
    if (group === undefined) groups.set(key(fill), [fill])
    else group.push(fill)
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, partOf(group, arrivalMid)]))
}

function partOf(fills: readonly TcaFill[], arrivalMid: Rational): TcaPart {
  let units = 0n
  let gross = zero
  let fees = zero
  let midValue = zero
  for (const fill of fills) {
    units += fill.units
    gross = add(gross, multiply(fill.price, rational(fill.units)))
    fees = add(fees, fill.fee)
    midValue = add(midValue, multiply(fill.mid, rational(fill.units)))
  }
  return {
    units,
    gross,
    fees,
    net: subtract(gross, fees),
    liquidity: subtract(midValue, gross),
    market: subtract(multiply(arrivalMid, rational(units)), midValue),
  }
}
