import { SluiceError } from '../errors.ts'
import { checkSigned } from './bitcoin/checkSigned.ts'
import { parseDescriptor } from './bitcoin/descriptor.ts'
import { finalizePayment } from './bitcoin/finalizePayment.ts'
import { readPayment } from './bitcoin/payment.ts'
import { bitcoinNetworkOf, type WalletReference } from './wallet.ts'

/** What an unsigned transfer does, whatever its chain. Units are base units of `asset`; the fee is in the chain's own coin. */
export interface TransferSummary {
  readonly txid: string
  /** What leaves to others, change excluded. */
  readonly pays: readonly { readonly address: string; readonly asset: string; readonly units: bigint }[]
  readonly feeAsset: string
  readonly fee: bigint
}

export interface SignedTransfer {
  readonly ok: boolean
  readonly txid: string
  /** Hex, ready to broadcast. */
  readonly raw: string
  readonly found: string
}

/** Reads what an unsigned transfer of a wallet does. @throws {PSBT_INVALID} {INPUT_INVALID} */
export function readTransfer(parameters: WalletReference & { readonly unsigned: string }): TransferSummary {
  const { network, wallet, unsigned } = parameters
  if (!network.startsWith('bip122:')) throw unsupported(network)
  const payment = readPayment({
    psbt: unsigned,
    descriptor: parseDescriptor(wallet),
    network: bitcoinNetworkOf(network),
  })
  const asset = `${network}/slip44:0`
  const pays = payment.outputs
    .filter((output) => output.place === undefined)
    .map((output) => ({ address: output.address ?? output.scriptPubKey, asset, units: output.amountSat }))
  return { txid: payment.txid, pays, feeAsset: asset, fee: payment.feeSat }
}

/** Holds what came back signed against what was approved: same coins, same outputs, same fee, enough signatures of the wallet's keys. */
export function checkTransferSigned(
  parameters: WalletReference & { readonly unsigned: string; readonly signed: string },
): SignedTransfer {
  const { network, wallet, unsigned, signed } = parameters
  if (!network.startsWith('bip122:')) throw unsupported(network)
  const descriptor = parseDescriptor(wallet)
  const payment = { approved: unsigned, signed, descriptor, network: bitcoinNetworkOf(network) }
  const check = checkSigned(payment)
  if (!check.ok) {
    const found = check.differences
      .map(({ what, approved, found: is }) => `${what}: approved ${approved}, found ${is}`)
      .join('; ')
    return { ok: false, txid: '', raw: '', found }
  }
  const { raw, txid } = finalizePayment(payment)
  return { ok: txid === check.txid, txid, raw, found: `${check.signers.length} signatures, ${txid}` }
}

function unsupported(network: string): SluiceError {
  return new SluiceError('INPUT_INVALID', `transfers on ${network} are not supported yet: expected bip122.`, {
    facts: { network },
  })
}
