import { RawTx } from '@scure/btc-signer/script.js'
import { assert, SluiceError } from '../../errors.ts'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { type Descriptor, scriptAt } from './descriptor.ts'
import { type CheckSignedParameters, type Judged, judgeSigned } from './judgeSigned.ts'
import { parseTransaction } from './transaction.ts'

/**
 * Makes the transaction to broadcast: the approved payment with the first m valid signatures in script order. What was not approved cannot come out.
 *
 * @returns raw transaction in hex and its id
 * @throws {SIGNATURE_INVALID} with the differences, if `checkSigned` would refuse
 */
export function finalizePayment(parameters: CheckSignedParameters): { readonly raw: string; readonly txid: string } {
  return finalizeJudged(judgeSigned(parameters), parameters.descriptor)
}

/** The same of what was judged already. @throws {SIGNATURE_INVALID} */
export function finalizeJudged(
  { payment, signatures, differences }: Judged,
  descriptor: Descriptor,
): { readonly raw: string; readonly txid: string } {
  if (differences.length > 0) {
    throw new SluiceError('SIGNATURE_INVALID', 'What was signed is not what was approved.', { facts: { differences } })
  }
  const witnesses = payment.inputs.map((input, i) => {
    const script = scriptAt(descriptor, input.place)
    const inOrder = script.keys.flatMap(({ signer }) => signatures[i]!.get(signer) ?? []).slice(0, descriptor.threshold)
    return [new Uint8Array(), ...inOrder, script.witnessScript!]
  })
  const raw = RawTx.encode({
    version: payment.version,
    lockTime: payment.lockTime,
    segwitFlag: true,
    inputs: payment.inputs.map((input) => ({
      txid: hexToBytes(input.txid),
      index: input.vout,
      finalScriptSig: new Uint8Array(),
      sequence: input.sequence,
    })),
    outputs: payment.outputs.map((output) => ({ amount: output.amountSat, script: hexToBytes(output.scriptPubKey) })),
    witnesses,
  })
  const { txid } = parseTransaction(bytesToHex(raw))
  assert(txid === payment.txid, 'signatures are no part of a native segwit id')
  return { raw: bytesToHex(raw), txid }
}
