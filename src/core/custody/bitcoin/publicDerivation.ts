import { secp256k1 } from '@noble/curves/secp256k1.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '../../record/hash.ts'

const { Point } = secp256k1
type CurvePoint = ReturnType<typeof Point.fromBytes>

/** A public node of BIP-32 with its point at hand: reading the point from bytes anew for each child would cost more than the child. */
export interface PublicNode {
  readonly point: CurvePoint
  readonly publicKey: Uint8Array
  readonly chainCode: Uint8Array
}

export function publicNode(publicKey: Uint8Array, chainCode: Uint8Array): PublicNode {
  return { point: Point.fromBytes(publicKey), publicKey, chainCode }
}

/**
 * The unhardened child of a public node (BIP-32, CKDpub), or undefined in the one case in 2^127 where there is none.
 *
 * @param index 0 to 2^31 - 1
 */
export function publicChild(node: PublicNode, index: number): PublicNode | undefined {
  const serialized = new Uint8Array([index >>> 24, (index >>> 16) & 255, (index >>> 8) & 255, index & 255])
  const digest = hmac(sha512, node.chainCode, concatBytes(node.publicKey, serialized))
  const tweak = BigInt(`0x${bytesToHex(digest.subarray(0, 32))}`)
  if (tweak === 0n || tweak >= Point.Fn.ORDER) return undefined
  const point = Point.BASE.multiply(tweak).add(node.point)
  if (point.equals(Point.ZERO)) return undefined
  return { point, publicKey: point.toBytes(true), chainCode: digest.subarray(32) }
}

/** A map that forgets everything when it is full: a memory of pure results, never of facts. */
export class BoundedMemory<T> {
  readonly #values = new Map<string, T>()
  readonly #sizeMax: number

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax
  }

  remember(key: string, compute: () => T): T {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    if (this.#values.size >= this.#sizeMax) this.#values.clear()
    const value = compute()
    this.#values.set(key, value)
    return value
  }
}
