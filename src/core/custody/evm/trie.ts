import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeRlp, numberBytes, type Rlp } from './rlp.ts'

/**
 * Root of Ethereum's Merkle Patricia trie over a list, keyed by the RLP of each index: the roots of a block's transactions and receipts.
 *
 * @example bytesToHex(listRoot([])) // '56e81f17…' the empty trie
 */
export function listRoot(values: readonly Uint8Array[]): Uint8Array {
  return mapRoot(listPairs(values))
}

/** Under which key the trie of a list holds what stands at a place of it. */
export const listKey = (index: number): Uint8Array => encodeRlp(numberBytes(BigInt(index)))

export function listPairs(values: readonly Uint8Array[]): readonly Pair[] {
  return values.map((value, index) => ({ key: listKey(index), value }))
}

export interface Pair {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** Root of the trie over keys and what each holds. */
export function mapRoot(pairs: readonly Pair[]): Uint8Array {
  return keccak_256(encodeRlp(rootNode(pairs)))
}

/** The nodes of the trie over `pairs` from its root to where `key` is or would be, as `provedValue` takes them. */
export function proofIn(pairs: readonly Pair[], key: Uint8Array): Uint8Array[] {
  const proof: Uint8Array[] = []
  let entries = pairs.map(({ key: own, value }) => ({ key: nibbles(own), value }))
  const path = nibbles(key)
  let depth = 0
  while (entries.length > 0) {
    const encoded = encodeRlp(node(entries, depth))
    if (proof.length === 0 || encoded.length >= 32) proof.push(encoded)
    const shared = entries.length === 1 ? depth : sharedFrom(entries, depth)
    const apart = entries[0]!.key.slice(depth, shared).some((nibble, i) => nibble !== path[depth + i])
    if (entries.length === 1 || apart || path.length < shared) break
    // An extension is a node of its own, above the branch.
    if (shared === depth) {
      if (path.length === depth) break
      entries = entries.filter((entry) => entry.key[depth] === path[depth])
      depth += 1
    } else depth = shared
  }
  return proof
}

function rootNode(pairs: readonly Pair[]): Rlp {
  const entries = pairs.map(({ key, value }) => ({ key: nibbles(key), value }))
  return entries.length === 0 ? new Uint8Array() : node(entries, 0)
}

interface Entry {
  readonly key: readonly number[]
  readonly value: Uint8Array
}

export function nibbles(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15])
}

/** The node over entries that share their first `depth` nibbles. */
function node(entries: readonly Entry[], depth: number): Rlp {
  const [first] = entries
  if (entries.length === 1) return [compact(first!.key.slice(depth), true), first!.value]
  const shared = sharedFrom(entries, depth)
  if (shared > depth) return [compact(first!.key.slice(depth, shared), false), child(entries, shared)]
  const branches = Array.from({ length: 16 }, (_, nibble): Rlp => {
    const below = entries.filter((entry) => entry.key[depth] === nibble)
    return below.length === 0 ? new Uint8Array() : child(below, depth + 1)
  })
  return [...branches, entries.find((entry) => entry.key.length === depth)?.value ?? new Uint8Array()]
}

/** A node of 32 bytes or more is named by its hash, a shorter one stands in place. */
function child(entries: readonly Entry[], depth: number): Rlp {
  const item = node(entries, depth)
  const encoded = encodeRlp(item)
  return encoded.length < 32 ? item : keccak_256(encoded)
}

function sharedFrom(entries: readonly Entry[], depth: number): number {
  const first = entries[0]!.key
  let at = depth
  while (at < first.length && entries.every((entry) => entry.key[at] === first[at])) at++
  return at
}

/** Hex-prefix encoding of a path. */
function compact(path: readonly number[], leaf: boolean): Uint8Array {
  const odd = path.length % 2
  const flagged = [(leaf ? 2 : 0) + odd, ...(odd ? [] : [0]), ...path]
  return Uint8Array.from({ length: flagged.length / 2 }, (_, i) => flagged[2 * i]! * 16 + flagged[2 * i + 1]!)
}
