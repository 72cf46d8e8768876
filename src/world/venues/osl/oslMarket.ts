import { SluiceError } from '../../../core/errors.ts'
import { compareDecimals } from '../decimal.ts'
import { pinHost, urlAt } from '../pinHost.ts'
import { at, decimal, flag, items, malformed, oneOf, positive, type Reader, text, timeMs } from '../reader.ts'
import type { Depth, DepthLevel, VenueRegistration } from '../venue.ts'

/**
 * OSL HK's public REST, version 5, as far as it is documented: pairs, book, time. Orders, balances and withdrawals are not: their paths are named in no
 * source that we may rely on, so this is no `Venue` and nothing can be sold through it; at OSL one sells by FIX or by a signed quote. From
 * osl.com/reference and a public probe of 22 September 2026; not tried against the host by us.
 */
export interface OslMarket {
  readonly entity: string
  serverTime(): Promise<number>
  /** Published pairs only: of 45 rows 23 were not. */
  pairs(): Promise<readonly OslPair[]>
  /** Best first; at most 1000 a side, which is all of it. Never asked to show when the book changed: the reply does not say. */
  depth(parameters: { readonly symbol: string; readonly limit?: number }): Promise<Depth>
}

export interface OslPair {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tick: string
  readonly lot: string
  readonly minNotional: string
  readonly maxNotional: string
  /** Rates as decimal text, 0.0005 is 5 basis points. */
  readonly takerFee: string
  readonly makerFee: string
  readonly retail: boolean
}

export interface OpenOslMarketParameters {
  readonly registration: VenueRegistration
  readonly sandbox: boolean
  readonly clock: () => number
  readonly timeoutMs?: number
  readonly fetch?: typeof globalThis.fetch
}

const replyBytesMax = 4 * 1024 * 1024
const symbolPattern = /^[A-Z0-9]{3,24}$/

/** @example const osl = openOslMarket({ registration, sandbox: false, clock: Date.now }); (await osl.depth({ symbol: 'BTCUSD' })).bids[0] */
export function openOslMarket(parameters: OpenOslMarketParameters): OslMarket {
  const { registration, sandbox, clock, timeoutMs = 5_000 } = parameters
  const origin = pinHost({ registration, sandbox })
  const send = parameters.fetch ?? globalThis.fetch
  const get = async (path: string, query: Readonly<Record<string, string>>): Promise<Reader> => {
    const url = urlAt(origin, path)
    url.search = new URLSearchParams(query).toString()
    const facts = { venue: registration.entity, path, outcome: 'none' }
    let status: number
    let body: string
    try {
      const reply = await send(url.href, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
      status = reply.status
      body = await reply.text()
    } catch (cause) {
      throw new SluiceError('VENUE_UNREACHABLE', `${registration.entity} did not answer within ${timeoutMs} ms.`, {
        facts,
        cause,
      })
    }
    if (body.length > replyBytesMax)
      throw new SluiceError('VENUE_REPLY_MALFORMED', `The answer is longer than ${replyBytesMax} bytes.`, { facts })
    return { path, value: bodyOf({ status, body, entity: registration.entity, facts }) }
  }
  const depth = async (symbol: string, limit: number): Promise<Depth> => {
    if (!symbolPattern.test(symbol) || !Number.isSafeInteger(limit) || limit < 1 || limit > 1_000)
      throw new SluiceError('INPUT_INVALID', 'expected a symbol and a limit from 1 to 1000.')
    const reply = await get('/api/v5/order/depth', { symbol, limit: String(limit) })
    const bids = levels(at(reply, 'bids'), -1)
    const asks = levels(at(reply, 'asks'), 1)
    if (bids[0] && asks[0] && compareDecimals(bids[0].price, asks[0].price) >= 0)
      malformed(reply, 'a book that does not cross')
    // As text, and once seen to go back: it is no order of changes.
    text(at(reply, 'lastUpdateId'), /^[0-9]{1,19}$/)
    return { symbol, changedAtMs: clock(), bids, asks }
  }
  return {
    entity: registration.entity,
    serverTime: async () => timeMs(at(await get('/api/v5/time', {}), 'serverTime')),
    pairs: async () => {
      const rows = items(await get('/api/v5/symbols', {}), 2_000)
      return rows.filter((row) => oneOf(at(row, 'status'), ['0', '1']) === '1').map(readPair)
    },
    depth: ({ symbol, limit = 100 }) => depth(symbol, limit),
  }
}

/** Most errors come inside a 200: `{"code":-1107,"msg":"symbol not exist"}`. Replies have no content type, so none is asked for. */
function bodyOf(parameters: {
  readonly status: number
  readonly body: string
  readonly entity: string
  readonly facts: Readonly<Record<string, string>>
}): unknown {
  const { status, body, entity, facts } = parameters
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    value = undefined
  }
  const refusal = refusalOf(value)
  if (status === 429 || status === 418) {
    throw new SluiceError('VENUE_UNREACHABLE', `${entity} asks for fewer requests.`, {
      facts: { ...facts, status, rateLimited: true },
    })
  }
  if (refusal !== undefined) {
    throw new SluiceError('VENUE_REFUSED', `${entity} refused: ${refusal.message}`, {
      facts: { ...facts, status, venueCode: refusal.code, venueMessage: refusal.message },
    })
  }
  if (status >= 500)
    throw new SluiceError('VENUE_UNREACHABLE', `${entity} answered ${status}.`, { facts: { ...facts, status } })
  if (status !== 200 || value === undefined) {
    throw new SluiceError(
      'VENUE_REPLY_MALFORMED',
      `${entity} answered ${status} with something that is not its JSON.`,
      {
        facts: { ...facts, status, begins: body.slice(0, 80) },
      },
    )
  }
  return value
}

function refusalOf(value: unknown): { readonly code: string; readonly message: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('code' in value)) return undefined
  const { code, msg } = value as { code: unknown; msg?: unknown }
  return { code: String(code).slice(0, 40), message: typeof msg === 'string' ? msg.slice(0, 200) : 'no message' }
}

function readPair(row: Reader): OslPair {
  return {
    symbol: text(at(row, 'symbol'), symbolPattern),
    base: text(at(row, 'baseAsset'), /^[A-Z0-9]{2,12}$/),
    quote: text(at(row, 'quoteAsset'), /^[A-Z0-9]{2,12}$/),
    tick: positive(at(row, 'tickSize')),
    lot: positive(at(row, 'stepSize')),
    minNotional: decimal(at(row, 'minAmount')),
    maxNotional: decimal(at(row, 'limitMaxAmount')),
    takerFee: decimal(at(row, 'takerFeeRate')),
    makerFee: decimal(at(row, 'makerFeeRate')),
    retail: flag(at(row, 'retailAvailable')),
  }
}

function levels(list: Reader, direction: -1 | 1): readonly DepthLevel[] {
  const found = items(list, 1_000).map((pair) => {
    const [price, quantity, ...more] = items(pair, 3)
    if (price === undefined || quantity === undefined || more.length > 0) return malformed(pair, 'price and quantity')
    return { price: positive(price), quantity: positive(quantity) }
  })
  for (let i = 1; i < found.length; i++)
    if (compareDecimals(found[i]!.price, found[i - 1]!.price) !== direction) malformed(list, 'levels in order of price')
  return found
}
