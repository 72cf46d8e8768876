import type { BookEvent, BookFeed } from '../marketData/feed.ts'
import type { BookLevel } from '../marketData/localBook.ts'
import { at, decimal, items, malformed, oneOf, type Reader, text, timeMs } from '../reader.ts'

/**
 * OSL's public order book stream, version 4 (`/ws/v4?subscribe=orderBook:BTCUSD`): one `partial` after connecting, then `insert`, `update` and `delete`
 * by price and side, up to 100 levels a side. One change comes in several messages that share `bookVersionId`, a signed 32-bit number that never falls
 * for one pair and jumps: it orders, and cannot show that a message was lost. The server's `{"action":"ping"}` wants a pong. From osl.com/reference
 * ("Establish connection", "Subscribe to market data") and a public probe of 22 September 2026; not tried against the host by us.
 */
export function oslFeed(): BookFeed {
  return {
    name: 'osl',
    sendsImage: true,
    depthMax: 100,
    // The subscription stands in the address; a text frame would not be answered.
    subscribe: () => undefined,
    pong: (message) =>
      isObject(message) && message.action === 'ping' ? JSON.stringify({ action: 'pong' }) : undefined,
    read: (message) => readMessage({ path: 'orderBookL2', value: message }),
  }
}

/** Path of the stream for one pair. @example oslStreamPath('BTCUSD') // '/ws/v4?subscribe=orderBook:BTCUSD' */
export function oslStreamPath(symbol: string): string {
  return `/ws/v4?subscribe=orderBook:${symbol}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const actions = ['partial', 'insert', 'update', 'delete', 'heartbeat'] as const

function readMessage(message: Reader): readonly BookEvent[] {
  if (!isObject(message.value) || message.value.table !== 'orderBookL2') return []
  const action = oneOf(at(message, 'action'), actions)
  if (action === 'heartbeat') return []
  const symbol = text(at(message, 'symbol'), /^[A-Z0-9]{3,24}$/)
  const rows = items(at(message, 'data'), 5_000)
  const side = (name: 'Buy' | 'Sell'): readonly BookLevel[] =>
    rows.filter((row) => oneOf(at(row, 'side'), ['Buy', 'Sell']) === name).map((row) => level(row, action))
  return [
    {
      kind: action === 'partial' ? 'image' : 'change',
      symbol,
      bids: side('Buy'),
      asks: side('Sell'),
      // The time of the book's last change, not that of sending.
      atMs: timeMs(at(message, 'sendTime')),
      sequence: { rule: 'grouped', group: version(at(message, 'bookVersionId')) },
    },
  ]
}

/** A row that is deleted may still carry the size that it had. */
function level(row: Reader, action: (typeof actions)[number]): BookLevel {
  const price = decimal(at(row, 'price'))
  if (price === '0') malformed(at(row, 'price'), 'a price above zero')
  return { price, quantity: action === 'delete' ? '0' : decimal(at(row, 'size')) }
}

function version(reader: Reader): bigint {
  const { value } = reader
  if (!Number.isInteger(value) || Math.abs(value as number) > 2 ** 31) return malformed(reader, 'a number of 32 bits')
  return BigInt(value as number)
}
