import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '../../record/hash.ts'
import type { AddressAnswer } from './addressForm.ts'

/**
 * Judges an EVM address. One in mixed case must carry its EIP-55 checksum; one in a single case carries none and is noted so,
 * since a mistyped digit in it cannot be seen.
 */
export function checkEvm(text: string): AddressAnswer {
  const match = /^0[xX]([0-9a-fA-F]*)$/.exec(text)
  if (!match) return { reason: text.startsWith('0x') ? 'alphabet' : 'prefix' }
  const digits = match[1]!
  if (digits.length !== 40) return { reason: 'length' }
  if (/^0+$/.test(digits)) return { reason: 'zero' }
  const canonical = toEip55(digits)
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) {
    // Ten decimal digits in a row are rare, but an address without letters is its own checksummed form.
    return /[a-f]/i.test(digits) ? { canonical, form: 'evm', note: 'no-checksum' } : { canonical, form: 'evm' }
  }
  return canonical === `0x${digits}` ? { canonical, form: 'evm' } : { reason: 'checksum' }
}

/** EIP-55: a letter is upper case where the keccak hash of the lower-case digits has a nibble of 8 or more. */
export function toEip55(digits: string): string {
  const lower = digits.toLowerCase()
  const hash = bytesToHex(keccak_256(utf8ToBytes(lower)))
  return `0x${[...lower].map((digit, i) => (Number.parseInt(hash[i]!, 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}
