import { keccak_256 } from '@noble/hashes/sha3.js'
import { flaw, flawError } from '../../flaws/flaw.ts'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { decodeRlp } from './rlp.ts'

export function refuse(what: string): never {
  throw flawError('PROOF_INVALID', flaw('CHAIN_PROOF', { what }))
}

export function bytesOf(hex: string): Uint8Array {
  return /^0x([0-9a-f]{2})+$/.test(hex) ? hexToBytes(hex.slice(2)) : refuse('a part of it is not hex')
}

/** What of a block's header proofs are held against. */
export interface EvmHeader {
  readonly hash: string
  readonly parent: string
  readonly stateRoot: Uint8Array
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  readonly height: number
  readonly timeSec: number
}

/** The headers of a proof, oldest first, each naming the one before by its hash. @throws {PROOF_INVALID} */
export function readHeaders(list: readonly string[]): EvmHeader[] {
  if (list.length === 0) refuse('it has no header')
  const headers = list.map(readHeader)
  headers.forEach((header, i) => {
    const before = headers[i - 1]
    if (before && (header.parent !== before.hash || header.height !== before.height + 1)) {
      refuse(`block ${header.height} does not follow the one before`)
    }
  })
  return headers
}

function readHeader(hex: string): EvmHeader {
  const bytes = bytesOf(hex)
  const fields = decodeRlp(bytes)
  if (!Array.isArray(fields) || fields.length < 15 || !fields.every((field) => field instanceof Uint8Array))
    refuse('a header is none')
  const [parent, , , stateRoot, transactionsRoot, receiptsRoot, , , height, , , time] = fields as Uint8Array[]
  for (const hash of [parent!, stateRoot!, transactionsRoot!, receiptsRoot!])
    if (hash.length !== 32) refuse('a header is none')
  return {
    hash: `0x${bytesToHex(keccak_256(bytes))}`,
    parent: `0x${bytesToHex(parent!)}`,
    stateRoot: stateRoot!,
    transactionsRoot: transactionsRoot!,
    receiptsRoot: receiptsRoot!,
    height: smallNumber(height!),
    timeSec: smallNumber(time!),
  }
}

function smallNumber(bytes: Uint8Array): number {
  if (bytes.length > 6 || bytes[0] === 0) refuse('a number in a header is none')
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}
