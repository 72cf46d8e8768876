import { transferTopic } from '../../../core/custody/evm/erc20.ts'
import { chainIdOf, coinOf, type EvmAddress, evmAddress, readEvmAsset } from '../../../core/custody/evm/evmAddress.ts'
import { type EvmProof, evmBranchFormat, verifyFailure, verifyReceipt } from '../../../core/custody/evm/proof.ts'
import { parseEvmTransaction } from '../../../core/custody/evm/safeExecution.ts'
import { type EvmStateProof, evmStateFormat, verifyState } from '../../../core/custody/evm/stateProof.ts'
import { listKey, listPairs, proofIn } from '../../../core/custody/evm/trie.ts'
import { SluiceError } from '../../../core/errors.ts'
import { bytesToHex, hexToBytes } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import type {
  BalanceParameters,
  ChainAdapter,
  ChainBalance,
  ChainMovement,
  ChainTip,
  ChainTransaction,
  HistoryParameters,
} from '../chain.ts'
import type { ChainSource } from '../http.ts'
import { type EvmBlock, EvmRpc, type Hex, quantity } from './evmRpc.ts'

/** What a Safe says of itself. */
export interface SafeState {
  readonly owners: readonly EvmAddress[]
  readonly threshold: number
  readonly nonce: bigint
}

/** Proofs carry at most this many headers; more confirmations than that are not asked anywhere. */
const headersMax = 128

/** What {@link EvmChain.feeRate} leaves for whoever makes the block: one gwei. */
export const priorityFeePerGas = 1_000_000_000n

/** First four bytes of the keccak-256 of each signature. */
const selectors = {
  balanceOf: '0x70a08231',
  getOwners: '0xa0e67e2b',
  getThreshold: '0xe75235b8',
  nonce: '0xaffed0e0',
} as const

/**
 * An EVM chain over JSON-RPC: its own coin and ERC-20 tokens. Ids and hashes are 64 hex digits without 0x, as on every chain here.
 * A balance is what the state says, not a sum of transfers: a burn by the issuer is no Transfer event.
 *
 * @example openEvmChain({ network: 'eip155:31337', source: { url } })
 */
export function openEvmChain(parameters: { readonly network: string; readonly source: ChainSource }): EvmChain {
  return new EvmChain(parameters)
}

export class EvmChain implements ChainAdapter {
  readonly network: string
  readonly broadcastTwice = 'deduplicated-by-network'
  readonly #rpc: EvmRpc

  constructor({ network, source }: Parameters<typeof openEvmChain>[0]) {
    chainIdOf(network)
    this.network = network
    this.#rpc = new EvmRpc(source, network)
  }

  async tip(): Promise<ChainTip> {
    const { height, hash, timeSec } = await this.#rpc.block('latest')
    return { height, hash: hash.slice(2), timeSec }
  }

  async balanceAt(parameters: BalanceParameters): Promise<ChainBalance> {
    const asset = parameters.asset ?? coinOf(this.network)
    const read = readEvmAsset(asset, this.network)
    const address = evmAddress(parameters.address)
    const block = await this.#rpc.block(parameters.height ?? 'latest')
    const at = quantity(BigInt(block.height))
    const units =
      read.kind === 'coin'
        ? this.#rpc.read.quantity(await this.#rpc.call('eth_getBalance', [address, at]), 'a balance')
        : await this.#word(read.contract, `${selectors.balanceOf}${wordOf(address)}`, at)
    return { asset, units, height: block.height, hash: block.hash.slice(2) }
  }

