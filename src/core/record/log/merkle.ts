/**
 * The Merkle tree of RFC 6962 / RFC 9162, as functions over bytes. Sizes and indexes are integers below 2^53; a `bigint` is
 * taken as well, as uint64 values come off the wire.
 */
import { type Flaw, flaw, flawError } from '../../flaws/flaw.ts'
import { equalBytes } from '../hash.ts'
import { type HashProfile, hashBytes, sha256Profile } from './profile.ts'
import { consistencyRanges, hashRange, inclusionRanges, type NodeReader } from './range.ts'

/** A position or a size of a log. */
export type LogNumber = number | bigint

/** The parts of a proof that can be wrong; `facts.failed` of `PROOF_INVALID` is one of them. */
export type ProofFault = 'size' | 'index' | 'range' | 'hash-length' | 'proof-length' | 'root' | 'old-root'

export interface TreeRootParameters {
  /** Entries as they stand in the log, before leaf hashing. */
  readonly leaves: Iterable<Uint8Array>
  readonly profile?: HashProfile
}

/**
 * The root of a list of entries.
 *
 * @example bytesToHex(treeRoot({ leaves: [] })) // 'e3b0c442…'
 */
export function treeRoot(parameters: TreeRootParameters): Uint8Array {
  const { leaves, profile = sha256Profile } = parameters
  const tree = createTree({ profile })
  for (const leaf of leaves) tree.append(profile.leaf(leaf))
  return tree.root()
}

/** What is enough to go on appending: the roots of the whole subtrees, greatest first ("compact range"). */
export interface TreeHead {
  readonly size: number
  readonly peaks: readonly Uint8Array[]
}

/** A tree that grows; keeps one hash per level. */
export interface GrowingTree {
  readonly size: number
  append(leafHash: Uint8Array): void
  root(): Uint8Array
  head(): TreeHead
}

export interface CreateTreeParameters {
  readonly profile?: HashProfile
  /** Where to go on. Its peaks must be as many as `size` has one-bits. */
  readonly from?: TreeHead
  /** Told of each whole subtree as soon as it is complete, leaves (level 0) included. */
  readonly onNode?: (level: number, index: number, hash: Uint8Array) => void
}

/**
 * A tree to append to.
 *
 * @example const tree = createTree({}); tree.append(sha256Profile.leaf(entry)); tree.root()
 * @throws {PROOF_INVALID} where `from` does not fit its size
 */
export function createTree(parameters: CreateTreeParameters): GrowingTree {
  const { profile = sha256Profile, from, onNode } = parameters
  const peaks = from === undefined ? [] : [...from.peaks]
  let size = from?.size ?? 0
  if (peaks.length !== onesOf(size)) refuse('tree', 'size', flaw('PEAKS'), { size, peaks: peaks.length })
  return {
    get size() {
      return size
    },
    append: (leafHash) => {
      let hash = leafHash
      let level = 0
      let index = size
      onNode?.(0, index, hash)
      while (index % 2 === 1) {
        hash = profile.node(peaks.pop()!, hash)
        index = (index - 1) / 2
        level++
        onNode?.(level, index, hash)
      }
      peaks.push(hash)
      size++
    },
    root: () => foldPeaks(peaks, profile),
    head: () => ({ size, peaks: [...peaks] }),
  }
}

function foldPeaks(peaks: readonly Uint8Array[], profile: HashProfile): Uint8Array {
  if (peaks.length === 0) return profile.empty()
  let hash = peaks[peaks.length - 1]!
  for (let i = peaks.length - 2; i >= 0; i--) hash = profile.node(peaks[i]!, hash)
  return hash
}

