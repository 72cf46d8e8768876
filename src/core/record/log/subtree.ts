import { flaw } from '../../flaws/flaw.ts'
/**
 * Proofs about a part of a tree (draft-ietf-plants-merkle-tree-certs, section 4): leaves `start` (in) to `end` (out), where
 * `start` is a multiple of the least power of two that is not below the width.
 */
import { equalBytes } from '../hash.ts'
import { checkHashes, type LogNumber, logNumber, refuse, refuseLength, verifyInclusion } from './merkle.ts'
import { type HashProfile, sha256Profile } from './profile.ts'

export interface VerifySubtreeInclusionParameters {
  readonly index: LogNumber
  readonly start: LogNumber
  readonly end: LogNumber
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile?: HashProfile
}

/** Returns when the leaf stands at `index` of the log and under the root of the subtree. @throws {PROOF_INVALID} */
export function verifySubtreeInclusion(parameters: VerifySubtreeInclusionParameters): void {
  const { start, end } = subtreeOf(parameters.start, parameters.end)
  const index = logNumber(parameters.index, 'index')
  if (index < start || index >= end) refuse('inclusion', 'index', flaw('SUBTREE_INDEX'), { index, start, end })
  verifyInclusion({ ...parameters, index: index - start, size: end - start })
}

export interface VerifySubtreeConsistencyParameters {
  readonly start: LogNumber
  readonly end: LogNumber
  readonly size: LogNumber
  readonly subtreeRoot: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile?: HashProfile
}

/** Returns when the subtree with this root is part of the tree of `size` with this root. @throws {PROOF_INVALID} */
export function verifySubtreeConsistency(parameters: VerifySubtreeConsistencyParameters): void {
  const { subtreeRoot, root, proof, profile = sha256Profile } = parameters
  const { start, end } = subtreeOf(parameters.start, parameters.end)
  const size = logNumber(parameters.size, 'size')
  if (end > size) refuse('subtree', 'range', flaw('SUBTREE_END'), { start, end, size })
  checkHashes('subtree', proof)
  if (start === end) {
    verifyEmpty({ subtreeRoot, proof, profile })
    return
  }
  if (end - start !== size) checkHashes('subtree', [subtreeRoot, root])
  const roots = rootsFromProof({ start, end, size, subtreeRoot, proof, profile })
  if (!equalBytes(roots.subtree, subtreeRoot)) refuse('subtree', 'old-root', flaw('SUBTREE_ROOT'), { start, end })
  if (!equalBytes(roots.tree, root)) refuse('subtree', 'root', flaw('TREE_ROOT'), { start, end, size })
}

/** No leaves are part of any tree, whatever its root. */
function verifyEmpty(parameters: {
  readonly subtreeRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile: HashProfile
}): void {
  if (parameters.proof.length > 0) refuseLength('subtree', parameters.proof.length)
  if (equalBytes(parameters.subtreeRoot, parameters.profile.empty())) return
  refuse('subtree', 'old-root', flaw('EMPTY_ROOT'), {})
}

function rootsFromProof(parameters: {
  readonly start: number
  readonly end: number
  readonly size: number
  readonly subtreeRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly profile: HashProfile
}): { subtree: Uint8Array; tree: Uint8Array } {
  const { proof, profile } = parameters
  let first = parameters.start
  let node = parameters.end - 1
  let last = parameters.size - 1
  // Up to the greatest whole subtree that ends where the given one ends; to its root where both end with the tree.
  const endsWithTree = node === last
  while (first < node && (endsWithTree || node % 2 === 1)) {
    first = Math.floor(first / 2)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  let used = first === node ? 0 : 1
  const seed = first === node ? parameters.subtreeRoot : proof[0]
  if (seed === undefined) return refuseLength('subtree', proof.length)
  let subtree = seed
  let tree = seed
  while (last > 0) {
    const odd = node % 2 === 1
    if (odd || node < last) {
      const sibling = proof[used++]
      if (sibling === undefined) return refuseLength('subtree', proof.length)
      if (odd && first < node) subtree = profile.node(sibling, subtree)
      tree = odd ? profile.node(sibling, tree) : profile.node(tree, sibling)
    }
    first = Math.floor(first / 2)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return used === proof.length ? { subtree, tree } : refuseLength('subtree', proof.length)
}

function subtreeOf(startGiven: LogNumber, endGiven: LogNumber): { start: number; end: number } {
  const start = logNumber(startGiven, 'index')
  const end = logNumber(endGiven, 'size')
  let width = 1
  while (width < end - start) width *= 2
  if (start <= end && start % width === 0) return { start, end }
  return refuse('subtree', 'range', flaw('SUBTREE_LEAVES'), { start, end })
}
