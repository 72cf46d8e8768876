import { assert } from '../../errors.ts'
import type { HashProfile } from './profile.ts'

/** A whole subtree: `2 ** level` leaves from leaf `index * 2 ** level` on. Level 0 are the leaf hashes. */
export interface NodeRef {
  readonly level: number
  readonly index: number
}

/** Reads the hash of a whole subtree. @throws what the store throws where it has none */
export type NodeReader = (level: number, index: number) => Uint8Array

/** Leaves `begin` (in) to `end` (out). One hash of a proof stands for one range. */
export interface LeafRange {
  readonly begin: number
  readonly end: number
}

/** The greatest power of two below `n` (n > 1): where RFC 6962 splits a tree of `n` leaves. */
export function splitPoint(n: number): number {
  const last = n - 1
  const high = Math.floor(last / 2 ** 32)
  return high > 0 ? 2 ** (63 - Math.clz32(high)) : 2 ** (31 - Math.clz32(last))
}

/**
 * The whole subtrees that make up a range, left to right. The range must begin where a subtree of its size may begin, as the
 * ranges of proofs do.
 *
 * @example rangeNodes({ begin: 0, end: 7 }) // levels 2, 1, 0
 */
export function rangeNodes(range: LeafRange): NodeRef[] {
  const nodes: NodeRef[] = []
  let { begin } = range
  while (begin < range.end) {
    const width = splitPoint(range.end - begin + 1)
    const level = Math.log2(width)
    assert(begin % width === 0, 'a range of a proof begins on a border of its subtrees')
    nodes.push({ level, index: begin / width })
    begin += width
  }
  return nodes
}

/** The Merkle tree hash of a range (RFC 6962 2.1), read from whole subtrees. */
export function hashRange(parameters: {
  readonly range: LeafRange
  readonly readNode: NodeReader
  readonly profile: HashProfile
}): Uint8Array {
  const { range, readNode, profile } = parameters
  const nodes = rangeNodes(range)
  const last = nodes.pop()
  if (last === undefined) return profile.empty()
  let hash = readNode(last.level, last.index)
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    hash = profile.node(readNode(node.level, node.index), hash)
  }
  return hash
}

/**
 * The ranges whose hashes prove leaf `index` in a tree of `size`, from the leaf's sibling up to the root's child
 * (RFC 9162 2.1.3.1). `index` must be below `size`.
 *
 * @example inclusionRanges({ index: 2, size: 3 }) // [{ begin: 0, end: 2 }]
 */
export function inclusionRanges(parameters: { readonly index: number; readonly size: number }): LeafRange[] {
  const ranges: LeafRange[] = []
  let begin = 0
  let end = parameters.size
  while (end - begin > 1) {
    const middle = begin + splitPoint(end - begin)
    if (parameters.index < middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  return ranges.reverse()
}

/**
 * The ranges whose hashes prove that the tree of `from` leaves is the beginning of the tree of `to` (RFC 9162 2.1.4.1).
 * `from` must be above 0 and not above `to`.
 */
export function consistencyRanges(parameters: { readonly from: number; readonly to: number }): LeafRange[] {
  const { from } = parameters
  const ranges: LeafRange[] = []
  let begin = 0
  let end = parameters.to
  while (end !== from) {
    const middle = begin + splitPoint(end - begin)
    if (from <= middle) {
      ranges.push({ begin: middle, end })
      end = middle
    } else {
      ranges.push({ begin, end: middle })
      begin = middle
    }
  }
  // Whoever checks holds the root of `from` already; only where `from` is not one whole subtree must its last one be told.
  if (begin > 0) ranges.push({ begin, end })
  return ranges.reverse()
}
