import { SluiceError } from '../errors.ts'
import { remembered } from '../record/remembered.ts'
import { checkOf } from './bitcoin/checkSigned.ts'
import { parseDescriptor } from './bitcoin/descriptor.ts'
import { finalizeJudged } from './bitcoin/finalizePayment.ts'
import type { Difference } from './bitcoin/judgeSigned.ts'
import { judgeSigned } from './bitcoin/judgeSigned.ts'
import { readPayment } from './bitcoin/payment.ts'
import { checkSafeSigned } from './evm/checkSafeSigned.ts'
import { evmAddress } from './evm/evmAddress.ts'
import { readSafeTransfer, summaryOf } from './evm/safeTransfer.ts'
import { bitcoinNetworkOf, readSafe, type WalletReference } from './wallet.ts'

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
export function readTransfer({
  network,
  wallet,
  unsigned,
}: WalletReference & { readonly unsigned: string }): TransferSummary {
  return transfersRead(network, wallet, unsigned)
}

const transfersRead = remembered(16, (network: string, wallet: string, unsigned: string): TransferSummary => {
  const parameters = { network, wallet, unsigned }
  if (network.startsWith('eip155:')) return readSafeSummary(parameters)
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
})

/** Holds what came back signed against what was approved: same coins, same outputs, same fee, enough signatures of the wallet's keys. */
export function checkTransferSigned({
  network,
  wallet,
  unsigned,
  signed,
}: WalletReference & { readonly unsigned: string; readonly signed: string }): SignedTransfer {
  return signedChecked(network, wallet, unsigned, signed)
}

function checkSignedNow(network: string, wallet: string, unsigned: string, signed: string): SignedTransfer {
  const parameters = { network, wallet, unsigned, signed }
  if (network.startsWith('eip155:')) return checkSafe(parameters)
  if (!network.startsWith('bip122:')) throw unsupported(network)
  const descriptor = parseDescriptor(wallet)
  const payment = { approved: unsigned, signed, descriptor, network: bitcoinNetworkOf(network) }
  const judged = judgeSigned(payment)
  const check = checkOf(judged)
  if (!check.ok) return refused(check.differences)
  const { raw, txid } = finalizeJudged(judged, descriptor)
  return { ok: txid === check.txid, txid, raw, found: `${check.signers.length} signatures, ${txid}` }
}

const signedChecked = remembered(16, checkSignedNow)

/** Before it is signed an EVM transaction has no id: the hash that the owners sign stands for it. The fee is the most that the gas account can pay. */
function readSafeSummary({
  network,
  wallet,
  unsigned,
}: WalletReference & { readonly unsigned: string }): TransferSummary {
  const transfer = readSafeTransfer(unsigned)
  const { safe } = readSafe(wallet)
  if (transfer.network !== network || transfer.safe.toLowerCase() !== safe.toLowerCase()) {
    throw new SluiceError('PAYMENT_INVALID', 'The transfer leaves another Safe than the wallet.', {
      facts: { network, safe },
    })
  }
  const { safeTxHash, pays, feeAsset, feeMax } = summaryOf(transfer)
  return { txid: safeTxHash.slice(2), pays, feeAsset, fee: feeMax }
}

function checkSafe(
  parameters: WalletReference & { readonly unsigned: string; readonly signed: string },
): SignedTransfer {
  readSafeSummary(parameters)
  const { owners, threshold } = readSafe(parameters.wallet)
  const wallet = { owners: owners.map(evmAddress), threshold }
  const check = checkSafeSigned({ approved: parameters.unsigned, signed: parameters.signed, wallet })
  if (!check.ok) return refused(check.differences)
  const txid = check.txid.slice(2)
  return { ok: true, txid, raw: parameters.signed, found: `${check.signers.length} signatures, ${txid}` }
}

function refused(differences: readonly Difference[]): SignedTransfer {
  const found = differences
    .map(({ what, approved, found: is }) => `${what}: approved ${approved}, found ${is}`)
    .join('; ')
  return { ok: false, txid: '', raw: '', found }
}

function unsupported(network: string): SluiceError {
  return new SluiceError('INPUT_INVALID', `transfers on ${network} are not supported: expected bip122 or eip155.`, {
    facts: { network },
  })
}
