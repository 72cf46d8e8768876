import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { binanceFeed, binanceImage } from '../../../src/world/venues/marketData/binance.ts'
import type { BookFeed } from '../../../src/world/venues/marketData/feed.ts'
import { FollowedBook } from '../../../src/world/venues/marketData/followBook.ts'
import { krakenFeed } from '../../../src/world/venues/marketData/kraken.ts'
import { okxFeed } from '../../../src/world/venues/marketData/okx.ts'
import { dataDir } from '../../support/data.ts'

const data = dataDir()
const read = (name: string): string =>
  gunzipSync(readFileSync(join(data ?? '', 'orderbooks/dev', name))).toString('utf8')

interface Frame {
  readonly t: string
  readonly data: string
}

/** The frames of a capture as they were received. */
function framesOf(name: string): readonly unknown[] {
  return read(`ws_captures/${name}.jsonl.gz`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Frame)
    .filter(({ t, data: text }) => t === 'recv' && /^[[{]/.test(text))
    .map(({ data: text }) => JSON.parse(text) as unknown)
}

/** Follows every symbol of a capture; a frame may be left out or changed on its way. */
function follow(parameters: {
  readonly feed: BookFeed
  readonly frames: readonly unknown[]
  readonly leaveOut?: (index: number) => boolean
}): Map<string, FollowedBook> {
  const { feed, frames, leaveOut } = parameters
  const books = new Map<string, FollowedBook>()
  for (const [index, frame] of frames.entries()) {
    if (leaveOut?.(index) === true) continue
    for (const event of feed.read(frame)) {
      const book = books.get(event.symbol) ?? new FollowedBook({ feed, symbol: event.symbol })
      books.set(event.symbol, book)
      book.apply(event, index)
    }
  }
  return books
}

const totals = (books: Map<string, FollowedBook>) => ({
  books: books.size,
  live: [...books.values()].filter(({ followed }) => followed.state === 'live').length,
  images: [...books.values()].reduce((sum, { counts }) => sum + counts.images, 0),
  changes: [...books.values()].reduce((sum, { counts }) => sum + counts.changes, 0),
})

describe.skipIf(!data)('real captures', () => {
  const feeds = { KRAKEN: krakenFeed({ depth: 1000 }), OKX: okxFeed() }
  const expected = {
    KRAKEN: { books: 10, live: 10, images: 10, changes: 0 },
    OKX: { books: 3, live: 3, images: 3, changes: 0 },
  }
  test.each(['KRAKEN', 'OKX'] as const)('%s: every checksum of every change holds', (name) => {
    const frames = framesOf(name)
    const books = follow({ feed: feeds[name], frames })
    const { changes, ...rest } = totals(books)
    expect(rest).toEqual({ books: expected[name].books, live: expected[name].live, images: expected[name].images })
    expect(changes).toBeGreaterThan(100)
    for (const book of books.values()) {
      const depth = book.depth(10, frames.length)!
      expect(Number(depth.bids[0]!.price)).toBeLessThan(Number(depth.asks[0]!.price))
    }
  })
  test.each(['KRAKEN', 'OKX'] as const)('%s: a change that is lost is found by a checksum', (name) => {
    const frames = framesOf(name)
    const feed = feeds[name]
    const changes = frames.flatMap((frame, index) =>
      feed.read(frame).some(({ kind, bids, asks }) => kind === 'change' && bids.length + asks.length > 0)
        ? [index]
        : [],
    )
    let found = 0
    const tried = changes.filter((_, i) => i % Math.ceil(changes.length / 12) === 0)
    for (const lost of tried) {
      const books = follow({ feed, frames, leaveOut: (index) => index === lost })
      if ([...books.values()].some(({ counts }) => (counts.doubts.checksum ?? 0) > 0)) found++
    }
    // A change behind the levels that the sum covers, or undone before the next, leaves no trace.
    expect(found).toBeGreaterThan(tried.length / 2)
  })
})

/** The messages of a difference stream, from the rows that a recorder flattened them to. */
function messagesOf(name: string): readonly unknown[] {
  const [head, ...rows] = read(`binance_${name}.csv.gz`).trim().split('\n')
  const columns = head!.trim().split(',')
  const messages: { key: string; message: Record<string, unknown> }[] = []
  for (const row of rows) {
    const cells = Object.fromEntries(
      row
        .trim()
        .split(',')
        .map((cell, i) => [columns[i]!, cell]),
    )
    const { FirstUpdateId, FinalUpdateId, FinalUpdateIdInLastStream, EventTime, Symbol: symbol } = cells
    const key = [FirstUpdateId, FinalUpdateId, FinalUpdateIdInLastStream, EventTime, symbol].join()
    if (messages.at(-1)?.key !== key) {
      messages.push({
        key,
        message: {
          e: cells.EventType,
          E: Number(EventTime),
          s: symbol,
          U: Number(FirstUpdateId),
          u: Number(FinalUpdateId),
          ...(FinalUpdateIdInLastStream === undefined ? {} : { pu: Number(FinalUpdateIdInLastStream) }),
          b: [],
          a: [],
        },
      })
    }
    const side = messages.at(-1)!.message[cells.IsAsk === '1' ? 'a' : 'b'] as unknown[]
    side.push([cells.Price, cells.Quantity])
  }
  return messages.map(({ message }) => message)
}

describe.skipIf(!data)('difference depth with the numbers of its updates', () => {
  const streams = {
    spot_trxusdt: 'TRXUSDT',
    usd_m_futures_trxusdt: 'TRXUSDT',
    coin_m_futures_trxusd_perp: 'TRXUSD_PERP',
  } as const
  const followAll = (name: keyof typeof streams, kind: 'positive' | 'negative') => {
    const feed = binanceFeed()
    const book = new FollowedBook({ feed, symbol: streams[name] })
    // The last row of the positive files has an edited time, and stands for itself.
    const messages = messagesOf(`${name}_difference_depth_20250304_${kind}`).slice(0, -1)
    const first = messages.at(kind === 'positive' ? 0 : 1) as { U: number; pu?: number }
    // Of futures the first change must hold the image's number; of spot it may begin right after.
    const image = { lastUpdateId: first.pu === undefined ? first.U - 1 : first.U, bids: [], asks: [] }
    book.apply(binanceImage(image, streams[name]), 0)
    let images = 0
    for (const [index, message] of messages.entries()) {
      let again = false
      try {
        for (const event of feed.read(message)) again = book.apply(event, index) || again
      } catch {
        book.distrust()
        again = true
      }
      if (!again) continue
      images++
      book.apply(binanceImage({ ...image, lastUpdateId: (message as { u: number }).u }, streams[name]), index)
    }
    return { book, images }
  }
  test.each(Object.keys(streams) as (keyof typeof streams)[])('%s: the chain of the recording is unbroken', (name) => {
    const { book, images } = followAll(name, 'positive')
    expect([images, book.followed.state]).toEqual([0, 'live'])
    expect(book.counts.changes).toBeGreaterThan(100)
  })
  test.each(['spot_trxusdt', 'coin_m_futures_trxusd_perp'] as const)(
    '%s: the faults planted in its twin are found, and after a new image it goes on',
    (name) => {
      const { book, images } = followAll(name, 'negative')
      expect(images).toBeGreaterThan(0)
      expect(book.counts.doubts.malformed ?? 0).toBeGreaterThan(0)
      expect(book.counts.doubts.gap ?? 0).toBeGreaterThan(0)
      expect(book.followed.state).toBe('live')
    },
  )
})
