import { scriptOfAddress } from '../../../core/custody/bitcoin/address.ts'
import { merkleBranch, parseHeader } from '../../../core/custody/bitcoin/header.ts'
import type { BitcoinNetwork } from '../../../core/custody/bitcoin/network.ts'
import {
  type BitcoinAnchor,
  type BitcoinProof,
  bitcoinProofFormat,
  verifyInclusion,
} from '../../../core/custody/bitcoin/proof.ts'
import { parseTransaction } from '../../../core/custody/bitcoin/transaction.ts'
import { SluiceError } from '../../../core/errors.ts'
import { bytesToHex } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import type {
  BalanceParameters,
  ChainAdapter,
  ChainMovement,
  ChainTip,
  ChainTransaction,
  HistoryParameters,
} from '../chain.ts'
import { type ChainSource, malformed } from '../http.ts'
import { ReplyReader } from '../reply.ts'
import { BcoinRpc, type BcoinTransaction } from './bcoinRpc.ts'
import { HeaderChain } from './headerChain.ts'

/** A coin as the chain has it. */
export interface ChainCoin {
  readonly txid: string
  readonly vout: number
  readonly address: string
  readonly amountSat: bigint
  /** The transaction that made it, hex. */
  readonly raw: string
  /** Absent while unconfirmed. */
  readonly height?: number
}

/** The smallest rate that nodes relay, satoshi per 1000 virtual bytes. */
const rateSatPerKvbMin = 1_000n
const rateSatPerKvbMax = 10_000_000n

/**
 * Bitcoin over a bcoin node. Balances and coins are computed from raw transactions, whose ids are computed from their bytes.
 *
 * @example openBitcoinChain({ network: bitcoinRegtestBcoin, source: { url, basic: { user: 'x', password } } })
 */
export function openBitcoinChain(parameters: {
  readonly network: BitcoinNetwork
  readonly source: ChainSource
  /** Proofs begin above this block; the genesis block unless said. */
  readonly anchor?: BitcoinAnchor
}): BitcoinChain {
  return new BitcoinChain(parameters)
}

export class BitcoinChain implements ChainAdapter {
  readonly network: string
  readonly broadcastTwice = 'deduplicated-by-network'
  readonly #bitcoin: BitcoinNetwork
  readonly #asset: string
  readonly #anchor: BitcoinAnchor
  readonly #rpc: BcoinRpc
  readonly #headers: HeaderChain
  readonly #read: ReplyReader

  constructor({ network, source, anchor }: Parameters<typeof openBitcoinChain>[0]) {
    this.network = network.id
    this.#bitcoin = network
    this.#asset = `${network.id}/slip44:0`
    this.#anchor = anchor ?? { height: 0, hash: network.genesis }
    this.#rpc = new BcoinRpc(source, network.id)
    this.#headers = new HeaderChain(this.#rpc, network, this.#anchor)
    this.#read = new ReplyReader(network.id)
  }

