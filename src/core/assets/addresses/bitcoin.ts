import type { BitcoinForms } from '../chains.ts'
import type { AddressAnswer, AddressForm } from './addressForm.ts'
import { decodeBase58Check } from './base58.ts'
import { decodeCashaddr } from './cashaddr.ts'
import { decodeSegwit } from './segwit.ts'

/** Judges an address of a bitcoin-like chain by the forms that chain has. */
export function checkBitcoin(text: string, forms: BitcoinForms): AddressAnswer {
  if (looksLikeSegwit(text)) return checkSegwit(text, forms)
  if (forms.cashaddr !== undefined && looksLikeCashaddr(text)) return checkCashaddr(text, forms.cashaddr)
  const decoded = decodeBase58Check(text)
  if ('reason' in decoded) return decoded
  if (decoded.payload.length !== 20) return { reason: 'length' }
  if (forms.p2pkh.includes(decoded.version)) return { canonical: text, form: 'p2pkh' }
  if (forms.p2sh.includes(decoded.version)) return { canonical: text, form: 'p2sh' }
  return { reason: 'prefix' }
}

function looksLikeSegwit(text: string): boolean {
  return /^(bc|tb|bcrt|rb|ltc|tltc|rltc|tc)1/i.test(text)
}

function looksLikeCashaddr(text: string): boolean {
  return text.includes(':') || /^[qp][qpzry9x8gf2tvdw0s3jn54khce6mua7l]{41}$/i.test(text)
}

function checkSegwit(text: string, forms: BitcoinForms): AddressAnswer {
  const decoded = decodeSegwit(text)
  if ('reason' in decoded) return decoded
  if (!forms.hrp.includes(decoded.hrp)) return { reason: 'prefix' }
  const form = witnessForm(decoded.version, decoded.program.length)
  const canonical = text.toLowerCase()
  return form === 'witness' ? { canonical, form, note: 'future-witness-version' } : { canonical, form }
}

function witnessForm(version: number, length: number): AddressForm {
  if (version === 0) return length === 20 ? 'p2wpkh' : 'p2wsh'
  return version === 1 && length === 32 ? 'p2tr' : 'witness'
}

function checkCashaddr(text: string, prefix: string): AddressAnswer {
  const decoded = decodeCashaddr(text, prefix)
  if ('reason' in decoded) return decoded
  return { canonical: decoded.canonical, form: decoded.type === 'p2pkh' ? 'cashaddr-p2pkh' : 'cashaddr-p2sh' }
}
