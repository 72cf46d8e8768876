import { keccak_256 } from '@noble/hashes/sha3.js'
import { destroyedTopic, transferTopic } from '../../src/core/custody/evm/erc20.ts'
import { evmProofFormat } from '../../src/core/custody/evm/proof.ts'
import { encodeRlp, numberBytes, type Rlp } from '../../src/core/custody/evm/rlp.ts'
import { listRoot } from '../../src/core/custody/evm/trie.ts'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/core/record/hash.ts'

export interface TokenLog {
  readonly contract: string
  readonly from: string
  /** Absent: the issuer destroyed it. */
  readonly to?: string
  readonly units: bigint
}

const bytesOf = (hex: string) => hexToBytes(hex.toLowerCase().replace(/^0x/, ''))
const word = (bytes: Uint8Array) => {
  const out = new Uint8Array(32)
  out.set(bytes, 32 - bytes.length)
  return out
}

/**
 * A proof of one transaction with these logs in a block of its own, with blocks above it: real hashes and tries throughout, on a chain that a test makes up.
 */
export function evmProof(parameters: {
  readonly network: string
  readonly logs: readonly TokenLog[]
  readonly confirmations?: number
  readonly salt: string
}): { readonly proof: string; readonly txid: string } {
  const { network, logs, confirmations = 40, salt } = parameters
  // Not a type of transaction that pays coin: only its hash is read.
  const transaction = Uint8Array.from([0x04, ...encodeRlp([utf8ToBytes(salt)])])
  const receipt = encodeRlp([Uint8Array.of(1), numberBytes(21_000n), new Uint8Array(256), logs.map(logOf)])
  const headers: Uint8Array[] = []
  let parent: Uint8Array = new Uint8Array(32)
  for (let height = 0; height < confirmations; height++) {
    const [txs, receipts] = height === 0 ? [listRoot([transaction]), listRoot([receipt])] : [listRoot([]), listRoot([])]
    const empty = new Uint8Array(32)
    const header = encodeRlp([
      parent,
      empty,
      new Uint8Array(20),
      empty,
      txs,
      receipts,
      new Uint8Array(256),
      numberBytes(0n),
      numberBytes(BigInt(100 + height)),
      numberBytes(30_000_000n),
      numberBytes(0n),
      numberBytes(BigInt(1_770_000_000 + 12 * height)),
      new Uint8Array(0),
      empty,
      new Uint8Array(8),
    ])
    headers.push(header)
    parent = keccak_256(header)
  }
  const hex = (bytes: Uint8Array) => `0x${bytesToHex(bytes)}`
  const proof = {
    format: evmProofFormat,
    network,
    transactions: [hex(transaction)],
    receipts: [hex(receipt)],
    position: 0,
    headers: headers.map(hex),
  }
  return { proof: JSON.stringify(proof), txid: bytesToHex(keccak_256(transaction)) }
}

function logOf({ contract, from, to, units }: TokenLog): Rlp {
  const amount = word(numberBytes(units))
  if (to !== undefined)
    return [bytesOf(contract), [bytesOf(transferTopic), word(bytesOf(from)), word(bytesOf(to))], amount]
  return [bytesOf(contract), [bytesOf(destroyedTopic)], Uint8Array.from([...word(bytesOf(from)), ...amount])]
}
