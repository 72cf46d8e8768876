import { assert } from '../../src/core/errors.ts'
import { bytesToHex, hmacSha256, sha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { type BcoinNode, type BcoinTemplate, loadBcoin } from './bcoin.ts'
import { type MinerCoin, MinerWallet } from './minerWallet.ts'

export interface BitcoinNodeParameters {
  /** Same seed and same told times, same blocks. */
  readonly seed: string
  /** Told time in milliseconds; asked when a block is made. */
  readonly clock: () => number
  /** Loopback port; any free one unless said. */
  readonly port?: number
}

export interface BitcoinNode {
  /** HTTP and JSON-RPC of the node, loopback only. */
  readonly rpcUrl: string
  /** Password of the RPC (user `x`); from the seed. */
  readonly apiKey: string
  /** Mines blocks at the told time (or a later one where the chain demands it). @returns their hashes */
  mine(blocks: number, options?: { readonly to?: string; readonly timeMs?: number }): Promise<readonly string[]>
  /** Pays from the miner's coins and mines the payment into a block. @returns where the coin stands */
  mintTo(
    address: string,
    amountSat: bigint,
  ): Promise<{ readonly txid: string; readonly vout: number; readonly height: number }>
  tip(): { readonly height: number; readonly hash: string; readonly timeMs: number }
  /** Takes the last blocks off the chain, as a reorganisation would; their transactions are not put back. */
  unwind(blocks: number): Promise<void>
  stop(): Promise<void>
}

/** Segwit is active from here on bcoin's regtest (three windows of 144 blocks). */
const segwitHeight = 432
const blockSpacingSec = 600
const coinbaseMaturity = 100

/**
 * Starts a real Bitcoin full node in this process: regtest, in memory, loopback only, no peers. 440 blocks are mined at once, 600 s apart
 * and ending at the told time, so that segwit is active and the miner has ripe coins.
 *
 * @example const node = await startBitcoinNode({ seed: '1', clock: () => Date.parse('2026-03-02T01:00:00Z') })
 */
export async function startBitcoinNode(parameters: BitcoinNodeParameters): Promise<BitcoinNode> {
  const running = new RunningNode(parameters)
  await running.open()
  return running
}

class RunningNode implements BitcoinNode {
  readonly apiKey: string
  rpcUrl = ''
  readonly #bcoin = loadBcoin()
  readonly #node: BcoinNode
  readonly #parameters: BitcoinNodeParameters
  readonly #wallet: MinerWallet
  #timeSec = 0

  constructor(parameters: BitcoinNodeParameters) {
    this.#parameters = parameters
    this.apiKey = bytesToHex(sha256(utf8ToBytes(`sluice/sandbox/bcoin/1\n${parameters.seed}`))).slice(0, 32)
    this.#wallet = new MinerWallet(parameters.seed)
    this.#node = new this.#bcoin.FullNode({
      network: 'regtest',
      memory: true,
      workers: false,
      logLevel: 'none',
      logConsole: false,
      listen: false,
      persistentMempool: false,
      indexTx: true,
      indexAddress: true,
      replaceByFee: true,
      httpHost: '127.0.0.1',
      httpPort: parameters.port ?? 0,
      apiKey: this.apiKey,
    })
    this.#tellTime()
  }

  /** See bcoin.ts: the node's own network object, whose clock is told. */
  #tellTime(): void {
    const network = Object.create(this.#node.network, { now: { value: () => this.#timeSec } })
    this.#node.chain.network = network
    this.#node.miner.network = network
    // There is nobody to broadcast to; bcoin would keep a timer for each transaction.
    this.#node.broadcast = async () => {}
    // Nor to sync with; asking for it would fail and keep the mempool from following when blocks are unwound.
    this.#node.pool.forceSync = () => {}
  }

  async open(): Promise<void> {
    await this.#node.open()
    // At each block bcoin asks the system how much memory is in use, for a log that is off.
    this.#node.logger.memory = () => {}
    this.rpcUrl = `http://127.0.0.1:${this.#node.http.http.address().port}/`
    const blocks = segwitHeight + 8
    const now = Math.floor(this.#parameters.clock() / 1000)
    for (let left = blocks - 1; left >= 0; left--)
      await this.#mineOne(now - left * blockSpacingSec, this.#wallet.address)
  }

  async mine(
    blocks: number,
    options: { readonly to?: string; readonly timeMs?: number } = {},
  ): Promise<readonly string[]> {
    const hashes: string[] = []
    for (let i = 0; i < blocks; i++) {
      const timeSec = Math.floor((options.timeMs ?? this.#parameters.clock()) / 1000)
      hashes.push(await this.#mineOne(timeSec, options.to ?? this.#wallet.address))
    }
    return hashes
  }

  async #mineOne(timeSec: number, to: string): Promise<string> {
    this.#timeSec = timeSec
    const { chain, miner } = this.#node
    const job = await miner.cpu.createJob(null, this.#bcoin.Address.fromString(to, 'regtest'))
    this.#tellNonce(job.attempt)
    const entry = await chain.add(await job.mineAsync())
    assert(entry, 'a block mined on the tip is accepted')
    return entry.rhash()
  }

  #tellNonce(template: BcoinTemplate): void {
    const seed = utf8ToBytes(`sluice/sandbox/coinbase/1\n${this.#parameters.seed}`)
    const nonce = hmacSha256(seed, utf8ToBytes(String(template.height))).subarray(0, 4)
    const create = template.createCoinbase.bind(template)
    template.createCoinbase = (witnessHash) => {
      const coinbase = create(witnessHash)
      coinbase.inputs[0].script.setData(2, Buffer.from(nonce))
      coinbase.inputs[0].script.compile()
      coinbase.refresh()
      return coinbase
    }
    template.refresh()
  }
  async mintTo(address: string, amountSat: bigint) {
    const raw = this.#wallet.pay(await this.#ripeCoins(), { address, amountSat })
    const tx = this.#bcoin.TX.fromRaw(Buffer.from(raw))
    await this.#node.mempool.addTX(tx)
    await this.mine(1)
    return { txid: tx.txid(), vout: 0, height: this.#node.chain.height }
  }

  /** Oldest first; a coinbase can be spent a hundred blocks after its own. */
  async #ripeCoins(): Promise<MinerCoin[]> {
    const next = this.#node.chain.height + 1
    const coins = await this.#node.getCoinsByAddress([this.#bcoin.Address.fromString(this.#wallet.address, 'regtest')])
    return coins
      .filter((coin) => coin.height >= 0 && (!coin.coinbase || next - coin.height >= coinbaseMaturity))
      .sort((a, b) => a.height - b.height || compareText(a.rhash(), b.rhash()) || a.index - b.index)
      .map((coin) => ({ txid: coin.rhash(), vout: coin.index, amountSat: BigInt(coin.value) }))
  }

  tip() {
    const { height, time, rhash } = this.#node.chain.tip
    return { height, hash: rhash.call(this.#node.chain.tip), timeMs: time * 1000 }
  }

  async unwind(blocks: number): Promise<void> {
    await this.#node.chain.reset(this.#node.chain.height - blocks)
  }

  async stop(): Promise<void> {
    await this.#node.close()
  }
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
