import { secp256k1 } from '@noble/curves/secp256k1.js'
import { Transaction } from '@scure/btc-signer'
import { RawTx } from '@scure/btc-signer/script.js'
import { bytesToHex, equalBytes, hexToBytes } from '../../record/hash.ts'
import { addressOfScript } from './address.ts'
import { type Descriptor, type DescriptorScript, scriptAt } from './descriptor.ts'
import type { BitcoinNetwork } from './network.ts'
import { type PaymentSummary, parsePsbt, paymentOf, psbtOptions } from './payment.ts'
import { parseTransaction } from './transaction.ts'

export interface CheckSignedParameters {
  /** The PSBT that was approved, base64. */
  readonly approved: string
  /** What came back: a PSBT in base64 or a raw transaction in hex. The bytes are judged, never rewritten. */
  readonly signed: string
  readonly descriptor: Descriptor
  readonly network: BitcoinNetwork
  /** How many keys must have signed every input; the descriptor's threshold unless said. A single custodian's part is checked with 1. */
  readonly signersMin?: number
}

/** What differs, in words that a custodian can act on: `approved` and `found` are exact values. */
export interface Difference {
  readonly what: string
  readonly approved: string
  readonly found: string
}

/** Signatures that hold, per input, by the descriptor's key. */
export type Signatures = readonly ReadonlyMap<number, Uint8Array>[]

export interface Judged {
  readonly payment: PaymentSummary
  readonly signatures: Signatures
  readonly differences: readonly Difference[]
}

/** Reads both sides, compares them, and judges every signature over the approved payment. */
export function judgeSigned(parameters: CheckSignedParameters): Judged {
  const { descriptor, network } = parameters
  const approvedTx = parsePsbt(parameters.approved)
  const payment = paymentOf(approvedTx, { descriptor, network })
  const found = readFound(parameters.signed)
  const differences = compare(payment, found.tx, network)
  if (differences.length > 0) return { payment, signatures: [], differences }
  const judged = payment.inputs.map((input, i) => {
    const script = scriptAt(descriptor, input.place)
    const digest = approvedTx.preimageWitnessV0(i, script.witnessScript!, 1, input.amountSat)
    return judgeInput({ i, script, digest, given: found.signaturesOf(i, script) })
  })
  const signatures = judged.map((one) => one.valid)
  return {
    payment,
    signatures,
    differences: [...judged.flatMap((one) => one.differences), ...tooFew(signatures, parameters)],
  }
}

interface GivenSignature {
  readonly publicKey?: Uint8Array
  readonly signature: Uint8Array
}

interface Given {
  readonly signatures: readonly GivenSignature[]
  readonly differences: readonly Difference[]
}

interface Found {
  readonly tx: Transaction
  signaturesOf(i: number, script: DescriptorScript): Given
}

function readFound(signed: string): Found {
  if (!/^([0-9a-fA-F]{2})+$/.test(signed)) return foundPsbt(parsePsbt(signed))
  parseTransaction(signed)
  const raw = hexToBytes(signed.toLowerCase())
  const tx = Transaction.fromRaw(raw, psbtOptions)
  const witnesses = RawTx.decode(raw).witnesses ?? []
  return { tx, signaturesOf: (i, script) => fromWitness(i, witnesses[i], script) }
}

function foundPsbt(tx: Transaction): Found {
  return {
    tx,
    signaturesOf: (i, script) => {
      const input = tx.getInput(i)
      if (input.finalScriptWitness) return fromWitness(i, input.finalScriptWitness, script)
      const signatures = (input.partialSig ?? []).map(([publicKey, signature]) => ({ publicKey, signature }))
      return { signatures, differences: sighashField(i, input.sighashType) }
    },
  }
}

function sighashField(i: number, sighashType: number | undefined): readonly Difference[] {
  if (sighashType === undefined || sighashType === 1) return []
  return [{ what: `input ${i}: what the signature covers`, approved: 'ALL (1)', found: String(sighashType) }]
}

