import { SluiceError } from '../../errors.ts'
import type { Utxo } from './buildPayment.ts'

/**
 * Picks coins for a sum: the largest first, ties by txid and index, until the sum is reached. Same coins, same pick.
 *
 * @example selectUtxos({ utxos, targetSat: 100_000n }).length // 1
 * @throws {PAYMENT_UNFUNDED} if all of them are not enough
 */
export function selectUtxos(parameters: {
  readonly utxos: readonly Utxo[]
  readonly targetSat: bigint
}): readonly Utxo[] {
  const sorted = [...parameters.utxos].sort((a, b) => {
    if (a.amountSat !== b.amountSat) return a.amountSat > b.amountSat ? -1 : 1
    return a.txid === b.txid ? a.vout - b.vout : a.txid < b.txid ? -1 : 1
  })
  const picked: Utxo[] = []
  let heldSat = 0n
  for (const utxo of sorted) {
    if (heldSat >= parameters.targetSat) break
    picked.push(utxo)
    heldSat += utxo.amountSat
  }
  if (heldSat >= parameters.targetSat) return picked
  throw new SluiceError('PAYMENT_UNFUNDED', 'All coins together are not enough.', {
    facts: { heldSat, neededSat: parameters.targetSat },
  })
}
