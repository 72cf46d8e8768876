import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { rational } from '../../../src/core/price/rational.ts'
import { seededCase, seededRandom } from '../../../src/offshore/sale/router/cases.ts'
import { checkRoute } from '../../../src/offshore/sale/router/checkRoute.ts'
import { openRoute } from '../../../src/offshore/sale/router/openRoute.ts'
import { parseBook } from '../../../src/offshore/sale/router/parseBook.ts'
import { routeSlice } from '../../../src/offshore/sale/router/routeSlice.ts'
import type { VenueBook } from '../../../src/offshore/sale/router/types.ts'
import { findFile } from '../market/findFile.ts'
import { compareWithMilp } from '../router/compareWithMilp.ts'
import { openHighs } from '../router/milp.ts'
import { quantile } from '../score.ts'
import type { TrackOptions } from './m.ts'

export interface RouterResult {
  readonly milp: { readonly cases: number; readonly differ: readonly string[] }
  readonly proofs: {
    readonly cases: number
    readonly unproven: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly maxMs: number
  }
  readonly linear: {
    readonly venues: number
    readonly levels: number
    readonly routes: number
    readonly p50Us: number
    readonly p99Us: number
    /** One level changed and the split made again. */
    readonly updateP50Us: number
    readonly updateP99Us: number
    readonly checked: number
    readonly wrong: number
  }
  readonly snapshot: {
    readonly venues: number
    readonly proven: boolean
    readonly rows: readonly {
      readonly btc: number
      readonly optimalBps: number
      readonly bestSingleBps: number
      readonly equalSplitBps: number
    }[]
  }
}

/** The router: equal to the exact program, proven on larger cases, fast on full books, and what it is worth on twelve real ones. */
export async function trackR({ data, seed, quick, log }: TrackOptions): Promise<RouterResult> {
  const milpCases = quick ? 100 : 10_000
  const solve = await openHighs()
  const differ: string[] = []
  for (let i = 0; i < milpCases; i++) {
    const fault = compareWithMilp(solve, seed * 1_000_000 + i, { venuesMax: 3, levelsMax: 4 })
    if (fault !== undefined) differ.push(`seed ${seed * 1_000_000 + i}: ${fault}`)
  }
  const result = {
    milp: { cases: milpCases, differ },
    proofs: proofs(seed, quick ? 200 : 3_000),
    linear: latency(seed),
    snapshot: snapshot(data),
  }
  log(
    `\nrouter: ${milpCases} cases against the exact program, ${differ.length} differ; ${result.proofs.cases} cases to 6 x 50, ${result.proofs.unproven} unproven, p99 ${result.proofs.p99Ms.toFixed(2)} ms; 11 x 1000 levels p50 ${result.linear.p50Us.toFixed(1)} us, p99 ${result.linear.p99Us.toFixed(1)} us, with a change of a book p50 ${result.linear.updateP50Us.toFixed(1)}, p99 ${result.linear.updateP99Us.toFixed(1)} us`,
  )
  for (const row of result.snapshot.rows)
    log(
      `  ${row.btc} BTC over ${result.snapshot.venues} venues: optimal ${row.optimalBps.toFixed(2)} bps, best single ${row.bestSingleBps.toFixed(2)}, equal split ${row.equalSplitBps.toFixed(2)}`,
    )
  return result
}

function proofs(seed: number, cases: number) {
  const times: number[] = []
  let unproven = 0
  for (let i = 0; i < cases; i++) {
    const parameters = seededCase(seed * 7_000_003 + i, { venuesMax: 6, levelsMax: 50 })
    // The least of three: what the search takes, without what else the machine was doing.
    let route = routeSlice(parameters)
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < 3; k++) {
      const start = performance.now()
      route = routeSlice(parameters)
      least = Math.min(least, performance.now() - start)
    }
    times.push(least)
    if (!route.optimal || checkRoute(parameters, route) !== undefined) unproven++
  }
  return { cases, unproven, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), maxMs: Math.max(...times) }
}

