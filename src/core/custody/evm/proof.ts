import { keccak_256 } from '@noble/hashes/sha3.js'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, equalBytes, hexToBytes } from '../../record/hash.ts'
import { destroyedTopic, transferTopic } from './erc20.ts'
import { chainIdOf, type EvmAddress } from './evmAddress.ts'
import { decodeRlp, type Rlp } from './rlp.ts'
import { parseEvmTransaction } from './safeExecution.ts'
import { listRoot } from './trie.ts'

export const evmProofFormat = 'sluice/evm-receipt/1'

/**
 * Everything that shows a transaction and its receipt in a block, and the blocks above it. What it does not show is that the newest of these
 * blocks is the chain's: an EVM chain has no work to weigh, so its head is attested by whoever ran the source.
 */
export interface EvmProof {
  readonly format: typeof evmProofFormat
  /** CAIP-2. */
  readonly network: string
  /** All transactions and receipts of the block, as hashed into it, hex with 0x. */
  readonly transactions: readonly string[]
  readonly receipts: readonly string[]
  /** Which of them is meant. */
  readonly position: number
  /** RLP of the block's header and of every header above it, oldest first, hex with 0x. */
  readonly headers: readonly string[]
}

export interface EvmLog {
  readonly address: EvmAddress
  readonly topics: readonly string[]
  readonly data: Uint8Array
}

export interface EvmTokenTransfer {
  /** Place among the logs of the transaction. */
  readonly index: number
  readonly contract: EvmAddress
  readonly from: EvmAddress
  readonly to: EvmAddress
  readonly units: bigint
}

/** What an issuer destroyed at an address that it had frozen. It is no transfer: nothing arrives anywhere. */
export interface EvmBurn {
  readonly contract: EvmAddress
  readonly from: EvmAddress
  readonly units: bigint
}

export interface ProvedReceipt {
  readonly txid: string
  readonly block: { readonly height: number; readonly hash: string; readonly timeSec: number }
  readonly confirmations: number
  /** The newest block of the proof: attested, not proved. */
  readonly head: { readonly height: number; readonly hash: string }
  readonly transfers: readonly EvmTokenTransfer[]
  readonly burns: readonly EvmBurn[]
  /** Set if the transaction itself pays the chain's coin. Payments that a contract makes while it runs are not seen here. */
  readonly coin?: { readonly to: EvmAddress; readonly units: bigint }
}

/**
 * Verifies a receipt: transactions and receipts hash to the roots in the block's header, the headers follow each other, the transaction succeeded.
 *
 * @example verifyReceipt({ proof, network: 'eip155:31337' }).transfers[0]?.units // 1000000n
 * @throws {PROOF_INVALID} naming the first thing that does not hold
 */
export function verifyReceipt({
  proof,
  network,
}: {
  readonly proof: EvmProof
  readonly network: string
}): ProvedReceipt {
  if (proof.network !== network) refuse(`it is of ${proof.network}, not of ${network}`)
  const headers = readHeaders(proof.headers)
  const block = headers[0]!
  const head = headers.at(-1)!
  const transactions = proof.transactions.map(bytesOf)
  const receipts = proof.receipts.map(bytesOf)
  if (!equalBytes(listRoot(transactions), block.transactionsRoot)) refuse('its transactions are not those of the block')
  if (!equalBytes(listRoot(receipts), block.receiptsRoot)) refuse('its receipts are not those of the block')
  const [raw, receipt] = [transactions[proof.position], receipts[proof.position]]
  if (raw === undefined || receipt === undefined) return refuse('its position is beyond the block')
  const logs = readLogs(receipt)
  const coin = coinPaid(proof.transactions[proof.position]!, network)
  return {
    txid: `0x${bytesToHex(keccak_256(raw))}`,
    block: { height: block.height, hash: block.hash, timeSec: block.timeSec },
    confirmations: headers.length,
    head: { height: head.height, hash: head.hash },
    transfers: transfersOf(logs),
    burns: burnsOf(logs),
    ...(coin && { coin }),
  }
}

function refuse(what: string): never {
  throw new SluiceError('PROOF_INVALID', `The chain proof does not hold: ${what}.`)
}

function bytesOf(hex: string): Uint8Array {
  return /^0x([0-9a-f]{2})+$/.test(hex) ? hexToBytes(hex.slice(2)) : refuse('a part of it is not hex')
}

interface Header {
  readonly hash: string
  readonly parent: string
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  readonly height: number
  readonly timeSec: number
}

