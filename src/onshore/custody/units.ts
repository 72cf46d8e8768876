import type { CaseState } from '../../core/case/state.ts'
import { lotOf } from './custody.ts'
import { returnedUnits } from './homeward.ts'
import { transfersOf } from './transfer.ts'

/** Base units of a lot that left it and did not come back: what signed transfers moved out, network fees in its own coin included. */
export function movedUnits(state: CaseState, lot: string): bigint {
  return sentUnits(state, lot) - returnedUnits(state, lot)
}

/** Base units of a lot that signed transfers ever moved out, whatever came back of them. */
export function sentUnits(state: CaseState, lot: string, purposes?: readonly string[]): bigint {
  const asset = lotOf(state, lot)?.asset
  return Object.values(transfersOf(state))
    .filter(
      (row) =>
        row.lot === lot && row.txid !== undefined && row.failed !== true && (purposes?.includes(row.purpose) ?? true),
    )
    .reduce(
      (sum, row) =>
        sum + row.pays.reduce((total, pay) => total + BigInt(pay.units), row.feeAsset === asset ? BigInt(row.fee) : 0n),
      0n,
    )
}

/** Base units of a lot that holds on a part of it keep back. */
export function heldUnits(state: CaseState, lot: string): bigint {
  return Object.values(state.holds)
    .filter((hold) => hold.units !== undefined && hold.lots.includes(lot))
    .reduce((sum, hold) => sum + BigInt(hold.units!), 0n)
}

/** Base units of a lot that are in custody: as many as it was classified with, less what is out and what moving it cost. */
export function unitsInCustody(state: CaseState, lot: string): bigint {
  return BigInt(lotOf(state, lot)?.units ?? '0') - movedUnits(state, lot)
}

/** What is still in custody and struck by no hold on a part. */
export function freeUnits(state: CaseState, lot: string): bigint {
  return unitsInCustody(state, lot) - heldUnits(state, lot)
}

/** Base units of a lot that came back from platforms and are not split off yet: while there are any, what was sold of it is not distributed. */
export function looseReturns(state: CaseState, lot: string): bigint {
  return returnedUnits(state, lot) === 0n ? 0n : unitsInCustody(state, lot)
}
