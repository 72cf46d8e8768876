import { base64 } from '@scure/base'
import { RawTx, Transaction } from '@scure/btc-signer'
import { assert, SluiceError } from '../../errors.ts'
import { hexToBytes } from '../../record/hash.ts'
import { scriptOfAddress } from './address.ts'
import { checkNetwork, type Descriptor, type DescriptorPlace, type DescriptorScript, scriptAt } from './descriptor.ts'
import { dustLimitSat, feeAt, vsizeOf, witnessWeightMax } from './fee.ts'
import type { BitcoinNetwork } from './network.ts'
import { derivationRecords, type PaymentSummary, psbtOptions, readPayment } from './payment.ts'
import type { Outpoint } from './transaction.ts'

/** A coin that may be spent. */
export interface Utxo extends Outpoint {
  readonly amountSat: bigint
  readonly place: DescriptorPlace
  /** The transaction that made it, hex: some hardware signers ask for it. */
  readonly raw?: string
}

export interface BuildPaymentParameters {
  readonly network: BitcoinNetwork
  readonly descriptor: Descriptor
  /** Exactly the coins to spend; all of them are. `selectUtxos` picks. */
  readonly utxos: readonly Utxo[]
  readonly outputs: readonly { readonly address: string; readonly amountSat: bigint }[]
  /** A sum, or a rate in satoshi per 1000 virtual bytes. */
  readonly fee: { readonly sat: bigint } | { readonly rateSatPerKvb: bigint }
  /** Where what is left goes. Without it nothing may be left. */
  readonly change?: DescriptorPlace
  /** Which output bears the fee: its amount is then the sum before the fee. */
  readonly subtractFeeFrom?: number
}

export interface BuiltPayment extends PaymentSummary {
  /** Base64, version 0. */
  readonly psbt: string
  /** Size once signed, at most, in virtual bytes. */
  readonly vsizeMax: number
}

interface Draft {
  readonly scripts: readonly DescriptorScript[]
  readonly utxos: readonly Utxo[]
  readonly outputs: readonly {
    readonly script: Uint8Array
    readonly amountSat: bigint
    readonly place?: DescriptorPlace
  }[]
}

/** Replaceable (BIP-125): a payment stuck at a stale fee is built and approved again, and must be able to take the place of the first. */
const sequence = 0xfffffffd

/**
 * Builds an unsigned payment from m-of-n P2WSH custody. Same parameters, same bytes: inputs stand in the order of txid and index,
 * outputs as given, change last. Each input carries amount, script and derivations, so that offline signers can check and sign it.
 *
 * @example buildPayment({ network, descriptor, utxos, outputs: [{ address, amountSat: 9_000n }], fee: { sat: 1_000n } }).psbt
 * @throws {PAYMENT_UNFUNDED} if the coins do not cover outputs and fee
 * @throws {PAYMENT_INVALID} naming a coin named twice, an amount below what nodes relay, or a remainder without a change place
 * @throws {ADDRESS_INVALID} if an address is not one of the network
 */
export function buildPayment(parameters: BuildPaymentParameters): BuiltPayment {
  const { descriptor, network } = parameters
  checkNetwork(descriptor, network)
  if (descriptor.wrapping !== 'wsh') refuse('Payments are built from wsh(…) custody only.', {})
  const utxos = sortUtxos(parameters.utxos)
  const scripts = utxos.map((utxo) => scriptAt(descriptor, utxo.place))
  const { outputs, vsizeMax } = settle(parameters, utxos, scripts)
  for (const { amountSat, script } of outputs) {
    if (amountSat < dustLimitSat(script)) refuse('An output is too small for nodes to relay.', { amountSat })
  }
  const psbt = base64.encode(draftPsbt(parameters, { utxos, scripts, outputs }))
  return { psbt, vsizeMax, ...readPayment({ psbt, descriptor, network }) }
}

function refuse(message: string, facts: Record<string, unknown>): never {
  throw new SluiceError('PAYMENT_INVALID', message, { facts })
}

