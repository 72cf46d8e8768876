/** SM2 signatures (GB/T 32918.2-2016) over the recommended curve (GB/T 32918.5-2017), with SM3: the mainland's profile. */
import { weierstrass } from '@noble/curves/abstract/weierstrass.js'
import { SluiceError } from '../errors.ts'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from './hash.ts'
import { hmacSm3, sm3 } from './sm3.ts'

const curve = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
}
const Point = weierstrass(curve)
const { n } = curve

/** Who signs, where nobody agreed on another identity (GM/T 0009-2012, section 10). */
export const sm2DefaultId = '1234567812345678'

export const sm2SignatureBytes = 64
/** The compressed point. */
export const sm2PublicKeyBytes = 33

const bytes32 = (value: bigint): Uint8Array => hexToBytes(value.toString(16).padStart(64, '0'))
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes)}`)
const mod = (value: bigint): bigint => ((value % n) + n) % n

/** The compressed public key, 33 bytes. @throws {INPUT_INVALID} */
export function sm2PublicKey(secretKey: Uint8Array): Uint8Array {
  return Point.BASE.multiply(secretOf(secretKey)).toBytes(true)
}

function secretOf(secretKey: Uint8Array): bigint {
  const secret = secretKey.length === 32 ? numberOf(secretKey) : 0n
  // 1 + d must have an inverse.
  if (secret > 0n && secret < n - 1n) return secret
  throw new SluiceError('INPUT_INVALID', 'An SM2 secret key is 32 bytes, between 1 and n - 2.')
}

/** The digest that is signed: SM3 over who signs (`Z`) and the message. `publicKey` compressed or not. */
export function sm2Digest(parameters: {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly id?: string
}): Uint8Array {
  const { publicKey, message, id = sm2DefaultId } = parameters
  const name = utf8ToBytes(id)
  const { x, y } = Point.fromBytes(publicKey).toAffine()
  const bits = name.length * 8
  const z = sm3(
    concatBytes(
      Uint8Array.of(bits >>> 8, bits & 0xff),
      name,
      ...[curve.a, curve.b, curve.Gx, curve.Gy, x, y].map(bytes32),
    ),
  )
  return sm3(concatBytes(z, message))
}

/**
 * Signs; r and s, 32 bytes each. The number k follows from key and digest as in RFC 6979 with HMAC-SM3: no randomness is needed, and the
 * same key never signs two digests with one k.
 *
 * @throws {INPUT_INVALID}
 */
export function sm2Sign(parameters: {
  readonly secretKey: Uint8Array
  readonly message: Uint8Array
  readonly id?: string
}): Uint8Array {
  const secret = secretOf(parameters.secretKey)
  const digest = sm2Digest({ ...parameters, publicKey: sm2PublicKey(parameters.secretKey) })
  for (const k of candidates(parameters.secretKey, digest)) {
    const signature = signWith({ secret, digest, k })
    if (signature !== undefined) return signature
  }
  throw new SluiceError('INPUT_INVALID', 'No SM2 signature could be made.')
}

/** One try of GB/T 32918.2, 6.1; `undefined` where k does not serve. For the published example, which tells its k. */
export function signWith(parameters: {
  readonly secret: bigint
  readonly digest: Uint8Array
  readonly k: bigint
}): Uint8Array | undefined {
  const { secret, digest, k } = parameters
  const r = mod(numberOf(digest) + Point.BASE.multiply(k).toAffine().x)
  if (r === 0n || r + k === n) return undefined
  const s = mod(Point.Fn.inv(1n + secret) * mod(k - r * secret))
  return s === 0n ? undefined : concatBytes(bytes32(r), bytes32(s))
}

/** RFC 6979, section 3.2, with HMAC-SM3. */
function* candidates(secretKey: Uint8Array, digest: Uint8Array): Iterable<bigint> {
  const seed = concatBytes(secretKey, bytes32(mod(numberOf(digest))))
  let value: Uint8Array = new Uint8Array(32).fill(1)
  let key: Uint8Array = new Uint8Array(32)
  for (const step of [0, 1]) {
    key = hmacSm3(key, concatBytes(value, Uint8Array.of(step), seed))
    value = hmacSm3(key, value)
  }
  for (;;) {
    value = hmacSm3(key, value)
    const k = numberOf(value)
    if (k > 0n && k < n) yield k
    key = hmacSm3(key, concatBytes(value, Uint8Array.of(0)))
    value = hmacSm3(key, value)
  }
}

/** GB/T 32918.2, 7.1. `publicKey` compressed (33 bytes) or not (65). Never throws. */
export function sm2Verify(parameters: {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
  readonly id?: string
}): boolean {
  const { publicKey, signature } = parameters
  if (signature.length !== sm2SignatureBytes) return false
  try {
    const r = numberOf(signature.subarray(0, 32))
    const s = numberOf(signature.subarray(32))
    if (r === 0n || r >= n || s === 0n || s >= n) return false
    const t = mod(r + s)
    if (t === 0n) return false
    const point = Point.BASE.multiplyUnsafe(s).add(Point.fromBytes(publicKey).multiplyUnsafe(t))
    return !point.is0() && mod(numberOf(sm2Digest(parameters)) + point.toAffine().x) === r
  } catch {
    return false
  }
}
