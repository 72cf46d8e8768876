import type { SecretKey } from '../src/core/record/publicKeys.ts'

/** A rehearsal under commercial cryptography says so in its seed: SM2 signs, SM3 hashes the log. */
const smSeed = /^sm-/

export function isSmSeed(seed: string): boolean {
  return smSeed.test(seed)
}

/** Somebody's secret under the rehearsal's profile. SM2 wants it below the order of its curve, which the first byte sees to. */
export function secretOf(seed: string, bytes: Uint8Array): SecretKey & (Uint8Array | { readonly algorithm: 'sm2' }) {
  if (!isSmSeed(seed)) return bytes
  const secretKey = bytes.slice()
  secretKey[0]! &= 0x7f
  return { algorithm: 'sm2', secretKey }
}
