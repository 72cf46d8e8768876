import { base64 } from '@scure/base'
import { Transaction } from '@scure/btc-signer'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, equalBytes } from '../../record/hash.ts'
import { addressOfScript } from './address.ts'
import { type Descriptor, type DescriptorPlace, type DescriptorScript, scriptAt } from './descriptor.ts'
import type { BitcoinNetwork } from './network.ts'
import type { Outpoint } from './transaction.ts'

/** One coin that a payment spends, with the place of its script below the descriptor. */
export interface PaymentInput extends Outpoint {
  readonly amountSat: bigint
  readonly sequence: number
  readonly place: DescriptorPlace
}

export interface PaymentOutput {
  /** Absent only where the script has no address. */
  readonly address?: string
  readonly scriptPubKey: string
  readonly amountSat: bigint
  /** Set on outputs that pay back to the same descriptor. */
  readonly place?: DescriptorPlace
}

/** What a PSBT does, read from its own bytes: what approvers see and what signed bytes are held against. */
export interface PaymentSummary {
  /** Known before signing: native segwit signatures are no part of it. */
  readonly txid: string
  readonly version: number
  readonly lockTime: number
  readonly inputs: readonly PaymentInput[]
  readonly outputs: readonly PaymentOutput[]
  readonly feeSat: bigint
}

/** Everything is parsed, nothing thrown away: keys that this version does not know stay in. */
export const psbtOptions = { unknown: 'ignore', allowUnknownInputs: true, allowUnknownOutputs: true } as const

/**
 * Reads a PSBT, version 0 or 2 (BIP-174, 370, 371), in base64.
 *
 * @throws {PSBT_INVALID}
 */
export function parsePsbt(psbt: string): Transaction {
  try {
    return Transaction.fromPSBT(base64.decode(psbt), { ...psbtOptions, allowLegacyWitnessUtxo: true })
  } catch (cause) {
    throw new SluiceError('PSBT_INVALID', 'These bytes are not a PSBT of BIP-174 or BIP-370.', { cause })
  }
}

function refuse(message: string, facts: Record<string, unknown> = {}): never {
  throw new SluiceError('PSBT_INVALID', message, { facts })
}

/**
 * What a PSBT over coins of this descriptor does. Every input must be a coin of the descriptor, signed for as ALL.
 *
 * @throws {PSBT_INVALID} naming the input that is not ours or not fully described
 */
export function readPayment(parameters: {
  readonly psbt: string
  readonly descriptor: Descriptor
  readonly network: BitcoinNetwork
}): PaymentSummary {
  return paymentOf(parsePsbt(parameters.psbt), parameters)
}

/** The same of a PSBT that was parsed already. */
export function paymentOf(
  tx: Transaction,
  parameters: { readonly descriptor: Descriptor; readonly network: BitcoinNetwork },
): PaymentSummary {
  const inputs = Array.from({ length: tx.inputsLength }, (_, i) => readInput(tx, i, parameters.descriptor))
  const outputs = Array.from({ length: tx.outputsLength }, (_, i) => readOutput(tx, i, parameters))
  const sum = (rows: readonly { readonly amountSat: bigint }[]) =>
    rows.reduce((total, row) => total + row.amountSat, 0n)
  const feeSat = sum(inputs) - sum(outputs)
  if (feeSat < 0n) refuse('The outputs hold more than the inputs.', { feeSat })
  return { txid: tx.id, version: tx.version, lockTime: tx.lockTime, inputs, outputs, feeSat }
}

function readInput(tx: Transaction, i: number, descriptor: Descriptor): PaymentInput {
  const input = tx.getInput(i)
  const utxo = input.witnessUtxo
  if (
    input.txid === undefined ||
    input.index === undefined ||
    utxo === undefined ||
    input.witnessScript === undefined
  ) {
    return refuse(`Input ${i} lacks its coin's amount or script.`)
  }
  const previous = input.nonWitnessUtxo?.outputs[input.index]
  if (previous && (previous.amount !== utxo.amount || !equalBytes(previous.script, utxo.script))) {
    refuse(`Input ${i} gives two different amounts or scripts for its coin.`)
  }
  if (input.sighashType !== undefined && input.sighashType !== 1)
    refuse(`Input ${i} asks for a signature that is not ALL.`)
  const place = findPlace(descriptor, utxo.script, input.bip32Derivation)
  if (place === undefined) refuse(`Input ${i} is not a coin of the descriptor.`)
  if (!equalBytes(scriptAt(descriptor, place).witnessScript ?? new Uint8Array(), input.witnessScript)) {
    refuse(`Input ${i} carries another witness script than the descriptor's.`)
  }
  return {
    txid: bytesToHex(input.txid),
    vout: input.index,
    amountSat: utxo.amount,
    sequence: input.sequence ?? 0xffffffff,
    place,
  }
}

function readOutput(
  tx: Transaction,
  i: number,
  { descriptor, network }: { readonly descriptor: Descriptor; readonly network: BitcoinNetwork },
): PaymentOutput {
  const output = tx.getOutput(i)
  if (output.script === undefined || output.amount === undefined)
    return refuse(`Output ${i} lacks its script or amount.`)
  const address = addressOfScript(output.script, network)
  const place = findPlace(descriptor, output.script, output.bip32Derivation)
  return {
    ...(address !== undefined && { address }),
    scriptPubKey: bytesToHex(output.script),
    amountSat: output.amount,
    ...(place && { place }),
  }
}

type Derivations = readonly (readonly [Uint8Array, { readonly path: readonly number[] }])[]

/** The derivation only says where to look; what counts is that the script is the descriptor's there. */
function findPlace(
  descriptor: Descriptor,
  scriptPubKey: Uint8Array,
  derivations: Derivations | undefined,
): DescriptorPlace | undefined {
  const indexes = new Set((derivations ?? []).map(([, { path }]) => path.at(-1) ?? 0))
  for (const index of descriptor.ranged ? indexes : [0]) {
    for (let branch = 0; branch < descriptor.branches; branch++) {
      const place = { branch, index }
      if (index < 0x80000000 && equalBytes(scriptAt(descriptor, place).scriptPubKey, scriptPubKey)) return place
    }
  }
  return undefined
}

/** PSBT records that tell a signer which keys of its own stand in a script. */
export function derivationRecords(script: DescriptorScript) {
  return script.keys
    .filter((key) => key.fingerprint !== '')
    .map((key): [Uint8Array, { fingerprint: number; path: number[] }] => [
      key.publicKey,
      { fingerprint: Number.parseInt(key.fingerprint, 16), path: [...key.path] },
    ])
}
