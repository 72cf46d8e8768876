import { SluiceError } from '../../../core/errors.ts'
import { divide, floorOf, multiply, parseDecimal, type Rational, rational } from '../../../core/price/rational.ts'
import type { Level, VenueBook } from './types.ts'

export interface ParseBookParameters {
  readonly venue: string
  /** Price and size as the venue writes them, best first. */
  readonly bids: readonly (readonly [price: string, size: string])[]
  /** Price step in quote currency, size step in the asset. */
  readonly tick: string
  readonly lot: string
  /** Digits of the asset's base unit: 8 for BTC. */
  readonly assetDecimals: number
  /** Reporting units for one whole unit of the quote currency: '720.55' fen for a dollar, say. */
  readonly quoteRate: string
  readonly takerPpm: bigint
}

/**
 * From a venue's own decimals to whole ticks and lots. A size between lots counts down, so that depth is never overstated; a price
 * between ticks is refused, for then the tick is wrong.
 *
 * @example parseBook({ venue: 'hashkey-hk', bids: [['95000.01', '0.5']], tick: '0.01', lot: '0.00001', assetDecimals: 8, quoteRate: '720', takerPpm: 1000n })
 * @throws {AMOUNT_MALFORMED} a price or size that is not a plain decimal  @throws {INPUT_INVALID} a price off its tick, a lot finer than the asset
 */
export function parseBook(parameters: ParseBookParameters): VenueBook {
  const { venue, takerPpm } = parameters
  const tick = parseDecimal(parameters.tick)
  const lot = parseDecimal(parameters.lot)
  const units = multiply(lot, rational(10n ** BigInt(parameters.assetDecimals)))
  if (units.den !== 1n || units.num <= 0n) refuse(venue, 'The lot is not a whole number of base units.', parameters.lot)
  const bids: Level[] = []
  for (const [price, size] of parameters.bids) {
    const ticks = whole(venue, price, tick)
    const lots = floorOf(divide(parseDecimal(size), lot))
    if (lots > 0n) bids.push({ ticks, lots })
  }
  const lotTickValue = multiply(multiply(lot, tick), parseDecimal(parameters.quoteRate))
  return { venue, bids, lotUnits: units.num, lotTickValue, fees: [{ from: 0n, ppm: takerPpm }] }
}

function whole(venue: string, price: string, tick: Rational): bigint {
  const ticks = divide(parseDecimal(price), tick)
  if (ticks.den !== 1n) refuse(venue, 'A price lies between two ticks.', price)
  return ticks.num
}

function refuse(venue: string, message: string, found: string): never {
  throw new SluiceError('INPUT_INVALID', message, { facts: { venue, found } })
}
