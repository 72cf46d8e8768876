import { at, items, malformed, type Reader, text } from '../reader.ts'
import type { BookEvent, BookFeed, ChecksumText } from './feed.ts'
import type { BookLevel } from './localBook.ts'

/**
 * Kraken's public book feed (WebSocket API v1, channel `book`): an image, then changes, each with a CRC-32 over the ten best levels of both sides.
 * Read as a source of prices; nothing is sold there.
 */
export function krakenFeed({ depth = 10 }: { readonly depth?: 10 | 25 | 100 | 500 | 1000 } = {}): BookFeed {
  return {
    name: 'kraken',
    sendsImage: true,
    depthMax: depth,
    subscribe: (symbol) =>
      JSON.stringify({ event: 'subscribe', pair: [symbol], subscription: { name: 'book', depth } }),
    read: (message) => (Array.isArray(message) ? readMessage({ path: 'book', value: message }, depth) : []),
  }
}

function readMessage(message: Reader, depth: number): readonly BookEvent[] {
  const parts = items(message, 5)
  const pair = parts.at(-1)
  const channel = parts.at(-2)
  if (pair === undefined || channel === undefined || channel.value !== `book-${depth}`) return []
  const symbol = text(pair)
  const bodies = parts.slice(1, -2)
  const first = bodies[0]
  if (first === undefined) return malformed(message, 'a channel, a body, a name and a pair')
  if (at(first, 'as').value !== undefined) {
    const bids = levels(at(first, 'bs'))
    const asks = levels(at(first, 'as'))
    return [{ kind: 'image', symbol, bids, asks, sequence: { rule: 'none' } }]
  }
  const side = (name: 'a' | 'b'): readonly BookLevel[] =>
    bodies.flatMap((body) => (at(body, name).value === undefined ? [] : levels(at(body, name))))
  const sum = bodies.map((body) => at(body, 'c')).find(({ value }) => value !== undefined)
  const checksum = sum === undefined ? malformed(message, 'a checksum') : Number(text(sum, /^[0-9]{1,10}$/))
  return [
    {
      kind: 'change',
      symbol,
      bids: side('b'),
      asks: side('a'),
      sequence: { rule: 'checksummed', checksum, over: krakenText },
    },
  ]
}

/** Asks from the best up, then bids from the best down, ten each; of price and volume the digits without point and leading zeros. */
const krakenText: ChecksumText = ({ bids, asks }) =>
  [...asks.slice(0, 10), ...bids.slice(0, 10)].map(({ price, quantity }) => bare(price) + bare(quantity)).join('')

function bare(decimal: string): string {
  return decimal.replace('.', '').replace(/^0+/, '')
}

/** Price, volume, time, and 'r' where the level is sent again because it came back into reach. Their digits are kept as they came. */
function levels(list: Reader): readonly BookLevel[] {
  return items(list, 5_000).map((row) => {
    const [price, quantity] = items(row, 4)
    if (price === undefined || quantity === undefined) return malformed(row, 'price, volume and time')
    return { price: text(price, padded), quantity: text(quantity, padded) }
  })
}

const padded = /^[0-9]{1,20}\.[0-9]{1,18}$/
