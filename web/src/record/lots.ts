import { type CaseState, crossedOf } from '../../../src/core/case/state.ts'
import type { CustodySlice } from '../../../src/onshore/custody/custody.ts'
import { seizureOf } from '../../../src/onshore/seizure/seizure.ts'

export interface LotRow {
  readonly asset: string
  readonly units: string
  /** Offshore hears of no outcome: the lot is there to be sold. */
  readonly outcome?: string
}

/** Lots as this zone knows them: onshore by classification, offshore by the mandate that crossed. */
export function lotsOf(state: CaseState): Readonly<Record<string, LotRow>> {
  const custody = state.slices.custody as unknown as CustodySlice | undefined
  if (custody !== undefined) return custody.lots
  const rows: Record<string, LotRow> = {}
  for (const key of Object.keys(state.crossed)) {
    const lot = /^entrustment\.accepted (.+)$/.exec(key)?.[1]
    const mandate = lot === undefined ? undefined : crossedOf(state, 'entrustment.accepted', { lot })
    if (lot === undefined || typeof mandate?.fields.asset !== 'string' || typeof mandate.fields.units !== 'string')
      continue
    rows[lot] = { asset: mandate.fields.asset, units: mandate.fields.units }
  }
  return rows
}

/** Documents that the lines of a case stand in, where they are many. */
export function lineTablesOf(state: CaseState): readonly string[] {
  const listed = seizureOf(state)?.table
  const moved = custodyOf(state)?.tables ?? []
  return [...(listed === undefined ? [] : [listed.document]), ...moved.map(({ document }) => document)]
}

export function custodyOf(state: CaseState): CustodySlice | undefined {
  return state.slices.custody as unknown as CustodySlice | undefined
}
