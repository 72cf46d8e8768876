import { provedPayments } from '../../core/custody/payments.ts'
import type { ParameterName } from '../../core/rules/parameterForms.ts'
import { chainOf } from '../seizure/seizure.ts'
import { confirmationsOf } from './confirmationsOf.ts'

/** One payment as an act states it. Units in the asset's base unit, as text. */
export interface StatedPayment {
  readonly asset: string
  readonly units: string
  readonly address: string
  readonly txid: string
  readonly index: number
  /** SHA-256 of the document with its chain proof. */
  readonly proof: string
}

/**
 * Whether the proof that an act names shows just this payment, with enough blocks on top.
 *
 * @example paymentShown(input.payload, input) // true
 * @throws {PROOF_INVALID} {CHAIN_SOURCE_MISSING}
 */
export function paymentShown(
  stated: StatedPayment,
  read: { document(sha256: string): string; parameter(name: ParameterName): string },
): boolean {
  const payments = provedPayments({
    network: chainOf(stated.asset),
    proof: read.document(stated.proof),
    confirmationsMin: confirmationsOf(chainOf(stated.asset), read),
  })
  return payments.some(
    (row) =>
      row.txid === stated.txid &&
      row.index === stated.index &&
      row.address === stated.address &&
      row.asset === stated.asset &&
      row.units.toString() === stated.units,
  )
}
