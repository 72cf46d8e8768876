import { sha256 } from '../hash.ts'
import { sm3 } from '../sm3.ts'

/** Bytes of a hash in either profile. */
export const hashBytes = 32

/**
 * How a log hashes: RFC 6962 section 2.1, over one hash function of 32 bytes. Chosen when the log is created, written in its
 * origin, never changed.
 */
export interface HashProfile {
  readonly name: 'sha256' | 'sm3'
  /** H(0x00 || entry). */
  readonly leaf: (entry: Uint8Array) => Uint8Array
  /** H(0x01 || left || right). */
  readonly node: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /** The root of the tree without leaves: H of no bytes. */
  readonly empty: () => Uint8Array
}

/** The default: what C2SP clients read. SHA-256 is native where the host called `useSha256`. */
export const sha256Profile: HashProfile = profileOf('sha256', sha256)

/** The second profile: the same tree over SM3 (GB/T 32905). C2SP clients cannot read it, ours can. */
export const sm3Profile: HashProfile = profileOf('sm3', sm3)

function profileOf(name: HashProfile['name'], hash: (data: Uint8Array) => Uint8Array): HashProfile {
  // One buffer for all nodes, and one for all leaves of a length: hash functions read them and do not keep them.
  const pair = new Uint8Array(1 + 2 * hashBytes)
  pair[0] = 1
  let prefixed = new Uint8Array(1 + hashBytes)
  return {
    name,
    leaf: (entry) => {
      if (prefixed.length !== entry.length + 1) prefixed = new Uint8Array(entry.length + 1)
      prefixed.set(entry, 1)
      return hash(prefixed)
    },
    node: (left, right) => {
      pair.set(left, 1)
      pair.set(right, 1 + hashBytes)
      return hash(pair)
    },
    empty: () => hash(new Uint8Array(0)),
  }
}
