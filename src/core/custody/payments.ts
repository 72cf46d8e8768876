import { SluiceError } from '../errors.ts'
import { outputsOf, readBitcoinProof, verifyInclusion } from './bitcoin/proof.ts'
import { bitcoinNetworkOf } from './wallet.ts'

/** A payment that a proof shows on its chain. Units are base units of `asset` (CAIP-19). */
export interface ProvedPayment {
  readonly txid: string
  /** Output of a Bitcoin transaction; log index in the receipt of an EVM one. */
  readonly index: number
  readonly address: string
  readonly asset: string
  readonly units: bigint
  readonly confirmations: number
}

/**
 * The payments that a proof document shows, or none where it does not hold or has too few confirmations.
 *
 * @param parameters.proof text of the document: a `BitcoinProof`
 * @example provedPayments({ network, proof, confirmationsMin: 6 })[0]?.units // 637000000n
 */
export function provedPayments(parameters: {
  readonly network: string
  readonly proof: string
  readonly confirmationsMin: number
}): readonly ProvedPayment[] {
  try {
    const payments = readPayments(parameters)
    return payments.filter((payment) => payment.confirmations >= parameters.confirmationsMin)
  } catch (error) {
    if (error instanceof SluiceError) return []
    throw error
  }
}

/**
 * As {@link provedPayments}, but says what does not hold.
 *
 * @throws {PROOF_INVALID} {TRANSACTION_INVALID} {INPUT_INVALID}
 */
export function readPayments(parameters: {
  readonly network: string
  readonly proof: string
}): readonly ProvedPayment[] {
  const network = bitcoinNetworkOf(parameters.network)
  const proved = verifyInclusion({ proof: readBitcoinProof(parameters.proof), network })
  return outputsOf(proved.transaction, network).flatMap(({ vout, address, amountSat }) =>
    address === undefined
      ? []
      : [
          {
            txid: proved.transaction.txid,
            index: vout,
            address,
            asset: `${network.id}/slip44:0`,
            units: amountSat,
            confirmations: proved.confirmations,
          },
        ],
  )
}
