import { bytesToHex, hexToBytes } from '../hash.ts'
import { verifyInclusion } from './merkle.ts'
import { type HashProfile, sha256Profile } from './profile.ts'

export interface LeafProof {
  readonly index: number
  readonly leafHash: Uint8Array
  /** Audit path in hex, from the leaf's sibling up. */
  readonly proof: readonly string[]
}

/** Beyond this a level and an index no longer fit into one number: leaves there are verified each by itself. */
const sizeMax = 2 ** 46
const levels = 64

/**
 * Verifies many leaves of one tree under one root. What one path has shown is kept: where a later path meets it, the rest of that path is compared and
 * not hashed again, so that a log shown whole costs about two hashes a leaf. Every hash of every proof is still held to what it must be.
 *
 * @example const check = inclusionChecker({ size, root }); for (const leaf of leaves) check(leaf)
 * @throws {PROOF_INVALID} by the function returned, as `verifyInclusion` does
 */
export function inclusionChecker(parameters: {
  readonly size: number
  readonly root: Uint8Array
  readonly profile?: HashProfile
}): (leaf: LeafProof) => void {
  const { size, root, profile = sha256Profile } = parameters
  const rootHex = bytesToHex(root)
  /** Nodes that stand under the root, by level and index. */
  const shown = new Map<number, string>()
  const holds = ({ index, leafHash, proof }: LeafProof): boolean => {
    if (size > sizeMax || !Number.isSafeInteger(index) || index < 0 || index >= size) return false
    const climbed: [number, string][] = []
    let hash = bytesToHex(leafHash)
    // From where the path meets a node that was shown, its hashes are only compared.
    let met = false
    let used = 0
    for (let level = 0, node = index, last = size - 1; last > 0; level++) {
      const known = met ? undefined : shown.get(node * levels + level)
      if (known !== undefined) {
        if (known !== hash) return false
        met = true
      }
      const odd = node % 2 === 1
      if (odd || node < last) {
        const sibling = proof[used++]
        if (sibling?.length !== 2 * root.length) return false
        const place = (odd ? node - 1 : node + 1) * levels + level
        if (met) {
          if (shown.get(place) !== sibling) return false
        } else {
          climbed.push([node * levels + level, hash], [place, sibling])
          const [left, right] = odd ? [sibling, hash] : [hash, sibling]
          hash = bytesToHex(profile.node(hexToBytes(left), hexToBytes(right)))
        }
      }
      node = Math.floor(node / 2)
      last = Math.floor(last / 2)
    }
    if (used !== proof.length || (!met && hash !== rootHex)) return false
    for (const [place, value] of climbed) shown.set(place, ownText(value))
    return true
  }
  return (leaf) => {
    if (holds(leaf)) return
    // Says what is wrong, in its own words.
    const { index, leafHash, proof } = leaf
    verifyInclusion({ index, size, leafHash, root, proof: proof.map((hash) => hexToBytes(hash)), profile })
  }
}

/** A hash as a text of its own: a part of a line holds all of the line, and one that was put together its parts. */
function ownText(hash: string): string {
  return JSON.parse(`"${hash}"`) as string
}
