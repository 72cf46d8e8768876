import { formatRate, parseRate } from '../../core/money/rate.ts'
import { convert } from '../../core/price/convert.ts'
import { decimalsOfPrice, formatDecimal, parseDecimal } from '../../core/price/rational.ts'
import { reservePrice } from '../../core/price/reserve.ts'
import { momentMs, type PriceSnapshot } from '../../core/price/snapshot.ts'
import type { FloorDefinition } from './floorDefinition.ts'
import { pathsTo } from './referencePrice.ts'

/**
 * The floor of one trade date by an approved definition, from a snapshot that holds each of the days before it whole.
 *
 * @example floorOfDay({ snapshot, floor, ratioPpm: 1_000_000n, day: '2026-03-02' }) // '64012.33'
 * @throws {PRICE_EVIDENCE_LACKING} a day of a source is missing, not whole, or has no rate
 */
export function floorOfDay(parameters: {
  readonly snapshot: PriceSnapshot
  readonly floor: FloorDefinition
  readonly ratioPpm: bigint
  readonly day: string
}): string {
  const { snapshot, floor, ratioPpm, day } = parameters
  const { price } = reservePrice({
    snapshot,
    day,
    rules: { method: 'day-average', average: floor.definition, ratioPpm, decimals: floor.decimals },
  })
  return formatRate(parseRate(price))
}

/**
 * A price in yuan at the snapshot's own live rates, rounded up, to the fen or as many digits as count. A stablecoin goes by its own price, never at par.
 *
 * @example inYuan({ snapshot, price: '64012.33', currency: 'USD' }) // '454705.2'
 * @throws {PRICE_EVIDENCE_LACKING} no rate, or only an old one
 */
export function inYuan(parameters: {
  readonly snapshot: PriceSnapshot
  readonly price: string
  readonly currency: string
}): string {
  const { snapshot, price, currency } = parameters
  const value = convert({
    value: parseDecimal(price),
    currency,
    rates: snapshot.fx,
    paths: pathsTo.CNY!,
    atMs: momentMs(snapshot.frozenAt),
    ageMsMax: fxAgeMsMax,
  })
  return formatRate(parseRate(formatDecimal(value, decimalsOfPrice(value), 'ceil')))
}

const fxAgeMsMax = 86_400_000
