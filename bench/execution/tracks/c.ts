import { type Channel, chooseChannel } from '../../../src/offshore/sale/plan/chooseChannel.ts'
import { forecastSale } from '../../../src/offshore/sale/plan/planSale.ts'
import { openWalled } from '../entrants/wall.ts'
import { assetsOf, drawEpisodes, headline } from '../market/draw.ts'
import type { Episode } from '../market/episode.ts'
import { readPerps } from '../market/perps.ts'
import { type Random, randomOf } from '../market/random.ts'
import { simulate } from '../market/simulate.ts'
import { meanOf } from '../score.ts'
import type { TrackOptions } from './m.ts'

/** How dear desks are: what they ask beyond what the book should cost, in basis points (median), their risk not counted. */
const regimes = { 'desks dear': 12, 'desks alike': 4, 'desks keen': 0 } as const
/** What the principal charges for one standard deviation of risk: set before, as in a mandate. */
const chargePerSd = 0.15
/** A day's volatility that the charge rests on, in basis points. */
const sigmaDayBps = 300

export interface ChannelResult {
  readonly regime: string
  readonly episodes: number
  readonly chargePerSd: number
  /** How often each channel was chosen, and how often it proved best. */
  readonly chosen: Readonly<Record<Channel['kind'], number>>
  readonly best: Readonly<Record<Channel['kind'], number>>
  /** Mean of cost and charge beyond the channel that proved best, in basis points. */
  readonly regretBps: Readonly<
    Record<
      'chosen' | 'told what the book will cost' | 'always the best quote' | 'always the book' | 'always the auction',
      number
    >
  >
  readonly shareOfQuoteRegret: number
  /** The same of who is told before what the book will cost, and not the bids: what is left is the luck of an auction, which no choice before it avoids. */
  readonly luckShare: number
}

/**
 * Book, quote or auction, chosen before by forecast, risk charged: against the channel that proved best. The books are replayed with all
 * frictions and what the executor really paid; quotes and bids are **seeded**, for no record of any exists: this measures the rule and the
 * forecast under stated assumptions, and no desk.
 */
export async function trackC({ data, seed, quick, log }: TrackOptions): Promise<readonly ChannelResult[]> {
  const all = assetsOf(readPerps(data))
  const episodes = drawEpisodes(quick ? all.slice(0, 1) : all, headline, seed, quick ? 6 : Number.POSITIVE_INFINITY)
  const driver = openWalled('ours')
  const paid: number[] = []
  try {
    for (const episode of episodes) paid.push((await simulate(episode, driver)).costBps)
  } finally {
    driver.close()
  }
  return Object.entries(regimes).map(([regime, marginBps]) => {
    const rows = episodes.map((episode, i) =>
      playEpisode(episode, paid[i]!, marginBps, randomOf(seed, `${regime} ${i}`)),
    )
    const result = summarise(regime, rows)
    log(
      `\nchannels, ${regime}: chosen ${JSON.stringify(result.chosen)}, best ${JSON.stringify(result.best)}; regret ${result.regretBps.chosen.toFixed(2)} bps, of always the best quote ${result.regretBps['always the best quote'].toFixed(2)}: ${(result.shareOfQuoteRegret * 100).toFixed(0)} %, ${(result.luckShare * 100).toFixed(0)} % of it for who is told what the book will cost`,
    )
    return result
  })
}

type Kind = Channel['kind']
interface Played {
  readonly chosen: Kind
  readonly chosenWhenTold: Kind
  /** Cost and charge of each channel as it turned out. */
  readonly charged: Readonly<Record<Kind, number>>
}