/** `<empty> <signature>… <witness script>` */
function fromWitness(i: number, witness: readonly Uint8Array[] | undefined, script: DescriptorScript): Given {
  if (!witness || witness.length === 0) return { signatures: [], differences: [] }
  const last = witness.at(-1)!
  const wanted = script.witnessScript!
  if (!equalBytes(last, wanted)) {
    return {
      signatures: [],
      differences: [{ what: `input ${i}: witness script`, approved: bytesToHex(wanted), found: bytesToHex(last) }],
    }
  }
  if (witness[0]!.length !== 0) {
    return {
      signatures: [],
      differences: [{ what: `input ${i}: first witness item`, approved: '', found: bytesToHex(witness[0]!) }],
    }
  }
  return { signatures: witness.slice(1, -1).map((signature) => ({ signature })), differences: [] }
}

/** Every difference between what the approved and the found transaction spend and pay. */
function compare(payment: PaymentSummary, found: Transaction, network: BitcoinNetwork): Difference[] {
  const rows: Difference[] = []
  const row = (what: string, approved: unknown, other: unknown) => {
    if (String(approved) !== String(other)) rows.push({ what, approved: String(approved), found: String(other) })
  }
  row('version', payment.version, found.version)
  row('lock time', payment.lockTime, found.lockTime)
  row('number of inputs', payment.inputs.length, found.inputsLength)
  row('number of outputs', payment.outputs.length, found.outputsLength)
  for (let i = 0; i < Math.max(payment.inputs.length, found.inputsLength); i++) {
    const approved = payment.inputs[i]
    const input = i < found.inputsLength ? found.getInput(i) : undefined
    const coin = input && `${bytesToHex(input.txid ?? new Uint8Array())}:${input.index}`
    row(`input ${i}: coin`, approved ? `${approved.txid}:${approved.vout}` : 'none', coin ?? 'none')
    row(`input ${i}: sequence`, approved?.sequence ?? 'none', input ? (input.sequence ?? 0xffffffff) : 'none')
    row(`input ${i}: scriptSig`, '', bytesToHex(input?.finalScriptSig ?? new Uint8Array()))
  }
  for (let i = 0; i < Math.max(payment.outputs.length, found.outputsLength); i++) {
    const approved = payment.outputs[i]
    const output = i < found.outputsLength ? found.getOutput(i) : undefined
    const script = output?.script
    const payee = script && (addressOfScript(script, network) ?? bytesToHex(script))
    row(`output ${i}: payee`, approved ? (approved.address ?? approved.scriptPubKey) : 'none', payee ?? 'none')
    row(`output ${i}: amount in satoshi`, approved?.amountSat ?? 'none', output?.amount ?? 'none')
  }
  return rows
}

function judgeInput(parameters: {
  readonly i: number
  readonly script: DescriptorScript
  readonly digest: Uint8Array
  readonly given: Given
}): { readonly valid: ReadonlyMap<number, Uint8Array>; readonly differences: readonly Difference[] } {
  const { i, script, digest, given } = parameters
  const valid = new Map<number, Uint8Array>()
  const differences = [...given.differences]
  for (const one of given.signatures) {
    const key = script.keys.find(
      ({ publicKey }) =>
        (!one.publicKey || equalBytes(publicKey, one.publicKey)) && holds(one.signature, digest, publicKey),
    )
    if (key && one.signature.at(-1) === 1) valid.set(key.signer, one.signature)
    else differences.push(describeBadSignature(i, script, one))
  }
  return { valid, differences }
}

function describeBadSignature(
  i: number,
  script: DescriptorScript,
  { publicKey, signature }: GivenSignature,
): Difference {
  const covers = signature.at(-1)
  if (covers !== 1)
    return { what: `input ${i}: what the signature covers`, approved: 'ALL (1)', found: String(covers ?? 'nothing') }
  const ours = !publicKey || script.keys.some((key) => equalBytes(key.publicKey, publicKey))
  return {
    what: ours ? `input ${i}: signature` : `input ${i}: signing key`,
    approved: ours ? 'one that verifies over the approved payment' : 'a key of the descriptor',
    found: ours ? bytesToHex(signature) : bytesToHex(publicKey!),
  }
}

function holds(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return secp256k1.verify(signature.subarray(0, -1), digest, publicKey, { format: 'der', prehash: false, lowS: true })
  } catch {
    return false
  }
}

function tooFew(signatures: Signatures, { signersMin, descriptor }: CheckSignedParameters): Difference[] {
  const wanted = signersMin ?? descriptor.threshold
  return signatures.flatMap((valid, i) =>
    valid.size >= wanted
      ? []
      : [{ what: `input ${i}: keys that signed`, approved: `at least ${wanted}`, found: String(valid.size) }],
  )
}
