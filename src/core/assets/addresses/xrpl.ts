import type { AddressAnswer } from './addressForm.ts'
import { decodeBase58Check } from './base58.ts'

/** Judges a classic address of the XRP Ledger: base58check in its own alphabet, version 0, 20 bytes; it begins with r. */
export function checkXrpl(text: string): AddressAnswer {
  if (!text.startsWith('r')) return { reason: 'prefix' }
  const decoded = decodeBase58Check(text, 'xrpl')
  if ('reason' in decoded) return decoded
  if (decoded.payload.length !== 20) return { reason: 'length' }
  return decoded.version === 0 ? { canonical: text, form: 'xrpl' } : { reason: 'prefix' }
}
