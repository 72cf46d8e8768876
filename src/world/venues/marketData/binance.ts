import { at, decimal, items, malformed, type Reader, text, timeMs } from '../reader.ts'
import type { BookEvent, BookFeed } from './feed.ts'
import type { BookLevel } from './localBook.ts'

/**
 * Binance's difference depth streams (`<symbol>@depth@100ms`), spot and futures: changes with the numbers of their first and last update; futures name
 * the last number of the event before too. The image is fetched by REST (`/api/v3/depth`, `lastUpdateId`). Read as a source of prices; nothing is sold
 * there.
 */
export function binanceFeed(): BookFeed {
  return {
    name: 'binance',
    sendsImage: false,
    subscribe: (symbol) =>
      JSON.stringify({ method: 'SUBSCRIBE', params: [`${symbol.toLowerCase()}@depth@100ms`], id: 1 }),
    read: (message) => readMessage({ path: 'depth', value: message }),
  }
}

function readMessage(message: Reader): readonly BookEvent[] {
  if (typeof message.value !== 'object' || message.value === null || Array.isArray(message.value)) return []
  if (at(message, 'e').value !== 'depthUpdate') return []
  const before = at(message, 'pu')
  const first = number(at(message, 'U'))
  const last = number(at(message, 'u'))
  if (first > last) return malformed(at(message, 'U'), 'a first update not after the last')
  return [
    {
      kind: 'change',
      symbol: text(at(message, 's')),
      bids: levels(at(message, 'b')),
      asks: levels(at(message, 'a')),
      // Microseconds where the stream was asked for them.
      atMs: timeMs(inMs(at(message, 'E'))),
      sequence:
        before.value === undefined
          ? { rule: 'chained', first, last }
          : { rule: 'linked', first, last, before: number(before) },
    },
  ]
}

/** The image that REST gives: `lastUpdateId`, `bids`, `asks`. */
export function binanceImage(reply: unknown, symbol: string): BookEvent {
  const reader: Reader = { path: 'depth', value: reply }
  const last = number(at(reader, 'lastUpdateId'))
  return {
    kind: 'image',
    symbol,
    bids: levels(at(reader, 'bids')),
    asks: levels(at(reader, 'asks')),
    sequence: { rule: 'chained', first: last, last },
  }
}

function inMs({ path, value }: Reader): Reader {
  const micro = Number.isSafeInteger(value) && (value as number) > 100_000_000_000_000
  return { path, value: micro ? Math.floor((value as number) / 1000) : value }
}

function number(reader: Reader): bigint {
  const { value } = reader
  if (Number.isSafeInteger(value) && (value as number) >= 0) return BigInt(value as number)
  if (typeof value === 'string' && /^[0-9]{1,19}$/.test(value)) return BigInt(value)
  return malformed(reader, 'the number of an update')
}

function levels(list: Reader): readonly BookLevel[] {
  return items(list, 10_000).map((row) => {
    const [price, quantity, ...more] = items(row, 3)
    if (price === undefined || quantity === undefined || more.length > 0) return malformed(row, 'price and quantity')
    const level = { price: decimal(price), quantity: decimal(quantity) }
    return level.price === '0' ? malformed(price, 'a price above zero') : level
  })
}
