import { bytesToHex, hashText, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { scaleOfStep, unitsOf } from '../../src/world/venues/decimal.ts'
import type { OrderSide, VenueCredentials } from '../../src/world/venues/venue.ts'
import { type Book, emptyBook } from './book.ts'
import type { Faults } from './faults.ts'
import { emptyLedger, type Ledger } from './ledger.ts'
import type { FeeTier, InstrumentProfile, VenueProfile } from './profile.ts'
import type { ReplayedBook } from './replay.ts'
import { tickUnits } from './shape.ts'

export type Permission = 'read' | 'trade' | 'withdraw'

export interface KeyOptions extends VenueCredentials {
  readonly permissions: readonly Permission[]
}

export interface CoinAddress {
  readonly asset: string
  readonly network: string
  readonly address: string
}

export interface AccountOptions {
  readonly id: string
  readonly owner: string
  /** Where its coins arrive; the sandbox's world makes these addresses on its own chains. */
  readonly depositAddresses?: readonly CoinAddress[]
  /** Where its coins may go back to. */
  readonly whitelist?: readonly CoinAddress[]
  /** Where its money may go. */
  readonly bankAccounts?: readonly string[]
  /** Traded in the 30 days before the sandbox began, for its fee tier. */
  readonly volumeUsd?: string
  /** Default: a trading key and a withdrawal key from deriveCredentials. */
  readonly keys?: readonly KeyOptions[]
}

export interface Account extends AccountOptions {
  readonly depositAddresses: CoinAddress[]
  readonly whitelist: CoinAddress[]
  readonly bankAccounts: string[]
  /** Nothing may be ordered, cancelled or withdrawn: the coins are inside and stay there. */
  frozen: boolean
  /** In open orders, by asset. */
  readonly locked: Map<string, bigint>
  /** US cents traded, with the time. */
  readonly volumes: { readonly atMs: number; readonly cents: bigint }[]
}

export type WireStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'PARTIALLY_CANCELED'

export interface Order {
  readonly orderId: string
  readonly clientOrderId: string
  readonly account: string
  readonly symbol: string
  readonly side: OrderSide
  readonly type: 'LIMIT' | 'LIMIT_MAKER' | 'MARKET'
  readonly timeInForce: 'GTC' | 'IOC'
  /** 0 for MARKET. Units of the tick's last digit. */
  readonly price: bigint
  readonly quantity: bigint
  /** Money asked for in a market buy by amount, in quote units. */
  readonly requested: bigint
  readonly createdMs: number
  readonly visibleFromMs: number
  readonly fillsVisibleFromMs: number
  readonly lockAsset: string
  lock: bigint
  executed: bigint
  gross: bigint
  fee: bigint
  status: WireStatus
  updatedMs: number
}

export interface AccountFill {
  readonly fillId: string
  readonly matchId: string
  readonly order: Order
  readonly price: bigint
  readonly quantity: bigint
  readonly gross: bigint
  readonly fee: bigint
  readonly feeAsset: string
  readonly maker: boolean
  readonly atMs: number
  readonly visibleFromMs: number
}

export interface DepositRecord {
  readonly depositId: string
  readonly account: string
  readonly asset: string
  readonly network: string
  readonly address: string
  readonly txid: string
  readonly index: number
  readonly amount: bigint
  readonly atMs: number
}

export interface WithdrawalRecord {
  readonly withdrawalId: string
  readonly clientOrderId: string
  readonly account: string
  readonly kind: 'coin' | 'fiat'
  readonly asset: string
  readonly network: string
  readonly destination: string
  /** What leaves the customer; `fee` of it stays with the venue. */
  readonly amount: bigint
  readonly fee: bigint
  readonly atMs: number
  /** Not sent before. */
  readonly notBeforeMs?: number
  /** Sent too little by so much: a fault that the venue itself does not see. */
  readonly shortBy?: bigint
  /** Transaction id or the bank's reference, once it left. */
  reference: string
  settledMs: number
}

/** An instrument with its steps as integers. */
export interface Market {
  /** A venue may change its filters from one order to the next. */
  profile: InstrumentProfile
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly baseScale: number
  readonly quoteScale: number
  readonly priceScale: number
  readonly tick: bigint
  lot: bigint
  readonly book: Book
  halted: boolean
  delisted: boolean
  slot: number
  changedAtMs: number
  /** Taken from the generated book and not come back, at `takenAtMs`. */
  takenBids: bigint
  takenAsks: bigint
  takenAtMs: number
  lastPrice: bigint
}

export interface PublicTrade {
  readonly symbol: string
  readonly atMs: number
  readonly price: bigint
  readonly quantity: bigint
  readonly buyerIsMaker: boolean
}

export interface ExchangeState {
  readonly seed: string
  readonly entity: string
  readonly legalName: string
  readonly profile: VenueProfile
  readonly clock: () => number
  readonly rateLimited: boolean
  readonly anchorMs: number
  readonly referencePricesUsd: ReadonlyMap<string, string>
  /** What the director added to an asset's path, by when: what lay before stays as it was. */
  readonly shiftsPpm: Map<string, readonly { readonly fromMs: number; readonly ppm: number }[]>
  readonly ledger: Ledger
  readonly accounts: Map<string, Account>
  readonly keys: Map<string, KeyOptions & { readonly account: string }>
  readonly markets: Map<string, Market>
  readonly orders: Order[]
  readonly byOrderId: Map<string, Order>
  /** By account and client order id; more than one where the venue does not remember them. */
  readonly byClientOrderId: Map<string, readonly Order[]>
  readonly openOrders: Map<string, Order>
  readonly fills: AccountFill[]
  readonly tape: PublicTrade[]
  readonly deposits: DepositRecord[]
  readonly withdrawals: WithdrawalRecord[]
  readonly faults: Faults
  /** Books that are shown instead of generated ones, by symbol. */
  readonly replays: ReadonlyMap<string, readonly ReplayedBook[]>
  feeTiers: readonly FeeTier[]
  readonly idBase: bigint
  /** How far the venue's own clock is off the told one. */
  clockOffMs: number
  counter: bigint
}

/** Ids count up from a base that the seed gives: 19 digits, as the venue's own look. */
export function nextId(state: ExchangeState): string {
  state.counter += 1n
  return (state.idBase + state.counter).toString()
}

export function idBaseOf(seed: string, entity: string): bigint {
  return (
    1_700_000_000_000_000_000n +
    (BigInt(`0x${hashText(`${seed}|${entity}|ids`).slice(0, 12)}`) % 10n ** 11n) * 10n ** 6n
  )
}

/**
 * Key and secret of a sandbox account, the same for the same seed. They say what they are: no real venue has keys like these.
 *
 * @example deriveCredentials({ seed: '1', entity: 'sandbox-venue-a', account: 'agent', purpose: 'trade' }).apiKey // 'SANDBOX-…'
 */
export function deriveCredentials(parameters: {
  seed: string
  entity: string
  account: string
  purpose: 'trade' | 'withdraw'
}): VenueCredentials {
  const label = `${parameters.entity}|${parameters.account}|${parameters.purpose}`
  const derive = (what: string) =>
    bytesToHex(hmacSha256(utf8ToBytes(`sandbox exchange ${parameters.seed}`), utf8ToBytes(`${label}|${what}`)))
  return {
    apiKey: `SANDBOX-${parameters.purpose}-${derive('key').slice(0, 24)}`,
    secret: `SANDBOX-${derive('secret')}`,
  }
}

export function marketOf(profile: VenueProfile, instrument: InstrumentProfile): Market {
  const baseScale = assetOf(profile, instrument.base).scale
  return {
    profile: instrument,
    symbol: instrument.symbol,
    base: instrument.base,
    quote: instrument.quote,
    baseScale,
    quoteScale: assetOf(profile, instrument.quote).scale,
    priceScale: scaleOfStep(instrument.tick),
    tick: tickUnits(instrument),
    lot: unitsOf(instrument.lot, baseScale),
    book: emptyBook(),
    halted: false,
    delisted: false,
    slot: -1,
    changedAtMs: 0,
    takenBids: 0n,
    takenAsks: 0n,
    takenAtMs: 0,
    lastPrice: 0n,
  }
}

export function assetOf(profile: VenueProfile, asset: string) {
  const found = profile.assets[asset]
  if (!found) throw new RangeError(`SANDBOX: ${asset} is no asset of ${profile.name}`)
  return found
}

export function emptyState(
  given: Pick<
    ExchangeState,
    | 'seed'
    | 'entity'
    | 'legalName'
    | 'profile'
    | 'clock'
    | 'rateLimited'
    | 'anchorMs'
    | 'referencePricesUsd'
    | 'faults'
    | 'replays'
  >,
): ExchangeState {
  return {
    ...given,
    feeTiers: given.profile.feeTiers,
    shiftsPpm: new Map(),
    ledger: emptyLedger(),
    accounts: new Map(),
    keys: new Map(),
    markets: new Map(given.profile.instruments.map((one) => [one.symbol, marketOf(given.profile, one)])),
    orders: [],
    byOrderId: new Map(),
    byClientOrderId: new Map(),
    openOrders: new Map(),
    fills: [],
    tape: [],
    deposits: [],
    withdrawals: [],
    idBase: idBaseOf(given.seed, given.entity),
    clockOffMs: 0,
    counter: 0n,
  }
}
