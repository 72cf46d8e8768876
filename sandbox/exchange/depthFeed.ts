import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Exchange } from './createExchange.ts'

/**
 * What can go wrong on a feed, once each:
 * - repeat: the last message again. back: the book of before the last, with its old number. cut: the connection ends without a word.
 * - lost: one message is not sent. garbage: something that is no JSON. crossed: a best bid above the best ask.
 * - silent: nothing more is sent on this connection, which stays open.
 */
export type FeedFault = 'repeat' | 'back' | 'cut' | 'lost' | 'garbage' | 'crossed' | 'silent'

export interface DepthFeeds {
  fault(fault: FeedFault): void
  readonly connections: number
  stop(): void
}

interface Levels {
  readonly t: number
  readonly b: readonly (readonly [string, string])[]
  readonly a: readonly (readonly [string, string])[]
}

/**
 * The venue's public books over WebSocket, read from the same exchange as its REST: HashKey's depth topic (whole books with a version) at
 * `/quote/ws/v1`, and OSL's version 4 (a partial, then changes in groups) at `/ws/v4?subscribe=orderBook:SYMBOL`. Reading a book is an input of the
 * exchange: a rehearsal whose bytes are to repeat does not subscribe.
 */
export function serveDepthFeeds(parameters: {
  readonly server: Server
  readonly exchange: Exchange
  readonly everyMs?: number
}): DepthFeeds {
  const { server, exchange, everyMs = 250 } = parameters
  const sockets = new WebSocketServer({ noServer: true })
  const faults: FeedFault[] = []
  const timers = new Set<ReturnType<typeof setInterval>>()
  let connections = 0
  let version = 84_661_262
  const bookOf = (symbol: string): Levels | undefined => {
    const answered = exchange.handle({
      method: 'GET',
      path: '/quote/v1/depth',
      query: `symbol=${symbol}&limit=100`,
      body: '',
    })
    if (answered.kind !== 'reply' || answered.status !== 200) return undefined
    const value = JSON.parse(answered.body) as Levels | { code: unknown }
    return 'b' in value ? value : undefined
  }
  const every = (socket: WebSocket, run: (fault: FeedFault | undefined) => void): void => {
    let silent = false
    const timer = setInterval(() => {
      const fault = faults.shift()
      if (fault === 'cut') socket.terminate()
      else if (fault === 'garbage') socket.send('SANDBOX <html>')
      else if (fault === 'silent') silent = true
      else if (!silent) run(fault)
    }, everyMs)
    timers.add(timer)
    socket.on('close', () => {
      clearInterval(timer)
      timers.delete(timer)
    })
  }
  const hashkey = (socket: WebSocket): void => {
    socket.on('message', (data) => {
      const message = parse(String(data))
      if (message?.ping !== undefined) socket.send(JSON.stringify({ pong: message.ping }))
      const symbol = message?.symbol
      if (message?.topic !== 'depth' || message.event !== 'sub' || typeof symbol !== 'string') return
      let last = ''
      let before = ''
      every(socket, (fault) => {
        const book = bookOf(symbol)
        if (book === undefined) return
        const text = hashkeyText({
          symbol,
          book: fault === 'crossed' ? crossed(book) : book,
          version: ++version,
          first: last === '',
        })
        if (fault === 'back' && before !== '') socket.send(before)
        if (fault === 'repeat' && last !== '') socket.send(last)
        before = last
        last = text
        if (fault !== 'lost') socket.send(text)
      })
    })
  }
  const osl = (socket: WebSocket, symbols: readonly string[]): void => {
    for (const symbol of symbols) {
      socket.send(JSON.stringify({ event: 'subscribe', arg: { channel: 'depthDiff', instId: symbol } }))
      let held: Levels | undefined
      every(socket, (fault) => {
        const book = bookOf(symbol)
        if (book === undefined) return
        const next = fault === 'crossed' ? crossed(book) : book
        version += 3
        const messages = oslTexts({
          symbol,
          before: held,
          after: next,
          version: -2_122_000_000 + (version % 100_000_000),
        })
        held = next
        socket.send(JSON.stringify({ action: 'ping' }))
        if (fault === 'lost') return
        for (const text of fault === 'repeat' ? [...messages, ...messages] : messages) socket.send(text)
      })
    }
  }
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const symbols = (url.searchParams.get('subscribe') ?? '').split(',').map((one) => one.replace(/^orderBook:/, ''))
    const open = url.pathname === '/quote/ws/v1' ? hashkey : url.pathname === '/ws/v4' ? osl : undefined
    if (open === undefined) {
      stream.destroy()
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      connections++
      open(socket, symbols)
    })
  })
  return {
    fault: (fault) => {
      faults.push(fault)
    },
    get connections() {
      return connections
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer)
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function crossed(book: Levels): Levels {
  const ask = book.a[0]
  return ask === undefined ? book : { ...book, b: [ask, ...book.b] }
}

function hashkeyText(parameters: {
  readonly symbol: string
  readonly book: Levels
  readonly version: number
  readonly first: boolean
}): string {
  const { symbol, book, version, first } = parameters
  const data = [{ e: 301, s: symbol, t: book.t, v: `${version}_18`, b: book.b, a: book.a, o: 0 }]
  return JSON.stringify({
    symbol,
    symbolName: symbol,
    topic: 'depth',
    params: { realtimeInterval: '24h' },
    data,
    f: first,
    sendTime: book.t,
    shared: false,
  })
}

/** A partial where nothing was held; otherwise what was put in, changed and taken out, as up to three messages of one group. */
function oslTexts(parameters: {
  readonly symbol: string
  readonly before: Levels | undefined
  readonly after: Levels
  readonly version: number
}): readonly string[] {
  const { symbol, before, after, version } = parameters
  const row = (side: 'Buy' | 'Sell', [price, size]: readonly [string, string]): object => ({
    symbol,
    side,
    size: padded(size),
    price,
  })
  const text = (action: string, data: readonly object[]): string =>
    JSON.stringify({ table: 'orderBookL2', action, symbol, bookVersionId: version, sendTime: after.t, data })
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

/** The sockets pad sizes to eight digits, where REST leaves zeros out. */
function padded(size: string): string {
  const [whole, fraction = ''] = size.split('.')
  return `${whole}.${fraction.padEnd(8, '0')}`
}
