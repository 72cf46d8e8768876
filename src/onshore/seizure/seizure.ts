import type { CaseState } from '../../core/case/state.ts'
import { slice } from '../../core/case/state.ts'
import type { LineSet } from './lineSet.ts'
import { readAll, readLineTable } from './lineTable.ts'

/** What the case keeps of the seizure: the measure and the lines of the on-the-spot list. */
export interface SeizureSlice {
  readonly organ: string
  readonly caseNumber: string
  readonly outOfArea: boolean
  /** ISO code of what the money of the case is kept in, by its model; absent in cases opened before there was a choice. */
  readonly homeCurrency?: string
  readonly measure?: {
    readonly kind: string
    readonly from: string
    readonly expires?: string
    readonly officers: readonly string[]
  }
  readonly lines?: readonly ListLine[]
  /** Where the lines are too many for a state: the document that lists them, and which they are. */
  readonly table?: { readonly document: string; readonly lines: LineSet }
  readonly list?: string
  readonly listedAt?: string
}

/** One holding as listed on the spot. Units are base units of the asset. */
export interface ListLine {
  readonly line: number
  readonly asset: string
  readonly address: string
  readonly units: string
  readonly txid?: string
  readonly index?: number
}

export function seizureOf(state: CaseState): SeizureSlice | undefined {
  return slice<SeizureSlice>(state, 'seizure')
}

/** In what the money of a case is kept in the end. @example homeCurrencyOf(state) // 'CNY' */
export function homeCurrencyOf(state: CaseState): string {
  return seizureOf(state)?.homeCurrency ?? 'CNY'
}

/** The chain of a CAIP-19 id. @example chainOf('bip122:0f91…/slip44:0') // 'bip122:0f91…' */
export function chainOf(asset: string): string {
  return asset.slice(0, asset.indexOf('/'))
}

/** Which lines the on-the-spot list has. */
export function listedLines(state: CaseState): LineSet {
  const seizure = seizureOf(state)
  return seizure?.table?.lines ?? (seizure?.lines ?? []).map(({ line }) => line)
}

/** The lines themselves, from the state or from the document that lists them. @throws {Withheld} {INPUT_INVALID} */
export function listedRows(state: CaseState, document: (sha256: string) => string): readonly ListLine[] {
  const { lines, table } = seizureOf(state) ?? {}
  if (table === undefined) return lines ?? []
  return readLineTable('listed', readAll([table.document], document)[0]!)
}
