import { assert } from '../../src/core/errors.ts'
import { textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import type { OrderSide, VenueCredentials, VenueRegistration } from '../../src/world/venues/venue.ts'
import { type Answer, answer } from './answer.ts'
import { type ApiRequest, newRateLimiter } from './auth.ts'
import { addFault, type Fault, type FaultKind, noFaults } from './faults.ts'
import type { Levels } from './feedTexts.ts'
import {
  type CreditParameters,
  creditDeposit,
  creditFiat,
  type HandOverParameters,
  handOver,
  type PendingWithdrawal,
  pendingWithdrawals,
  settleWithdrawal,
} from './funds.ts'
import { assertConserved } from './ledger.ts'
import { midAt, refresh, stranger } from './market.ts'
import { cancelOrder } from './orders.ts'
import type { FeeTier, InstrumentProfile, VenueProfile } from './profile.ts'
import { peekDepth } from './publicRoutes.ts'
import type { ReplayedBook } from './replay.ts'
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
  /** Books shown instead of generated ones, by symbol, oldest first: each from its time on. What is taken comes back by the profile's resilience. */
  readonly replays?: Readonly<Record<string, readonly ReplayedBook[]>>
  /** 429 and 418 by the told clock. Default false: a clock that stands still would lock everyone out. */
  readonly rateLimited?: boolean
  /** What happened before, to be gone through again, and where what happens now is written down first. */
  readonly journal?: Journal
}

/**
 * Every input of the exchange in the order in which it came, one line each, with its told time. An exchange that is killed and started
 * again on its journal is the same exchange: state, ids and books follow from the seed and these lines.
 */
export interface Journal {
  readonly lines: Iterable<string>
  append(line: string): void
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
  /** The middle that it had at a time: daily series are read from it. */
  midAt(symbol: string, timeMs: number): string
  /** Moves an asset's price on this venue, from now on, by parts per million of itself: -50000 is 5 % down. */
  shift(parameters: { asset: string; ppm: number }): void
  /** What the last shift of an asset was. */
  shiftedPpm(asset: string): number
  halt(symbol: string): void
  resume(symbol: string): void
  /** An order of a stranger; it trades with what it reaches, the rest waits. Returns what traded, as decimal text. */
  stranger(parameters: { symbol: string; side: OrderSide; price: string; quantity: string }): string
  /** Other fee tiers, from now on. */
  setFeeTiers(tiers: readonly FeeTier[]): void
  /** Other filters for a pair, from now on: orders that wait keep theirs. */
  amend(parameters: { symbol: string } & Partial<AmendedFilters>): void
  /** The pair is gone: its waiting orders are cancelled, and nobody knows its name any more. */
  delist(symbol: string): void
  /** The account keeps its coins and can do nothing with them, until it is thawed. */
  freeze(accountId: string): void
  thaw(accountId: string): void
  /** The venue's own clock is off by this much: its time, and what it takes as in time. */
  setClockOff(ms: number): void
  fault(fault: Fault): void
  /** How often each kind of fault has fired. */
  fired(): Readonly<Partial<Record<FaultKind, number>>>
}

export type AmendedFilters = Pick<
  InstrumentProfile,
  'lot' | 'minQuantity' | 'maxQuantity' | 'minNotional' | 'maxNotional' | 'band'
>

/** A sandbox venue without a network: `handle` takes a request and gives the answer. */
export interface Exchange {
  readonly entity: string
  handle(request: ApiRequest): Answer
  /** A book as it stands now, for who shows it: not an input, so that looking changes nothing. */
  peek(symbol: string): Levels | undefined
  readonly control: BookControl
  /** The row of the register by which a client of this account is built; `apiOrigin` is where the exchange is served. */
  registrationAt(accountId: string, apiOrigin: string): VenueRegistration
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
  /** Coins go from one customer to another inside the venue, on the instruction of who gives them. */
  handOver(parameters: HandOverParameters): { readonly withdrawalId: string }
  /** JSON lines, canonical: see statementOf. Default: all of it, up to and with now. */
  statement(parameters: { account: string; fromMs?: number; toMs?: number }): string
  ledger(): readonly LedgerLine[]
}

