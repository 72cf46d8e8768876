import { base64 } from '@scure/base'
import { PSBTCombine } from '@scure/btc-signer'
import { SluiceError } from '../../errors.ts'
import { parsePsbt, psbtOptions } from './payment.ts'

/**
 * Merges PSBTs of one transaction (BIP-174 combiner); keys that this version does not know are kept.
 * The order in which they are handed in makes no difference.
 *
 * @throws {PSBT_INVALID} if they are not of one transaction or contradict each other
 */
export function combinePsbts(psbts: readonly string[]): string {
  for (const psbt of psbts) parsePsbt(psbt)
  try {
    return base64.encode(
      PSBTCombine(
        psbts.map((psbt) => base64.decode(psbt)),
        psbtOptions,
      ),
    )
  } catch (cause) {
    throw new SluiceError('PSBT_INVALID', 'These PSBTs are not of one transaction.', { cause })
  }
}
