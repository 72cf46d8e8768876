import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { assert } from '../../src/core/errors.ts'
import type { VenueRegistration } from '../../src/world/venues/venue.ts'
import type { Answer } from './answer.ts'
import { createExchange, type Exchange, type ExchangeOptions } from './createExchange.ts'
import { type DepthFeeds, serveDepthFeeds } from './depthFeed.ts'

export interface ServedExchange extends Exchange {
  readonly url: string
  /** The row of the register by which a client of this account is built. */
  registration(accountId: string): VenueRegistration
  /** Its public books over WebSocket. */
  readonly feeds: DepthFeeds
  stop(): Promise<void>
}

/**
 * Starts a sandbox venue on 127.0.0.1: createExchange, served.
 *
 * @example const exchange = await startExchange({ seed: 1, clock, entity: 'sandbox-venue-a', profile: hashKeyLike, accounts: [{ id: 'agent', owner: 'Overseas Agent' }] })
 */
export async function startExchange(
  options: ExchangeOptions & {
    /** Default 0: any free port. */
    readonly port?: number
    /** How often a subscriber hears of a book, real time. */
    readonly feedEveryMs?: number
  },
): Promise<ServedExchange> {
  const exchange = createExchange(options)
  const server = serve(exchange, (symbol) => feeds.image(symbol))
  const feeds: DepthFeeds = serveDepthFeeds({
    server,
    exchange,
    ...(options.feedEveryMs === undefined ? {} : { everyMs: options.feedEveryMs }),
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const bound = server.address()
  assert(typeof bound === 'object' && bound !== null, 'the server is bound to a port')
  const url = `http://127.0.0.1:${bound.port}`
  return {
    ...exchange,
    url,
    feeds,
    registration: (accountId) => exchange.registrationAt(accountId, url),
    stop: () =>
      new Promise<void>((resolve) => {
        feeds.stop()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const requestBytesMax = 64 * 1024

function serve(exchange: Exchange, imageOf: (symbol: string) => object | undefined) {
  return createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1')
        if (url.pathname === '/api/v3/depth') {
          const image = imageOf(url.searchParams.get('symbol') ?? '')
          const headers = { server: 'SANDBOX' }
          write(response, { kind: 'reply', status: image ? 200 : 404, headers, body: JSON.stringify(image ?? {}) })
          return
        }
        const key = request.headers['x-hk-apikey']
        const answered = exchange.handle({
          method: request.method ?? '',
          path: url.pathname,
          query: url.search.slice(1),
          body,
          ...(typeof key === 'string' ? { apiKey: key } : {}),
        })
        write(response, answered)
      })
      .catch((error: unknown) => {
        // A bug of the sandbox: say so in the answer rather than look like a venue that is down.
        const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
        write(response, {
          kind: 'reply',
          status: 599,
          headers: { server: 'SANDBOX' },
          body: `SANDBOX broken: ${message}`,
        })
      })
  })
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Buffer)
    size += bytes.length
    if (size > requestBytesMax) throw new RangeError('SANDBOX: request too long')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function write(response: ServerResponse, answered: Answer): void {
  if (answered.kind === 'silence') return
  if (answered.kind === 'cut') {
    response.socket?.destroy()
    return
  }
  // No Date header: it would be the wall clock's.
  response.sendDate = false
  response.writeHead(answered.status, answered.headers)
  response.end(answered.body)
}
