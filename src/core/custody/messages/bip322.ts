import { base64 } from '@scure/base'
import { RawTx, RawWitness } from '@scure/btc-signer/script.js'
import { bytesToHex, concatBytes, equalBytes, hexToBytes, sha256, utf8ToBytes } from '../../record/hash.ts'
import { scriptOfAddress } from '../bitcoin/address.ts'
import type { BitcoinNetwork } from '../bitcoin/network.ts'
import { parsePsbt } from '../bitcoin/payment.ts'
import { displayHash, hash256, type Outpoint } from '../bitcoin/transaction.ts'
import { type Prevout, verifySpend } from './verifySpend.ts'

export type Bip322Verdict =
  | {
      readonly state: 'valid'
      readonly variant: 'simple' | 'full' | 'proof-of-funds'
      /** 0 unless the signature waits for a time or an age. */
      readonly lockTime: number
      readonly sequence: number
      /** Coins that the signer shows control of; whether they are unspent only the chain says. */
      readonly funds: readonly (Outpoint & { readonly amountSat: bigint })[]
    }
  | { readonly state: 'invalid' | 'inconclusive'; readonly reason: string }

export interface Bip322Parameters {
  readonly message: string
  readonly address: string
  /** Base64 with the prefix smp, ful or pof; without prefix it is read as simple. */
  readonly signature: string
  readonly network: BitcoinNetwork
}

const opReturn = new Uint8Array([0x6a])
const none = new Uint8Array()
const nowhere = new Uint8Array(32)

/** BIP-340 tagged hash of the message. @example bytesToHex(messageHash('')) // 'c90c269c…' */
export function messageHash(message: string): Uint8Array {
  const tag = sha256(utf8ToBytes('BIP0322-signed-message'))
  return sha256(concatBytes(tag, tag, utf8ToBytes(message)))
}

/** Id of the virtual transaction that the message makes, display order. */
export function toSpendTxid(message: string, challenge: Uint8Array): string {
  const scriptSig = concatBytes(new Uint8Array([0, 32]), messageHash(message))
  const tx = {
    version: 0,
    segwitFlag: undefined,
    inputs: [{ txid: nowhere, index: 0xffffffff, finalScriptSig: scriptSig, sequence: 0 }],
    outputs: [{ amount: 0n, script: challenge }],
    witnesses: undefined,
    lockTime: 0,
  }
  return displayHash(hash256(RawTx.encode(tx)))
}

/** The unsigned virtual transaction that a simple signature satisfies. */
export function toSign(message: string, challenge: Uint8Array): Uint8Array {
  return RawTx.encode(signingTransaction(hexToBytes(toSpendTxid(message, challenge)), []))
}

function signingTransaction(txid: Uint8Array, witness: Uint8Array[]) {
  return {
    version: 0,
    segwitFlag: witness.length > 0 || undefined,
    inputs: [{ txid, index: 0, finalScriptSig: none, sequence: 0 }],
    outputs: [{ amount: 0n, script: opReturn }],
    witnesses: witness.length > 0 ? [witness] : undefined,
    lockTime: 0,
  }
}

/**
 * Verifies a signed message (BIP-322): simple, full, and proof of funds. Scripts other than single keys and m-of-n are `inconclusive`, never valid.
 *
 * @example verifyBip322({ message: 'Hello World', address: 'bc1q9vza…', signature: 'smpAkcw…', network: bitcoinMainnet }).state // 'valid'
 * @throws {ADDRESS_INVALID} if the address is not one of the network
 */
