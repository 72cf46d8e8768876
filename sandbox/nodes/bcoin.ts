import { createRequire } from 'node:module'

/**
 * The few parts of bcoin (an unmodified Bitcoin full node, MIT) that the sandbox drives. bcoin ships no types: these are ours, as far as used.
 *
 * What would be random or follow the wall clock is told on the instances of one node, never on the process:
 * - the coinbase's small nonce, which bcoin draws from Math.random: the template's own `createCoinbase` is replaced;
 * - network time, which bcoin takes from Date.now: chain and miner get a network object of their own whose `now` is told.
 * Receive times of unconfirmed transactions still follow the wall clock; no hash depends on them and the adapter does not read them.
 */
export interface BcoinNode {
  readonly chain: BcoinChain
  readonly mempool: {
    network: unknown
    addTX(tx: unknown): Promise<unknown>
    readonly map: ReadonlyMap<string, unknown>
  }
  readonly miner: { network: unknown; readonly cpu: BcoinMiner }
  readonly pool: { forceSync(): void }
  readonly logger: { memory(): void }
  readonly network: object
  readonly http: { readonly http: { address(): { readonly port: number } } }
  getCoinsByAddress(addresses: readonly unknown[]): Promise<BcoinCoin[]>
  broadcast(item: unknown): Promise<void>
  open(): Promise<void>
  close(): Promise<void>
}

export interface BcoinChain {
  network: unknown
  readonly height: number
  readonly tip: { readonly height: number; readonly time: number; rhash(): string }
  add(block: unknown): Promise<{ rhash(): string } | null>
  reset(height: number): Promise<void>
}

export interface BcoinCoin {
  readonly height: number
  readonly index: number
  /** Satoshi as a JavaScript number: exact below 2^53. */
  readonly value: number
  readonly coinbase: boolean
  rhash(): string
}

export interface BcoinMiner {
  createJob(tip: null, address: unknown): Promise<BcoinJob>
}

export interface BcoinJob {
  readonly attempt: BcoinTemplate
  mineAsync(): Promise<unknown>
}

export interface BcoinTemplate {
  readonly height: number
  createCoinbase(witnessHash: unknown): BcoinCoinbase
  refresh(): void
}

export interface BcoinCoinbase {
  readonly inputs: readonly [
    { readonly script: { setData(at: number, data: Uint8Array): unknown; compile(): unknown } },
  ]
  refresh(): void
}

interface Bcoin {
  readonly FullNode: new (options: Readonly<Record<string, unknown>>) => BcoinNode
  readonly Address: { fromString(text: string, network: string): unknown }
  readonly TX: { fromRaw(raw: Uint8Array): { txid(): string } }
}

/** Loaded when a node is started, so that what merely imports the sandbox does not pay for it. */
export function loadBcoin(): Bcoin {
  const require = createRequire(import.meta.url)
  const { noDeprecation } = process
  // One of its parts reads a constant that Node has renamed, while it loads; the warning would stand in every run.
  process.noDeprecation = true
  try {
    return {
      FullNode: require('bcoin/lib/node/fullnode'),
      Address: require('bcoin/lib/primitives/address'),
      TX: require('bcoin/lib/primitives/tx'),
    }
  } finally {
    process.noDeprecation = noDeprecation ?? false
  }
}
