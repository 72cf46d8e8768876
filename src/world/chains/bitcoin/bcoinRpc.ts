import { type BitcoinTransaction, parseTransaction } from '../../../core/custody/bitcoin/transaction.ts'
import { SluiceError } from '../../../core/errors.ts'
import { ask, type ChainSource, malformed } from '../http.ts'
import { ReplyReader } from '../reply.ts'

/** A transaction as bcoin tells it, believed only as far as its own bytes. */
export interface BcoinTransaction {
  readonly raw: string
  readonly transaction: BitcoinTransaction
  readonly block?: { readonly height: number; readonly hash: string }
}

/**
 * bcoin's HTTP and JSON-RPC interface (1.0.2, `index-tx` and `index-address` on), with what is peculiar about it:
 * - `sendrawtransaction` answers with a txid before the mempool has judged, and also for what it then rejects; `POST /broadcast` waits for the
 *   mempool but still says success for most rejections. So we post there, and look into the mempool for what became of it.
 * - unknown transactions are 404 with an empty body;
 * - JSON-RPC answers errors with status 200 or 400 and `error`, batches are allowed.
 */
export class BcoinRpc {
  readonly #source: ChainSource
  readonly #network: string
  readonly #read: ReplyReader

  constructor(source: ChainSource, network: string) {
    this.#source = source
    this.#network = network
    this.#read = new ReplyReader(network)
  }

  async get(path: string): Promise<unknown> {
    const { status, body } = await ask({ source: this.#source, network: this.#network, path })
    if (status === 404) return undefined
    if (status !== 200) throw malformed(this.#network, `it answers ${status} to ${path}`)
    return body
  }

  /** One JSON-RPC call. @throws {CHAIN_REPLY_MALFORMED} with the node's error */
  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    return (await this.batch([{ method, params }]))[0]
  }

  async batch(calls: readonly { readonly method: string; readonly params: readonly unknown[] }[]): Promise<unknown[]> {
    const body = calls.map((call, id) => ({ ...call, id }))
    const reply = await ask({ source: this.#source, network: this.#network, path: '/', body })
    const rows = this.#read.list(reply.body, 'the answer to a batch')
    if (rows.length !== calls.length) throw malformed(this.#network, 'it answers fewer calls than were made')
    return rows.map((row, i) => {
      const { result, error, id } = this.#read.object(row, 'an answer')
      if (id !== i) throw malformed(this.#network, 'it answers out of order')
      if (error !== null && error !== undefined) {
        throw malformed(this.#network, `it refuses ${calls[i]!.method}`, { error: JSON.stringify(error).slice(0, 200) })
      }
      return result
    })
  }

  async transaction(txid: string): Promise<BcoinTransaction | undefined> {
    const body = await this.get(`/tx/${txid}`)
    if (body === undefined) return undefined
    const found = this.readTransaction(body)
    if (found.transaction.txid !== txid) throw malformed(this.#network, 'it answers with another transaction')
    return found
  }

  async transactionsOf(address: string): Promise<readonly BcoinTransaction[]> {
    const body = await this.get(`/tx/address/${encodeURIComponent(address)}`)
    return this.#read.list(body, 'the transactions of an address').map((row) => this.readTransaction(row))
  }

  readTransaction(value: unknown): BcoinTransaction {
    const row = this.#read.object(value, 'a transaction')
    const raw = this.#read.hex(row.hex, 'hex')
    const transaction = this.#parse(raw)
    if (row.height === -1 || row.block === null) return { raw, transaction }
    const block = { height: this.#read.count(row.height, 'height'), hash: this.#read.hash(row.block, 'block') }
    return { raw, transaction, block }
  }

  #parse(raw: string): BitcoinTransaction {
    try {
      return parseTransaction(raw)
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause
      throw malformed(this.#network, 'it answers with bytes that are no transaction')
    }
  }

  /** Hands a transaction to the mempool and waits for its judgement; the answer itself says nothing. */
  async post(raw: string): Promise<void> {
    await ask({ source: this.#source, network: this.#network, path: '/broadcast', body: { tx: raw } })
  }

  async inMempool(txid: string): Promise<boolean> {
    const ids = this.#read.list(await this.call('getrawmempool', []), 'the mempool')
    return ids.map((id) => this.#read.hash(id, 'a transaction id')).includes(txid)
  }
}
