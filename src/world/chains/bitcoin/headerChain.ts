import { parseHeader } from '../../../core/custody/bitcoin/header.ts'
import type { BitcoinNetwork } from '../../../core/custody/bitcoin/network.ts'
import type { BitcoinAnchor } from '../../../core/custody/bitcoin/proof.ts'
import { malformed } from '../http.ts'
import { ReplyReader } from '../reply.ts'
import type { BcoinRpc } from './bcoinRpc.ts'

const batchMax = 500

/** Headers above an anchor, fetched once, checked for work and linkage, and followed through reorganisations. */
export class HeaderChain {
  readonly #rpc: BcoinRpc
  readonly #network: BitcoinNetwork
  readonly #anchor: BitcoinAnchor
  readonly #read: ReplyReader
  /** `#headers[i]` is the header of height anchor + 1 + i. */
  #headers: { readonly raw: string; readonly hash: string }[] = []

  constructor(rpc: BcoinRpc, network: BitcoinNetwork, anchor: BitcoinAnchor) {
    this.#rpc = rpc
    this.#network = network
    this.#anchor = anchor
    this.#read = new ReplyReader(network.id)
  }

  /** All headers from the anchor up to a tip, hex. @throws {CHAIN_REPLY_MALFORMED} if they do not link or lack work */
  async upTo(height: number): Promise<string> {
    await this.#dropReorganised()
    while (this.#topHeight() < height) await this.#fetch(Math.min(height, this.#topHeight() + batchMax))
    return this.#headers
      .slice(0, height - this.#anchor.height)
      .map((header) => header.raw)
      .join('')
  }

  #topHeight(): number {
    return this.#anchor.height + this.#headers.length
  }

  /** Walks back from the newest header that we hold until the node has the same one at its height. */
  async #dropReorganised(): Promise<void> {
    const nodeHeight = this.#read.count(await this.#rpc.call('getblockcount', []), 'the height')
    this.#headers = this.#headers.slice(0, Math.max(0, nodeHeight - this.#anchor.height))
    for (let top = this.#headers.at(-1); top !== undefined; top = this.#headers.at(-1)) {
      if ((await this.#rpc.call('getblockhash', [this.#topHeight()])) === top.hash) return
      this.#headers.pop()
    }
  }

  async #fetch(to: number): Promise<void> {
    const heights = Array.from({ length: to - this.#topHeight() }, (_, i) => this.#topHeight() + 1 + i)
    const hashes = await this.#rpc.batch(heights.map((height) => ({ method: 'getblockhash', params: [height] })))
    const raws = await this.#rpc.batch(
      hashes.map((hash) => ({ method: 'getblockheader', params: [this.#read.hash(hash, 'a block hash'), false] })),
    )
    for (const value of raws) {
      const raw = this.#read.hex(value, 'a block header')
      const header = parseHeader(raw, this.#network)
      if (header.previous !== (this.#headers.at(-1)?.hash ?? this.#anchor.hash)) {
        throw malformed(this.#network.id, 'its headers do not link')
      }
      this.#headers.push({ raw, hash: header.hash })
    }
  }
}
