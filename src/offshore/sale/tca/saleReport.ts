import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import {
  add,
  divide,
  floorOf,
  formatDecimal,
  multiply,
  priceText,
  type Rational,
  rational,
  zero,
} from '../../../core/price/rational.ts'
import type { DisposalPlan } from '../plan/disposalPlan.ts'
import type { SalePlan } from '../sale.ts'
import { analyseSale, type TcaPart } from './analyseSale.ts'
import { type CurrencyRow, currencyRows, type YuanPart, yuanPart } from './inCurrencies.ts'
import { type Look, looksOf } from './looks.ts'
import { type MarketOfSale, marketOfSale } from './marketTape.ts'
import { costOf, type OtherWay, otherWays } from './otherWays.ts'
import { hashOfEvidence, type SaleEvidence } from './saleEvidence.ts'

export const saleReportFormat = 'sluice/sale-report/1'

/** Money in the currency with two decimals, prices for a whole unit with as many as count, basis points with two decimals: all cut half to even, at the end only. */
export interface ReportPart {
  readonly units: string
  readonly gross: string
  readonly fees: string
  readonly net: string
  readonly average: string
  readonly liquidityBps: string
  readonly feesBps: string
  readonly marketBps: string
  readonly costBps: string
}

/** A tier with the looks that it held for, and the volume that it was first reached with. */
export interface FeeTierRow {
  readonly platform: string
  readonly tier: number
  readonly from: string
  readonly takerPpm: string
  readonly volume: string
  /** Currency that its volume is counted in; absent: the sale's. */
  readonly currency?: string
  readonly looks: number
}

/**
 * Volume-weighted price of everybody's trades at the platforms of the sale from the first look to the last fill, and our part of what was traded: shares in
 * millionths, quantities in base units, ours among them. Both count only the stretches that were recorded.
 */
export interface TapePart {
  readonly from: string
  readonly to: string
  readonly trades: number
  readonly volume: string
  /** For a whole unit; absent where the market made no trade. */
  readonly vwap?: string
  /** How far below the VWAP the sale's average lies. */
  readonly againstVwapBps?: string
  /** Ours over all; absent where nothing was traded. */
  readonly participationPpm?: number
  readonly capPpm: number
  readonly withinCap: boolean
  readonly byVenue: readonly {
    readonly platform: string
    readonly volume: string
    readonly vwap?: string
    readonly own: string
    readonly participationPpm?: number
    /** Share of the interval that the record covers. */
    readonly coveredPpm: number
    /** False where the tape shows less than we sold ourselves. */
    readonly ownSeen: boolean
  }[]
}

/** What a sale cost and why: recomputed by whoever has the logged books. */
export interface SaleReport extends ReportPart {
  readonly format: typeof saleReportFormat
  /** Running hash of the sale's stream that it rests on. */
  readonly evidence: string
  readonly plan: string
  readonly tranche: string
  readonly asset: string
  readonly currency: string
  readonly from: string
  readonly to: string
  readonly arrivalMid: string
  readonly endMid: string
  /** Mean of the mids of all looks: the time-weighted market of the interval. Its VWAP is in `tape`. */
  readonly intervalMid: string
  readonly againstIntervalBps: string
  readonly shortfallBps: string
  readonly opportunityBps: string
  readonly unsold: string
  /** What the market traded meanwhile, by the trades recorded at each look; absent where none were recorded. */
  readonly tape?: TapePart
  readonly floor: string
  /** Lowest price of any fill. */
  readonly lowest: string
  readonly forecast: {
    readonly costBpsE2: number
    readonly lowBpsE2: number
    readonly highBpsE2: number
    readonly within: boolean
  }
  readonly byVenue: readonly (ReportPart & { readonly platform: string })[]
  readonly bySlice: readonly (ReportPart & { readonly slice: number })[]
  /** What was sold in each currency, and all of it in yuan; there where the plan sells in several. Everything else is in the plan's, at the rates of its look. */
  readonly byCurrency?: readonly CurrencyRow[]
  readonly yuan?: YuanPart
  /** The fee tiers that the looks of the sale had, by platform; absent where the plan has no schedules. */
  readonly feeTiers?: readonly FeeTierRow[]
  readonly looks: readonly {
    readonly at: string
    readonly slice: number
    readonly mid: string
    readonly units: string
    readonly average?: string
  }[]
  /** Units that each other way could have sold on these books, its proceeds after fees, and its cost against the mid of the moment. */
  readonly alternatives: readonly {
    readonly way: string
    readonly units: string
    readonly net: string
    readonly costBps: string
  }[]
}