  async #view(to: EvmAddress, data: string, at: string): Promise<Hex> {
    return this.#rpc.read.data(await this.#rpc.call('eth_call', [{ to, data }, at]), 'the answer of a contract')
  }

  async #word(to: EvmAddress, data: string, at: string): Promise<bigint> {
    const answer = await this.#view(to, data, at)
    if (answer.length !== 66) throw this.#rpc.bad(`${to} does not answer as a contract of its kind`)
    return BigInt(answer)
  }

  /** Transfers of a token. The chain's own coin has no such list without an indexer: it is refused, not guessed. */
  async history(parameters: HistoryParameters): Promise<readonly ChainMovement[]> {
    const asset = parameters.asset ?? coinOf(this.network)
    const read = readEvmAsset(asset, this.network)
    const address = evmAddress(parameters.address)
    if (read.kind === 'coin') {
      throw new SluiceError('INPUT_INVALID', `The history of ${asset} needs an indexing source; none is configured.`, {
        facts: { asset },
      })
    }
    const topic = `0x${wordOf(address)}`
    const lists = [
      await this.#transfers(read.contract, [transferTopic, topic], 'out', asset),
      await this.#transfers(read.contract, [transferTopic, null, topic], 'in', asset),
    ]
    return lists.flat().sort((a, b) => a.height! - b.height! || compare(a.txid, b.txid) || a.index - b.index)
  }

  async #transfers(
    contract: EvmAddress,
    topics: readonly (string | null)[],
    direction: 'in' | 'out',
    asset: string,
  ): Promise<ChainMovement[]> {
    const { read } = this.#rpc
    const filter = { address: contract, topics, fromBlock: '0x0', toBlock: 'latest' }
    const rows = read.list(await this.#rpc.call('eth_getLogs', [filter]), 'logs')
    return Promise.all(
      rows.map(async (row): Promise<ChainMovement> => {
        const log = read.object(row, 'a log')
        const txid = read.data(log.transactionHash, 'transactionHash', 32)
        const units = BigInt(read.data(log.data, 'data', 32))
        const index = Number(read.quantity(log.logIndex, 'logIndex')) - (await this.#firstLog(txid))
        const height = Number(read.quantity(log.blockNumber, 'blockNumber'))
        return { txid: txid.slice(2), index, direction, asset, units, height }
      }),
    )
  }

  /** Nodes count logs through the block; we count them through the transaction. */
  async #firstLog(txid: Hex): Promise<number> {
    const receipt = this.#rpc.read.object(await this.#rpc.call('eth_getTransactionReceipt', [txid]), 'a receipt')
    const [first] = this.#rpc.read.list(receipt.logs, 'logs')
    return Number(this.#rpc.read.quantity(this.#rpc.read.object(first, 'a log').logIndex, 'logIndex'))
  }

  async transaction(txid: string): Promise<ChainTransaction | undefined> {
    const id = checkTxid(txid)
    const raw = await this.#rpc.rawTransaction(id)
    if (raw === undefined) return undefined
    const block = await this.#blockOf(id)
    if (block === undefined) return { txid, raw, confirmations: 0 }
    const { height } = await this.tip()
    const receipt = this.#rpc.read.object(await this.#rpc.call('eth_getTransactionReceipt', [id]), 'a receipt')
    return {
      txid,
      raw,
      block: { height: block.height, hash: block.hash.slice(2) },
      confirmations: height - block.height + 1,
      ...(this.#rpc.read.quantity(receipt.status, 'status') === 0n ? { failed: true as const } : {}),
    }
  }

  async #blockOf(id: Hex): Promise<EvmBlock | undefined> {
    const result = await this.#rpc.call('eth_getTransactionByHash', [id])
    if (result === null) return undefined
    const { blockHash } = this.#rpc.read.object(result, 'a transaction')
    if (blockHash === null || blockHash === undefined) return undefined
    const block = await this.#rpc.block(this.#rpc.read.data(blockHash, 'blockHash', 32))
    if (!block.transactions.includes(id)) throw this.#rpc.bad('a block lacks the transaction that it is said to hold')
    return block
  }

  proof({ txid }: { readonly txid: string }): Promise<string> {
    return this.#proofOf(txid, false)
  }

  /** The same of a transaction that stands in a block and failed: `provedFailure` in core verifies it. @throws {NOT_FOUND} {PROOF_INVALID} */
  failure({ txid }: { readonly txid: string }): Promise<string> {
    return this.#proofOf(txid, true)
  }

  async #proofOf(txid: string, failed: boolean): Promise<string> {
    const id = checkTxid(txid)
    const block = await this.#blockOf(id)
    if (block === undefined) {
      throw new SluiceError('NOT_FOUND', `Transaction ${txid} stands in no block of ${this.network}.`, {
        facts: { txid },
      })
    }
    const tag = quantity(BigInt(block.height))
    const receipts = this.#rpc.read.list(await this.#rpc.call('eth_getBlockReceipts', [tag]), 'receipts')
    const position = block.transactions.indexOf(id)
    const branch = (list: readonly Hex[]) =>
      proofIn(listPairs(list.map((item) => hexToBytes(item.slice(2)))), listKey(position)).map(hexOf)
    const proof: EvmProof = {
      format: evmBranchFormat,
      network: this.network,
      transaction: branch(await this.#rawTransactions(block)),
      receipt: branch(receipts.map((receipt) => this.#rpc.encodeReceipt(receipt))),
      position,
      headers: await this.#headersFrom(block),
    }
    // A source that contradicts itself is told here, not by the court.
    const shown = { proof, network: this.network }
    if (failed) verifyFailure(shown)
    else verifyReceipt(shown)
    return canonical(proof as unknown as Json)
  }

  /**
   * What accounts hold at a block, with its proof (`sluice/evm-state/1`), for `verifyState`.
   *
   * @param slots 32 bytes each, hex with 0x
   */
  async stateProof(parameters: {
    readonly accounts: readonly { readonly address: string; readonly slots: readonly string[] }[]
    readonly height?: number
  }): Promise<string> {
    const block = await this.#rpc.block(parameters.height ?? 'latest')
    const tag = quantity(BigInt(block.height))
    const { read } = this.#rpc
    const nodesOf = (value: unknown) =>
      read.list(value, 'the nodes of a proof').map((node) => read.data(node, 'a node'))
    const accounts: EvmStateProof['accounts'][number][] = []
    for (const { address, slots } of parameters.accounts) {
      const at = evmAddress(address)
      const answer = read.object(await this.#rpc.call('eth_getProof', [at, slots, tag]), 'a proof')
      const storage = read.list(answer.storageProof, 'storageProof').map((row) => read.object(row, 'a slot'))
      if (storage.length !== slots.length) throw this.#rpc.bad('it proves other slots than it was asked for')
      const proved = slots.map((slot, i) => ({ slot, nodes: nodesOf(storage[i]!.proof) }))
      accounts.push({ address: at, nodes: nodesOf(answer.accountProof), slots: proved })
    }
    const proof: EvmStateProof = {
      format: evmStateFormat,
      network: this.network,
      headers: await this.#headersFrom(block),
      accounts,
    }
    // A source that contradicts itself is told here, not by the court.
    verifyState(proof)
    return canonical(proof as unknown as Json)
  }

  async #rawTransactions(block: EvmBlock): Promise<Hex[]> {
    const raws: Hex[] = []
    for (const id of block.transactions) {
      const raw = await this.#rpc.rawTransaction(id)
      if (raw === undefined) throw this.#rpc.bad('it lacks a transaction of a block')
      raws.push(raw)
    }
    return raws
  }

  async #headersFrom(block: EvmBlock): Promise<Hex[]> {
    const { height: top } = await this.tip()
    const headers: Hex[] = [block.header]
    for (let height = block.height + 1; height <= top && headers.length < headersMax; height++) {
      headers.push((await this.#rpc.block(height)).header)
    }
    return headers
  }

  async broadcast(raw: string): Promise<{ readonly txid: string; readonly known: boolean }> {
    const { txid: id, chainId } = parseEvmTransaction(raw)
    const txid = id.slice(2)
    if (chainId !== chainIdOf(this.network)) {
      throw new SluiceError('TRANSACTION_INVALID', `This transaction is for chain ${chainId}, not for ${this.network}.`)
    }
    if ((await this.#rpc.rawTransaction(id)) !== undefined) return { txid, known: true }
    const answer = await this.#rpc.tryCall('eth_sendRawTransaction', [raw])
    if ((await this.#rpc.rawTransaction(id)) !== undefined) return { txid, known: false }
    const said = 'error' in answer ? answer.error : 'nothing'
    throw new SluiceError('CHAIN_REFUSED', `${this.network} did not take the transaction: ${said}.`, {
      facts: { txid },
    })
  }

  /** Wei per gas that hold through a doubling of the base fee, with {@link priorityFeePerGas}. */
  async feeRate(): Promise<bigint> {
    return 2n * (await this.baseFee()) + priorityFeePerGas
  }

  async baseFee(): Promise<bigint> {
    return (await this.#rpc.block('latest')).baseFeePerGas
  }

  /** The next nonce of an account, its waiting transactions not counted. */
  async nonceOf(address: string): Promise<bigint> {
    return this.#rpc.read.quantity(
      await this.#rpc.call('eth_getTransactionCount', [evmAddress(address), 'latest']),
      'a nonce',
    )
  }

  /** Owners, threshold and nonce of a Safe, now. @throws {CHAIN_REPLY_MALFORMED} if there is no Safe at the address */
  async safeState(safe: string): Promise<SafeState> {
    const to = evmAddress(safe)
    const threshold = Number(await this.#word(to, selectors.getThreshold, 'latest'))
    const nonce = await this.#word(to, selectors.nonce, 'latest')
    const list = await this.#view(to, selectors.getOwners, 'latest')
    const words = list.slice(2).match(/.{64}/g) ?? []
    const count = Number(BigInt(`0x${words[1] ?? '0'}`))
    if (words.length !== count + 2 || BigInt(`0x${words[0]}`) !== 32n)
      throw this.#rpc.bad(`${to} does not answer as a Safe`)
    return { owners: words.slice(2).map((word) => evmAddress(`0x${word.slice(24)}`)), threshold, nonce }
  }
}

const wordOf = (address: EvmAddress): string => address.slice(2).toLowerCase().padStart(64, '0')
const hexOf = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function checkTxid(txid: string): Hex {
  if (/^[0-9a-f]{64}$/.test(txid)) return `0x${txid}`
  throw new SluiceError('INPUT_INVALID', 'A transaction id is 64 hex digits in lower case, without 0x.', {
    facts: { txid },
  })
}
