import { SluiceError } from '../errors.ts'
import { remembered } from '../record/remembered.ts'
import { outputsOf, readBitcoinProof, verifyInclusion } from './bitcoin/proof.ts'
import { coinOf, tokenOf } from './evm/evmAddress.ts'
import { readEvmProof, verifyFailure, verifyReceipt } from './evm/proof.ts'
import { bitcoinNetworkOf } from './wallet.ts'

/** One payment that a chain proof shows, whatever the chain. */
export interface ProvedPayment {
  /** 64 hex digits, without 0x on any chain. */
  readonly txid: string
  /** Output index, or log index of a token transfer; 0 for an EVM transaction's own value. */
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
  const payments = read(parameters)
  return payments.filter((payment) => payment.confirmations >= parameters.confirmationsMin)
}

/** One amount that an issuer destroyed, as a chain proof shows it. */
export interface ProvedBurn {
  readonly txid: string
  readonly address: string
  /** CAIP-19. */
  readonly asset: string
  readonly units: bigint
}

/**
 * What the transaction in a proof document destroyed, with enough blocks on top; none while it has fewer, none on a chain whose issuers cannot destroy.
 *
 * @throws {PROOF_INVALID} naming the first thing that does not hold
 */
export function provedBurns(parameters: {
  readonly network: string
  readonly proof: string
  readonly confirmationsMin: number
}): readonly ProvedBurn[] {
  const { network, proof, confirmationsMin } = parameters
  if (!network.startsWith('eip155:')) return []
  const { txid, confirmations, burns } = verifyReceipt({ proof: readEvmProof(proof), network })
  if (confirmations < confirmationsMin) return []
  return burns.map(({ from, contract, units }) => ({
    txid: txid.slice(2),
    address: from,
    asset: tokenOf(network, contract),
    units,
  }))
}

/**
 * The transaction that a proof document shows in its chain as failed, with enough blocks on top; undefined while it has fewer, or where the network has no
 * transactions that stand in a block and move nothing.
 *
 * @throws {PROOF_INVALID} naming the first thing that does not hold, a transaction that succeeded included
 */
export function provedFailure(parameters: {
  readonly network: string
  readonly proof: string
  readonly confirmationsMin: number
}): { readonly txid: string } | undefined {
  const { network, proof, confirmationsMin } = parameters
  if (!network.startsWith('eip155:')) return undefined
  const { txid, confirmations } = verifyFailure({ proof: readEvmProof(proof), network })
  return confirmations < confirmationsMin ? undefined : { txid: txid.slice(2) }
}

function read({ network, proof }: { readonly network: string; readonly proof: string }): readonly ProvedPayment[] {
  return paymentsRead(network, proof)
}

const paymentsRead = remembered(16, (network: string, proof: string): readonly ProvedPayment[] => {
  if (network.startsWith('bip122:')) return readBitcoin(network, proof)
  if (network.startsWith('eip155:')) return readEvm(network, proof)
  throw new SluiceError('CHAIN_SOURCE_MISSING', `no source configured for ${network}.`, { facts: { network } })
})

function readBitcoin(network: string, proof: string): ProvedPayment[] {
  const bitcoin = bitcoinNetworkOf(network)
  const proved = verifyInclusion({ proof: readBitcoinProof(proof), network: bitcoin })
  return outputsOf(proved.transaction, bitcoin).map(({ vout, address, amountSat }) => ({
    txid: proved.transaction.txid,
    index: vout,
    address: address ?? '',
    asset: `${network}/slip44:0`,
    units: amountSat,
    confirmations: proved.confirmations,
  }))
}

/** That the newest block of the proof is the chain's is attested by the source, not proved: see `EvmProof`. */
function readEvm(network: string, proof: string): ProvedPayment[] {
  const { txid: prefixed, confirmations, transfers, coin } = verifyReceipt({ proof: readEvmProof(proof), network })
  const txid = prefixed.slice(2)
  const tokens = transfers.map(({ index, to, contract, units }) => ({
    txid,
    index,
    address: to,
    asset: tokenOf(network, contract),
    units,
    confirmations,
  }))
  if (coin === undefined) return tokens
  return [...tokens, { txid, index: 0, address: coin.to, asset: coinOf(network), units: coin.units, confirmations }]
}