const defaultPrices = { BTC: '64000', ETH: '3200', USDT: '1' }

/** All that changes an exchange, by name. What is not here cannot change it, so that the journal is whole. */
function actsOf(state: ExchangeState) {
  const limiter = newRateLimiter()
  return {
    request: (request: ApiRequest) => answer(state, limiter, request),
    creditDeposit: (p: CreditParameters) => creditDeposit(state, p),
    creditFiat: (p: { account: string; currency: string; amount: string; reference: string }) => creditFiat(state, p),
    settleWithdrawal: (p: { withdrawalId: string; reference: string }) => settleWithdrawal(state, p),
    handOver: (p: HandOverParameters) => handOver(state, p),
    setDepositAddress: (p: { account: string; address: CoinAddress }) =>
      void accountOf(state, p.account).depositAddresses.push(p.address),
    allowWithdrawal: (p: { account: string; address: CoinAddress }) =>
      void accountOf(state, p.account).whitelist.push(p.address),
    shift: ({ asset, ppm }: { asset: string; ppm: number }) => {
      // From the last look on, not from now: the book of this very slot moves too.
      const { refreshMs } = state.profile.shape
      const fromMs = Math.floor(state.clock() / refreshMs) * refreshMs
      state.shiftsPpm.set(asset, [...(state.shiftsPpm.get(asset) ?? []), { fromMs, ppm }])
      for (const market of state.markets.values()) if (market.base === asset) market.slot = -1
    },
    halt: (p: { symbol: string; on: boolean }) => {
      marketOf(state, p.symbol).halted = p.on
    },
    setFeeTiers: ({ tiers }: { tiers: readonly FeeTier[] }) => {
      state.feeTiers = tiers
    },
    amend: ({ symbol, ...filters }: { symbol: string } & Partial<AmendedFilters>) => {
      const market = marketOf(state, symbol)
      market.profile = { ...market.profile, ...filters }
      market.lot = unitsOf(market.profile.lot, market.baseScale)
      market.slot = -1
    },
    delist: ({ symbol }: { symbol: string }) => {
      for (const order of [...state.openOrders.values()]) if (order.symbol === symbol) cancelOrder(state, order)
      marketOf(state, symbol).delisted = true
    },
    freeze: (p: { account: string; on: boolean }) => {
      accountOf(state, p.account).frozen = p.on
    },
    setClockOff: (p: { ms: number }) => {
      state.clockOffMs = p.ms
    },
    fault: (fault: Fault) => addFault(state.faults, fault),
    stranger: (p: { symbol: string; side: OrderSide; price: string; quantity: string }) => {
      const market = marketOf(state, p.symbol)
      refresh(state, market)
      const price = unitsOf(p.price, market.priceScale)
      const quantity = unitsOf(p.quantity, market.baseScale)
      const traded = stranger(state, market, { owner: 'stranger', side: p.side, price, quantity })
      const sum = traded.reduce((total, one) => total + one.quantity, 0n)
      return textOf(sum, market.baseScale)
    },
  }
}

type Acts = ReturnType<typeof actsOf>
type Act = keyof Acts

/**
 * A sandbox venue that speaks HashKey Exchange's REST API, on an own price-time book. Same seed, same told times, same inputs in the
 * same order: the same answers, byte for byte. SANDBOX stands in its headers, texts and keys.
 *
 * @example const exchange = createExchange({ seed: 1, clock, entity: 'sandbox-venue-a', profile: hashKeyLike, accounts: [{ id: 'agent', owner: 'Overseas Agent' }] })
 */
