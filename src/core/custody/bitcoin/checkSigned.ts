import {
  type CheckSignedParameters,
  type Difference,
  type Judged,
  judgeSigned,
  type Signatures,
} from './judgeSigned.ts'

export type SignedCheck =
  | {
      readonly ok: true
      readonly txid: string
      /** Which keys of the descriptor (counted from 0 as written) signed every input. */
      readonly signers: readonly number[]
    }
  | { readonly ok: false; readonly differences: readonly Difference[] }

/**
 * Holds what was signed against what was approved: exactly the approved coins, to exactly the approved outputs, at the approved fee,
 * with enough valid signatures of distinct keys of the descriptor on every input, each over all of the transaction (SIGHASH_ALL).
 *
 * @example checkSigned({ approved, signed, descriptor, network }) // { ok: true, txid: '…', signers: [0, 2] }
 * @throws {PSBT_INVALID} {TRANSACTION_INVALID} if either cannot be read at all
 */
export function checkSigned(parameters: CheckSignedParameters): SignedCheck {
  return checkOf(judgeSigned(parameters))
}

/** The same of what was judged already. */
export function checkOf({ payment, signatures, differences }: Judged): SignedCheck {
  if (differences.length > 0) return { ok: false, differences }
  return { ok: true, txid: payment.txid, signers: signersOfAll(signatures) }
}

function signersOfAll(signatures: Signatures): number[] {
  const [first, ...rest] = signatures
  return [...(first?.keys() ?? [])].filter((signer) => rest.every((one) => one.has(signer))).sort((a, b) => a - b)
}
