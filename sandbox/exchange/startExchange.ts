import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { assert } from '../../src/core/errors.ts'
import { textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import type { OrderSide, VenueCredentials, VenueRegistration } from '../../src/world/venues/venue.ts'
import { type Answer, answer } from './answer.ts'
import { newRateLimiter } from './auth.ts'
import { addFault, type Fault, type FaultKind, noFaults } from './faults.ts'
import {
  type CreditParameters,
  creditDeposit,
  creditFiat,
  type PendingWithdrawal,
  pendingWithdrawals,
  settleWithdrawal,
} from './funds.ts'
import { assertConserved } from './ledger.ts'
import { midAt, refresh, stranger } from './market.ts'
import type { VenueProfile } from './profile.ts'
import {
  type Account,
  type AccountOptions,
  type CoinAddress,
  deriveCredentials,
  type ExchangeState,
  emptyState,
  type Market,
} from './state.ts'
import { amountText, statementOf } from './statement.ts'

export interface ExchangeOptions {
  readonly seed: string | number
  /** Told time in ms since 1970. The exchange has no other: books, ids, fees and windows follow it. */
  readonly clock: () => number
  /** Id in the sandbox's licence register, and the name of the legal entity. */
  readonly entity: string
  readonly legalName?: string
  readonly profile: VenueProfile
  readonly accounts: readonly AccountOptions[]
  /** Prices in USD at `anchorMs`, from which they wander. Default: BTC 64000, ETH 3200, USDT 1. */
  readonly referencePricesUsd?: Readonly<Record<string, string>>
  /** Default: the clock at the start. Venues that are to share a path of prices need the same. */
  readonly anchorMs?: number
  /** 429 and 418 by the told clock. Default false: a clock that stands still would lock everyone out. */
  readonly rateLimited?: boolean
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number
}

/** A posting of the venue's own double entry, amounts as decimal text. */
export interface LedgerLine {
  readonly sequence: number
  readonly atMs: number
  readonly asset: string
  readonly from: string
  readonly to: string
  readonly amount: string
  readonly reference: string
}

/** What the sandbox's director can do that no customer can. */
export interface BookControl {
  /** The middle that the generated book has now, as decimal text. */
  mid(symbol: string): string
  /** Moves an asset's price on this venue, from now on, by parts per million of itself: -50000 is 5 % down. */
  shift(parameters: { asset: string; ppm: number }): void
  halt(symbol: string): void
  resume(symbol: string): void
  /** An order of a stranger; it trades with what it reaches, the rest waits. Returns what traded, as decimal text. */
  stranger(parameters: { symbol: string; side: OrderSide; price: string; quantity: string }): string
  /** The account keeps its coins and can do nothing with them, until it is thawed. */
  freeze(accountId: string): void
  thaw(accountId: string): void
  /** The venue's own clock is off by this much: its time, and what it takes as in time. */
  setClockOff(ms: number): void
  fault(fault: Fault): void
  /** How often each kind of fault has fired. */
  fired(): Readonly<Partial<Record<FaultKind, number>>>
}

export interface Exchange {
  readonly url: string
  readonly entity: string
  readonly control: BookControl
  /** The row of the register by which a client of this account is built. */
  registration(accountId: string): VenueRegistration
  credentials(accountId: string, purpose: 'trade' | 'withdraw'): VenueCredentials
  setDepositAddress(accountId: string, address: CoinAddress): void
  allowWithdrawal(accountId: string, address: CoinAddress): void
  /** The chain has confirmed a payment. Told twice, it counts once. */
  creditDeposit(parameters: CreditParameters): { depositId: string }
  creditFiat(parameters: { account: string; currency: string; amount: string; reference: string }): {
    depositId: string
  }
  pendingWithdrawals(): readonly PendingWithdrawal[]
  settleWithdrawal(parameters: { withdrawalId: string; reference: string }): void
  /** JSON lines, canonical: see statementOf. Default: all of it, up to and with now. */
  statement(parameters: { account: string; fromMs?: number; toMs?: number }): string
  ledger(): readonly LedgerLine[]
  stop(): Promise<void>
}

const defaultPrices = { BTC: '64000', ETH: '3200', USDT: '1' }

/**
 * Starts a sandbox venue on loopback that speaks HashKey Exchange's REST API, on an own price-time book. Same seed, same told times, same
 * requests in the same order: the same answers, byte for byte. SANDBOX stands in its headers, texts and keys.
 *
 * @example const exchange = await startExchange({ seed: 1, clock, entity: 'sandbox-venue-a', profile: hashKeyLike, accounts: [{ id: 'agent', owner: 'Overseas Agent' }] })
 */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const seed = String(options.seed)
  const state = emptyState({
    seed,
    entity: options.entity,
    legalName: options.legalName ?? `SANDBOX ${options.profile.name}`,
    profile: options.profile,
    clock: options.clock,
    rateLimited: options.rateLimited ?? false,
    anchorMs: options.anchorMs ?? options.clock(),
    referencePricesUsd: new Map(Object.entries({ ...defaultPrices, ...options.referencePricesUsd })),
    faults: noFaults(),
  })
  for (const account of options.accounts) openAccount(state, account)
  const server = serve(state)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const bound = server.address()
  assert(typeof bound === 'object' && bound !== null, 'the server is bound to a port')
  const url = `http://127.0.0.1:${bound.port}`
  return {
    url,
    entity: options.entity,
    control: controlOf(state),
    registration: (accountId) => ({
      entity: state.entity,
      legalName: state.legalName,
      apiOrigin: url,
      accountOwner: accountOf(state, accountId).owner,
      idempotencyClass: state.profile.idempotencyClass,
    }),
    credentials: (account, purpose) => deriveCredentials({ seed, entity: state.entity, account, purpose }),
    setDepositAddress: (accountId, address) => void accountOf(state, accountId).depositAddresses.push(address),
    allowWithdrawal: (accountId, address) => void accountOf(state, accountId).whitelist.push(address),
    creditDeposit: (parameters) => creditDeposit(state, parameters),
    creditFiat: (parameters) => creditFiat(state, parameters),
    pendingWithdrawals: () => pendingWithdrawals(state),
    settleWithdrawal: (parameters) => settleWithdrawal(state, parameters),
    statement: ({ account, fromMs = 0, toMs = state.clock() + 1 }) =>
      statementOf(state, accountOf(state, account), { fromMs, toMs }),
    ledger: () => ledgerOf(state),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function openAccount(state: ExchangeState, given: AccountOptions): void {
  const account: Account = {
    ...given,
    depositAddresses: [...(given.depositAddresses ?? [])],
    whitelist: [...(given.whitelist ?? [])],
    bankAccounts: [...(given.bankAccounts ?? [])],
    frozen: false,
    locked: new Map(),
    volumes: [],
  }
  assert(!state.accounts.has(account.id), `${account.id} is one account`)
  state.accounts.set(account.id, account)
  const derive = (purpose: 'trade' | 'withdraw') =>
    deriveCredentials({ seed: state.seed, entity: state.entity, account: account.id, purpose })
  const keys = given.keys ?? [
    { ...derive('trade'), permissions: ['read', 'trade'] as const },
    { ...derive('withdraw'), permissions: ['read', 'withdraw'] as const },
  ]
  for (const key of keys) state.keys.set(key.apiKey, { ...key, account: account.id })
}

function accountOf(state: ExchangeState, accountId: string): Account {
  const account = state.accounts.get(accountId)
  assert(account, `${accountId} is an account of ${state.entity}`)
  return account
}

function marketOf(state: ExchangeState, symbol: string): Market {
  const market = state.markets.get(symbol)
  assert(market, `${symbol} is listed at ${state.entity}`)
  return market
}

function controlOf(state: ExchangeState): BookControl {
  return {
    mid: (symbol) => textOf(midAt(state, marketOf(state, symbol), state.clock()), marketOf(state, symbol).priceScale),
    shift: ({ asset, ppm }) => {
      state.shiftsPpm.set(asset, ppm)
      for (const market of state.markets.values()) if (market.base === asset) market.slot = -1
    },
    halt: (symbol) => {
      marketOf(state, symbol).halted = true
    },
    resume: (symbol) => {
      marketOf(state, symbol).halted = false
    },
    stranger: ({ symbol, side, price, quantity }) => {
      const market = marketOf(state, symbol)
      refresh(state, market)
      const traded = stranger(state, market, {
        owner: 'stranger',
        side,
        price: unitsOf(price, market.priceScale),
        quantity: unitsOf(quantity, market.baseScale),
      })
      const sum = traded.reduce((total, one) => total + one.quantity, 0n)
      return textOf(sum, market.baseScale)
    },
    freeze: (accountId) => {
      accountOf(state, accountId).frozen = true
    },
    thaw: (accountId) => {
      accountOf(state, accountId).frozen = false
    },
    setClockOff: (ms) => {
      state.clockOffMs = ms
    },
    fault: (fault) => addFault(state.faults, fault),
    fired: () => Object.fromEntries(state.faults.fired),
  }
}

function ledgerOf(state: ExchangeState): readonly LedgerLine[] {
  assertConserved(state.ledger)
  return state.ledger.postings.map((one) => ({ ...one, amount: amountText(state, one.asset, one.amount) }))
}

const requestBytesMax = 64 * 1024

function serve(state: ExchangeState) {
  const limiter = newRateLimiter()
  return createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1')
        const key = request.headers['x-hk-apikey']
        const answered = answer(state, limiter, {
          method: request.method ?? '',
          path: url.pathname,
          query: url.search.slice(1),
          body,
          apiKey: typeof key === 'string' ? key : undefined,
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