export function createExchange(options: ExchangeOptions): Exchange {
  const seed = String(options.seed)
  const [began, ...before] = options.journal?.lines ?? []
  // The time of the input that is being taken; between inputs nothing happens.
  let toldMs = began === undefined ? options.clock() : (JSON.parse(began) as { atMs: number }).atMs
  if (began === undefined) options.journal?.append(JSON.stringify({ atMs: toldMs, act: 'begin' }))
  const state = emptyState({
    seed,
    entity: options.entity,
    legalName: options.legalName ?? `SANDBOX ${options.profile.name}`,
    profile: options.profile,
    clock: () => toldMs,
    rateLimited: options.rateLimited ?? false,
    anchorMs: options.anchorMs ?? toldMs,
    referencePricesUsd: new Map(Object.entries({ ...defaultPrices, ...options.referencePricesUsd })),
    faults: noFaults(),
    replays: new Map(Object.entries(options.replays ?? {})),
  })
  for (const account of options.accounts) openAccount(state, account)
  const acts = actsOf(state)
  const run = <K extends Act>(act: K, parameters: Parameters<Acts[K]>[0]): ReturnType<Acts[K]> => {
    const act1 = acts[act] as (p: Parameters<Acts[K]>[0]) => ReturnType<Acts[K]>
    return act1(parameters)
  }
  for (const line of before) {
    const { atMs, act, parameters } = JSON.parse(line) as { atMs: number; act: Act; parameters: never }
    toldMs = atMs
    try {
      run(act, parameters)
    } catch {
      // It was refused then, and is refused again: whoever asked was told so.
    }
  }
  const take = <K extends Act>(act: K, parameters: Parameters<Acts[K]>[0]): ReturnType<Acts[K]> => {
    toldMs = options.clock()
    options.journal?.append(JSON.stringify({ atMs: toldMs, act, parameters }))
    return run(act, parameters)
  }
  return {
    entity: options.entity,
    handle: (request) => take('request', request),
    peek: (symbol) => peekDepth(state, symbol, options.clock()),
    control: controlOf(state, take, options.clock),
    registrationAt: (accountId, apiOrigin) => ({
      entity: state.entity,
      legalName: state.legalName,
      apiOrigin,
      accountOwner: accountOf(state, accountId).owner,
      idempotencyClass: state.profile.idempotencyClass,
    }),
    credentials: (account, purpose) => deriveCredentials({ seed, entity: state.entity, account, purpose }),
    setDepositAddress: (account, address) => take('setDepositAddress', { account, address }),
    allowWithdrawal: (account, address) => take('allowWithdrawal', { account, address }),
    creditDeposit: (parameters) => take('creditDeposit', parameters),
    creditFiat: (parameters) => take('creditFiat', parameters),
    pendingWithdrawals: () => pendingWithdrawals(state, options.clock()),
    settleWithdrawal: (parameters) => take('settleWithdrawal', parameters),
    handOver: (parameters) => take('handOver', parameters),
    statement: ({ account, fromMs = 0, toMs = options.clock() + 1 }) =>
      statementOf(state, accountOf(state, account), { fromMs, toMs }),
    ledger: () => ledgerOf(state),
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

function controlOf(
  state: ExchangeState,
  take: <K extends Act>(act: K, parameters: Parameters<Acts[K]>[0]) => ReturnType<Acts[K]>,
  clock: () => number,
): BookControl {
  return {
    mid: (symbol) => textOf(midAt(state, marketOf(state, symbol), clock()), marketOf(state, symbol).priceScale),
    midAt: (symbol, timeMs) =>
      textOf(midAt(state, marketOf(state, symbol), timeMs), marketOf(state, symbol).priceScale),
    shift: (parameters) => take('shift', parameters),
    shiftedPpm: (asset) => state.shiftsPpm.get(asset)?.at(-1)?.ppm ?? 0,
    halt: (symbol) => take('halt', { symbol, on: true }),
    resume: (symbol) => take('halt', { symbol, on: false }),
    setFeeTiers: (tiers) => take('setFeeTiers', { tiers }),
    amend: (parameters) => take('amend', parameters),
    delist: (symbol) => take('delist', { symbol }),
    freeze: (account) => take('freeze', { account, on: true }),
    thaw: (account) => take('freeze', { account, on: false }),
    setClockOff: (ms) => take('setClockOff', { ms }),
    stranger: (parameters) => take('stranger', parameters),
    fault: (fault) => take('fault', fault),
    fired: () => Object.fromEntries(state.faults.fired),
  }
}

function ledgerOf(state: ExchangeState): readonly LedgerLine[] {
  assertConserved(state.ledger)
  return state.ledger.postings.map((one) => ({ ...one, amount: amountText(state, one.asset, one.amount) }))
}
