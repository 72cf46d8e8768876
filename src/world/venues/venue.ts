/**
 * What Sluice asks of any venue, whatever it speaks. A venue is a legal entity with a licence, an API host and an account owner, never
 * a brand: two entities of one brand are two venues.
 *
 * Prices and quantities are plain decimal text in coins or currency ('0.5' BTC, '60000.01' USD), exact, never a Number. `unitsOf` in
 * decimal.ts turns them into base units at a declared scale.
 *
 * Errors, by what the caller may do next:
 * - VENUE_UNREACHABLE: no answer, an answer that says nothing, or a rate limit (`facts.rateLimited`). `facts.outcome` is 'unknown' when the request may have
 *   taken effect and 'none' when it certainly did not. The same key may be asked for again; an unknown order counts as possibly sold.
 * - VENUE_REFUSED: the venue said no (`facts.venueCode`, `facts.venueMessage`). Nothing happened there.
 * - VENUE_REPLY_MALFORMED: an answer that is not what the contract says. Of an order it means outcome unknown.
 * - INPUT_INVALID, AMOUNT_MALFORMED, AMOUNT_TOO_PRECISE: refused here; nothing was sent.
 */

/**
 * How far a venue's own de-duplication of client order ids reaches.
 * - client-order-id-forever: the same id never trades twice.
 * - while-open: only while the first order is open; sending again after it closed may sell twice.
 * - never: every request is a new order.
 */
export type IdempotencyClass = 'client-order-id-forever' | 'while-open' | 'never'

/** The row of the licence register that a client is built from. It decides entity and host; nothing else may. */
export interface VenueRegistration {
  /** Register id of the legal entity. */
  readonly entity: string
  readonly legalName: string
  /** Origin of the API: 'https://api-pro.hashkey.com'; in the sandbox 'http://127.0.0.1:PORT'. */
  readonly apiOrigin: string
  /** Whose account it is: the customer of the platform. */
  readonly accountOwner: string
  readonly idempotencyClass: IdempotencyClass
}

export interface VenueCredentials {
  readonly apiKey: string
  readonly secret: string
}

export interface Instrument {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly status: 'trading' | 'halted'
  readonly tick: string
  readonly lot: string
  readonly minQuantity: string
  readonly maxQuantity: string
  readonly minNotional: string
  /** '0' where the venue names none. */
  readonly maxNotional: string
  readonly marketMinQuantity: string
  readonly marketMaxQuantity: string
  /** Digits after the point in which the venue books the quote side; gross is price times quantity cut down to it. */
  readonly quoteScale: number
  /** A limit order may not buy above reference × (1 + buyUp) nor sell below reference × (1 - sellDown). '0' where none is named. */
  readonly priceBand: { readonly buyUp: string; readonly sellDown: string }
}

export interface DepthLevel {
  readonly price: string
  readonly quantity: string
}

export interface Depth {
  readonly symbol: string
  /** Time of the last change of the book in ms, which may be long before the answer. */
  readonly changedAtMs: number
  /** Best first. */
  readonly bids: readonly DepthLevel[]
  readonly asks: readonly DepthLevel[]
}

/** One trade of anybody's, as the venue shows it to everybody. Prints carry no id there: equal ones are two trades. */
export interface PublicTrade {
  readonly price: string
  readonly quantity: string
  readonly atMs: number
}

/** The newest trades that a venue shows, oldest first. `whole` says that the venue shows none older than these: fewer came than it gives at most. */
export interface PublicTrades {
  readonly symbol: string
  readonly trades: readonly PublicTrade[]
  readonly whole: boolean
}

export type OrderSide = 'BUY' | 'SELL'
/** IOC is a limit order of which the rest is cancelled at once; LIMIT_MAKER is refused if it would trade at once. */
export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'IOC' | 'MARKET'
export type OrderState = 'open' | 'partly-filled' | 'filled' | 'cancelled' | 'rejected'

export interface PlaceOrderParameters {
  /** Hash of the approved intent, see clientOrderIdOf. 1 to 64 of A-Z a-z 0-9 _ -. */
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly type: OrderType
  /** Absent for MARKET only. */
  readonly price?: string
  /** In the base asset. */
  readonly quantity: string
}

