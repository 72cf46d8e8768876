import { hexToBytes } from '../../record/hash.ts'
import type { AddressAnswer } from './addressForm.ts'
import { decodeBase58Check, encodeBase58Check } from './base58.ts'

const version = 0x41

/**
 * Judges a Tron address: base58check with version 0x41 (it begins with T), or the same 21 bytes in hex. The hex form has no
 * checksum and is noted so. A bare 0x form is an EVM address and is not guessed to be Tron's.
 */
export function checkTron(text: string): AddressAnswer {
  if (/^41[0-9a-fA-F]{40}$/.test(text)) return checkHex(text)
  const decoded = decodeBase58Check(text)
  if ('reason' in decoded) return decoded
  if (decoded.payload.length !== 20) return { reason: 'length' }
  if (decoded.version !== version) return { reason: 'prefix' }
  return isZero(decoded.payload) ? { reason: 'zero' } : { canonical: text, form: 'tron-base58' }
}

function checkHex(text: string): AddressAnswer {
  const hash = hexToBytes(text.slice(2))
  if (isZero(hash)) return { reason: 'zero' }
  return { canonical: encodeBase58Check(version, hash), form: 'tron-hex', note: 'no-checksum' }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
