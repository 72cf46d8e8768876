import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { describe, expect, test } from 'vitest'
import { dataDir } from '../../../../test/support/data.ts'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { encodeRlp, numberBytes, type Rlp } from './rlp.ts'
import { listKey, listPairs, listRoot, proofIn } from './trie.ts'
import { provedValue } from './trieProof.ts'

const dir = dataDir()

interface Log {
  readonly block_number: number
  readonly transaction_index: number
  readonly log_index: number
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

interface Transaction {
  readonly block_number: number
  readonly transaction_index: number
  readonly transaction_type: number
  readonly receipt_status: number
  readonly receipt_cumulative_gas_used: number
}

interface Block {
  readonly number: number
  readonly receipts_root: string
  readonly logs_bloom: string
}

function read<T>(what: string): readonly T[] {
  const file = join(dir!, `chain/eth_blocks_17173049_17173050_${what}.jsonl.gz`)
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as T)
}

const bytes = (hex: string): Uint8Array => hexToBytes(hex.slice(2))

/** Yellow Paper 4.3.1: three bits of 2048 for each address and topic. */
function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Uint8Array(256)
  for (const item of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const hash = keccak_256(bytes(item))
    for (const at of [0, 2, 4]) {
      const bit = ((hash[at]! << 8) | hash[at + 1]!) & 2047
      bloom[255 - (bit >> 3)]! |= 1 << (bit & 7)
    }
  }
  return bloom
}

function receiptOf(transaction: Transaction, logs: readonly Log[]): Uint8Array {
  const rows: Rlp = logs.map(({ address, topics, data }) => [bytes(address), topics.map(bytes), bytes(data)])
  const gas = numberBytes(BigInt(transaction.receipt_cumulative_gas_used))
  const body = encodeRlp([numberBytes(BigInt(transaction.receipt_status)), gas, bloomOf(logs), rows])
  // EIP-2718: the type stands before all but the oldest.
  return transaction.transaction_type === 0 ? body : Uint8Array.of(transaction.transaction_type, ...body)
}

describe.skipIf(dir === undefined)('two real blocks of Ethereum', () => {
  test.each([17_173_049, 17_173_050])(
    'the receipts of %d, failed ones included, hash to the root in its header',
    (number) => {
      const block = read<Block>('blocks').find((candidate) => candidate.number === number)!
      const own = read<Log>('logs').filter(({ block_number: of }) => of === number)
      const transactions = read<Transaction>('transactions')
        .filter(({ block_number: of }) => of === number)
        .sort((a, b) => a.transaction_index - b.transaction_index)
      const receipts = transactions.map((transaction) => {
        const logs = own.filter(({ transaction_index: at }) => at === transaction.transaction_index)
        return receiptOf(
          transaction,
          logs.sort((a, b) => a.log_index - b.log_index),
        )
      })
      expect(transactions.length).toBeGreaterThan(100)
      expect(`0x${bytesToHex(bloomOf(own))}`).toBe(block.logs_bloom)
      expect(`0x${bytesToHex(listRoot(receipts))}`).toBe(block.receipts_root)
      // Each receipt by its branch alone, and none in the place of another.
      const root = bytes(block.receipts_root)
      for (const at of [0, 1, 16, 17, 100, receipts.length - 1]) {
        const nodes = proofIn(listPairs(receipts), listKey(at))
        expect(provedValue({ root, key: listKey(at), nodes })).toEqual(receipts[at])
        expect(() => provedValue({ root, key: listKey(at ^ 1), nodes })).toThrow('does not hold')
        expect(nodes.length).toBeLessThan(7)
      }
      // One unit more in one transfer, and it is another block.
      const changed = receipts.map((receipt, i) =>
        i === 0 ? receipt.with(receipt.length - 1, receipt.at(-1)! ^ 1) : receipt,
      )
      expect(`0x${bytesToHex(listRoot(changed))}`).not.toBe(block.receipts_root)
    },
  )
})