function latency(seed: number) {
  const random = seededRandom(seed)
  const books = Array.from({ length: 11 }, (_, v): VenueBook => {
    let ticks = 9_500_000n + BigInt(Math.floor(random() * 500))
    return {
      venue: `v${v}`,
      lotUnits: 1000n,
      lotTickValue: rational(BigInt(7_200_000 + Math.floor(random() * 5_000)), 10n ** 13n),
      fees: [{ from: 0n, ppm: BigInt(500 + Math.floor(random() * 15) * 100) }],
      bids: Array.from({ length: 1000 }, () => {
        ticks -= BigInt(1 + Math.floor(random() * 60))
        return { ticks, lots: BigInt(1 + Math.floor(random() * 100_000)) }
      }),
    }
  })
  const total = books.reduce((sum, { bids }) => sum + bids.reduce((s, { lots }) => s + lots, 0n), 0n) * 1000n
  const open = openRoute({ books })!
  const { route } = open
  const times: number[] = []
  const routes = 20_000
  for (let i = 0; i < routes; i++) {
    const amount = BigInt(Math.floor(random() * Number(total)))
    const start = performance.now()
    route(amount)
    if (i >= routes / 10) times.push((performance.now() - start) * 1000)
  }
  // One level of one book changes, then a new split: what a tick of market data costs.
  const updates: number[] = []
  const live = books.map((book) => ({ ...book, bids: [...book.bids] }))
  for (let i = 0; i < routes; i++) {
    const v = Math.floor(random() * live.length)
    const at = Math.floor(random() ** 3 * 1000)
    const level = { ticks: live[v]!.bids[at]!.ticks, lots: BigInt(1 + Math.floor(random() * 100_000)) }
    const amount = BigInt(Math.floor((random() * Number(total)) / 2))
    const start = performance.now()
    open.update(v, level)
    route(amount)
    if (i >= routes / 10) updates.push((performance.now() - start) * 1000)
    live[v]!.bids[at] = level
  }
  // The timed answers are checked on a sample against the full route and its proof.
  let wrong = 0
  for (let i = 1; i <= 5; i++) {
    const amount = (total * BigInt(i)) / 6n
    const full = routeSlice({ books: live, amount })
    const quick = route(amount)!
    const same = live.every(
      ({ venue }, v) => (full.legs.find((leg) => leg.venue === venue)?.lots ?? 0n) === quick.lots[v],
    )
    if (!same || !full.optimal) wrong++
  }
  return {
    venues: 11,
    levels: 1000,
    routes,
    p50Us: quantile(times, 0.5),
    p99Us: quantile(times, 0.99),
    updateP50Us: quantile(updates, 0.5),
    updateP99Us: quantile(updates, 0.99),
    checked: 5,
    wrong,
  }
}

interface SnapshotFile {
  readonly results: readonly {
    readonly exchange: string
    readonly data: readonly { readonly price: number; readonly qty: number; readonly bidCum?: number }[]
  }[]
}

/** Twelve venues at one moment; flat ten basis points of fee; loss against the middle of all mids. */
function snapshot(data: string) {
  const file = JSON.parse(
    gunzipSync(readFileSync(findFile(data, /^multi\d*_.*_snapshot_.*\.json\.gz$/))).toString('utf8'),
  ) as SnapshotFile
  const books: VenueBook[] = []
  const mids: number[] = []
  for (const { exchange, data: rows } of file.results) {
    const bids = rows.filter(({ bidCum }) => bidCum !== undefined && bidCum !== null).sort((a, b) => b.price - a.price)
    const asks = rows.filter(({ bidCum }) => bidCum === undefined || bidCum === null)
    if (bids.length === 0 || asks.length === 0) continue
    mids.push((bids[0]!.price + Math.min(...asks.map(({ price }) => price))) / 2)
    const merged = Map.groupBy(bids, ({ price }) => price.toFixed(2))
    books.push(
      parseBook({
        venue: exchange,
        bids: [...merged].map(
          ([price, same]) => [price, same.reduce((sum, { qty }) => sum + qty, 0).toFixed(5)] as const,
        ),
        tick: '0.01',
        lot: '0.00001',
        assetDecimals: 8,
        quoteRate: '1',
        takerPpm: 1_000n,
      }),
    )
  }
  const mid = quantile(mids, 0.5)
  let proven = books.length > 0
  const lossBps = (used: readonly VenueBook[], amount: bigint) => {
    const route = routeSlice({ books: used, amount })
    proven &&= route.optimal && checkRoute({ books: used, amount }, route) === undefined
    return route.unsold > 0n
      ? Number.POSITIVE_INFINITY
      : (1 - Number(route.net.num) / Number(route.net.den) / ((Number(amount) / 1e8) * mid)) * 1e4
  }
  const rows = [1, 10, 40].map((btc) => {
    const amount = BigInt(btc) * 100_000_000n
    const singles = books.map((book) => lossBps([book], amount))
    const each = (amount / BigInt(books.length) / 1000n) * 1000n
    const parts = books.map((book) => routeSlice({ books: [book], amount: each }))
    const got = parts.reduce((sum, { net }) => sum + Number(net.num) / Number(net.den), 0)
    const sold = parts.reduce((sum, part) => sum + Number(part.sold) / 1e8, 0)
    return {
      btc,
      optimalBps: lossBps(books, amount),
      bestSingleBps: Math.min(...singles),
      equalSplitBps: (1 - got / (sold * mid)) * 1e4,
    }
  })
  return { venues: books.length, proven: proven, rows }
}
