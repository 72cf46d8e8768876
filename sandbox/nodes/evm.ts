import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { privateKeyToAccount } from 'viem/accounts'
import { decodeEventLog, encodeDeployData, encodeFunctionData, getContractAddress, parseAbi } from 'viem/utils'
import { chainIdOf, type EvmAddress, evmAddress, tokenOf } from '../../src/core/custody/evm/evmAddress.ts'
import { multiSendCallOnly } from '../../src/core/custody/evm/multiSend.ts'
import { assert } from '../../src/core/errors.ts'
import { bytesToHex, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import token from '../contracts/SandboxUsdt.json' with { type: 'json' }
import { type AnvilProcess, startAnvil } from './anvil.ts'

export interface EvmNodeParameters {
  /** Told time in milliseconds; asked when a block is made. */
  readonly clock: () => number
  /** Loopback port; any free one unless said. */
  readonly port?: number
}

export interface EvmPayment {
  /** 64 hex digits, without 0x. */
  readonly txid: string
  readonly height: number
}

export interface EvmNode {
  readonly rpcUrl: string
  /** CAIP-2. */
  readonly network: string
  /** The USDT-like token: contract, and CAIP-19 id. */
  readonly token: EvmAddress
  readonly tokenAsset: string
  /** Deploys a Safe 1.4.1 for these owners. Same owners, threshold and salt, same address. */
  deploySafe(parameters: {
    readonly owners: readonly string[]
    readonly threshold: number
    readonly salt?: bigint
  }): Promise<EvmAddress>
  /** Mines blocks at the told time, or one second after the last where that is later. */
  mine(blocks: number, options?: { readonly timeMs?: number }): Promise<void>
  /** Pays the chain's coin from the sandbox's own account, in a block of its own. */
  fundCoin(address: string, wei: bigint): Promise<EvmPayment>
  /** Issues token units to an address, in a block of their own. */
  mintToken(address: string, units: bigint): Promise<EvmPayment>
  /** What the issuer of a token can do: freeze an address, thaw it, destroy what it holds. */
  issuer(act: 'addBlackList' | 'removeBlackList' | 'destroyBlackFunds', address: string): Promise<EvmPayment>
  tip(): Promise<{ readonly height: number; readonly hash: string; readonly timeMs: number }>
  /** Takes the newest blocks off the chain. */
  unwind(blocks: number): Promise<void>
  stop(): Promise<void>
}

const network = 'eip155:31337'

/**
 * Starts a real EVM node (anvil) as a child process: loopback only, blocks only when told, and deploys a USDT-like token and Safe 1.4.1 on it. Same
 * told times, same blocks.
 *
 * @example const node = await startEvmNode({ clock: () => Date.parse('2026-03-02T01:00:00Z') })
 */
export async function startEvmNode(parameters: EvmNodeParameters): Promise<EvmNode> {
  const genesisTimeSec = Math.floor(parameters.clock() / 1000) - 60
  const anvil = await startAnvil({ chainId: chainIdOf(network), genesisTimeSec, port: parameters.port ?? 0 })
  try {
    const node = new RunningEvmNode(anvil, parameters)
    await node.deploy()
    return node
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

interface Artifact {
  readonly abi: readonly unknown[]
  readonly bytecode: `0x${string}`
}

/** Safe's own build, LGPL-3.0: deployed on the local chain, linked into nothing. */
function safeArtifact(path: string): Artifact & { readonly deployedBytecode: `0x${string}` } {
  const file = createRequire(import.meta.url).resolve(
    `@safe-global/safe-contracts/build/artifacts/contracts/${path}.json`,
  )
  return JSON.parse(readFileSync(file, 'utf8'))
}

const safeAbi = parseAbi([
  'function setup(address[] owners, uint256 threshold, address to, bytes data, address fallbackHandler, address paymentToken, uint256 payment, address paymentReceiver)',
  'function createProxyWithNonce(address singleton, bytes initializer, uint256 saltNonce) returns (address)',
  'event ProxyCreation(address indexed proxy, address singleton)',
])
const zero = '0x0000000000000000000000000000000000000000'

class RunningEvmNode implements EvmNode {
  readonly rpcUrl: string
  readonly network = network
  readonly #anvil: AnvilProcess
  readonly #clock: () => number
  readonly #account: ReturnType<typeof privateKeyToAccount>
  #nonce = 0
  #lastTimeSec = 0
  #id = 0
  #addresses: Readonly<Record<'token' | 'singleton' | 'factory' | 'fallback', EvmAddress>> | undefined

  constructor(anvil: AnvilProcess, { clock }: EvmNodeParameters) {
    this.#anvil = anvil
    this.#clock = clock
    this.rpcUrl = anvil.url
    // The same whatever the seed: its token stands at one address, which the register of assets knows.
    const key = hmacSha256(utf8ToBytes('sluice/sandbox/evm-issuer/1'), utf8ToBytes('SANDBOX'))
    this.#account = privateKeyToAccount(`0x${bytesToHex(key)}`)
  }

  get #deployed() {
    assert(this.#addresses, 'contracts are deployed before the node is handed out')
    return this.#addresses
  }

  get token(): EvmAddress {
    return this.#deployed.token
  }

  get tokenAsset(): string {
    return tokenOf(network, this.token)
  }

  async deploy(): Promise<void> {
    await this.#rpc('anvil_setBalance', [this.#account.address, `0x${(10n ** 24n).toString(16)}`])
    this.#addresses = {
      token: await this.#create({ abi: token.abi, bytecode: token.bytecode as `0x${string}` }),
      singleton: await this.#create(safeArtifact('SafeL2.sol/SafeL2')),
      factory: await this.#create(safeArtifact('proxies/SafeProxyFactory.sol/SafeProxyFactory')),
      fallback: await this.#create(
        safeArtifact('handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler'),
      ),
    }
    await this.mine(1)
    await this.#callToken('issue', [10n ** 15n])
    await this.mine(1)
    // Where it stands on every real chain.
    const { deployedBytecode } = safeArtifact('libraries/MultiSendCallOnly.sol/MultiSendCallOnly')
    await this.#rpc('anvil_setCode', [multiSendCallOnly, deployedBytecode])
  }

  async #create({ abi, bytecode }: Artifact): Promise<EvmAddress> {
    const address = getContractAddress({ from: this.#account.address, nonce: BigInt(this.#nonce) })
    await this.#send({ data: encodeDeployData({ abi, bytecode, args: [] }), gas: 8_000_000n })
    return evmAddress(address)
  }

  async deploySafe({ owners, threshold, salt = 0n }: Parameters<EvmNode['deploySafe']>[0]): Promise<EvmAddress> {
    const { singleton, factory, fallback } = this.#deployed
    const setup = [owners.map(evmAddress), BigInt(threshold), zero, '0x', fallback, zero, 0n, zero] as const
    const initializer = encodeFunctionData({ abi: safeAbi, functionName: 'setup', args: setup })
    const data = encodeFunctionData({
      abi: safeAbi,
      functionName: 'createProxyWithNonce',
      args: [singleton, initializer, salt],
    })
    const { txid } = await this.#sendInBlock({ to: factory, data })
    const { logs } = await this.#rpc<{ logs: { address: string; topics: [`0x${string}`]; data: `0x${string}` }[] }>(
      'eth_getTransactionReceipt',
      [`0x${txid}`],
    )
    const created = logs.find((log) => log.address === factory.toLowerCase())
    assert(created, 'the factory names the Safe that it made')
    const event = decodeEventLog({
      abi: safeAbi,
      eventName: 'ProxyCreation',
      topics: created.topics,
      data: created.data,
    })
    assert(event.args, 'the event carries its arguments')
    return evmAddress(event.args.proxy)
  }

  async mine(blocks: number, options: { readonly timeMs?: number } = {}): Promise<void> {
    for (let i = 0; i < blocks; i++) {
      const told = Math.floor((options.timeMs ?? this.#clock()) / 1000)
      this.#lastTimeSec = Math.max(told, this.#lastTimeSec + 1)
      await this.#rpc('evm_mine', [`0x${this.#lastTimeSec.toString(16)}`])
    }
  }

  fundCoin(address: string, wei: bigint): Promise<EvmPayment> {
    return this.#sendInBlock({ to: evmAddress(address), value: wei })
  }

  mintToken(address: string, units: bigint): Promise<EvmPayment> {
    return this.#inBlock(() => this.#callToken('transfer', [evmAddress(address), units]))
  }

  issuer(act: 'addBlackList' | 'removeBlackList' | 'destroyBlackFunds', address: string): Promise<EvmPayment> {
    return this.#inBlock(() => this.#callToken(act, [evmAddress(address)]))
  }

  #callToken(functionName: string, args: readonly unknown[]): Promise<string> {
    return this.#send({ to: this.token, data: encodeFunctionData({ abi: token.abi, functionName, args }) })
  }

  #sendInBlock(transaction: {
    readonly to: EvmAddress
    readonly data?: `0x${string}`
    readonly value?: bigint
  }): Promise<EvmPayment> {
    return this.#inBlock(() => this.#send(transaction))
  }

  async #inBlock(send: () => Promise<string>): Promise<EvmPayment> {
    const txid = await send()
    await this.mine(1)
    const receipt = await this.#rpc<{ status: string; blockNumber: string } | null>('eth_getTransactionReceipt', [
      `0x${txid}`,
    ])
    assert(receipt?.status === '0x1', 'a transaction of the sandbox itself succeeds')
    return { txid, height: Number(receipt.blockNumber) }
  }

  async #send(transaction: {
    readonly to?: EvmAddress
    readonly data?: `0x${string}`
    readonly value?: bigint
    readonly gas?: bigint
  }): Promise<string> {
    const raw = await this.#account.signTransaction({
      type: 'eip1559',
      chainId: chainIdOf(network),
      nonce: this.#nonce++,
      gas: 1_000_000n,
      maxFeePerGas: 100_000_000_000n,
      maxPriorityFeePerGas: 1n,
      ...transaction,
    })
    return (await this.#rpc<string>('eth_sendRawTransaction', [raw])).slice(2)
  }

  async tip() {
    const block = await this.#rpc<{ number: string; hash: string; timestamp: string }>('eth_getBlockByNumber', [
      'latest',
      false,
    ])
    return { height: Number(block.number), hash: block.hash.slice(2), timeMs: Number(block.timestamp) * 1000 }
  }

  async unwind(blocks: number): Promise<void> {
    await this.#rpc('anvil_rollback', [blocks])
    this.#lastTimeSec = (await this.tip()).timeMs / 1000
    this.#nonce = Number(await this.#rpc<string>('eth_getTransactionCount', [this.#account.address, 'latest']))
  }

  stop(): Promise<void> {
    return this.#anvil.stop()
  }

  async #rpc<T>(method: string, params: readonly unknown[]): Promise<T> {
    const response = await fetch(this.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++this.#id, method, params }),
    })
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
    assert(error === undefined, `${method}: ${error?.message}`)
    return result
  }
}