function sortUtxos(utxos: readonly Utxo[]): Utxo[] {
  if (utxos.length === 0) throw new SluiceError('PAYMENT_UNFUNDED', 'There is no coin to spend.')
  const name = (utxo: Utxo) => `${utxo.txid}:${String(utxo.vout).padStart(10, '0')}`
  const sorted = [...utxos].sort((a, b) => (name(a) < name(b) ? -1 : 1))
  for (const [i, utxo] of sorted.entries()) {
    if (i > 0 && name(utxo) === name(sorted[i - 1]!))
      refuse('A coin is named twice.', { txid: utxo.txid, vout: utxo.vout })
    if (!/^[0-9a-f]{64}$/.test(utxo.txid) || utxo.amountSat <= 0n)
      refuse('A coin has no valid id or amount.', { txid: utxo.txid })
  }
  return sorted
}

/** Decides fee, change and what the bearer of the fee gets. */
function settle(parameters: BuildPaymentParameters, utxos: readonly Utxo[], scripts: readonly DescriptorScript[]) {
  const { descriptor, network, change, subtractFeeFrom } = parameters
  const asked = parameters.outputs.map(({ address, amountSat }) => ({
    script: scriptOfAddress(address, network),
    amountSat,
  }))
  if (asked.length === 0) refuse('A payment needs an output.', {})
  if (asked.some((output) => output.amountSat <= 0n)) refuse('An output must hold more than nothing.', {})
  if (subtractFeeFrom !== undefined && asked[subtractFeeFrom] === undefined)
    refuse('No such output to bear the fee.', { subtractFeeFrom })
  const held = utxos.reduce((sum, utxo) => sum + utxo.amountSat, 0n)
  const wanted = asked.reduce((sum, output) => sum + output.amountSat, 0n)
  const changeScript = change && scriptAt(descriptor, change).scriptPubKey
  const witnessWeights = scripts.map((script) => witnessWeightMax(descriptor, script))
  const sized = (withChange: boolean) => {
    const outputScripts = asked.map((output) => output.script)
    const vsize = vsizeOf({
      witnessWeights,
      outputScripts: withChange ? [...outputScripts, changeScript!] : outputScripts,
    })
    const fee =
      'sat' in parameters.fee ? parameters.fee.sat : feeAt({ vsize, rateSatPerKvb: parameters.fee.rateSatPerKvb })
    return { vsize, fee, left: held - wanted - (subtractFeeFrom === undefined ? fee : 0n) }
  }
  const outputsAt = (fee: bigint) =>
    asked.map((output, i) => (i === subtractFeeFrom ? { ...output, amountSat: output.amountSat - fee } : output))
  const bare = sized(false)
  if (bare.fee < 0n) refuse('A fee cannot be negative.', { feeSat: bare.fee })
  if (bare.left < 0n) {
    throw new SluiceError('PAYMENT_UNFUNDED', 'The coins do not cover outputs and fee.', {
      facts: { heldSat: held, neededSat: held - bare.left },
    })
  }
  if (bare.left === 0n) return { outputs: outputsAt(bare.fee), vsizeMax: bare.vsize }
  if (!change || !changeScript) return refuse('Something is left and has no place to go.', { leftSat: bare.left })
  const full = sized(true)
  if (full.left < dustLimitSat(changeScript)) {
    // Giving it to the miner silently would be a fee that nobody approved.
    refuse('What is left is too small to be change: name the fee as a sum, or spend other coins.', {
      leftSat: full.left,
    })
  }
  return {
    outputs: [...outputsAt(full.fee), { script: changeScript, amountSat: full.left, place: change }],
    vsizeMax: full.vsize,
  }
}

function draftPsbt({ descriptor }: BuildPaymentParameters, { utxos, scripts, outputs }: Draft): Uint8Array {
  const tx = new Transaction({ ...psbtOptions, version: 2, lockTime: 0, PSBTVersion: 0 })
  utxos.forEach((utxo, i) => {
    const script = scripts[i]!
    assert(script.witnessScript, 'wsh scripts carry a witness script')
    tx.addInput({
      txid: utxo.txid,
      index: utxo.vout,
      sequence,
      sighashType: 1,
      witnessUtxo: { amount: utxo.amountSat, script: script.scriptPubKey },
      witnessScript: script.witnessScript,
      bip32Derivation: derivationRecords(script),
      ...(utxo.raw !== undefined && { nonWitnessUtxo: RawTx.decode(hexToBytes(utxo.raw)) }),
    })
  })
  for (const { script, amountSat, place } of outputs) {
    const own = place && scriptAt(descriptor, place)
    tx.addOutput({
      script,
      amount: amountSat,
      ...(own?.witnessScript && { witnessScript: own.witnessScript, bip32Derivation: derivationRecords(own) }),
    })
  }
  return tx.toPSBT(0)
}
