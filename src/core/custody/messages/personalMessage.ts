import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeBase58Check } from '../../assets/addresses/base58.ts'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '../../record/hash.ts'

/** EIP-191 version 0x45 and its Tron counterpart TIP-191: prefix, length of the message in bytes, message; keccak-256. */
export type PersonalMessageScheme = 'eip-191' | 'tip-191'

const prefixes = {
  'eip-191': '\x19Ethereum Signed Message:\n',
  'tip-191': '\x19TRON Signed Message:\n',
} as const satisfies Record<PersonalMessageScheme, string>

/** @example bytesToHex(personalMessageHash('eip-191', 'Some data')) // '1da44b58…' */
export function personalMessageHash(scheme: PersonalMessageScheme, message: string): Uint8Array {
  const bytes = utf8ToBytes(message)
  return keccak_256(concatBytes(utf8ToBytes(`${prefixes[scheme]}${bytes.length}`), bytes))
}

/**
 * The address whose key signed a message, or undefined if the signature is none: 65 bytes r, s, v in hex with 0x, v of 27 or 28 (0 and 1 as some
 * hardware writes), low s only.
 *
 * @example recoverSigner({ scheme: 'eip-191', message: 'Some data', signature: '0xb914…1c' }) // '0x2c7536E3605D9C16a7a3D7b1898e529396a65c23'
 */
export function recoverSigner(parameters: {
  readonly scheme: PersonalMessageScheme
  readonly message: string
  readonly signature: string
}): string | undefined {
  const address = recoverAddressBytes(personalMessageHash(parameters.scheme, parameters.message), parameters.signature)
  if (address === undefined) return undefined
  return parameters.scheme === 'eip-191' ? toEip55(bytesToHex(address)) : encodeBase58Check(0x41, address)
}

/** The 20 address bytes behind a recoverable signature over a digest. */
export function recoverAddressBytes(digest: Uint8Array, signature: string): Uint8Array | undefined {
  if (!/^0x[0-9a-fA-F]{130}$/.test(signature)) return undefined
  const bytes = hexToBytes(signature.slice(2).toLowerCase())
  const v = bytes[64]!
  const recovery = v >= 27 ? v - 27 : v
  if (recovery > 1) return undefined
  try {
    const parsed = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), 'compact').addRecoveryBit(recovery)
    if (parsed.hasHighS()) return undefined
    return keccak_256(parsed.recoverPublicKey(digest).toBytes(false).subarray(1)).subarray(12)
  } catch {
    return undefined
  }
}
