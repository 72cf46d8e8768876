import { SluiceError } from '../../errors.ts'
import { equalBytes, hexToBytes } from '../../record/hash.ts'
import { remembered } from '../../record/remembered.ts'
import type { BitcoinNetwork } from './network.ts'
import { displayHash, hash256 } from './transaction.ts'

export interface BlockHeader {
  /** Display order. */
  readonly hash: string
  readonly version: number
  readonly previous: string
  readonly merkleRoot: string
  readonly timeSec: number
  readonly bits: number
}

/**
 * Reads an 80-byte block header and checks its proof of work against the target that it claims, and the target against the network's limit.
 *
 * @throws {PROOF_INVALID}
 */
export function parseHeader(hex: string, network: BitcoinNetwork): BlockHeader {
  return headersRead(hex, String(network.powLimitBits))
}

/** Proofs of one case show the same chain again and again, each a little longer. */
const headersRead = remembered(8192, (hex: string, limitBits: string): BlockHeader => {
  if (!/^[0-9a-f]{160}$/.test(hex)) throw refuse('a block header is not 80 bytes of hex')
  const bytes = hexToBytes(hex)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const hash = displayHash(hash256(bytes))
  const bits = view.getUint32(72, true)
  const target = targetOf(bits)
  if (target <= 0n || target > targetOf(Number(limitBits)))
    throw refuse('a block claims a target that the network does not allow')
  if (BigInt(`0x${hash}`) > target) throw refuse('a block has less proof of work than it claims')
  return {
    hash,
    version: view.getInt32(0, true),
    previous: displayHash(bytes.subarray(4, 36)),
    merkleRoot: displayHash(bytes.subarray(36, 68)),
    timeSec: view.getUint32(68, true),
    bits,
  }
})

/** The target that compact bits stand for. Negative and overflowing forms give 0, which no block meets. */
export function targetOf(bits: number): bigint {
  const size = bits >>> 24
  const word = bits & 0x7fffff
  if ((bits & 0x800000) !== 0 || size > 34) return 0n
  return size <= 3 ? BigInt(word) >> BigInt(8 * (3 - size)) : BigInt(word) << BigInt(8 * (size - 3))
}

/** How many hashes a block of these bits stands for on average. */
export function workOf(bits: number): bigint {
  return (1n << 256n) / (targetOf(bits) + 1n)
}

/**
 * The Merkle root that a leaf and its siblings give (Bitcoin's double SHA-256 tree; hashes in display order, from the bottom up).
 */
export function merkleRoot(parameters: {
  readonly leaf: string
  readonly position: number
  readonly branch: readonly string[]
}): string {
  let node = internal(parameters.leaf)
  let position = parameters.position
  for (const sibling of parameters.branch) {
    const other = internal(sibling)
    // A node may stand beside its own copy only as the last of an odd row, on the left (CVE-2012-2459).
    if (position % 2 === 1 && equalBytes(node, other)) throw refuse('a Merkle branch repeats a node')
    node = hash256(position % 2 === 1 ? join(other, node) : join(node, other))
    position = Math.floor(position / 2)
  }
  if (position !== 0) throw refuse('a Merkle branch is shorter than its position says')
  return displayHash(node)
}

/** The siblings of one transaction among all of its block. @example merkleBranch(['aa…', 'bb…'], 0) // ['bb…'] */
export function merkleBranch(txids: readonly string[], position: number): string[] {
  const branch: string[] = []
  let row = txids.map(internal)
  let at = position
  while (row.length > 1) {
    branch.push(displayHash(row[at ^ 1] ?? row[at]!))
    row = Array.from({ length: Math.ceil(row.length / 2) }, (_, i) =>
      hash256(join(row[2 * i]!, row[2 * i + 1] ?? row[2 * i]!)),
    )
    at = Math.floor(at / 2)
  }
  return branch
}

function internal(hash: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw refuse('a hash is not 32 bytes of hex')
  return hexToBytes(hash).reverse()
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(64)
  both.set(left)
  both.set(right, 32)
  return both
}

function refuse(what: string): SluiceError {
  return new SluiceError('PROOF_INVALID', `The chain proof does not hold: ${what}.`)
}
