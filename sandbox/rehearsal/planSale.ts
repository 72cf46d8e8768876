import { formatDecimal, multiply, parseDecimal, rational } from '../../src/core/price/rational.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { type BookHistory, type HistoryVenue, historyFormat } from '../../src/offshore/sale/plan/bookHistory.ts'
import type { DisposalPlan } from '../../src/offshore/sale/plan/disposalPlan.ts'
import { draftPlan } from '../../src/offshore/sale/plan/draftPlan.ts'
import { shortest } from '../../src/world/venues/decimal.ts'
import type { Traded } from '../coins/traded.ts'
import { entityB, hashKeyLike } from '../exchange/profiles.ts'
import { platformA, platformB } from './cast.ts'
import { inDollars, perDollar, planFx, type Quotable, quoteAt, symbolAt } from './quotes.ts'
import type { Stage } from './stage.ts'

/** A plan with the evidence that it was made from, both kept in the zone offshore. */
export interface Planned {
  readonly plan: DisposalPlan
  readonly planHash: string
  readonly evidenceHash: string
}

const looks = 6
const platforms = [
  { platform: platformA, profile: hashKeyLike },
  { platform: platformB, profile: entityB },
] as const

/** Looks at the books for some minutes, then drafts the plan of the whole sale: which platform gets how many coins, when they are sold, what it should cost. */
export async function planWholeSale(
  stage: Stage,
  parameters: {
    readonly tranches: readonly { readonly tranche: string; readonly units: bigint }[]
    /** Share of each step that rests in the books; none unless asked for. */
    readonly passivePpm?: number
  },
): Promise<Planned> {
  const { offshore } = stage
  const history = await watchBooks(stage)
  const { sharePpm = 100_000, lookMinutes = 1 } = stage.way
  const fx = planFx(stage)
  const evidenceHash = await offshore.document(canonical(history as unknown as Json))
  const plan = draftPlan({
    history,
    evidence: evidenceHash,
    tranches: parameters.tranches,
    test: Object.fromEntries(platforms.map(({ platform }) => [platform, stage.traded.testUnits])),
    minutes: windowMinutes({ traded: stage.traded, history, sharePpm, lookMinutes, tranches: parameters.tranches }),
    slices: 5,
    // No more than six tenths in one place: a platform that goes dark takes no more with it.
    concentrationPpm: 600_000,
    ...(fx === undefined ? {} : { fx }),
    participationCapPpm: sharePpm,
    flexPpm: 250_000,
    intervalSeconds: lookMinutes * 60,
    tolerableBpsE2: 2_500,
    riskChargePpm: 100_000,
    execution: {
      darkChancePpm: 10_000,
      darkStepsMax: 6,
      unfilledPpm: 10_000,
      unsoldBpsE2: 20_000,
      aversionE2: 0,
      // No more than a quarter of a tranche at one look.
      stepMaxPpm: 250_000,
      passivePpm: parameters.passivePpm ?? 0,
    },
  })
  const planHash = await offshore.document(canonical(plan as unknown as Json))
  return { plan, planHash, evidenceHash }
}

async function watchBooks(stage: Stage): Promise<BookHistory> {
  const venues: HistoryVenue[] = []
  const seen = new Map<string, HistoryVenue['books'][number][]>(platforms.map(({ platform }) => [platform, []]))
  for (let look = 0; look < looks; look++) {
    for (const { platform } of platforms) {
      const { bids, asks } = await stage.world.reader(platform).depth({ symbol: symbolAt(stage, platform), limit: 100 })
      const pairs = (levels: typeof bids, most: number) =>
        levels.slice(0, most).map(({ price, quantity }) => [shortest(price), shortest(quantity)] as const)
      seen.get(platform)!.push({ at: stage.clock.now(), bids: pairs(bids, 60), asks: pairs(asks, 1) })
    }
    await stage.clock.pass(1)
  }
  const named = planFx(stage) !== undefined
  for (const { platform, profile } of platforms) {
    const quote = quoteAt(stage, platform)
    const symbol = symbolAt(stage, platform)
    const instrument = profile.instruments.find((one) => one.symbol === symbol)!
    const minFee = profile.minimumFee[quote]
    venues.push({
      platform,
      host: stage.world.exchanges[platform]!.url.slice('http://'.length),
      symbol,
      ...(named ? { quote } : {}),
      tick: instrument.tick,
      lot: instrument.lot,
      takerPpm: String((instrument.fee ?? profile.feeTiers[0]!).taker),
      ...(minFee === undefined ? {} : { minFee }),
      ...(instrument.fee === undefined ? feesOf(profile, quote) : {}),
      dayVolume: instrument.dailyVolume,
      books: seen.get(platform)!,
    })
  }
  return {
    format: historyFormat,
    asset: stage.traded.asset,
    ticker: stage.traded.ticker,
    currency: 'USD',
    sigmaDayBps: 250,
    sigmaSource: 'SANDBOX volatility of the generated market',
    venues,
    quotes: [deskQuote(stage, seen)],
  }
}

/**
 * The platform's own tiers in the currency of its book, from no volume on: the account is new there. Where there is one tier only, nothing follows the volume.
 */
function feesOf({ feeTiers }: (typeof platforms)[number]['profile'], quote: Quotable): Pick<HistoryVenue, 'fees'> {
  if (feeTiers.length < 2) return {}
  const tiers = feeTiers.map(({ fromUsd, taker }) => ({
    from: shortest(formatDecimal(multiply(parseDecimal(fromUsd), perDollar(quote)), 2, 'ceil')),
    takerPpm: String(taker),
  }))
  return { fees: { volume: '0', tiers, day: { zoneMinutes: 480, appliesMinutes: 420 } } }
}

/**
 * Half an hour where both platforms sell in dollars, longer where their books are those of smaller markets; never shorter than the share that may be taken
 * of what the platforms trade meanwhile lets the largest tranche go.
 */
function windowMinutes(parameters: {
  readonly traded: Traded
  readonly history: BookHistory
  readonly sharePpm: number
  readonly lookMinutes: number
  readonly tranches: readonly { readonly units: bigint }[]
}): number {
  const { traded: what, history, sharePpm, lookMinutes, tranches } = parameters
  const volume = (rows: readonly string[]): number => rows.reduce((sum, row) => sum + Number(row), 0)
  const inDollars = platforms.map(
    ({ profile }) => profile.instruments.find(({ symbol }) => symbol === `${what.ticker}USD`)!,
  )
  const traded = volume(history.venues.map(({ dayVolume }) => dayVolume))
  const usual = Math.ceil((30 * volume(inDollars.map(({ dailyVolume }) => dailyVolume))) / traded / 5) * 5
  const largest = Number(tranches.reduce((most, { units }) => (units > most ? units : most), 0n)) / 10 ** what.decimals
  const shortest = Math.ceil((largest * 1_440 * 1_000_000) / (traded * sharePpm) / lookMinutes) * lookMinutes
  return Math.max(usual, shortest)
}

/** What the desk would pay, not firm: six tenths of a percent below the lower of the best bids. */
function deskQuote(stage: Stage, seen: ReadonlyMap<string, HistoryVenue['books'][number][]>) {
  const bids = [...seen].map(([platform, books]) => parseDecimal(inDollars(stage, platform, books.at(-1)!.bids[0]![0])))
  const lower = bids.reduce((a, b) => (a.num * b.den < b.num * a.den ? a : b))
  const price = shortest(formatDecimal(multiply(lower, rational(994n, 1000n)), 4, 'floor'))
  return { desk: 'desk', price, units: stage.traded.firstTranche.toString(), at: stage.clock.now() }
}
