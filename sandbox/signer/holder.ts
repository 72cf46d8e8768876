import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { base64 } from '@scure/base'
import { p2wpkh, Transaction } from '@scure/btc-signer'
import { RawWitness } from '@scure/btc-signer/script.js'
import { toEip55 } from '../../src/core/assets/addresses/evm.ts'
import { addressOfScript } from '../../src/core/custody/bitcoin/address.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { toSign } from '../../src/core/custody/messages/bip322.ts'
import { personalMessageHash } from '../../src/core/custody/messages/personalMessage.ts'
import { bytesToHex, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'

/** A person of the rehearsal with a wallet of one key: a suspect whose coins are seized, a claimant who gets them back. */
export interface SandboxHolder {
  readonly type: 'SANDBOX-holder'
  readonly holder: string
  readonly privateKey: Uint8Array
  readonly bitcoinAddress: string
  readonly evmAddress: string
}

/** Same seed and name, same keys. @example makeHolder({ seed: '1', holder: 'claimant' }).bitcoinAddress // 'rb1q…' */
export function makeHolder(parameters: { readonly seed: string; readonly holder: string }): SandboxHolder {
  const { seed, holder } = parameters
  const privateKey = hmacSha256(utf8ToBytes('sluice/sandbox/holder/1'), utf8ToBytes(`${seed}\n${holder}`))
  const { script } = p2wpkh(secp256k1.getPublicKey(privateKey, true))
  const point = secp256k1.getPublicKey(privateKey, false).subarray(1)
  return {
    type: 'SANDBOX-holder',
    holder,
    privateKey,
    bitcoinAddress: addressOfScript(script, bitcoinRegtestBcoin)!,
    evmAddress: toEip55(bytesToHex(keccak_256(point).subarray(12))),
  }
}

/** Signs a message for the holder's Bitcoin address: BIP-322, simple. Same message, same bytes. */
export function signBip322({ message, holder }: { readonly message: string; readonly holder: SandboxHolder }): string {
  const { script } = p2wpkh(secp256k1.getPublicKey(holder.privateKey, true))
  const options = { allowUnknownVersion: true, allowUnknownOutputs: true } as const
  const virtual = Transaction.fromRaw(toSign(message, script), options)
  virtual.updateInput(0, { witnessUtxo: { amount: 0n, script } })
  virtual.signIdx(holder.privateKey, 0)
  virtual.finalizeIdx(0)
  return `smp${base64.encode(RawWitness.encode(virtual.getInput(0).finalScriptWitness!))}`
}

/** Signs a message for the holder's EVM address: EIP-191. */
export function signEip191({ message, holder }: { readonly message: string; readonly holder: SandboxHolder }): string {
  const digest = personalMessageHash('eip-191', message)
  const signature = secp256k1.sign(digest, holder.privateKey, { prehash: false, format: 'recovered' })
  return `0x${bytesToHex(signature.subarray(1))}${(27 + signature[0]!).toString(16)}`
}

/**
 * The holder pays somebody: how seized coins move to the agency in the rehearsal. Coins are given with their amounts; what is left above the payment is fee.
 *
 * @returns raw transaction, hex
 */
export function payFromHolder(parameters: {
  readonly holder: SandboxHolder
  readonly coins: readonly { readonly txid: string; readonly vout: number; readonly amountSat: bigint }[]
  readonly outputs: readonly { readonly scriptPubKey: Uint8Array; readonly amountSat: bigint }[]
}): string {
  const { script } = p2wpkh(secp256k1.getPublicKey(parameters.holder.privateKey, true))
  const tx = new Transaction({ version: 2 })
  for (const { txid, vout, amountSat } of parameters.coins) {
    tx.addInput({ txid, index: vout, witnessUtxo: { amount: amountSat, script } })
  }
  for (const output of parameters.outputs) tx.addOutput({ script: output.scriptPubKey, amount: output.amountSat })
  tx.sign(parameters.holder.privateKey)
  tx.finalize()
  return bytesToHex(tx.extract())
}
