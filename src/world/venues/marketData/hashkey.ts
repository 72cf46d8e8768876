import { at, decimal, flag, items, malformed, type Reader, text, timeMs } from '../reader.ts'
import type { BookEvent, BookFeed } from './feed.ts'
import type { BookLevel } from './localBook.ts'

/**
 * HashKey's public depth topic (`/quote/ws/v1`): whole books with a version, each of which stands for itself. The form is that of the exchange's
 * documentation as ccxt's class (4.5.84) has it for HashKey Global; that HashKey Exchange in Hong Kong sends the same was not tried against the host.
 */
export function hashkeyFeed(): BookFeed {
  return {
    name: 'hashkey',
    sendsImage: true,
    subscribe: (symbol) => JSON.stringify({ symbol, topic: 'depth', event: 'sub' }),
    ping: { everyMs: 10_000, text: (nowMs) => JSON.stringify({ ping: nowMs }) },
    pong: (message) => {
      const ping = isObject(message) ? message.ping : undefined
      return Number.isSafeInteger(ping) ? JSON.stringify({ pong: ping }) : undefined
    },
    read: (message) => readMessage({ path: 'depth', value: message }),
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readMessage(message: Reader): readonly BookEvent[] {
  if (!isObject(message.value)) return []
  if (message.value.topic !== 'depth' || message.value.data === undefined) return []
  // True on the first message after a subscription: a book like the others.
  flag(at(message, 'f'))
  return items(at(message, 'data'), 10).map((row): BookEvent => {
    const version = /^([0-9]{1,19})_[0-9]{1,4}$/.exec(text(at(row, 'v')))
    if (version === null) return malformed(at(row, 'v'), 'a version like 84661262_18')
    return {
      kind: 'image',
      symbol: text(at(row, 's'), /^[A-Z0-9]{3,24}$/),
      bids: levels(at(row, 'b')),
      asks: levels(at(row, 'a')),
      atMs: timeMs(at(row, 't')),
      sequence: { rule: 'versioned', version: BigInt(version[1]!) },
    }
  })
}

function levels(list: Reader): readonly BookLevel[] {
  return items(list, 5_000).map((row) => {
    const [price, quantity, ...more] = items(row, 3)
    if (price === undefined || quantity === undefined || more.length > 0) return malformed(row, 'price and quantity')
    return { price: decimal(price), quantity: decimal(quantity) }
  })
}
