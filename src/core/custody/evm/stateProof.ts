import { keccak_256 } from '@noble/hashes/sha3.js'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { type EvmAddress, evmAddress } from './evmAddress.ts'
import { bytesOf, readHeaders, refuse } from './headers.ts'
import { decodeRlp } from './rlp.ts'
import { provedValue, uintOf } from './trieProof.ts'

export const evmStateFormat = 'sluice/evm-state/1'

/**
 * What accounts hold at a block, as `eth_getProof` (EIP-1186) answers, under the block's header and those above it. It shows that this stands under the
 * state root of a block of this hash. It does not show that the block is the chain's: proof of stake leaves no work in a header, so who ran the source
 * attests the newest of these hashes, and whoever doubts it asks another node for the block of that height.
 */
export interface EvmStateProof {
  readonly format: typeof evmStateFormat
  /** CAIP-2. */
  readonly network: string
  /** RLP of the block's header and of every header above it, oldest first, hex with 0x. */
  readonly headers: readonly string[]
  readonly accounts: readonly EvmAccountProof[]
}

export interface EvmAccountProof {
  readonly address: string
  /** Nodes of the state's trie from its root, hex with 0x. */
  readonly nodes: readonly string[]
  readonly slots: readonly {
    /** 32 bytes, hex with 0x. */
    readonly slot: string
    /** Nodes of the account's own trie from its root. */
    readonly nodes: readonly string[]
  }[]
}

export interface ProvedAccount {
  readonly address: EvmAddress
  /** False where the proof shows that the state has no such account: then all is 0. */
  readonly exists: boolean
  readonly nonce: bigint
  readonly balance: bigint
  readonly codeHash: string
  /** Values by slot, hex with 0x; 0 where the trie has none. */
  readonly slots: ReadonlyMap<string, bigint>
}

export interface ProvedState {
  readonly network: string
  readonly block: { readonly height: number; readonly hash: string; readonly timeSec: number }
  readonly confirmations: number
  /** The newest block of the proof: attested, not proved. */
  readonly head: { readonly height: number; readonly hash: string }
  readonly accounts: readonly ProvedAccount[]
}

/** keccak-256 of the RLP of nothing: the root of an empty trie. */
const emptyRoot = '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'
/** keccak-256 of nothing: the code of an account that has none. */
export const noCodeHash = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'

/**
 * Verifies what accounts held at a block.
 *
 * @example verifyState(readEvmStateProof(text)).accounts[0]?.balance // 1000000000000000000n
 * @throws {PROOF_INVALID} naming the first thing that does not hold
 */
export function verifyState(proof: EvmStateProof): ProvedState {
  const headers = readHeaders(proof.headers)
  const block = headers[0]!
  const head = headers.at(-1)!
  return {
    network: proof.network,
    block: { height: block.height, hash: block.hash, timeSec: block.timeSec },
    confirmations: headers.length,
    head: { height: head.height, hash: head.hash },
    accounts: proof.accounts.map((account) => accountUnder(block.stateRoot, account)),
  }
}

/** An account under a state root. @throws {PROOF_INVALID} */
export function accountUnder(stateRoot: Uint8Array, proof: EvmAccountProof): ProvedAccount {
  const address = addressOf(proof.address)
  const key = keccak_256(hexToBytes(address.slice(2).toLowerCase()))
  const value = provedValue({ root: stateRoot, key, nodes: proof.nodes.map(bytesOf) })
  const account = value === undefined ? undefined : readAccount(value)
  const storageRoot = account?.storageRoot ?? hexToBytes(emptyRoot)
  const slots = new Map(
    proof.slots.map(({ slot, nodes }) => {
      const at = bytesOf(slot)
      if (at.length !== 32) refuse('a slot is none')
      const found = provedValue({ root: storageRoot, key: keccak_256(at), nodes: nodes.map(bytesOf) })
      return [slot, found === undefined ? 0n : uintOf(decodeRlp(found))] as const
    }),
  )
  if (slots.size !== proof.slots.length) refuse('a slot stands in it twice')
  return {
    address,
    exists: account !== undefined,
    nonce: account?.nonce ?? 0n,
    balance: account?.balance ?? 0n,
    codeHash: account?.codeHash ?? noCodeHash,
    slots,
  }
}

function addressOf(text: string): EvmAddress {
  return /^0x[0-9a-f]{40}$/.test(text) ? (toEip55(text.slice(2)) as EvmAddress) : evmAddress(text)
}

function readAccount(value: Uint8Array) {
  const fields = decodeRlp(value)
  if (!Array.isArray(fields) || fields.length !== 4) return refuse('an account is none')
  const [nonce, balance, storageRoot, codeHash] = fields
  for (const hash of [storageRoot, codeHash])
    if (!(hash instanceof Uint8Array) || hash.length !== 32) return refuse('an account is none')
  return {
    nonce: uintOf(nonce),
    balance: uintOf(balance),
    storageRoot: storageRoot as Uint8Array,
    codeHash: `0x${bytesToHex(codeHash as Uint8Array)}`,
  }
}

/** Slot `n` of a contract, as proofs name it. @example slotOf(4n) // '0x00…04' */
export const slotOf = (n: bigint): string => `0x${n.toString(16).padStart(64, '0')}`

/** Where Solidity keeps the value of an address in the mapping at slot `mapping`. */
export function mappedSlot(address: string, mapping: bigint): string {
  const key = `${address.slice(2).toLowerCase().padStart(64, '0')}${slotOf(mapping).slice(2)}`
  return `0x${bytesToHex(keccak_256(hexToBytes(key)))}`
}

/** Reads a proof from hostile JSON: exact keys, each of its form. Nothing is verified yet. @throws {PROOF_INVALID} */
export function readEvmStateProof(text: string): EvmStateProof {
  const { format, network, headers, accounts } = exactly(parse(text), 'accounts,format,headers,network')
  if (format !== evmStateFormat || typeof network !== 'string' || !/^eip155:[1-9]\d{0,14}$/.test(network))
    return refuse('it is not a proof of state of an EVM chain')
  return { format, network, headers: texts(headers), accounts: list(accounts).map(readAccountProof) }
}

function readAccountProof(value: unknown): EvmAccountProof {
  const { address, nodes, slots } = exactly(value, 'address,nodes,slots')
  if (typeof address !== 'string') return refuse('an address in it is none')
  return {
    address,
    nodes: texts(nodes),
    slots: list(slots).map((one) => {
      const row = exactly(one, 'nodes,slot')
      if (typeof row.slot !== 'string') return refuse('a slot is none')
      return { slot: row.slot, nodes: texts(row.nodes) }
    }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('it is not JSON')
  }
}

function exactly(value: unknown, keys: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== keys)
    return refuse('it has other fields than a proof of state')
  return value as Record<string, unknown>
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length <= 1_000 ? value : refuse('a list in it is none')
}

function texts(value: unknown): readonly string[] {
  const items = list(value)
  return items.every((item) => typeof item === 'string') ? (items as readonly string[]) : refuse('a list in it is none')
}
