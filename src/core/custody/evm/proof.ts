import { keccak_256 } from '@noble/hashes/sha3.js'
import { toEip55 } from '../../assets/addresses/evm.ts'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, equalBytes } from '../../record/hash.ts'
import { destroyedTopic, transferTopic } from './erc20.ts'
import { chainIdOf, type EvmAddress } from './evmAddress.ts'
import { bytesOf, type EvmHeader, readHeaders, refuse } from './headers.ts'
import { decodeRlp, type Rlp } from './rlp.ts'
import { parseEvmTransaction } from './safeExecution.ts'
import { listKey, listRoot } from './trie.ts'
import { provedValue } from './trieProof.ts'

export const evmProofFormat = 'sluice/evm-receipt/1'
export const evmBranchFormat = 'sluice/evm-receipt/2'

/**
 * Everything that shows a transaction and its receipt in a block, and the blocks above it. What it does not show is that the newest of these
 * blocks is the chain's: an EVM chain has no work to weigh, so its head is attested by whoever ran the source.
 */
export type EvmProof = EvmWholeProof | EvmBranchProof

/** With all of a block's transactions and receipts. */
export interface EvmWholeProof {
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

/** With the branches of the two tries that lead to one transaction and its receipt: kilobytes, whatever the block holds. */
export interface EvmBranchProof {
  readonly format: typeof evmBranchFormat
  readonly network: string
  readonly position: number
  /** Nodes from the root of the block's transactions to the one meant, hex with 0x; and of its receipts. */
  readonly transaction: readonly string[]
  readonly receipt: readonly string[]
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
export function verifyReceipt(parameters: { readonly proof: EvmProof; readonly network: string }): ProvedReceipt {
  const { raw, receipt, ...proved } = placed(parameters)
  if (!succeeded(receipt)) return refuse('the transaction did not succeed')
  const logs = readLogs(receipt)
  const coin = coinPaid(`0x${bytesToHex(raw)}`, parameters.network)
  return { ...proved, transfers: transfersOf(logs), burns: burnsOf(logs), ...(coin && { coin }) }
}

/**
 * Verifies that a transaction stands in a block and did not succeed, so that it moved nothing but its fee.
 *
 * @example verifyFailure({ proof, network: 'eip155:31337' }).txid // '0x…'
 * @throws {PROOF_INVALID} also for a transaction that succeeded
 */
export function verifyFailure(parameters: {
  readonly proof: EvmProof
  readonly network: string
}): Pick<ProvedReceipt, 'txid' | 'block' | 'confirmations' | 'head'> {
  const { raw: _raw, receipt, ...proved } = placed(parameters)
  if (succeeded(receipt)) return refuse('the transaction succeeded')
  return proved
}

/** A transaction and its receipt in their block, whatever came of it. */
function placed({ proof, network }: { readonly proof: EvmProof; readonly network: string }) {
  if (proof.network !== network) refuse(`it is of ${proof.network}, not of ${network}`)
  const headers = readHeaders(proof.headers)
  const block = headers[0]!
  const head = headers.at(-1)!
  const [raw, receipt] = proof.format === evmProofFormat ? inWhole(proof, block) : inBranches(proof, block)
  if (raw === undefined || receipt === undefined) return refuse('its position is beyond the block')
  return {
    raw,
    receipt,
    txid: `0x${bytesToHex(keccak_256(raw))}`,
    block: { height: block.height, hash: block.hash, timeSec: block.timeSec },
    confirmations: headers.length,
    head: { height: head.height, hash: head.hash },
  }
}

type Found = readonly [transaction: Uint8Array | undefined, receipt: Uint8Array | undefined]

function inWhole({ position, ...proof }: EvmWholeProof, block: EvmHeader): Found {
  const transactions = proof.transactions.map(bytesOf)
  const receipts = proof.receipts.map(bytesOf)
  if (!equalBytes(listRoot(transactions), block.transactionsRoot)) refuse('its transactions are not those of the block')
  if (!equalBytes(listRoot(receipts), block.receiptsRoot)) refuse('its receipts are not those of the block')
  return [transactions[position], receipts[position]]
}

function inBranches({ position, transaction, receipt }: EvmBranchProof, block: EvmHeader): Found {
  const key = listKey(position)
  return [
    provedValue({ root: block.transactionsRoot, key, nodes: transaction.map(bytesOf) }),
    provedValue({ root: block.receiptsRoot, key, nodes: receipt.map(bytesOf) }),
  ]
}

/** `[status, cumulative gas, bloom, logs]`, after a type byte in all but the oldest receipts. */
function fieldsOf(receipt: Uint8Array): readonly [status: Rlp, gas: Rlp, bloom: Rlp, logs: Rlp] {
  const body = receipt[0]! < 0x80 ? receipt.subarray(1) : receipt
  const fields = decodeRlp(body)
  if (!Array.isArray(fields) || fields.length !== 4) return refuse('the receipt is none')
  return fields as [Rlp, Rlp, Rlp, Rlp]
}

/** By its status: 1, or the empty text that RLP has for 0. Receipts from before there was one hold a state root, and say nothing. */
function succeeded(receipt: Uint8Array): boolean {
  const [status] = fieldsOf(receipt)
  const said = status instanceof Uint8Array ? bytesToHex(status) : undefined
  if (said !== '01' && said !== '') return refuse('its receipt does not say whether it succeeded')
  return said === '01'
}

function readLogs(receipt: Uint8Array): EvmLog[] {
  const [, , , logs] = fieldsOf(receipt)
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
  const { format, headers, network, position, receipts, transactions, receipt, transaction } = value as Record<
    string,
    unknown
  >
  const keys = Object.keys(value).sort().join()
  const whole = format === evmProofFormat && keys === 'format,headers,network,position,receipts,transactions'
  const branches = format === evmBranchFormat && keys === 'format,headers,network,position,receipt,transaction'
  if ((!whole && !branches) || typeof network !== 'string') return refuse('it has other fields than an EVM proof')
  if (!Number.isSafeInteger(position) || (position as number) < 0) refuse('its position is none')
  const common = { network, position: position as number, headers: texts(headers) }
  return whole
    ? { format: evmProofFormat, ...common, transactions: texts(transactions), receipts: texts(receipts) }
    : { format: evmBranchFormat, ...common, transaction: texts(transaction), receipt: texts(receipt) }
}

function texts(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  return refuse('a list in it is none')
}