/**
 * The analysis of one tranche from its evidence: arrival, interval, liquidity, fees, forecast against actual, by platform and slice, and what other ways
 * would have cost on the same books. Exact until it is written.
 *
 * @throws {PRICE_EVIDENCE_LACKING} nothing was looked at or sold
 * @example saleReport({ evidence, plan, planHash, disposal, document }).costBps // '18.42'
 */
export function saleReport(parameters: {
  readonly evidence: SaleEvidence
  readonly plan: SalePlan
  readonly planHash: string
  readonly disposal: DisposalPlan
  /** Hash of the trades after the last look, where the analysis brings them. */
  readonly tape?: string
  readonly document: (sha256: string) => string
}): SaleReport {
  const { evidence, plan, planHash, disposal, tape, document } = parameters
  const looks = looksOf({ evidence, plan, document })
  const fills = looks.flatMap((look) => look.fills)
  const [first] = looks
  const last = looks.at(-1)
  if (first === undefined || last === undefined || fills.length === 0)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'nothing was sold: there is nothing to analyse.')
  const { costBpsE2, lowBpsE2, highBpsE2 } = disposal.forecast
  const units = plan.venues.reduce((sum, venue) => sum + BigInt(venue.units), 0n)
  const market = marketOfSale({ evidence, last: tape, looks, plan, document })
  const tca = analyseSale({
    units,
    arrivalMid: first.mid,
    endMid: last.mid,
    fills,
    ...(market?.vwap === undefined ? {} : { marketVwap: market.vwap }),
    forecast: { costBpsE2, lowBpsE2, highBpsE2 },
  })
  const write = writer(plan.asset)
  const intervalMid = divide(
    looks.reduce((sum, { mid }) => add(sum, mid), zero),
    rational(BigInt(looks.length)),
  )
  const gap = divide(
    rational(
      tca.units * intervalMid.num * tca.gross.den - tca.gross.num * intervalMid.den,
      intervalMid.den * tca.gross.den,
    ),
    multiply(intervalMid, rational(tca.units)),
  )
  return {
    format: saleReportFormat,
    evidence: hashOfEvidence(evidence) ?? '',
    plan: planHash,
    tranche: plan.tranche,
    asset: plan.asset,
    currency: plan.currency,
    from: first.at,
    to: fills
      .map(({ at }) => at)
      .sort()
      .at(-1)!,
    ...write.part(tca),
    arrivalMid: write.price(first.mid),
    endMid: write.price(last.mid),
    intervalMid: write.price(intervalMid),
    againstIntervalBps: write.bps(gap),
    shortfallBps: tca.bps.shortfall,
    opportunityBps: tca.bps.opportunity,
    unsold: tca.unsold.toString(),
    ...(market === undefined ? {} : { tape: tapePart(market, plan, tca.bps.againstVwap, write) }),
    floor: plan.floor,
    lowest: write.price(fills.map(({ price }) => price).reduce((a, b) => (b.num * a.den < a.num * b.den ? b : a))),
    forecast: { costBpsE2, lowBpsE2, highBpsE2, within: tca.withinForecast === true },
    byVenue: Object.entries(tca.byVenue).map(([platform, part]) => ({ platform, ...write.part(part) })),
    bySlice: Object.entries(tca.bySlice).map(([slice, part]) => ({ slice: Number(slice), ...write.part(part) })),
    ...(plan.fx === undefined ? {} : { byCurrency: currencyRows(plan, looks), yuan: yuanPart(plan, looks) }),
    ...feeTiersOf(plan, looks),
    looks: looks.map((look) => lookRow(look, write)),
    alternatives: alternativesOf(plan, looks, { units: tca.units, net: tca.net, midValue: midValueOf(fills) }),
  }
}

