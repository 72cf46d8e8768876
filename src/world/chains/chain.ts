/**
 * What every chain adapter keeps, whatever it asks. `describeChain.ts` is the suite that all of them pass.
 * Units are base units (sat, wei, 10^-6 USDT). Replies are hostile until parsed: ids are computed from bytes, never believed.
 */
export interface ChainAdapter {
  /** CAIP-2 id, network included. */
  readonly network: string
  /** What the other side promises when an effect is sent twice: the same signed bytes move coins once. */
  readonly broadcastTwice: 'deduplicated-by-network'
  /** @throws {CHAIN_UNREACHABLE} {CHAIN_REPLY_MALFORMED} as does every call below */
  tip(): Promise<ChainTip>
  /** Units at an address after the block at `height` (the newest unless said); unconfirmed payments never count. */
  balanceAt(parameters: BalanceParameters): Promise<ChainBalance>
  /** Every movement in and out of an address, oldest first, unconfirmed ones last. */
  history(parameters: HistoryParameters): Promise<readonly ChainMovement[]>
  /** A transaction by id, or undefined if the source does not know it. */
  transaction(txid: string): Promise<ChainTransaction | undefined>
  /**
   * The document that shows a confirmed transaction without asking anyone: `readPayments` in core verifies it.
   *
   * @throws {NOT_FOUND} if it is not in a block
   */
  proof(parameters: { readonly txid: string }): Promise<string>
  /** The document that shows a transaction in a block as failed, on a chain where that can be: `provedFailure` in core verifies it. */
  failure?(parameters: { readonly txid: string }): Promise<string>
  /**
   * Sends signed bytes. Safe to repeat after any failure.
   *
   * @returns `known: true` if the network had it before
   * @throws {CHAIN_REFUSED} if the network does not take it
   */
  broadcast(raw: string): Promise<{ readonly txid: string; readonly known: boolean }>
  /** What the next blocks cost: satoshi per 1000 virtual bytes, or wei per gas. */
  feeRate(): Promise<bigint>
}

export interface ChainTip {
  readonly height: number
  readonly hash: string
  readonly timeSec: number
}

export interface BalanceParameters {
  readonly address: string
  /** CAIP-19 id; the chain's own coin unless said. */
  readonly asset?: string
  readonly height?: number
}

export interface ChainBalance {
  readonly asset: string
  readonly units: bigint
  /** The block that the balance is stated at. */
  readonly height: number
  readonly hash: string
}

export interface HistoryParameters {
  readonly address: string
  readonly asset?: string
}

export interface ChainMovement {
  readonly txid: string
  /** Output or input of the transaction, or log of its receipt; -1 for an EVM transaction's own value. */
  readonly index: number
  readonly direction: 'in' | 'out'
  readonly asset: string
  readonly units: bigint
  /** Absent while unconfirmed. */
  readonly height?: number
}

export interface ChainTransaction {
  readonly txid: string
  /** Hex, as broadcast. */
  readonly raw: string
  readonly block?: { readonly height: number; readonly hash: string }
  /** 0 while in no block. */
  readonly confirmations: number
  /** It stands in a block and moved nothing: on a chain whose transactions can fail. */
  readonly failed?: true
}