export type OrderKey = { readonly clientOrderId: string } | { readonly orderId: string }

export interface OrderReport {
  readonly state: OrderState
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly type: OrderType
  readonly price: string
  readonly quantity: string
  readonly executedQuantity: string
  /** What the venue booked in the quote asset so far, before fees; absent where that reply does not carry it. */
  readonly executedQuote?: string
  readonly atMs: number
}

/** The venue does not know the order (yet). It is not a proof that there is none: venues acknowledge before they book. */
export interface UnknownOrder {
  readonly state: 'unknown'
  readonly key: OrderKey
}

export interface Fill {
  readonly fillId: string
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly price: string
  readonly quantity: string
  /** Price times quantity, cut down to the instrument's quote scale. */
  readonly gross: string
  readonly fee: string
  readonly feeAsset: string
  readonly maker: boolean
  readonly atMs: number
}

export interface Balance {
  readonly asset: string
  readonly free: string
  readonly locked: string
  readonly total: string
}

export interface DepositAddress {
  readonly asset: string
  readonly network: string
  readonly address: string
  readonly minimum: string
  readonly confirmations: number
}

export interface Deposit {
  readonly asset: string
  readonly address: string
  readonly txid: string
  readonly quantity: string
  readonly state: 'pending' | 'credited' | 'failed'
  readonly atMs: number
}

export interface Withdrawal {
  readonly withdrawalId: string
  /** Our key, where the venue shows it. */
  readonly key?: string
  readonly asset: string
  /** The chain address, or the bank account for currency. */
  readonly destination: string
  readonly quantity: string
  readonly fee: string
  readonly state: 'pending' | 'done' | 'failed'
  /** Transaction id or the bank's reference, once there is one. */
  readonly reference?: string
  readonly atMs: number
}

export interface Venue {
  readonly entity: string
  readonly host: string
  readonly accountOwner: string
  readonly sandbox: boolean
  readonly idempotencyClass: IdempotencyClass
  /** Milliseconds since 1970 by the venue's clock. */
  serverTime(): Promise<number>
  instruments(): Promise<readonly Instrument[]>
  depth(parameters: { symbol: string; limit?: number }): Promise<Depth>
  /** Trades of everybody, our own among them. */
  trades(parameters: { symbol: string }): Promise<PublicTrades>
  /** Places an order or, where the venue says that it has this client order id, returns what it has, if the terms are the same. */
  placeOrder(parameters: PlaceOrderParameters): Promise<OrderReport>
  /** The order as it stands after the cancel; an order that was filled meanwhile comes back as filled. */
  cancelOrder(key: OrderKey): Promise<OrderReport | UnknownOrder>
  order(key: OrderKey): Promise<OrderReport | UnknownOrder>
  openOrders(parameters: { symbol?: string }): Promise<readonly OrderReport[]>
  /** Oldest first, each fill once even if the venue lists it twice. */
  fills(parameters: { symbol: string; fromMs?: number }): Promise<readonly Fill[]>
  balances(): Promise<readonly Balance[]>
  depositAddress(parameters: { asset: string; network: string }): Promise<DepositAddress>
  deposits(parameters: { asset: string }): Promise<readonly Deposit[]>
  /** Coins, only to an address that the venue holds as whitelisted. Asked again with the same key and terms, it returns the first one. */
  withdraw(parameters: WithdrawParameters): Promise<{ withdrawalId: string }>
  withdrawals(parameters: { asset: string }): Promise<readonly Withdrawal[]>
  /** Proceeds, only to the bank account registered there. Not every venue has it in its API. */
  withdrawFiat(parameters: WithdrawFiatParameters): Promise<{ withdrawalId: string }>
  fiatWithdrawals(parameters: { currency: string }): Promise<readonly Withdrawal[]>
  /** The venue's own statement, as the bytes came: evidence is hashed as received. */
  accountStatement(parameters: { fromMs: number; toMs: number }): Promise<string>
}

export interface WithdrawParameters {
  /** Our key for this withdrawal, sent as the client order id. */
  readonly key: string
  readonly asset: string
  readonly network: string
  readonly quantity: string
  readonly address: string
}

export interface WithdrawFiatParameters {
  readonly key: string
  readonly currency: string
  readonly amount: string
  readonly bankAccount: string
}
