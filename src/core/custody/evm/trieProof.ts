import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, equalBytes } from '../../record/hash.ts'
import { refuse } from './headers.ts'
import { decodeRlp, encodeRlp, type Rlp } from './rlp.ts'
import { nibbles } from './trie.ts'

export interface TrieProofParameters {
  readonly root: Uint8Array
  /** As the trie has it: in Ethereum's state the keccak-256 of an address or a slot. */
  readonly key: Uint8Array
  /** The nodes on the way from the root, each as hashed; a node of fewer than 32 bytes stands in the one above it. */
  readonly nodes: readonly Uint8Array[]
}

/** RLP of the empty string: the one node of a trie that holds nothing. */
const emptyNode = Uint8Array.of(0x80)

/**
 * What a Merkle Patricia trie holds under a key (Yellow Paper, appendix D). Each node must be the one that the node above it names, and be needed.
 *
 * @example provedValue({ root, key: keccak_256(address), nodes: accountProof }) // RLP of the account
 * @returns `undefined` where the proof shows that the trie holds nothing there
 * @throws {PROOF_INVALID}
 */
export function provedValue({ root, key, nodes }: TrieProofParameters): Uint8Array | undefined {
  if (nodes.length === 0 || (nodes.length === 1 && equalBytes(nodes[0]!, emptyNode))) {
    if (!equalBytes(root, keccak_256(emptyNode))) refuse('it has no nodes, and the trie is not empty')
    return undefined
  }
  const walk = new Walk(nodes)
  const value = valueIn(walk.hashed(root), nibbles(key), walk)
  walk.finish()
  return value
}

/** The nodes of a proof, each taken once and in their order. */
class Walk {
  #used = 0
  readonly #nodes: readonly Uint8Array[]

  constructor(nodes: readonly Uint8Array[]) {
    this.#nodes = nodes
  }

  hashed(hash: Uint8Array): readonly Rlp[] {
    const bytes = this.#nodes[this.#used++]
    if (bytes === undefined) return refuse('a node is missing')
    if (!equalBytes(keccak_256(bytes), hash)) return refuse(`node ${this.#used - 1} is not the one named above it`)
    const node = decodeRlp(bytes)
    return node === undefined || node instanceof Uint8Array ? refuse('a node is none') : node
  }

  /** The node that a field names: by its hash, or itself where it is short. */
  below(field: Rlp): readonly Rlp[] {
    if (!(field instanceof Uint8Array)) return encodeRlp(field).length < 32 ? field : refuse('a node is none')
    return field.length === 32 ? this.hashed(field) : refuse('a node is none')
  }

  finish(): void {
    if (this.#used !== this.#nodes.length) refuse('it has nodes that nothing names')
  }
}

function valueIn(node: readonly Rlp[], path: readonly number[], walk: Walk): Uint8Array | undefined {
  if (node.length === 17) {
    const [next, ...rest] = path
    if (next === undefined) return heldIn(node[16]!)
    const field = node[next]!
    return isEmpty(field) ? undefined : valueIn(walk.below(field), rest, walk)
  }
  if (node.length !== 2) return refuse('a node is none')
  const { leaf, path: own } = readCompact(node[0]!)
  const same = own.every((nibble, i) => nibble === path[i])
  if (leaf) return same && own.length === path.length ? heldIn(node[1]!) : undefined
  if (own.length === 0) return refuse('a node is none')
  return same && own.length <= path.length ? valueIn(walk.below(node[1]!), path.slice(own.length), walk) : undefined
}

const isEmpty = (field: Rlp): boolean => field instanceof Uint8Array && field.length === 0

function heldIn(field: Rlp): Uint8Array | undefined {
  if (!(field instanceof Uint8Array)) return refuse('a value is none')
  return field.length === 0 ? undefined : field
}

/** Hex-prefix encoding, in its only form. */
function readCompact(field: Rlp): { readonly leaf: boolean; readonly path: readonly number[] } {
  if (!(field instanceof Uint8Array) || field.length === 0) return refuse('a path is none')
  const [flag, ...rest] = nibbles(field)
  if (flag! > 3) return refuse('a path is none')
  if (flag! % 2 === 1) return { leaf: flag! >= 2, path: rest }
  return rest[0] === 0 ? { leaf: flag! >= 2, path: rest.slice(1) } : refuse('a path is none')
}

/** A value of RLP as an unsigned number of at most 256 bits, without leading zeros. @throws {PROOF_INVALID} */
export function uintOf(bytes: Rlp | undefined): bigint {
  if (!(bytes instanceof Uint8Array) || bytes.length > 32 || bytes[0] === 0) return refuse('a number is none')
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`)
}
