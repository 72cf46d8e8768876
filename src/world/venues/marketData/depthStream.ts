import { SluiceError } from '../../../core/errors.ts'
import type { Depth, VenueRegistration } from '../venue.ts'
import type { BookEvent, BookFeed } from './feed.ts'
import { type Doubt, type FollowCounts, FollowedBook } from './followBook.ts'

export interface DepthStreamOptions {
  readonly feed: BookFeed
  readonly symbol: string
  /** Where the feed is served: wss, or ws on loopback in the sandbox. Pinned by whoever read the register. */
  readonly url: string
  /** A whole book by REST: for feeds that send none of their own. */
  readonly image?: () => Promise<BookEvent>
  /** Milliseconds since 1970: told in the sandbox. */
  readonly clock: () => number
  /** A book of which nothing was heard for this long is not shown. */
  readonly silenceMsMax?: number
  readonly reconnectMs?: number
  readonly open?: (url: string) => WebSocket
}

/** A followed book at a moment, with what the record keeps of where it came from. */
export interface FollowedDepth extends Depth {
  readonly feed: string
  readonly sequence: string
  readonly heardAtMs: number
}

/** Why a followed book is not to be used at this moment. */
export type StreamDoubt = Doubt | 'silent'

/** A book kept up to date over a WebSocket. */
export interface DepthStream {
  /** The book, or undefined while it cannot be trusted: not live, or silent for too long. The caller then asks by REST. */
  depth(limit: number): Depth | undefined
  /** The book that was heard of at most so long ago, or why there is none. */
  look(parameters: { readonly limit: number; readonly ageMaxMs: number }): FollowedDepth | StreamDoubt
  /** The same; where there is none, it waits for the next message that makes one. `waitMs` of real time at most. */
  fresh(parameters: {
    readonly limit: number
    readonly ageMaxMs: number
    readonly waitMs: number
  }): Promise<FollowedDepth | StreamDoubt>
  readonly counts: FollowCounts & { readonly connections: number }
  stop(): void
}

const silenceMsMaxByDefault = 5_000
const messageBytesMax = 4 * 1024 * 1024

/**
 * Follows one book: connects, subscribes, applies; where the feed shows a gap, a wrong checksum or a crossed book, or breaks off, it takes a new image
 * and goes on. Nothing that cannot be trusted is ever shown.
 *
 * @example const stream = followDepth({ feed: hashkeyFeed(), symbol: 'BTCUSD', url: streamUrl({ registration, path: '/quote/ws/v1', sandbox }), image, clock })
 */
