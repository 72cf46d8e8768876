import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeRlp, numberBytes, type Rlp } from './rlp.ts'

/**
 * Root of Ethereum's Merkle Patricia trie over a list, keyed by the RLP of each index: the roots of a block's transactions and receipts.
 *
 * @example bytesToHex(listRoot([])) // '56e81f17…' the empty trie
 */
export function listRoot(values: readonly Uint8Array[]): Uint8Array {
  const entries = values.map((value, index) => ({ key: nibbles(encodeRlp(numberBytes(BigInt(index)))), value }))
  return keccak_256(encodeRlp(entries.length === 0 ? new Uint8Array() : node(entries, 0)))
}

interface Entry {
  readonly key: readonly number[]
  readonly value: Uint8Array
}

function nibbles(bytes: Uint8Array): number[] {
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
