import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { booksFormat, type LoggedBook } from '../../src/offshore/sale/books/loggedBooks.ts'
import { shortest } from '../../src/world/venues/decimal.ts'
import { bitcoinAsset } from '../world.ts'
import { platformA, platformB } from './cast.ts'
import type { Subject } from './returnCoins.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

/** Row 13x: the market falls, three looks at the books of both platforms find no bid at the floor, and the principal decides that the coins come back. */
export async function floorOut(stage: Stage, subject: Subject, floor: string): Promise<void> {
  const { offshore, clock, way, world } = stage
  for (const exchange of Object.values(world.exchanges)) exchange.control.shift({ asset: 'BTC', ppm: -100_000 })
  await clock.pass(1)
  const attempts = Number(way.parameter('floorAttemptsMin'))
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const books = await offshore.document(canonical((await booksNow(stage)) as unknown as Json))
    await enact(stage, { kind: 'floor.tested', subject, payload: { floor, books }, documents: [books] })
    await clock.pass(10)
  }
  const evidence = await offshore.document(`SANDBOX ${attempts} looks, none at ${floor}`)
  await enact(stage, {
    kind: 'floor.unreachable',
    subject,
    payload: { floor, attempts, evidence },
    documents: [evidence],
  })
  stage.say({ stage: 'floor.unreachable', text: `${attempts} looks, no bid at ${floor} USD` })
  const said = { decision: 'return', tranche: subject.tranche }
  const paper = await file(stage, offshore, way.account.payee, 'floor-decision', said)
  await enact(stage, {
    kind: 'floor.decided',
    subject,
    payload: { decision: 'return', reason: 'SANDBOX the coins come back', paper },
    documents: [paper],
  })
  stage.say({ stage: 'floor.decided', text: 'the coins come back' })
  await rest(stage)
}

/** What both platforms show now, taken by the trader: the rehearsal knows nothing of a zone's workers. */
async function booksNow(stage: Stage) {
  const books: LoggedBook[] = []
  for (const platform of [platformA, platformB]) {
    const venue = stage.world.reader(platform)
    const { symbol, quote, ...filters } = (await venue.instruments()).find((one) => one.symbol === 'BTCUSD')!
    const { bids, asks, changedAtMs } = await venue.depth({ symbol, limit: 20 })
    const pairs = (levels: typeof bids) =>
      levels.map(({ price, quantity }) => [shortest(price), shortest(quantity)] as const)
    books.push({
      platform,
      host: venue.host,
      symbol,
      quote,
      changedAt: new Date(changedAtMs).toISOString(),
      fetchedAt: stage.clock.now(),
      tick: shortest(filters.tick),
      lot: shortest(filters.lot),
      minQuantity: shortest(filters.minQuantity),
      maxQuantity: shortest(filters.maxQuantity),
      minNotional: shortest(filters.minNotional),
      maxNotional: shortest(filters.maxNotional),
      bids: pairs(bids),
      asks: pairs(asks.slice(0, 1)),
    })
  }
  return { format: booksFormat, asset: bitcoinAsset, currency: 'USD', books }
}
