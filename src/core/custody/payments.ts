import { outputsOf, readBitcoinProof, verifyInclusion } from './bitcoin/proof.ts'
import { bitcoinNetworkOf } from './wallet.ts'
import { SluiceError } from '../errors.ts'

/** One payment that a chain proof shows, whatever the chain. */
export interface ProvedPayment {
  readonly txid: string
  /** Output index, or log index of a token transfer. */
  readonly index: number
  readonly address: string
  /** CAIP-19. */
  readonly asset: string
  readonly units: bigint
  readonly confirmations: number
}

/**
 * The payments of the transaction in a proof document, once it is shown in its chain with enough blocks on top; none while it has fewer.
 *
 * @throws {PROOF_INVALID} naming the first thing that does not hold
 * @throws {CHAIN_SOURCE_MISSING} for a network that no proof can be checked for
 */
export function provedPayments(parameters: {
  readonly network: string
  readonly proof: string
  readonly confirmationsMin: number
}): readonly ProvedPayment[] {
  const { network, confirmationsMin } = parameters
  if (!network.startsWith('bip122:')) {
    throw new SluiceError('CHAIN_SOURCE_MISSING', `no source configured for ${network}.`, { facts: { network } })
  }
  const bitcoin = bitcoinNetworkOf(network)
  const proof = readBitcoinProof(parameters.proof)
  const proved = verifyInclusion({ proof, network: bitcoin })
  if (proved.confirmations < confirmationsMin) return []
  return outputsOf(proved.transaction, bitcoin).map(({ vout, address, amountSat }) => ({
    txid: proved.transaction.txid,
    index: vout,
    address: address ?? '',
    asset: `${network}/slip44:0`,
    units: amountSat,
    confirmations: proved.confirmations,
  }))
}
