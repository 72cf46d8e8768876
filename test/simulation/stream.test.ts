import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { type LoggedBook, type LoggedBooks, readBooks } from '../../src/offshore/sale/books/loggedBooks.ts'
import type { OrdersState } from '../../src/offshore/sale/sale.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

/** A real sale by the real executor, over streams of the sandbox's platforms that fail on the way. */
const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
beforeAll(async () => {
  walk = await walkToSale('stream', 0, true)
  await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
}, 600_000)
afterAll(() => walk?.end())

const orders = (): OrdersState => walk.seller.ordersOf('A/1')!
const sold = (): bigint => Object.values(orders().totals).reduce((sum, { units }) => sum + BigInt(units), 0n)
const routes = () =>
  (walk.seller.streamOf('A/1')?.entries ?? [])
    .map((id) => walk.zones.offshore.entries.get(id)!.entry)
    .filter(({ header }) => header.kind === 'slice.routed')
const booksOf = (entry: ReturnType<typeof routes>[number]): LoggedBooks =>
  readBooks(walk.zones.offshore.documents.get(String(entry.fields['payload.books']!.value))!)
const looks = (): readonly LoggedBooks[] => routes().map(booksOf)
const bookOf = (platform: string, look: LoggedBooks | undefined): LoggedBook | undefined =>
  look?.books.find((book) => book.platform === platform)
const seen = (platform: string): LoggedBook | undefined => bookOf(platform, looks().at(-1))

async function minutesUntil(holds: () => boolean, what: string, most = 12): Promise<void> {
  for (let minute = 0; minute < most && !holds(); minute++) await walk.clock.pass(1)
  expect(holds(), what).toBe(true)
}

/** A fault is taken by the next message of the platform. */
const nextMessages = () => new Promise((resolve) => setTimeout(resolve, 1_500))

test('the first book of each platform is asked for, and a stream is used once it agreed', async () => {
  await minutesUntil(
    () => seen(platformA)?.source?.by === 'stream' && seen(platformB)?.source?.by === 'stream',
    'streams',
  )
  for (const platform of [platformA, platformB]) {
    const books = looks().map((look) => bookOf(platform, look)!)
    expect(books[0]!.source?.by).toBe('rest')
    const first = books.findIndex(({ source }) => source?.by === 'stream')
    const before = books[first - 1]!
    expect(before).toMatchObject({ source: { by: 'rest', why: 'due' }, check: { agreed: true, feed: 'hashkey' } })
    expect(books[first]!.source).toMatchObject({
      host: walk.world.exchanges[platform]!.url.slice('http://'.length),
      sequence: expect.stringMatching(/^[0-9]+$/),
      checkedAt: before.fetchedAt,
    })
  }
  expect(sold()).toBeGreaterThan(0n)
}, 300_000)

test('a book of a stream that was heard of too long ago, or whose check is another, is refused by the rule', () => {
  const zone = walk.zones.offshore.fork()
  const entry = routes().at(-1)!
  const books = booksOf(entry)
  const change = (of: object): readonly string[] => {
    const altered = books.books.map((book) => ({ ...book, source: { ...book.source, ...of } }))
    const hash = zone.document(canonical({ ...books, books: altered } as unknown as Json))
    const payload = Object.fromEntries(
      Object.entries(entry.fields).flatMap(([name, { value }]) =>
        name.startsWith('payload.') ? [[name.slice('payload.'.length), value]] : [],
      ),
    )
    const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
    const result = zone.act(
      {
        id: `try:${hash}`,
        kind: 'slice.routed',
        actor,
        subject,
        payload: { ...payload, books: hash },
        documents: [hash],
      },
      { stream: walk.seller.streamOf('A/1')!.id },
    )
    if (result.outcome !== 'refused') return []
    const fact = result.refusal.unmet.find(({ rule }) => rule === 'HK-MANDATE-route')
    return [JSON.stringify(fact)]
  }
  expect(change({ heardAt: '2026-03-02T01:00:00.000Z' })[0]).toContain('heard')
  expect(change({ checkedAt: '2026-03-02T01:00:00.000Z' })[0]).toContain('without its check')
  expect(change({ host: '127.0.0.1:9' })[0]).toContain('127.0.0.1:9')
})

test('a stream that falls silent is not used, the look asks instead, and the sale goes on', async () => {
  const before = sold()
  const { feeds } = walk.world.exchanges[platformA]!
  feeds.fault('silent')
  await nextMessages()
  await walk.clock.pass(1)
  expect(seen(platformA)?.source).toEqual({ by: 'rest', why: 'silent' })
  expect(sold()).toBeGreaterThan(before)
  const { connections } = feeds
  feeds.fault('cut')
  await expect.poll(() => feeds.connections, { timeout: 20_000 }).toBeGreaterThan(connections)
  await nextMessages()
  // After a doubt it is checked first, and then used again.
  await minutesUntil(() => seen(platformA)?.source?.by === 'stream', 'the stream again')
  const books = looks().map((look) => bookOf(platformA, look))
  expect(books.at(-2)).toMatchObject({ source: { by: 'rest', why: 'due' }, check: { agreed: true } })
}, 300_000)

test('a stream whose prices are wrong is found by the next check, is off for the rest of the sale, and that is in the record', async () => {
  walk.world.exchanges[platformB]!.feeds.fault('wrong')
  await nextMessages()
  await minutesUntil(() => looks().at(-1)?.streamsOff !== undefined, 'a disagreement')
  const found = seen(platformB)!
  expect(found).toMatchObject({ source: { by: 'rest', why: 'due' }, check: { agreed: false } })
  // Both are kept: one percent apart.
  expect(Number(found.check!.bids[0]![0]) / Number(found.bids[0]![0])).toBeGreaterThan(1.005)
  expect(looks().at(-1)!.streamsOff).toEqual([platformB])
  const last = looks().length
  await minutesUntil(() => looks().length > last, 'another look')
  expect(seen(platformB)?.source).toEqual({ by: 'rest', why: 'disagreed' })
  expect(looks().at(-1)!.streamsOff).toEqual([platformB])
}, 300_000)

test('the sale goes on without it', async () => {
  const before = sold()
  await minutesUntil(() => sold() > before, 'more is sold')
  expect(seen(platformA)?.source?.by).toBe('stream')
}, 300_000)
