import { keccak_256 } from '@noble/hashes/sha3.js'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '../../record/hash.ts'
import { recoverAddressBytes } from '../messages/personalMessage.ts'
import type { EvmAddress } from './evmAddress.ts'

export interface OwnerSignature {
  readonly owner: EvmAddress
  /** 65 bytes r, s, v with 0x. */
  readonly signature: `0x${string}`
}

/**
 * The owner who signed a Safe transaction: over its EIP-712 hash (v 27, 28), or over that hash as a personal message, as some hardware does it (v 31, 32).
 * Contract signatures and approvals on chain (v 0, 1) are not judged here and give undefined, as does everything malformed.
 */
export function recoverOwner(safeTxHash: `0x${string}`, signature: string): EvmAddress | undefined {
  const v = Number.parseInt(signature.slice(-2), 16)
  const digest = hexToBytes(safeTxHash.slice(2))
  const personal = v === 31 || v === 32
  if (!personal && v !== 27 && v !== 28) return undefined
  const prefix = utf8ToBytes('\x19Ethereum Signed Message:\n32')
  const signed = personal ? keccak_256(concatBytes(prefix, digest)) : digest
  const plain = personal ? signature.slice(0, -2) + (v - 4).toString(16) : signature
  const address = recoverAddressBytes(signed, plain)
  return address && (toEip55(bytesToHex(address)) as EvmAddress)
}

/** Owners' signatures in one blob, in the order of the owners' addresses, as the Safe asks. */
export function joinSignatures(signatures: readonly OwnerSignature[]): `0x${string}` {
  const key = (one: OwnerSignature) => one.owner.toLowerCase()
  const sorted = [...signatures].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  return `0x${sorted.map((one) => one.signature.slice(2)).join('')}`
}

/** The blob cut into signatures of 65 bytes; undefined if something is left over. */
export function splitSignatures(blob: `0x${string}`): `0x${string}`[] | undefined {
  const digits = blob.slice(2)
  if (digits.length === 0 || digits.length % 130 !== 0) return undefined
  return Array.from(
    { length: digits.length / 130 },
    (_, i): `0x${string}` => `0x${digits.slice(130 * i, 130 * (i + 1))}`,
  )
}