function readHeaders(list: readonly string[]): Header[] {
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

function readHeader(hex: string): Header {
  const bytes = bytesOf(hex)
  const fields = decodeRlp(bytes)
  if (!Array.isArray(fields) || fields.length < 15 || !fields.every((field) => field instanceof Uint8Array))
    refuse('a header is none')
  const [parent, , , , transactionsRoot, receiptsRoot, , , height, , , time] = fields as Uint8Array[]
  for (const hash of [parent!, transactionsRoot!, receiptsRoot!]) if (hash.length !== 32) refuse('a header is none')
  return {
    hash: `0x${bytesToHex(keccak_256(bytes))}`,
    parent: `0x${bytesToHex(parent!)}`,
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

/** `[status, cumulative gas, bloom, logs]`, after a type byte in all but the oldest receipts. Only a status of 1 counts. */
function readLogs(receipt: Uint8Array): EvmLog[] {
  const body = receipt[0]! < 0x80 ? receipt.subarray(1) : receipt
  const fields = decodeRlp(body)
  if (!Array.isArray(fields) || fields.length !== 4) return refuse('the receipt is none')
  const [status, , , logs] = fields as [Rlp, Rlp, Rlp, Rlp]
  if (!(status instanceof Uint8Array) || bytesToHex(status) !== '01') refuse('the transaction did not succeed')
  if (logs instanceof Uint8Array) return refuse('the receipt is none')
  return logs.map(readLog)
}

function readLog(item: Rlp): EvmLog {
  if (item instanceof Uint8Array || item.length !== 3) return refuse('a log is none')
  const [address, topics, data] = item as readonly [Rlp, Rlp, Rlp]
  if (
    !(address instanceof Uint8Array) ||
    address.length !== 20 ||
    topics instanceof Uint8Array ||
    !(data instanceof Uint8Array)
  ) {
    return refuse('a log is none')
  }
  return {
    address: toEip55(bytesToHex(address)) as EvmAddress,
    topics: topics.map((topic) => (topic instanceof Uint8Array ? `0x${bytesToHex(topic)}` : refuse('a topic is none'))),
    data,
  }
}

function transfersOf(logs: readonly EvmLog[]): EvmTokenTransfer[] {
  return logs.flatMap(({ address, topics, data }, index) => {
    const [topic, from, to] = topics
    // ERC-721 has a fourth topic and no data.
    if (topic !== transferTopic || topics.length !== 3 || data.length !== 32) return []
    return [
      {
        index,
        contract: address,
        from: addressOfTopic(from!),
        to: addressOfTopic(to!),
        units: BigInt(`0x${bytesToHex(data)}`),
      },
    ]
  })
}

/** `DestroyedBlackFunds(address,uint256)` of Tether's contract: both values stand in the data. */
function burnsOf(logs: readonly EvmLog[]): EvmBurn[] {
  return logs.flatMap(({ address, topics, data }) => {
    if (topics.length !== 1 || topics[0] !== destroyedTopic || data.length !== 64) return []
    const from = addressOfTopic(`0x${bytesToHex(data.subarray(0, 32))}`)
    return [{ contract: address, from, units: BigInt(`0x${bytesToHex(data.subarray(32))}`) }]
  })
}

function addressOfTopic(topic: string): EvmAddress {
  if (!topic.startsWith(`0x${'0'.repeat(24)}`)) refuse('a topic is no address')
  return toEip55(topic.slice(26)) as EvmAddress
}

function coinPaid(raw: string, network: string): ProvedReceipt['coin'] {
  // Other types of transaction are hashed all the same; what they pay in coin is not read.
  if (!raw.startsWith('0x02')) return undefined
  try {
    const tx = parseEvmTransaction(raw)
    return tx.to && tx.value > 0n && tx.chainId === chainIdOf(network) ? { to: tx.to, units: tx.value } : undefined
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}

/** Reads a proof from hostile JSON: exact keys, each of its form. Nothing is verified yet. @throws {PROOF_INVALID} */
export function readEvmProof(text: string): EvmProof {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('it is not JSON')
  }
  if (typeof value !== 'object' || value === null) return refuse('it is not an object')
  if (Object.keys(value).sort().join() !== 'format,headers,network,position,receipts,transactions')
    refuse('it has other fields than an EVM proof')
  const { format, headers, network, position, receipts, transactions } = value as Record<string, unknown>
  if (format !== evmProofFormat || typeof network !== 'string') refuse('it is not an EVM proof')
  if (!Number.isSafeInteger(position) || (position as number) < 0) refuse('its position is none')
  return {
    format,
    network,
    position: position as number,
    transactions: texts(transactions),
    receipts: texts(receipts),
    headers: texts(headers),
  }
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  return refuse('a list in it is none')
}
