import { RawOldTx, RawTx } from '@scure/btc-signer/script.js'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, equalBytes, hexToBytes, sha256 } from '../../record/hash.ts'

export interface Outpoint {
  readonly txid: string
  readonly vout: number
}

export interface TransactionInput extends Outpoint {
  readonly sequence: number
  readonly scriptSig: Uint8Array
  readonly witness: readonly Uint8Array[]
}

export interface TransactionOutput {
  readonly amountSat: bigint
  readonly scriptPubKey: Uint8Array
}

/** A Bitcoin transaction as its bytes say it; nothing else was asked. */
export interface BitcoinTransaction {
  /** Display order. */
  readonly txid: string
  readonly version: number
  readonly lockTime: number
  readonly inputs: readonly TransactionInput[]
  readonly outputs: readonly TransactionOutput[]
  /** In bytes, rounded up as fee rates count it. */
  readonly vsize: number
}

/** A hash as people write it: bytes reversed. */
export function displayHash(hash: Uint8Array): string {
  return bytesToHex(Uint8Array.from(hash).reverse())
}

export function hash256(data: Uint8Array): Uint8Array {
  return sha256(sha256(data))
}

const amountSatMax = 21_000_000n * 100_000_000n

/**
 * Reads a raw transaction. One encoding only: bytes that would be written differently are refused.
 *
 * @throws {TRANSACTION_INVALID}
 */
export function parseTransaction(hex: string): BitcoinTransaction {
  const raw = toBytes(hex)
  const tx = decode(raw)
  const bare = RawOldTx.encode(tx)
  const witnesses = tx.witnesses ?? []
  return {
    txid: displayHash(hash256(bare)),
    version: tx.version,
    lockTime: tx.lockTime,
    inputs: tx.inputs.map((input, i) => ({
      txid: bytesToHex(input.txid),
      vout: input.index,
      sequence: input.sequence,
      scriptSig: input.finalScriptSig,
      witness: witnesses[i] ?? [],
    })),
    outputs: tx.outputs.map((output) => ({ amountSat: checkAmount(output.amount), scriptPubKey: output.script })),
    vsize: Math.ceil((bare.length * 3 + raw.length) / 4),
  }
}

function toBytes(hex: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(hex)) {
    throw new SluiceError('TRANSACTION_INVALID', 'A raw transaction is written in hex digits only.')
  }
  return hexToBytes(hex.toLowerCase())
}

function decode(raw: Uint8Array) {
  try {
    const tx = RawTx.decode(raw)
    if (equalBytes(RawTx.encode(tx), raw)) return tx
  } catch (cause) {
    throw new SluiceError('TRANSACTION_INVALID', 'These bytes are not a Bitcoin transaction.', { cause })
  }
  throw new SluiceError('TRANSACTION_INVALID', 'This transaction is not in the one encoding that Bitcoin uses.')
}

function checkAmount(amount: bigint): bigint {
  if (amount < 0n || amount > amountSatMax) {
    throw new SluiceError('TRANSACTION_INVALID', 'An output holds more than there are coins.')
  }
  return amount
}