  async tip(): Promise<ChainTip> {
    const hash = this.#read.hash(await this.#rpc.call('getbestblockhash', []), 'the best block')
    const [raw, verbose] = await this.#rpc.batch([
      { method: 'getblockheader', params: [hash, false] },
      { method: 'getblockheader', params: [hash, true] },
    ])
    const header = parseHeader(this.#read.hex(raw, 'a block header'), this.#bitcoin)
    if (header.hash !== hash) throw malformed(this.network, 'it answers with another block header')
    const { height } = this.#read.object(verbose, 'a block header')
    return { height: this.#read.count(height, 'height'), hash, timeSec: header.timeSec }
  }

  async #hashAt(height: number): Promise<string> {
    return this.#read.hash(await this.#rpc.call('getblockhash', [height]), 'a block hash')
  }

  async balanceAt(parameters: BalanceParameters) {
    this.#checkAsset(parameters.asset)
    const height = parameters.height ?? (await this.tip()).height
    const hash = await this.#hashAt(height)
    const moves = await this.history(parameters)
    const units = moves.reduce((sum, move) => {
      if (move.height === undefined || move.height > height) return sum
      return move.direction === 'in' ? sum + move.units : sum - move.units
    }, 0n)
    return { asset: this.#asset, units, height, hash }
  }

  #checkAsset(asset: string | undefined): void {
    if (asset !== undefined && asset !== this.#asset) {
      throw new SluiceError('INPUT_INVALID', `${this.network} has no asset ${asset}.`, { facts: { asset } })
    }
  }

  async history({ address, asset }: HistoryParameters): Promise<readonly ChainMovement[]> {
    this.#checkAsset(asset)
    const script = bytesToHex(scriptOfAddress(address, this.#bitcoin))
    const transactions = inOrder(await this.#rpc.transactionsOf(address))
    const made = new Map<string, bigint>()
    for (const { transaction } of transactions) {
      transaction.outputs.forEach((output, vout) => {
        if (bytesToHex(output.scriptPubKey) === script) made.set(`${transaction.txid}:${vout}`, output.amountSat)
      })
    }
    return transactions.flatMap((one) => this.#movements(one, made))
  }

  #movements({ transaction, block }: BcoinTransaction, made: ReadonlyMap<string, bigint>): ChainMovement[] {
    const { txid } = transaction
    const move = (direction: 'in' | 'out', index: number, units: bigint | undefined): ChainMovement[] =>
      units === undefined
        ? []
        : [{ txid, index, direction, asset: this.#asset, units, ...(block && { height: block.height }) }]
    return [
      ...transaction.inputs.flatMap((input, i) => move('out', i, made.get(`${input.txid}:${input.vout}`))),
      ...transaction.outputs.flatMap((_, i) => move('in', i, made.get(`${txid}:${i}`))),
    ]
  }

  /** Coins of addresses that nothing known spends, oldest first; unconfirmed ones carry no height. */
  async utxos(addresses: readonly string[]): Promise<readonly ChainCoin[]> {
    const coins: ChainCoin[] = []
    for (const address of addresses) {
      const script = bytesToHex(scriptOfAddress(address, this.#bitcoin))
      const transactions = inOrder(await this.#rpc.transactionsOf(address))
      const spent = new Set(
        transactions.flatMap(({ transaction }) => transaction.inputs.map((input) => `${input.txid}:${input.vout}`)),
      )
      for (const { transaction, raw, block } of transactions) {
        transaction.outputs.forEach(({ scriptPubKey, amountSat }, vout) => {
          const { txid } = transaction
          if (bytesToHex(scriptPubKey) !== script || spent.has(`${txid}:${vout}`)) return
          coins.push({ txid, vout, address, amountSat, raw, ...(block && { height: block.height }) })
        })
      }
    }
    return coins
  }

  async transaction(txid: string): Promise<ChainTransaction | undefined> {
    const found = await this.#rpc.transaction(checkTxid(txid))
    if (found === undefined) return undefined
    if (found.block === undefined) return { txid, raw: found.raw, confirmations: 0 }
    const { height } = await this.tip()
    return { txid, raw: found.raw, block: found.block, confirmations: height - found.block.height + 1 }
  }

  async proof({ txid }: { readonly txid: string }): Promise<string> {
    const found = await this.#rpc.transaction(checkTxid(txid))
    if (found?.block === undefined) {
      throw new SluiceError('NOT_FOUND', `Transaction ${txid} stands in no block of ${this.network}.`, {
        facts: { txid },
      })
    }
    const { height, hash } = found.block
    const block = this.#read.object(await this.#rpc.call('getblock', [hash, true]), 'a block')
    const txids = this.#read.list(block.tx, 'tx').map((id) => this.#read.hash(id, 'a transaction id'))
    const position = txids.indexOf(txid)
    const coinbase = txids[0] === undefined ? undefined : await this.#rpc.transaction(txids[0])
    if (position < 0 || coinbase === undefined) throw malformed(this.network, 'its block lacks the transaction')
    const proof: BitcoinProof = {
      format: bitcoinProofFormat,
      network: this.network,
      transaction: found.raw,
      height,
      position,
      branch: merkleBranch(txids, position),
      coinbase: coinbase.raw,
      coinbaseBranch: merkleBranch(txids, 0),
      anchor: this.#anchor,
      headers: await this.#headers.upTo((await this.tip()).height),
    }
    // A source that contradicts itself is told here, not by the court.
    verifyInclusion({ proof, network: this.#bitcoin, anchors: [this.#anchor] })
    return canonical(proof as unknown as Json)
  }

  async broadcast(raw: string): Promise<{ readonly txid: string; readonly known: boolean }> {
    const { txid } = parseTransaction(raw)
    if ((await this.#rpc.transaction(txid)) !== undefined) return { txid, known: true }
    await this.#rpc.post(raw)
    if ((await this.#rpc.inMempool(txid)) || (await this.#rpc.transaction(txid)) !== undefined)
      return { txid, known: false }
    throw new SluiceError('CHAIN_REFUSED', `${this.network} did not take the transaction.`, { facts: { txid } })
  }

  /** The node's estimate for six blocks, held between the relay minimum and 10 000 sat per vbyte. */
  async feeRate(): Promise<bigint> {
    const { rate } = this.#read.object(await this.#rpc.get('/fee?blocks=6'), 'a fee rate')
    const estimate = BigInt(this.#read.count(rate, 'rate'))
    if (estimate > rateSatPerKvbMax) throw malformed(this.network, 'its fee rate is beyond reason', { estimate })
    return estimate < rateSatPerKvbMin ? rateSatPerKvbMin : estimate
  }
}

function checkTxid(txid: string): string {
  if (/^[0-9a-f]{64}$/.test(txid)) return txid
  throw new SluiceError('INPUT_INVALID', 'A transaction id is 64 hex digits in lower case.', { facts: { txid } })
}

/** By block, then by id: the order within a block is not what counts. Unconfirmed last. */
function inOrder(transactions: readonly BcoinTransaction[]): BcoinTransaction[] {
  const unique = new Map(transactions.map((one) => [one.transaction.txid, one]))
  return [...unique.values()].sort((a, b) => {
    const byHeight = (a.block?.height ?? Number.MAX_SAFE_INTEGER) - (b.block?.height ?? Number.MAX_SAFE_INTEGER)
    return byHeight || (a.transaction.txid < b.transaction.txid ? -1 : 1)
  })
}