function playEpisode(episode: Episode, paidBps: number, marginBps: number, random: Random): Played {
  const hours = (episode.steps * episode.stepSeconds) / 3600
  const { costBpsE2, riskBpsE2 } = forecastSale({
    lots: episode.lots,
    hours,
    venues: episode.venues.map(({ feeBps }, v) => ({
      venue: String(v),
      history: episode.history.map((books) => books[v] ?? []),
      takerPpm: feeBps * 100,
      dayLots: 0,
    })),
    sigmaDayBps,
    participationPpm: 1_000_000,
    tolerableBps: 100,
    tranches: 1,
  })
  const forecast = costBpsE2 / 100
  const bookRisk = riskBpsE2 / 100
  const desks = Array.from({ length: random.whole(2, 5) }, () => quoteOf(forecast, bookRisk, marginBps, random))
  const quote = Math.min(...desks)
  // What bidders take off: as many as come. Their number is known before the choice, their bids are not.
  const bidders = random.whole(3, 12)
  const bids = Array.from({ length: bidders }, () => bidOf(forecast, marginBps, random))
  const channels: readonly Channel[] = [
    { id: 'book', kind: 'book', costBps: forecast, riskSdBps: bookRisk },
    { id: 'quote', kind: 'quote', costBps: quote, riskSdBps: 0 },
    { id: 'auction', kind: 'auction', costBps: expectedBid(forecast, marginBps, bidders), riskSdBps: auctionRiskBps },
  ]
  return {
    chosen: chooseChannel(channels, chargePerSd)!.chosen.kind,
    chosenWhenTold: chooseChannel(
      channels.map((channel) => (channel.kind === 'book' ? { ...channel, costBps: paidBps } : channel)),
      chargePerSd,
    )!.chosen.kind,
    charged: {
      book: paidBps + chargePerSd * bookRisk,
      quote,
      auction: Math.min(...bids) + chargePerSd * auctionRiskBps,
    },
  }
}

/** A day passes between the notice and the opening of the bids. */
const auctionRiskBps = sigmaDayBps / Math.sqrt(3)

/** A desk sells into the same books, has its own view of them, charges for the risk that it takes over, and lives on a margin. */
function quoteOf(forecast: number, risk: number, marginBps: number, random: Random): number {
  return forecast * Math.exp(0.2 * random.normal()) + 0.1 * risk + marginBps * Math.exp(0.5 * random.normal())
}

const bidSd = 18

/** Bidders want the coins themselves: their bids scatter widely around a discount. */
function bidOf(forecast: number, marginBps: number, random: Random): number {
  return forecast + marginBps + bidSd * random.normal()
}

/** Mean of the least of `n` bids (normal order statistic, Blom). */
function expectedBid(forecast: number, marginBps: number, n: number): number {
  return forecast + marginBps + bidSd * normalQuantile((1 - 0.375) / (n + 0.25))
}

/** Inverse of the normal distribution by bisection on its series; a thousandth is enough here. */
function normalQuantile(p: number): number {
  let low = -6
  let high = 6
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (normalShare(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function normalShare(z: number): number {
  const steps = 400
  const width = (z + 8) / steps
  let sum = 0
  for (let i = 0; i < steps; i++) sum += Math.exp(-0.5 * (-8 + (i + 0.5) * width) ** 2)
  return (sum * width) / Math.sqrt(2 * Math.PI)
}

function summarise(regime: string, rows: readonly Played[]): ChannelResult {
  const kinds: readonly Kind[] = ['book', 'quote', 'auction']
  const bestOf = ({ charged }: Played) => kinds.reduce((a, b) => (charged[b] < charged[a] ? b : a))
  const count = (pick: (row: Played) => Kind) =>
    Object.fromEntries(kinds.map((kind) => [kind, rows.filter((row) => pick(row) === kind).length])) as Record<
      Kind,
      number
    >
  const regret = (pick: (row: Played) => Kind) =>
    meanOf(rows.map((row) => row.charged[pick(row)] - row.charged[bestOf(row)]))
  const regretBps = {
    chosen: regret(({ chosen }) => chosen),
    'told what the book will cost': regret(({ chosenWhenTold }) => chosenWhenTold),
    'always the best quote': regret(() => 'quote'),
    'always the book': regret(() => 'book'),
    'always the auction': regret(() => 'auction'),
  }
  return {
    regime,
    episodes: rows.length,
    chargePerSd,
    chosen: count(({ chosen }) => chosen),
    best: count(bestOf),
    regretBps,
    shareOfQuoteRegret: regretBps.chosen / regretBps['always the best quote'],
    luckShare: regretBps['told what the book will cost'] / regretBps['always the best quote'],
  }
}