function feeTiersOf(plan: SalePlan, looks: readonly Look[]): Pick<SaleReport, 'feeTiers'> {
  const rows = new Map<string, FeeTierRow>()
  for (const { platform, tier, from, takerPpm, volume } of looks.flatMap(({ tiers }) => tiers)) {
    const key = `${platform} ${tier}`
    const quote = plan.venues.find((venue) => venue.platform === platform)?.quote
    const currency = quote === undefined || quote === plan.currency ? {} : { currency: quote }
    const row = rows.get(key) ?? { platform, tier, from, takerPpm, volume, ...currency, looks: 0 }
    rows.set(key, { ...row, looks: row.looks + 1 })
  }
  return rows.size === 0 ? {} : { feeTiers: [...rows.values()] }
}

function tapePart(market: MarketOfSale, plan: SalePlan, against: string | undefined, write: Writer): TapePart {
  const share = (own: bigint, volume: Rational): number | undefined =>
    volume.num === 0n ? undefined : Number((own * volume.den * 1_000_000n + volume.num - 1n) / volume.num)
  const part = share(market.own, market.volume)
  const capPpm = Number(plan.participationCapPpm)
  const { from, to, trades, vwap } = market
  return {
    from,
    to,
    trades,
    volume: floorOf(market.volume).toString(),
    ...(vwap === undefined ? {} : { vwap: write.price(vwap) }),
    ...(against === undefined ? {} : { againstVwapBps: against }),
    ...(part === undefined ? {} : { participationPpm: part }),
    capPpm,
    withinCap: part !== undefined && part <= capPpm,
    byVenue: market.parts.map(({ platform, volume, value, own, coveredPpm, ownSeen }) => {
      const ppm = share(own, volume)
      return {
        platform,
        volume: floorOf(volume).toString(),
        ...(volume.num === 0n ? {} : { vwap: write.price(divide(value, volume)) }),
        own: own.toString(),
        ...(ppm === undefined ? {} : { participationPpm: ppm }),
        coveredPpm,
        ownSeen,
      }
    }),
  }
}

function lookRow(look: Look, write: Writer): SaleReport['looks'][number] {
  const units = look.fills.reduce((sum, fill) => sum + fill.units, 0n)
  const gross = look.fills.reduce((sum, { price, units: of }) => add(sum, multiply(price, rational(of))), zero)
  return {
    at: look.at,
    slice: look.slice,
    mid: write.price(look.mid),
    units: units.toString(),
    ...(units === 0n ? {} : { average: write.price(divide(gross, rational(units))) }),
  }
}

function alternativesOf(plan: SalePlan, looks: readonly Look[], actual: OtherWay): SaleReport['alternatives'] {
  const rows: [string, OtherWay][] = [['actual', actual], ...Object.entries(otherWays(plan, looks))]
  return rows.map(([way, found]) => ({
    way,
    units: found.units.toString(),
    net: formatDecimal(found.net, 2, 'half-even'),
    costBps: formatDecimal(costOf(found) ?? zero, 2, 'half-even'),
  }))
}

function midValueOf(fills: readonly { readonly mid: Rational; readonly units: bigint }[]): Rational {
  return fills.reduce((sum, { mid, units }) => add(sum, multiply(mid, rational(units))), zero)
}

interface Writer {
  price(perBaseUnit: Rational): string
  bps(share: Rational): string
  part(part: TcaPart): ReportPart
}

function writer(asset: string): Writer {
  const perCoin = rational(10n ** BigInt(decimalsOf(asset)))
  const price = (value: Rational): string => priceText(multiply(value, perCoin))
  const bps = (share: Rational): string => formatDecimal(multiply(share, rational(10_000n)), 2, 'half-even')
  return {
    price,
    bps,
    part: ({ units, gross, fees, net, liquidity, market }) => {
      const mid = add(gross, liquidity)
      const arrival = add(mid, market)
      const share = (value: Rational, of: Rational): string => (of.num === 0n ? '0.00' : bps(divide(value, of)))
      return {
        units: units.toString(),
        gross: formatDecimal(gross, 2, 'half-even'),
        fees: formatDecimal(fees, 2, 'half-even'),
        net: formatDecimal(net, 2, 'half-even'),
        average: units === 0n ? '0.00' : price(divide(gross, rational(units))),
        liquidityBps: share(liquidity, mid),
        feesBps: share(fees, mid),
        marketBps: share(market, arrival),
        costBps: share(add(fees, liquidity), mid),
      }
    },
  }
}
