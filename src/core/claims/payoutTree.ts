import { assert } from '../errors.ts'
import { type BatchHasher, batchHasher } from '../record/sha256Batch.ts'
import { type ClaimTable, claimRanks, numberBytes, saltBytes } from './claimTable.ts'

/**
 * A leaf is 54 bytes, so that its hash is one compression: salt 16, number 13 (ASCII, zeros after it), one byte of class · 4 + rank, then owed, repaid, from
 * pot A, from pot B as six bytes each, big-endian fen. Hashing is RFC 9162: SHA-256(0x00 ‖ leaf), SHA-256(0x01 ‖ left ‖ right).
 */
export const leafBytes = 54

export interface LeafValues {
  readonly salt: Uint8Array
  readonly number: Uint8Array
  readonly class: number
  readonly rank: number
  readonly owed: number
  readonly repaid: number
  readonly forfeitable: number
  readonly lawful: number
}

/** Writes the leaf behind its prefix 0x00 into `out`, {@link leafBytes} + 1 bytes. */
export function writeLeaf(values: LeafValues, out: Uint8Array): void {
  out[0] = 0
  out.set(values.salt, 1)
  out.set(values.number, 1 + saltBytes)
  const at = 1 + saltBytes + numberBytes
  out[at] = values.class * claimRanks.length + values.rank
  writeFen(out, at + 1, values.owed)
  writeFen(out, at + 7, values.repaid)
  writeFen(out, at + 13, values.forfeitable)
  writeFen(out, at + 19, values.lawful)
}

function writeFen(out: Uint8Array, at: number, fen: number): void {
  const high = Math.floor(fen / 0x1_0000_0000)
  const low = fen % 0x1_0000_0000
  out[at] = high >>> 8
  out[at + 1] = high
  out[at + 2] = low >>> 24
  out[at + 3] = low >>> 16
  out[at + 4] = low >>> 8
  out[at + 5] = low
}

/** All hashes of the tree: the leaves, then each level above, in one piece of memory. */
export interface PayoutTree {
  readonly size: number
  readonly hashes: Uint8Array
  /** The same memory in words. */
  readonly words: Uint32Array
  /** Where each level begins, in hashes. */
  readonly levels: readonly { readonly at: number; readonly size: number }[]
}

/**
 * The Merkle tree over what every claim gets. A level's odd last hash goes up as it is, which is the tree of RFC 9162.
 *
 * @example rootOf(payoutTree(table, payOut(table, terms))) // 32 bytes
 */
export function payoutTree(
  table: ClaimTable,
  paid: { readonly forfeitable: Float64Array; readonly lawful: Float64Array },
): PayoutTree {
  const levels: { at: number; size: number }[] = []
  let hashesNeeded = 0
  for (let size = table.count; size > 0; size = size === 1 ? 0 : (size + 1) >> 1) {
    levels.push({ at: hashesNeeded, size })
    hashesNeeded += size
  }
  const hashes = new Uint8Array(32 * hashesNeeded)
  const hasher = batchHasher()
  hashLeaves(table, paid, hasher, hashes)
  for (let level = 1; level < levels.length; level++) hashLevel(levels[level - 1]!, levels[level]!, hasher, hashes)
  return { size: table.count, hashes, words: new Uint32Array(hashes.buffer), levels }
}

function hashLeaves(
  table: ClaimTable,
  paid: { readonly forfeitable: Float64Array; readonly lawful: Float64Array },
  hasher: BatchHasher,
  hashes: Uint8Array,
): void {
  const leaf = new Uint8Array(leafBytes + 1)
  const fen = 1 + saltBytes + numberBytes
  for (let row = 0; row < table.count; row++) {
    // As `writeLeaf`, without an object a row.
    for (let i = 0; i < saltBytes; i++) leaf[1 + i] = table.salts[row * saltBytes + i]!
    for (let i = 0; i < numberBytes; i++) leaf[1 + saltBytes + i] = table.numbers[row * numberBytes + i]!
    leaf[fen] = table.classes[row]! * claimRanks.length + table.ranks[row]!
    writeFen(leaf, fen + 1, table.owed[row]!)
    writeFen(leaf, fen + 7, table.repaid[row]!)
    writeFen(leaf, fen + 13, paid.forfeitable[row]!)
    writeFen(leaf, fen + 19, paid.lawful[row]!)
    hasher.short(leaf, 0, leafBytes + 1, hashes, 32 * row)
  }
}

function hashLevel(
  below: { readonly at: number; readonly size: number },
  level: { readonly at: number; readonly size: number },
  hasher: BatchHasher,
  hashes: Uint8Array,
): void {
  const pairs = below.size >> 1
  for (let i = 0; i < pairs; i++) {
    const left = 32 * (below.at + 2 * i)
    hasher.node(hashes, left, left + 32, hashes, 32 * (level.at + i))
  }
  if (below.size % 2 === 1)
    hashes.copyWithin(32 * (level.at + pairs), 32 * (below.at + below.size - 1), 32 * (below.at + below.size))
}

/** The root; of no claims the hash of nothing, as in RFC 9162. */
export function rootOf(tree: PayoutTree): Uint8Array {
  const top = tree.levels.at(-1)
  assert(top !== undefined, 'a tree of no claims has no root')
  return tree.hashes.slice(32 * top.at, 32 * top.at + 32)
}

/** Hashes that a proof has at most: two to this many claims are more than there are people. */
export const proofHashesMax = 40

/**
 * Writes the proof of one leaf into `out`, lowest sibling first, and returns how many hashes it has. `out` is in words of four bytes, eight a hash: millions of
 * proofs cost what their copying costs.
 *
 * @example const out = new Uint32Array(8 * proofHashesMax); new Uint8Array(out.buffer, 0, 32 * proofInto(tree, 7, out))
 */
export function proofInto(tree: PayoutTree, index: number, out: Uint32Array): number {
  const { words, levels } = tree
  let place = index
  let to = 0
  for (let level = 0; level < levels.length; level++) {
    const { at, size } = levels[level]!
    const sibling = place ^ 1
    if (sibling < size) {
      const from = 8 * (at + sibling)
      for (let i = 0; i < 8; i++) out[to + i] = words[from + i]!
      to += 8
    }
    place >>= 1
  }
  return to / 8
}
