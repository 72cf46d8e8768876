import { at, items, malformed, oneOf, type Reader, text, timeMs } from '../reader.ts'
import type { BookEvent, BookFeed, ChecksumText } from './feed.ts'
import type { BookLevel } from './localBook.ts'

/**
 * OKX's public book feed (API v5, channel `books`, 400 levels): an image, then changes, each with a signed CRC-32 over the 25 best levels of both
 * sides. Read as a source of prices; nothing is sold there.
 */
export function okxFeed(): BookFeed {
  return {
    name: 'okx',
    sendsImage: true,
    subscribe: (symbol) => JSON.stringify({ op: 'subscribe', args: [{ channel: 'books', instId: symbol }] }),
    ping: { everyMs: 20_000, text: () => 'ping' },
    read: (message) => readMessage({ path: 'books', value: message }),
  }
}

function readMessage(message: Reader): readonly BookEvent[] {
  if (typeof message.value !== 'object' || message.value === null || Array.isArray(message.value)) return []
  const arg = at(message, 'arg')
  const action = at(message, 'action')
  if (arg.value === undefined || action.value === undefined || at(arg, 'channel').value !== 'books') return []
  const symbol = text(at(arg, 'instId'))
  const kind = oneOf(action, ['snapshot', 'update'])
  return items(at(message, 'data'), 100).map((row): BookEvent => {
    const found = at(row, 'checksum').value
    if (!Number.isInteger(found)) return malformed(at(row, 'checksum'), 'a checksum of 32 bits')
    return {
      kind: kind === 'snapshot' ? 'image' : 'change',
      symbol,
      bids: levels(at(row, 'bids')),
      asks: levels(at(row, 'asks')),
      atMs: timeMs(at(row, 'ts')),
      sequence: { rule: 'checksummed', checksum: found as number, over: okxText },
    }
  })
}

/** Bid and ask of each place in turn, price and size joined by colons; where one side is shorter, the other goes on alone. */
const okxText: ChecksumText = ({ bids, asks }) => {
  const parts: string[] = []
  for (let place = 0; place < 25; place++) {
    for (const level of [bids[place], asks[place]]) if (level !== undefined) parts.push(level.price, level.quantity)
  }
  return parts.join(':')
}

/** Price, size, a field without use, and the number of orders. */
function levels(list: Reader): readonly BookLevel[] {
  return items(list, 5_000).map((row) => {
    const [price, quantity] = items(row, 4)
    if (price === undefined || quantity === undefined) return malformed(row, 'price and size')
    return { price: text(price, plain), quantity: text(quantity, plain) }
  })
}

const plain = /^[0-9]{1,20}(\.[0-9]{1,18})?$/
