import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Exchange } from './createExchange.ts'
import { binanceTexts, crossed, hashkeyTexts, type Levels, okxTexts, oslTexts, raised, type Turn } from './feedTexts.ts'

/**
 * What can go wrong on a feed, once each:
 * - repeat: the last message again. back: the message of before the last, with its old number. reorder: a message comes after the one that follows it.
 * - lost: one message that says something new is not sent: a gap. checksum: one that does not fit its book, where the feed has them. garbage: something that is no JSON.
 * - crossed: a best bid above the best ask. cut: the connection ends without a word. silent: nothing more on this connection, which stays open.
 * - wrong: from now on and on every connection all prices are one percent too high, in order and in form.
 */
export type FeedFault =
  | 'repeat'
  | 'back'
  | 'reorder'
  | 'lost'
  | 'checksum'
  | 'garbage'
  | 'crossed'
  | 'cut'
  | 'silent'
  | 'wrong'

export interface DepthFeeds {
  fault(fault: FeedFault): void
  readonly connections: number
  /** The whole book for who follows changes that come without one. */
  image(symbol: string): object | undefined
  stop(): void
}

/**
 * The venue's public books over WebSocket: HashKey's depth topic (whole books with a version) at `/quote/ws/v1`, OSL's version 4 (a partial, then changes in
 * groups) at `/ws/v4?subscribe=orderBook:SYMBOL`. Beside them the two other ways in which venues let a reader notice that something is missing, for tests:
 * checksums in the form of OKX at `/ws/v5/public`, numbers in the form of Binance at `/ws`, whose first book is at `/api/v3/depth`. A book is looked at here
 * without being an input of the exchange: who follows changes no byte of a rehearsal.
 */
export function serveDepthFeeds(parameters: {
  readonly server: Server
  readonly exchange: Pick<Exchange, 'peek'>
  readonly everyMs?: number
}): DepthFeeds {
  const { server, exchange, everyMs = 250 } = parameters
  const sockets = new WebSocketServer({ noServer: true })
  const faults: FeedFault[] = []
  const timers = new Set<ReturnType<typeof setInterval>>()
  const images = new Map<string, { readonly number: number; readonly book: Levels }>()
  let connections = 0
  let number = 84_661_262
  let lying = false

  const follow = (socket: WebSocket, symbol: string, textsOf: (turn: Turn) => readonly string[]): void => {
    let silent = false
    let before: Levels | undefined
    let sent: readonly string[] = []
    let older: readonly string[] = []
    let late: readonly string[] = []
    const tell = (fault: FeedFault | undefined): void => {
      const book = exchange.peek(symbol)
      if (book === undefined) return
      const after = fault === 'crossed' ? crossed(book) : lying ? raised(book) : book
      const nothingNew =
        before !== undefined && JSON.stringify([before.b, before.a]) === JSON.stringify([after.b, after.a])
      if (fault === 'lost' && nothingNew) faults.unshift(fault)
      number++
      const texts = textsOf({ symbol, before, after, number, misprint: fault === 'checksum' })
      before = after
      images.set(symbol, { number, book: after })
      if (fault === 'lost' && !nothingNew) return
      if (fault === 'reorder') {
        late = texts
        return
      }
      const extra = fault === 'back' ? older : fault === 'repeat' ? sent : []
      for (const text of [...extra, ...texts, ...late]) socket.send(text)
      late = []
      older = sent
      sent = texts
    }
    const timer = setInterval(() => {
      const fault = faults.shift()
      if (fault === 'cut') socket.terminate()
      else if (fault === 'garbage') socket.send('SANDBOX <html>')
      else if (fault === 'silent') silent = true
      else if (!silent) tell(fault)
    }, everyMs)
    timers.add(timer)
    socket.on('close', () => {
      clearInterval(timer)
      timers.delete(timer)
    })
  }
  const hear = (socket: WebSocket, each: (message: Readonly<Record<string, unknown>>) => void): void => {
    socket.on('message', (data) => {
      const message = parse(String(data))
      if (message !== undefined) each(message)
    })
  }
  const open: Readonly<Record<string, (socket: WebSocket, url: URL) => void>> = {
    '/quote/ws/v1': (socket) =>
      hear(socket, ({ ping, topic, event, symbol }) => {
        if (ping !== undefined) socket.send(JSON.stringify({ pong: ping }))
        if (topic === 'depth' && event === 'sub' && typeof symbol === 'string') follow(socket, symbol, hashkeyTexts)
      }),
    '/ws/v4': (socket, url) => {
      const wanted = (url.searchParams.get('subscribe') ?? '').split(',')
      for (const symbol of wanted.map((one) => one.replace(/^orderBook:/, ''))) {
        socket.send(JSON.stringify({ event: 'subscribe', arg: { channel: 'depthDiff', instId: symbol } }))
        follow(socket, symbol, (turn) => [JSON.stringify({ action: 'ping' }), ...oslTexts(turn)])
      }
    },
    '/ws/v5/public': (socket) =>
      hear(socket, ({ args }) => {
        for (const { instId } of Array.isArray(args) ? (args as { instId: string }[]) : [])
          follow(socket, instId, okxTexts)
      }),
    '/ws': (socket) =>
      hear(socket, ({ params }) => {
        for (const stream of Array.isArray(params) ? (params as string[]) : [])
          follow(socket, stream.split('@')[0]!.toUpperCase(), binanceTexts)
      }),
  }
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const begin = open[url.pathname]
    if (begin === undefined) {
      stream.destroy()
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      connections++
      begin(socket, url)
    })
  })
  return {
    fault: (fault) => {
      if (fault === 'wrong') lying = true
      else faults.push(fault)
    },
    get connections() {
      return connections
    },
    image: (symbol) => {
      const found = images.get(symbol)
      return found && { lastUpdateId: found.number, bids: found.book.b, asks: found.book.a }
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
