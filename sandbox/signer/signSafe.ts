import { readFileSync } from 'node:fs'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { parseTransaction, serializeTransaction } from 'viem/utils'
import { toEip55 } from '../../src/core/assets/addresses/evm.ts'
import type { EvmAddress } from '../../src/core/custody/evm/evmAddress.ts'
import type { OwnerSignature } from '../../src/core/custody/evm/safeSignatures.ts'
import { readSafeTransfer, safeTxHashOf } from '../../src/core/custody/evm/safeTransfer.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { bytesToHex, hexToBytes, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'

/** A rehearsal custodian's key on an EVM chain, or the key of the account that holds gas only. */
export interface SandboxEvmKey {
  readonly type: 'SANDBOX-evm'
  readonly holder: string
  readonly privateKey: Uint8Array
  readonly address: EvmAddress
}

/** What a custodian keeps on the offline machine. */
export interface SandboxEvmKeyFile {
  readonly type: 'SANDBOX-evm'
  readonly holder: string
  /** 32 bytes, hex. */
  readonly privateKey: string
}

/** Same seed and holder, same key. @example makeEvmKey({ seed: '1', holder: 'gas' }).address // '0x…' */
export function makeEvmKey(parameters: { readonly seed: string; readonly holder: string }): SandboxEvmKey {
  const { seed, holder } = parameters
  const privateKey = hmacSha256(utf8ToBytes('sluice/sandbox/evm-custodian/1'), utf8ToBytes(`${seed}\n${holder}`))
  return evmKeyOf({ type: 'SANDBOX-evm', holder, privateKey: bytesToHex(privateKey) })
}

export function evmKeyOf({ holder, privateKey }: SandboxEvmKeyFile): SandboxEvmKey {
  const key = hexToBytes(privateKey)
  const point = secp256k1.getPublicKey(key, false).subarray(1)
  const address = toEip55(bytesToHex(keccak_256(point).subarray(12))) as EvmAddress
  return { type: 'SANDBOX-evm', holder, privateKey: key, address }
}

/** Reads a custodian's key file. Errors never repeat what stands in it. @throws {INPUT_INVALID} */
export function readEvmKeyFile(path: string): SandboxEvmKeyFile {
  const bad = () =>
    new SluiceError(
      'INPUT_INVALID',
      `${path} is not a key file of the sandbox: {"type":"SANDBOX-evm","holder":…,"privateKey":…}.`,
    )
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw bad()
  }
  if (typeof value !== 'object' || value === null) throw bad()
  const { type, holder, privateKey } = value as Record<string, unknown>
  if (type !== 'SANDBOX-evm' || typeof holder !== 'string' || typeof privateKey !== 'string') throw bad()
  if (!/^[0-9a-f]{64}$/.test(privateKey)) throw bad()
  return { type, holder, privateKey }
}

function sign(
  digest: Uint8Array,
  key: SandboxEvmKey,
): { readonly r: `0x${string}`; readonly s: `0x${string}`; readonly yParity: number } {
  const signature = secp256k1.sign(digest, key.privateKey, { prehash: false, format: 'recovered' })
  const hex = bytesToHex(signature.subarray(1))
  return { r: `0x${hex.slice(0, 64)}`, s: `0x${hex.slice(64)}`, yParity: signature[0]! }
}

/** An owner's signature over an approved transfer (EIP-712), RFC 6979: same transfer and key, same bytes. */
export function signSafeTransfer(parameters: {
  readonly unsigned: string
  readonly key: SandboxEvmKey
}): OwnerSignature {
  const digest = hexToBytes(safeTxHashOf(readSafeTransfer(parameters.unsigned)).slice(2))
  const { r, s, yParity } = sign(digest, parameters.key)
  return { owner: parameters.key.address, signature: `0x${r.slice(2)}${s.slice(2)}${(27 + yParity).toString(16)}` }
}

/** The gas account's signature over the outer transaction. @returns raw transaction, hex with 0x */
export function signOuter(parameters: {
  readonly unsigned: `0x${string}`
  readonly key: SandboxEvmKey
}): `0x${string}` {
  const digest = keccak_256(hexToBytes(parameters.unsigned.slice(2)))
  const { r, s, yParity } = sign(digest, parameters.key)
  const tx = parseTransaction(parameters.unsigned as `0x02${string}`)
  return serializeTransaction({ ...tx, type: 'eip1559' }, { r, s, yParity })
}