export function verifyBip322(parameters: Bip322Parameters): Bip322Verdict {
  const challenge = scriptOfAddress(parameters.address, parameters.network)
  const parsed = parseSignature(parameters, challenge)
  if (parsed === undefined) return { state: 'invalid', reason: 'The signature is not of the form of BIP-322.' }
  const { tx, variant, prevouts } = parsed
  const fault = faultOf(tx, toSpendTxid(parameters.message, challenge))
  if (fault !== undefined) return { state: 'invalid', reason: fault }
  const raw = RawTx.encode(tx)
  for (const [index, input] of tx.inputs.entries()) {
    const spend = { raw, index, scriptSig: input.finalScriptSig, witness: tx.witnesses?.[index] ?? [], prevouts }
    const verdict = verifySpend(spend)
    if (verdict === 'invalid') return { state: 'invalid', reason: `Input ${index} does not satisfy what it spends.` }
    if (verdict === 'inconclusive')
      return { state: 'inconclusive', reason: `Input ${index} spends a script that is not interpreted here.` }
  }
  if (tx.version !== 0 && tx.version !== 2) return { state: 'inconclusive', reason: 'Its version is neither 0 nor 2.' }
  const funds = tx.inputs.slice(1).map((input, i) => ({
    txid: bytesToHex(input.txid),
    vout: input.index,
    amountSat: prevouts[i + 1]!.amountSat,
  }))
  return { state: 'valid', variant, lockTime: tx.lockTime, sequence: tx.inputs[0]!.sequence, funds }
}

type VirtualTransaction = ReturnType<typeof RawTx.decode>

interface ParsedSignature {
  readonly variant: 'simple' | 'full' | 'proof-of-funds'
  readonly tx: VirtualTransaction
  readonly prevouts: readonly Prevout[]
}

function parseSignature({ message, signature }: Bip322Parameters, challenge: Uint8Array): ParsedSignature | undefined {
  const own: Prevout = { amountSat: 0n, script: challenge }
  try {
    if (signature.startsWith('pof')) return parseFunds(signature.slice(3), own)
    if (signature.startsWith('ful')) {
      const raw = base64.decode(signature.slice(3))
      const tx = RawTx.decode(raw)
      // One input only: more of them come as a PSBT that says what they spend.
      return tx.inputs.length === 1 && equalBytes(RawTx.encode(tx), raw)
        ? { variant: 'full', tx, prevouts: [own] }
        : undefined
    }
    const witness = RawWitness.decode(base64.decode(signature.startsWith('smp') ? signature.slice(3) : signature))
    if (witness.length === 0) return undefined
    const txid = hexToBytes(toSpendTxid(message, challenge))
    return { variant: 'simple', tx: signingTransaction(txid, witness), prevouts: [own] }
  } catch {
    return undefined
  }
}

function parseFunds(psbt: string, own: Prevout): ParsedSignature {
  const tx = parsePsbt(psbt)
  const rows = Array.from({ length: tx.inputsLength }, (_, i) => tx.getInput(i))
  const prevouts = rows.map((row, i): Prevout => {
    if (i === 0) return own
    const previous =
      row.nonWitnessUtxo ??
      rows.find((other) => other.nonWitnessUtxo && equalBytes(other.txid!, row.txid!))?.nonWitnessUtxo
    const utxo = previous ? previous.outputs[row.index!] : row.witnessUtxo
    if (utxo === undefined) throw new TypeError('an input does not say what it spends')
    return { amountSat: utxo.amount, script: utxo.script }
  })
  const outputs = Array.from({ length: tx.outputsLength }, (_, i) => tx.getOutput(i))
  return {
    variant: 'proof-of-funds',
    prevouts,
    tx: {
      version: tx.version,
      segwitFlag: true,
      inputs: rows.map((row) => ({
        txid: row.txid!,
        index: row.index!,
        finalScriptSig: row.finalScriptSig ?? none,
        sequence: row.sequence ?? 0xffffffff,
      })),
      outputs: outputs.map((output) => ({ amount: output.amount!, script: output.script! })),
      witnesses: rows.map((row) => row.finalScriptWitness ?? []),
      lockTime: tx.lockTime,
    },
  }
}

function faultOf(tx: VirtualTransaction, toSpend: string): string | undefined {
  const [first] = tx.inputs
  if (first === undefined || bytesToHex(first.txid) !== toSpend || first.index !== 0)
    return 'It signs another message or for another address.'
  const [output] = tx.outputs
  if (tx.outputs.length !== 1 || output!.amount !== 0n || !equalBytes(output!.script, opReturn))
    return 'It has another output than the empty one.'
  return undefined
}