export function followDepth(options: DepthStreamOptions): DepthStream {
  const { feed, symbol, clock, silenceMsMax = silenceMsMaxByDefault, reconnectMs = 1_000 } = options
  const open = options.open ?? ((url: string) => new WebSocket(url))
  const book = new FollowedBook({ feed, symbol })
  let connections = 0
  let stopped = false
  let socket: WebSocket | undefined
  let pinging: ReturnType<typeof setInterval> | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  let fetching = false
  const listeners = new Set<() => void>()

  /** One image at a time; changes that come meanwhile wait in the book. */
  const refresh = (): void => {
    if (fetching || stopped) return
    if (options.image === undefined)
      throw new SluiceError('CONFIG_INVALID', `${feed.name} sends no image: it needs one by REST.`)
    fetching = true
    options
      .image()
      .then((event) => {
        fetching = false
        if (!stopped && book.apply(event, clock())) again()
      })
      .catch(() => {
        fetching = false
        if (!stopped) waiting = setTimeout(refresh, reconnectMs)
      })
  }
  /** A feed that sends its own image does so when it is subscribed to: a new connection is the way to one. */
  const again = (): void => {
    if (feed.sendsImage) socket?.close()
    else refresh()
  }
  const hear = (data: unknown): void => {
    if (typeof data !== 'string' || data.length > messageBytesMax) {
      book.distrust()
      again()
      return
    }
    try {
      // The bare answer of some venues to a bare ping; anything else has to be JSON.
      if (data === 'pong') return
      const message: unknown = JSON.parse(data)
      const pong = feed.pong?.(message)
      if (pong !== undefined) socket?.send(pong)
      let needed = false
      for (const event of feed.read(message)) needed = book.apply(event, clock()) || needed
      if (needed) again()
    } catch (error) {
      if (!(error instanceof SluiceError) && !(error instanceof SyntaxError)) throw error
      book.distrust()
      again()
    }
  }
  const connect = (): void => {
    if (stopped) return
    connections++
    const own = open(options.url)
    socket = own
    own.addEventListener('open', () => {
      const subscription = feed.subscribe(symbol)
      if (subscription !== undefined) own.send(subscription)
      const { ping } = feed
      if (ping !== undefined) pinging = setInterval(() => own.send(ping.text(clock())), ping.everyMs)
      if (!feed.sendsImage) refresh()
    })
    own.addEventListener('message', ({ data }) => {
      if (own !== socket) return
      hear(data)
      for (const listener of listeners) listener()
    })
    own.addEventListener('close', () => {
      if (own !== socket || stopped) return
      clearInterval(pinging)
      // What was missed while nobody listened is not known.
      book.distrust('gap')
      waiting = setTimeout(connect, reconnectMs)
    })
    // An error is followed by a close.
    own.addEventListener('error', () => {})
  }
  const look: DepthStream['look'] = ({ limit, ageMaxMs }) => {
    const nowMs = clock()
    if (nowMs - book.followed.heardAtMs > ageMaxMs && book.followed.state === 'live') return 'silent'
    const depth = book.depth(limit, nowMs)
    const { state, heardAtMs, sequence } = book.followed
    if (depth === undefined) return state === 'live' ? 'silent' : state
    return { ...depth, feed: feed.name, sequence, heardAtMs }
  }
  connect()
  return {
    look,
    fresh: async ({ waitMs, ...asked }) => {
      const at = performance.now() + waitMs
      for (;;) {
        const found = look(asked)
        const leftMs = at - performance.now()
        if (typeof found !== 'string' || leftMs <= 0 || stopped) return found
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(timer)
            listeners.delete(done)
            resolve()
          }
          const timer = setTimeout(done, leftMs)
          listeners.add(done)
        })
      }
    },
    depth: (limit) => (clock() - book.followed.heardAtMs > silenceMsMax ? undefined : book.depth(limit, clock())),
    get counts() {
      return { ...book.counts, connections }
    },
    stop: () => {
      stopped = true
      clearInterval(pinging)
      clearTimeout(waiting)
      socket?.close()
    },
  }
}

/**
 * The address of a feed at a host that the register binds to the entity. In the sandbox it is loopback and ws; for real it is wss.
 *
 * @example streamUrl({ registration, host: 'stream-pro.hashkey.com', path: '/quote/ws/v1', hosts: licence.hosts, sandbox: false })
 * @throws {CONFIG_INVALID}
 */
export function streamUrl(parameters: {
  readonly registration: Pick<VenueRegistration, 'entity'>
  readonly host: string
  readonly path: string
  /** Hosts that the licence register binds to the entity. */
  readonly hosts: readonly string[]
  readonly sandbox: boolean
}): string {
  const { registration, host, path, hosts, sandbox } = parameters
  const refuse = (expected: string): never => {
    throw new SluiceError('CONFIG_INVALID', `${registration.entity}: ${host} is not ${expected}.`, {
      facts: { entity: registration.entity, found: host, expected },
    })
  }
  if (!hosts.includes(host)) refuse('a host that the register binds to it')
  const url = URL.parse(`${sandbox ? 'ws' : 'wss'}://${host}${path}`)
  if (url === null || url.host !== host.replace(/:443$/, '') || `${url.pathname}${url.search}` !== path)
    return refuse('a host and a path')
  const loopback = /^127(\.[0-9]{1,3}){3}$/.test(url.hostname) || url.hostname === '[::1]'
  if (sandbox !== loopback) refuse(sandbox ? 'loopback: the sandbox talks to nothing else' : 'a host of the venue')
  if (!sandbox && url.port !== '') refuse('on its default port')
  return url.href
}
