import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeRlp, numberBytes, type Rlp } from '../../../core/custody/evm/rlp.ts'
import { bytesToHex, hexToBytes } from '../../../core/record/hash.ts'
import { ask, type ChainSource, malformed } from '../http.ts'
import { ReplyReader } from '../reply.ts'

export type Hex = `0x${string}`

/** A block header with the bytes that its hash is made of. */
export interface EvmBlock {
  readonly hash: Hex
  readonly height: number
  readonly timeSec: number
  readonly baseFeePerGas: bigint
  readonly transactions: readonly Hex[]
  /** RLP, hex with 0x. */
  readonly header: Hex
}

const hashFields = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
] as const
const numberFields = ['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp'] as const
const lateBytes = ['extraData', 'mixHash', 'nonce'] as const
/** Added by forks, in this order, each only where the one before is there. */
const forkFields = [
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const
const forkNumbers = new Set<string>(['baseFeePerGas', 'blobGasUsed', 'excessBlobGas'])

/** Ethereum's JSON-RPC. Block and transaction ids are computed from the bytes that come with them. */
export class EvmRpc {
  readonly read: ReplyReader
  readonly #source: ChainSource
  readonly #network: string
  #id = 0

  constructor(source: ChainSource, network: string) {
    this.#source = source
    this.#network = network
    this.read = new ReplyReader(network)
  }

  /** @returns the result, or the node's own error message */
  async tryCall(
    method: string,
    params: readonly unknown[],
  ): Promise<{ readonly result: unknown } | { readonly error: string }> {
    const id = ++this.#id
    const reply = await ask({
      source: this.#source,
      network: this.#network,
      path: '',
      body: { jsonrpc: '2.0', id, method, params },
    })
    const body = this.read.object(reply.body, 'an answer')
    if (body.id !== id) throw this.bad('it answers another question')
    if (body.error !== undefined && body.error !== null) {
      const { message } = this.read.object(body.error, 'an error')
      return { error: typeof message === 'string' ? message.slice(0, 200) : 'without a message' }
    }
    if (!('result' in body)) throw this.bad('it answers neither result nor error')
    return { result: body.result }
  }

  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    const answer = await this.tryCall(method, params)
    if ('error' in answer) throw this.bad(`it refuses ${method}: ${answer.error}`)
    return answer.result
  }

  bad(what: string): Error {
    return malformed(this.#network, what)
  }

  /** The block at a height or with a hash; `latest` for the newest. */
  async block(at: number | Hex | 'latest'): Promise<EvmBlock> {
    const byHash = typeof at === 'string' && at !== 'latest'
    const tag = typeof at === 'number' ? quantity(BigInt(at)) : at
    const row = this.read.object(
      await this.call(byHash ? 'eth_getBlockByHash' : 'eth_getBlockByNumber', [tag, false]),
      'a block',
    )
    const header = this.#encodeHeader(row)
    const hash = hexOf(keccak_256(header))
    if (row.hash !== hash) throw this.bad('a block has another hash than its header')
    const height = Number(this.read.quantity(row.number, 'number'))
    if ((byHash && hash !== at) || (typeof at === 'number' && height !== at))
      throw this.bad('it answers with another block')
    return {
      hash,
      height,
      timeSec: Number(this.read.quantity(row.timestamp, 'timestamp')),
      baseFeePerGas: this.read.quantity(row.baseFeePerGas, 'baseFeePerGas'),
      transactions: this.read
        .list(row.transactions, 'transactions')
        .map((id) => this.read.data(id, 'a transaction id', 32)),
      header: hexOf(header),
    }
  }

  #encodeHeader(row: Readonly<Record<string, unknown>>): Uint8Array {
    const bytes = (name: string) => bytesOf(this.read.data(row[name], name))
    const number = (name: string) => numberBytes(this.read.quantity(row[name], name))
    const fields: Rlp[] = [...hashFields.map(bytes), ...numberFields.map(number), ...lateBytes.map(bytes)]
    for (const name of forkFields) {
      if (row[name] === undefined || row[name] === null) break
      fields.push(forkNumbers.has(name) ? number(name) : bytes(name))
    }
    return encodeRlp(fields)
  }

  /** A transaction's own bytes; undefined if the node does not know it. */
  async rawTransaction(txid: Hex): Promise<Hex | undefined> {
    const result = await this.call('eth_getRawTransactionByHash', [txid])
    if (result === null || result === '0x') return undefined
    const raw = this.read.data(result, 'a transaction')
    if (hexOf(keccak_256(bytesOf(raw))) !== txid) throw this.bad('it answers with another transaction')
    return raw
  }

  /** A receipt in the form in which blocks hash it. */
  encodeReceipt(value: unknown): Hex {
    const row = this.read.object(value, 'a receipt')
    const logs = this.read.list(row.logs, 'logs').map((item): Rlp => {
      const log = this.read.object(item, 'a log')
      const topics = this.read.list(log.topics, 'topics').map((topic) => bytesOf(this.read.data(topic, 'a topic', 32)))
      return [bytesOf(this.read.data(log.address, 'address', 20)), topics, bytesOf(this.read.data(log.data, 'data'))]
    })
    const body = encodeRlp([
      numberBytes(this.read.quantity(row.status, 'status')),
      numberBytes(this.read.quantity(row.cumulativeGasUsed, 'cumulativeGasUsed')),
      bytesOf(this.read.data(row.logsBloom, 'logsBloom', 256)),
      logs,
    ])
    const type = numberBytes(this.read.quantity(row.type, 'type'))
    return `0x${bytesToHex(type)}${bytesToHex(body)}`
  }
}

export const quantity = (value: bigint): Hex => `0x${value.toString(16)}`
export const hexOf = (bytes: Uint8Array): Hex => `0x${bytesToHex(bytes)}`
export const bytesOf = (hex: string): Uint8Array => hexToBytes(hex.slice(2))
