import { compareRates } from '../../src/core/money/rate.ts'
import type { Observation, PriceSnapshot } from '../../src/core/price/snapshot.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { platformA, platformB } from './cast.ts'
import { inDollars, quoteAt, symbolAt } from './quotes.ts'
import { type Stage, sha } from './stage.ts'

/** Best bid of each platform now, in dollars. */
export async function bestBids(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const bids = await bookBids(stage)
  return Object.fromEntries(Object.entries(bids).map(([platform, bid]) => [platform, inDollars(stage, platform, bid)]))
}

/** Best bid of each platform now, in the currency of its book. */
async function bookBids(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const bids: Record<string, string> = {}
  for (const platform of [platformA, platformB]) {
    const { bids: levels } = await stage.world.reader(platform).depth({ symbol: symbolAt(stage, platform), limit: 5 })
    bids[platform] = plain(levels[0]!.price)
  }
  return bids
}

/** Price evidence, frozen: three named offshore sources, seen by two unrelated parties, a desk's firm quote in dollars among them, and the bank's rates. */
export async function takeSnapshot(stage: Stage): Promise<PriceSnapshot> {
  const bids = await bookBids(stage)
  const now = stage.clock.now()
  const lower = Object.entries(bids)
    .map(([platform, bid]) => inDollars(stage, platform, bid))
    .sort(compareRates)[0]!
  const sources = [
    {
      id: platformA,
      kind: 'licensed-venue' as const,
      entity: platformA,
      host: stage.world.exchanges[platformA]!.url.slice('http://'.length),
    },
    {
      id: platformB,
      kind: 'licensed-venue' as const,
      entity: platformB,
      host: stage.world.exchanges[platformB]!.url.slice('http://'.length),
    },
    { id: 'desk', kind: 'desk' as const, entity: 'desk', host: 'file' },
    { id: 'bank-cn', kind: 'bank' as const, entity: 'bank-cn', host: 'file' },
  ]
  const seen = (source: string, price: string, basis: Observation['basis'], capturedBy: string): Observation => ({
    source,
    asset: stage.traded.asset,
    currency: quoteAt(stage, source),
    basis,
    price,
    asOf: now,
    fetchedAt: now,
    capturedBy,
    replySha256: sha(canonical({ basis, price, source })),
  })
  const observations = [
    ...[platformA, platformB].flatMap((platform) =>
      ['trust', 'observer'].map((party) => seen(platform, bids[platform]!, 'bid', party)),
    ),
    seen('desk', lower, 'firm-quote', 'observer'),
  ]
  return {
    version: 1,
    frozenAt: now,
    parties: [
      { id: 'trust', group: 'trust-group' },
      { id: 'observer', group: 'observer' },
    ],
    sources,
    observations,
    bars: [],
    fx: [
      { source: 'bank-cn', base: 'USD', quote: 'CNY', rate: '7.1034', asOf: now },
      { source: 'bank-cn', base: 'USD', quote: 'HKD', rate: '7.8', asOf: now },
    ],
  }
}

export function snapshotText(snapshot: PriceSnapshot): string {
  return canonical(snapshot as unknown as Json)
}

function plain(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
