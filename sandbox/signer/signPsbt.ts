import { base64 } from '@scure/base'
import { HDKey } from '@scure/bip32'
import { bitcoinRegtest } from '../../src/core/custody/bitcoin/network.ts'
import { parsePsbt } from '../../src/core/custody/bitcoin/payment.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'

/**
 * Signs each input of a PSBT whose derivation leads from this master key, with RFC 6979 nonces and SIGHASH_ALL only: same PSBT and key, same bytes.
 * Runs in the custodian's own process; no server of ours imports it.
 *
 * @param parameters.xprv master key, `tprv…`: mainnet keys are refused
 * @returns the PSBT with the added signatures, base64, and how many inputs were signed
 * @throws {SIGNATURE_INVALID} if no input asks for this key
 */
export function signPsbt(parameters: { readonly psbt: string; readonly xprv: string }): {
  readonly psbt: string
  readonly inputsSigned: number
} {
  const master = readTestKey(parameters.xprv)
  const tx = parsePsbt(parameters.psbt)
  let inputsSigned = 0
  for (let i = 0; i < tx.inputsLength; i++) {
    for (const [publicKey, { fingerprint, path }] of tx.getInput(i).bip32Derivation ?? []) {
      if (fingerprint !== master.fingerprint) continue
      const key = path.reduce((node, step) => node.deriveChild(step), master)
      if (bytesToHex(key.publicKey!) !== bytesToHex(publicKey)) continue
      tx.signIdx(key.privateKey!, i, [1])
      inputsSigned++
    }
  }
  if (inputsSigned === 0) throw new SluiceError('SIGNATURE_INVALID', 'No input of this PSBT asks for this key.')
  return { psbt: base64.encode(tx.toPSBT()), inputsSigned }
}

function readTestKey(xprv: string): HDKey {
  try {
    return HDKey.fromExtendedKey(xprv, bitcoinRegtest.bip32)
  } catch {
    // The cause would carry the key.
    throw new SluiceError('INPUT_INVALID', 'The sandbox signer takes test-network keys (tprv…) only.')
  }
}
