import { blake2b } from '@noble/hashes/blake2.js'
import { base32nopad } from '@scure/base'
import { concatBytes, equalBytes } from '../../record/hash.ts'
import type { AddressAnswer, AddressForm } from './addressForm.ts'

const payloadLengths = { 1: 20, 2: 20, 3: 48 } as const
const formOf = { 1: 'filecoin-secp256k1', 2: 'filecoin-actor', 3: 'filecoin-bls' } as const satisfies Record<
  number,
  AddressForm
>

/**
 * Judges a Filecoin mainnet address (Filecoin specification, "Addresses"): f0 is an actor number without checksum, f1–f3 are a
 * hash or key, f4 is an address under a namespace (f410f: an EVM address); all but f0 end in 4 bytes of blake2b.
 */
export function checkFilecoin(text: string): AddressAnswer {
  const lower = text.toLowerCase()
  if (text !== lower) return { reason: 'mixed-case' }
  if (/^f0(0|[1-9][0-9]{0,19})$/.test(text)) return { canonical: text, form: 'filecoin-id', note: 'no-checksum' }
  const delegated = /^f4([0-9]{1,20})f([a-z2-7]+)$/.exec(text)
  if (delegated) return checkDelegated(text, BigInt(delegated[1]!), delegated[2]!)
  const match = /^f([123])([a-z2-7]+)$/.exec(text)
  if (!match) return { reason: text.startsWith('f') ? 'alphabet' : 'prefix' }
  const protocol = Number(match[1]) as 1 | 2 | 3
  const bytes = decode(match[2]!)
  if (bytes?.length !== payloadLengths[protocol] + 4) return { reason: 'length' }
  const head = Uint8Array.of(protocol)
  return isChecked(head, bytes) ? { canonical: text, form: formOf[protocol] } : { reason: 'checksum' }
}

function checkDelegated(text: string, namespace: bigint, data: string): AddressAnswer {
  const bytes = decode(data)
  if (!bytes || bytes.length < 5 || bytes.length > 58) return { reason: 'length' }
  const head = Uint8Array.of(4, ...leb128(namespace))
  return isChecked(head, bytes) ? { canonical: text, form: 'filecoin-delegated' } : { reason: 'checksum' }
}

function isChecked(head: Uint8Array, bytes: Uint8Array): boolean {
  const checksum = blake2b(concatBytes(head, bytes.subarray(0, -4)), { dkLen: 4 })
  return equalBytes(checksum, bytes.subarray(-4))
}

function decode(data: string): Uint8Array | undefined {
  try {
    return base32nopad.decode(data.toUpperCase())
  } catch {
    return undefined
  }
}

function leb128(value: bigint): number[] {
  const low = Number(value & 0x7fn)
  return value < 0x80n ? [low] : [low | 0x80, ...leb128(value >> 7n)]
}
