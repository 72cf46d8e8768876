import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { choosePassive, patienceSlices } from '../../../src/offshore/sale/execute/passive.ts'
import { findFile } from '../market/findFile.ts'
import { randomOf } from '../market/random.ts'
import { meanOf, sdOf } from '../score.ts'
import type { TrackOptions } from './m.ts'

type Side = readonly (readonly [cents: number, btc: number])[]
interface Snapshot {
  readonly type: 'book'
  readonly at: number
  readonly bids: Side
  readonly asks: Side
}
interface Trade {
  readonly type: 'trade'
  readonly at: number
  readonly cents: number
  readonly btc: number
}

export interface PassiveResult {
  readonly slices: number
  readonly btc: number
  readonly entrants: readonly {
    readonly name: string
    /** Basis points against the mid at the start of the slice, before fees; standard error; share filled passively. */
    readonly meanBps: number
    readonly standardErrorBps: number
    readonly passiveShare: number
    readonly saved: number
    /** Of the hours, the one in which least was saved: below nothing, market orders would have been better in it. */
    readonly savedWorstHour: number
  }[]
}

const sliceMs = 60_000
const latencyMs = 1_000

interface Policy {
  readonly waitMs: number
  readonly decide: (state: { snapshot: Snapshot; elapsed: number }) => { take: boolean; post?: number }
}

const ours: Policy['decide'] = ({ snapshot, elapsed }) => {
  const decision = choosePassive({
    bestBid: BigInt(snapshot.bids[0]![0]),
    bestAsk: BigInt(snapshot.asks[0]![0]),
    ...(snapshot.asks[1] !== undefined && { nextAsk: BigInt(snapshot.asks[1][0]) }),
    elapsed,
  })
  return { take: decision.take, post: Number(decision.post) }
}

/** Within the minute, and with slices that may overlap the next ones: the same coins at the same pace, some minutes late. */
const policies: Readonly<Record<string, Policy>> = {
  market: { waitMs: 0, decide: () => ({ take: true }) },
  'join best ask': {
    waitMs: 55_000,
    decide: ({ snapshot, elapsed }) => ({ take: elapsed >= 1, post: snapshot.asks[0]![0] }),
  },
  ours: { waitMs: patienceSlices * sliceMs, decide: ours },
  'ours, within the minute': { waitMs: sliceMs - latencyMs, decide: ours },
  'ours, 5 minutes': { waitMs: 300_000, decide: ours },
  'ours, 10 minutes': { waitMs: 600_000, decide: ours },
}

/**
 * Passive orders on a real book (Bitstamp, five hours of 2015, half a bitcoin a minute) under the strict rule: a resting order fills
 * only by volume traded at its price after the queue that stood ahead, or through it; cancels ahead do not help. In one process: the
 * policies see one snapshot at a time and keep nothing.
 */
export function trackP({ data, seed, quick, log }: TrackOptions): PassiveResult {
  const events = readEvents(data)
  const btc = 0.5
  const first = events[0]!.at + 600_000 + randomOf(seed, 'passive').whole(0, 59_999)
  const last = events.at(-1)!.at - 12 * sliceMs
  // The same five hours cut into minutes at ten places: one cut alone is worth three hundredths either way.
  const schedules = Array.from({ length: quick ? 1 : 10 }, (_, i) => {
    const starts: number[] = []
    for (let at = first + (i * sliceMs) / 10; at < last; at += quick ? 5 * sliceMs : sliceMs) starts.push(at)
    return starts
  })
  const results = Object.entries(policies).map(([name, policy]) => ({
    name,
    fills: schedules.flatMap((starts) => playSlices(events, starts, btc, policy)),
  }))
  const market = meanOf(results[0]!.fills.map(({ bps }) => bps))
  const hourly = (fills: (typeof results)[0]['fills']) =>
    Map.groupBy(fills, ({ start }) => Math.floor((start - first) / 3_600_000))
  const marketHourly = hourly(results[0]!.fills)
  const entrants = results.map(({ name, fills }) => {
    const mine = fills.map(({ bps }) => bps)
    return {
      name,
      meanBps: meanOf(mine),
      standardErrorBps: sdOf(mine) / Math.sqrt(mine.length / schedules.length),
      passiveShare: meanOf(fills.map(({ passive }) => passive)),
      saved: 1 - meanOf(mine) / market,
      savedWorstHour: Math.min(
        ...[...hourly(fills)].map(
          ([hour, some]) =>
            1 - meanOf(some.map(({ bps }) => bps)) / meanOf(marketHourly.get(hour)!.map(({ bps }) => bps)),
        ),
      ),
    }
  })
  log(`\npassive orders: ${schedules.flat().length} slices of ${btc} BTC`)
  for (const row of entrants)
    log(
      `  ${row.name.padEnd(18)} ${row.meanBps.toFixed(2)} +/- ${row.standardErrorBps.toFixed(2)} bps, ${(row.passiveShare * 100).toFixed(0)} % passive, saved ${(row.saved * 100).toFixed(0)} % (worst hour ${(row.savedWorstHour * 100).toFixed(0)})`,
    )
  return { slices: schedules.flat().length, btc, entrants }
}

