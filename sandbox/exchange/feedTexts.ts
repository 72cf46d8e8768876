import { crc32 } from 'node:zlib'

type Row = readonly [price: string, quantity: string]

/** A book as the venue shows it: time of its last change, bids and asks best first. */
export interface Levels {
  readonly t: number
  readonly b: readonly Row[]
  readonly a: readonly Row[]
}

/** What a message is made from: what the subscriber holds, nothing at first, and what it is to hold. */
export interface Turn {
  readonly symbol: string
  readonly before: Levels | undefined
  readonly after: Levels
  /** Grows with each message of the venue. */
  readonly number: number
  /** The checksum that is sent is wrong. */
  readonly misprint: boolean
}

/** HashKey's depth topic: the whole book, with a version. */
export function hashkeyTexts({ symbol, before, after, number }: Turn): readonly string[] {
  const data = [{ e: 301, s: symbol, t: after.t, v: `${number}_18`, b: after.b, a: after.a, o: 0 }]
  const params = { realtimeInterval: '24h' }
  const first = before === undefined
  return [
    JSON.stringify({
      symbol, symbolName: symbol, topic: 'depth', params, data, f: first, sendTime: after.t, shared: false,
    }), // biome-ignore format: one message
  ]
}

/** OSL's version 4: a partial where nothing was held; otherwise what was put in, changed and taken out, as up to three messages of one group. */
export function oslTexts({ symbol, before, after, number }: Turn): readonly string[] {
  const row = (side: 'Buy' | 'Sell', [price, size]: Row): object => ({ symbol, side, size: padded(size), price })
  const bookVersionId = -2_122_000_000 + (number % 100_000_000)
  const text = (action: string, data: readonly object[]): string =>
    JSON.stringify({ table: 'orderBookL2', action, symbol, bookVersionId, sendTime: after.t, data })
  if (before === undefined)
    return [
      text('partial', [...after.b.map((level) => row('Buy', level)), ...after.a.map((level) => row('Sell', level))]),
    ]
  const changes = { insert: [] as object[], update: [] as object[], delete: [] as object[] }
  for (const [side, was, is] of [
    ['Buy', before.b, after.b],
    ['Sell', before.a, after.a],
  ] as const) {
    const held = new Map(was)
    for (const level of is) {
      const size = held.get(level[0])
      if (size === undefined) changes.insert.push(row(side, level))
      else if (size !== level[1]) changes.update.push(row(side, level))
      held.delete(level[0])
    }
    for (const level of held) changes.delete.push(row(side, level))
  }
  return (['insert', 'update', 'delete'] as const).flatMap((action) =>
    changes[action].length === 0 ? [] : [text(action, changes[action])],
  )
}

/** The form of OKX's `books`: an image, then changes, each with a checksum over the best 25 levels of both sides. */
export function okxTexts({ symbol, before, after, misprint }: Turn): readonly string[] {
  const levels = (rows: readonly Row[]): object => rows.map(([price, quantity]) => [price, quantity, '0', '1'])
  const top = Array.from({ length: 25 }, (_, place) => [after.b[place], after.a[place]]).flat()
  const checksum = crc32(
    top
      .filter((row) => row !== undefined)
      .flat()
      .join(':'),
  )
  const [b, a] = before === undefined ? [after.b, after.a] : [changed(before.b, after.b), changed(before.a, after.a)]
  const row = {
    bids: levels(b),
    asks: levels(a),
    ts: String(after.t),
    checksum: (misprint ? checksum ^ 1 : checksum) | 0,
  }
  const arg = { channel: 'books', instId: symbol }
  return [JSON.stringify({ arg, action: before === undefined ? 'snapshot' : 'update', data: [row] })]
}

/** The form of Binance's `@depth`: changes whose numbers follow each other; the first book is fetched by REST. */
export function binanceTexts({ symbol, before, after, number }: Turn): readonly string[] {
  if (before === undefined) return []
  const change = { b: changed(before.b, after.b), a: changed(before.a, after.a) }
  return [JSON.stringify({ e: 'depthUpdate', E: after.t, s: symbol, U: number, u: number, ...change })]
}

/** Levels that are now otherwise; those that are gone with a quantity of zero. */
function changed(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const held = new Map(before)
  const rows: Row[] = []
  for (const [price, quantity] of after) {
    if (held.get(price) !== quantity) rows.push([price, quantity])
    held.delete(price)
  }
  return [...rows, ...[...held.keys()].map((price): Row => [price, '0'])]
}

/** The sockets of OSL pad sizes to eight digits, where REST leaves zeros out. */
function padded(size: string): string {
  const [whole, fraction = ''] = size.split('.')
  return `${whole}.${fraction.padEnd(8, '0')}`
}

export function crossed(book: Levels): Levels {
  const ask = book.a[0]
  return ask === undefined ? book : { ...book, b: [ask, ...book.b] }
}

/** The same book at prices one percent higher: well formed, in order, and wrong. */
export function raised(book: Levels): Levels {
  const up = (rows: readonly Row[]): readonly Row[] =>
    rows.map(([price, quantity]) => {
      const [whole, fraction = ''] = price.split('.')
      const units = (BigInt(`${whole}${fraction}`) * 101n) / 100n
      const text = units.toString().padStart(fraction.length + 1, '0')
      return [fraction === '' ? text : `${text.slice(0, -fraction.length)}.${text.slice(-fraction.length)}`, quantity]
    })
  return { ...book, b: up(book.b), a: up(book.a) }
}