function onesOf(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

export interface InclusionProofParameters {
  readonly index: LogNumber
  readonly size: LogNumber
  readonly readNode: NodeReader
  readonly profile?: HashProfile
}

/**
 * The audit path of a leaf, from its sibling to the root's child.
 *
 * @throws {PROOF_INVALID} where the index is not in the tree
 */
export function inclusionProof(parameters: InclusionProofParameters): Uint8Array[] {
  const { readNode, profile = sha256Profile } = parameters
  const { index, size } = leafOf(parameters.index, parameters.size)
  return inclusionRanges({ index, size }).map((range) => hashRange({ range, readNode, profile }))
}

export interface VerifyInclusionParameters {
  readonly index: LogNumber
  readonly size: LogNumber
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile?: HashProfile
}

/**
 * Returns when the leaf stands at `index` of the tree of `size` with this root (RFC 9162 2.1.3.2).
 *
 * @throws {PROOF_INVALID} `facts.failed` names the part
 */
export function verifyInclusion(parameters: VerifyInclusionParameters): void {
  const { leafHash, root, proof, profile = sha256Profile } = parameters
  const { index, size } = leafOf(parameters.index, parameters.size)
  checkHashes('inclusion', [leafHash, root])
  checkHashes('inclusion', proof)
  const found = rootFromPath({ index, size, leafHash, proof, profile })
  if (!equalBytes(found, root)) refuse('inclusion', 'root', flaw('LEAF_NOT_UNDER_ROOT'), { index, size })
}

/** The root that a path leads to. The proof must have the length that index and size ask for. */
function rootFromPath(parameters: {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile: HashProfile
}): Uint8Array {
  const { proof, profile } = parameters
  let node = parameters.index
  let last = parameters.size - 1
  let hash = parameters.leafHash
  let used = 0
  while (last > 0) {
    const odd = node % 2 === 1
    // The last node of an even level has no sibling: it moves up unchanged.
    if (odd || node < last) {
      const sibling = proof[used++]
      if (sibling === undefined) return refuseLength('inclusion', proof.length)
      hash = odd ? profile.node(sibling, hash) : profile.node(hash, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return used === proof.length ? hash : refuseLength('inclusion', proof.length)
}

export interface ConsistencyProofParameters {
  readonly from: LogNumber
  readonly to: LogNumber
  readonly readNode: NodeReader
  readonly profile?: HashProfile
}

/**
 * Proves that the tree of `from` leaves begins the tree of `to`. Nothing needs proof where they are equal.
 *
 * @throws {PROOF_INVALID} where `from` is 0 (nothing can be proved about no leaves) or above `to`
 */
export function consistencyProof(parameters: ConsistencyProofParameters): Uint8Array[] {
  const { readNode, profile = sha256Profile } = parameters
  const { from, to } = sizesOf(parameters.from, parameters.to)
  return consistencyRanges({ from, to }).map((range) => hashRange({ range, readNode, profile }))
}

export interface VerifyConsistencyParameters {
  readonly from: LogNumber
  readonly to: LogNumber
  readonly fromRoot: Uint8Array
  readonly toRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile?: HashProfile
}

/**
 * Returns when the tree of `to` leaves with `toRoot` begins with the tree of `from` leaves with `fromRoot` (RFC 9162 2.1.4.2).
 *
 * @throws {PROOF_INVALID} `facts.failed` names the part; a `from` of 0 is always refused
 */
export function verifyConsistency(parameters: VerifyConsistencyParameters): void {
  const { fromRoot, toRoot, proof, profile = sha256Profile } = parameters
  const { from, to } = sizesOf(parameters.from, parameters.to)
  // Equal sizes hash nothing: the roots are only compared.
  if (from !== to) checkHashes('consistency', [fromRoot, toRoot])
  checkHashes('consistency', proof)
  const roots = rootsFromProof({ from, to, fromRoot, proof, profile })
  if (!equalBytes(roots.old, fromRoot)) refuse('consistency', 'old-root', flaw('OLD_ROOT'), { from, to })
  if (!equalBytes(roots.new, toRoot)) refuse('consistency', 'root', flaw('NEW_ROOT'), { from, to })
}

function rootsFromProof(parameters: {
  readonly from: number
  readonly to: number
  readonly fromRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile: HashProfile
}): { old: Uint8Array; new: Uint8Array } {
  const { from, to, proof, profile } = parameters
  // A tree is the beginning of itself: nothing is left to climb.
  let node = from === to ? 0 : from - 1
  let last = from === to ? 0 : to - 1
  // Up to the greatest whole subtree that ends where the old tree ends.
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  let used = node === 0 ? 0 : 1
  const seed = node === 0 ? parameters.fromRoot : proof[0]
  if (seed === undefined) return refuseLength('consistency', proof.length)
  let old = seed
  let now = seed
  while (last > 0) {
    const odd = node % 2 === 1
    if (odd || node < last) {
      const sibling = proof[used++]
      if (sibling === undefined) return refuseLength('consistency', proof.length)
      if (odd) old = profile.node(sibling, old)
      now = odd ? profile.node(sibling, now) : profile.node(now, sibling)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return used === proof.length ? { old, new: now } : refuseLength('consistency', proof.length)
}

function leafOf(indexGiven: LogNumber, sizeGiven: LogNumber): { index: number; size: number } {
  const index = logNumber(indexGiven, 'index')
  const size = logNumber(sizeGiven, 'size')
  if (index >= size) refuse('inclusion', 'index', flaw('INDEX_BEYOND'), { index, size })
  return { index, size }
}

function sizesOf(fromGiven: LogNumber, toGiven: LogNumber): { from: number; to: number } {
  const from = logNumber(fromGiven, 'size')
  const to = logNumber(toGiven, 'size')
  if (from === 0) refuse('consistency', 'size', flaw('FROM_ZERO'), { from, to })
  if (from > to) refuse('consistency', 'size', flaw('FROM_ABOVE'), { from, to })
  return { from, to }
}

/**
 * A size or an index as a safe integer. No log reaches 2^53: what claims to is refused and never rounded.
 *
 * @throws {PROOF_INVALID}
 */
export function logNumber(value: LogNumber, failed: 'size' | 'index'): number {
  const number = typeof value === 'bigint' && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  return refuse('log', failed, flaw('LOG_NUMBER', { what: failed }), { found: String(value) })
}

/** @throws {PROOF_INVALID} unless every hash has 32 bytes */
export function checkHashes(check: string, hashes: readonly Uint8Array[]): void {
  for (const hash of hashes) {
    if (hash.length !== hashBytes)
      refuse(check, 'hash-length', flaw('HASH_LENGTH', { bytes: String(hashBytes) }), { found: hash.length })
  }
}

export function refuseLength(check: string, found: number): never {
  return refuse(check, 'proof-length', flaw('PROOF_LENGTH'), { found })
}

export function refuse(check: string, failed: ProofFault, of: Flaw, facts: Record<string, unknown>): never {
  throw flawError('PROOF_INVALID', of, { check, failed, ...facts })
}
