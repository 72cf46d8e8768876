import { formatRate, parseRate } from '../../core/money/rate.ts'
import type { FxPaths } from '../../core/price/convert.ts'
import { decimalsOfPrice, formatDecimal } from '../../core/price/rational.ts'
import { type ReservePrice, reservePrice } from '../../core/price/reserve.ts'
import type { PriceSnapshot } from '../../core/price/snapshot.ts'

const hourMs = 3_600_000

/** How a price in another currency becomes the one asked. Stablecoins are converted at their own price, never at par. */
export const pathsTo: Readonly<Record<string, FxPaths>> = {
  USD: { USD: [], HKD: ['USD/HKD'], USDT: ['USDT/USD'], USDC: ['USDC/USD'] },
  CNY: {
    CNY: [],
    USD: ['USD/CNY'],
    HKD: ['USD/HKD', 'USD/CNY'],
    USDT: ['USDT/USD', 'USD/CNY'],
    USDC: ['USDC/USD', 'USD/CNY'],
  },
}

/** A stablecoin's rate is a market price: one of this morning says nothing of now, as a bank's rate of the day does. */
export const pairAgeMsMax: Readonly<Record<string, number>> = { 'USDT/USD': 600_000, 'USDC/USD': 600_000 }

/**
 * The best price among the sources of a frozen snapshot, in the currency asked, for one whole unit: what a reserve starts from and cover is valued at.
 * Anyone with the snapshot gets the same digits: cut upwards, to as many as count ({@link decimalsOfPrice}).
 *
 * @throws {PRICE_EVIDENCE_LACKING} {INPUT_INVALID}
 */
export function referencePrice(parameters: {
  readonly snapshot: PriceSnapshot
  readonly asset: string
  readonly currency: string
  /** Share of the reference price, in millionths. */
  readonly ratioPpm?: bigint
  readonly sourcesMin?: number
}): ReservePrice {
  const { snapshot, asset, currency, ratioPpm = 1_000_000n, sourcesMin = 2 } = parameters
  const reserve = reservePrice({
    snapshot,
    day: snapshot.frozenAt.slice(0, 10),
    rules: {
      method: 'best-quote',
      assess: {
        asset,
        basis: ['bid', 'firm-quote'],
        paths: pathsTo[currency] ?? {},
        ageMsMax: hourMs,
        fxAgeMsMax: 24 * hourMs,
        pairAgeMsMax,
        deviationPpmMax: 50_000n,
        sourcesMin,
      },
      ratioPpm,
      decimals: 2,
    },
  })
  const { exact } = reserve
  return { ...reserve, price: formatRate(parseRate(formatDecimal(exact, decimalsOfPrice(exact), 'ceil'))) }
}