interface Resting {
  readonly start: number
  readonly mid: number
  left: number
  value: number
  passive: number
  order?: { readonly post: number; ahead: number; readonly from: number }
}

/** All slices in one pass: those that overlap share the volume that traded, the oldest first at each price. */
function playSlices(
  events: readonly (Snapshot | Trade)[],
  starts: readonly number[],
  btc: number,
  policy: Policy,
): readonly { start: number; bps: number; passive: number }[] {
  const done: { start: number; bps: number; passive: number }[] = []
  const active: Resting[] = []
  let next = 0
  let book: Snapshot | undefined
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!
    while (book !== undefined && next < starts.length && starts[next]! <= event.at) {
      active.push({ start: starts[next]!, mid: midOf(book), left: btc, value: 0, passive: 0 })
      next++
    }
    if (event.type === 'trade') fillPassively(active, event)
    else {
      book = event
      for (const slice of active) act(events, i, event, slice, policy)
    }
    for (let k = active.length - 1; k >= 0; k--) {
      const { start, left, value, passive, mid } = active[k]!
      if (left > 1e-9) continue
      done.push({ start, bps: (value / (btc * mid) - 1) * 1e4, passive: passive / btc })
      active.splice(k, 1)
    }
  }
  return done
}

function fillPassively(active: readonly Resting[], trade: Trade): void {
  let volume = trade.btc
  const reached = active.filter(
    ({ order }) => order !== undefined && trade.at >= order.from && trade.cents >= order.post,
  )
  reached.sort((a, b) => a.order!.post - b.order!.post || a.order!.from - b.order!.from)
  for (const slice of reached) {
    const order = slice.order!
    // Through our price: the queue was eaten. At our price: only what is left after those who stood ahead.
    const reach = trade.cents > order.post ? volume : Math.max(0, volume - order.ahead)
    if (trade.cents === order.post) order.ahead = Math.max(0, order.ahead - volume)
    const filled = Math.min(slice.left, reach)
    slice.value += filled * order.post
    slice.left -= filled
    slice.passive += filled
    volume -= filled
  }
}

function act(
  events: readonly (Snapshot | Trade)[],
  i: number,
  snapshot: Snapshot,
  slice: Resting,
  policy: Policy,
): void {
  const elapsed = policy.waitMs === 0 ? 1 : Math.min(1, (snapshot.at - slice.start) / policy.waitMs)
  const { take, post } = policy.decide({ snapshot, elapsed })
  if (take) {
    // The order arrives a little later, on the book of that moment; what twenty levels do not hold is sold at the last of them.
    const { bids } = bookAfter(events, i, snapshot.at + latencyMs)
    for (const [k, [cents, size]] of bids.entries()) {
      const filled = k === bids.length - 1 ? slice.left : Math.min(slice.left, size)
      slice.value += filled * cents
      slice.left -= filled
      if (slice.left <= 1e-9) break
    }
  } else if (post !== undefined && post !== slice.order?.post) {
    const ahead = snapshot.asks.find(([cents]) => cents === post)?.[1] ?? 0
    slice.order = { post, ahead, from: snapshot.at + latencyMs }
  }
}

function midOf({ bids, asks }: Snapshot): number {
  return (bids[0]![0] + asks[0]![0]) / 2
}

function bookAfter(events: readonly (Snapshot | Trade)[], from: number, at: number): Snapshot {
  let found = events[from] as Snapshot
  for (let i = from; i < events.length && events[i]!.at <= at; i++) {
    const event = events[i]!
    if (event.type === 'book') found = event
  }
  return found
}

function readEvents(data: string): readonly (Snapshot | Trade)[] {
  const text = gunzipSync(readFileSync(findFile(data, /_events_L2snap_trades\.log\.gz$/))).toString('utf8')
  const cents = (price: string | number) => Math.round(Number(price) * 100)
  const side = (levels: readonly (readonly [string, string])[]): Side =>
    levels.map(([price, size]) => [cents(price), Number(size)] as const)
  const events: (Snapshot | Trade)[] = []
  for (const line of text.split('\n')) {
    const [at = '', type = ''] = line.split(' ', 2)
    if (type !== 'order_book' && type !== 'trade') continue
    const body = JSON.parse(line.slice(at.length + type.length + 2)) as {
      bids: [string, string][]
      asks: [string, string][]
      price: number
      amount: number
    }
    if (type === 'trade') events.push({ type: 'trade', at: Number(at), cents: cents(body.price), btc: body.amount })
    else if (body.bids.length > 0 && body.asks.length > 0)
      events.push({ type: 'book', at: Number(at), bids: side(body.bids), asks: side(body.asks) })
  }
  return events
}
