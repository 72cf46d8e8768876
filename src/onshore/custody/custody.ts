import { type CaseState, slice } from '../../core/case/state.ts'
import { hasLine, type LineSet, union } from '../seizure/lineSet.ts'
import { readAll, readLineTable } from '../seizure/lineTable.ts'
import { listedRows } from '../seizure/seizure.ts'

/** An agency address book entry: who must sign for a network, and how many. */
export interface Wallet {
  readonly network: string
  /** Output descriptor for Bitcoin, checksummed address of the Safe for an EVM chain. */
  readonly wallet: string
  readonly threshold: number
  readonly custodians: readonly string[]
}

/** Units at an agency address, as proved from the chain. */
export interface Held {
  readonly line: number
  readonly asset: string
  readonly units: string
  readonly address: string
  readonly txid: string
  readonly index: number
}

export interface LotSlice {
  readonly lines: LineSet
  readonly asset: string
  readonly units: string
  readonly outcome: string
  /** Needed in kind as evidence. */
  readonly evidence?: boolean
  /** The lot that it was split from: lots split and never merge. */
  readonly from?: string
}

export interface CustodySlice {
  readonly wallets: readonly Wallet[]
  readonly held: readonly Held[]
  /** Batches too large for a state: the document of each with the lines that it moved. */
  readonly tables?: readonly { readonly document: string; readonly lines: LineSet }[]
  /** The last batch said that more follow. */
  readonly unfinished?: true
  readonly inventory?: string
  /** Lines counted by an inventory; absent in states of the first machine, which counted all at once. */
  readonly inventoried?: LineSet
  readonly lots: Readonly<Record<string, LotSlice>>
}

export function custodyOf(state: CaseState): CustodySlice {
  return slice<CustodySlice>(state, 'custody') ?? { wallets: [], held: [], lots: {} }
}

export function lotOf(state: CaseState, lot: string | undefined): LotSlice | undefined {
  return lot === undefined ? undefined : custodyOf(state).lots[lot]
}

export function walletFor(state: CaseState, network: string): Wallet | undefined {
  return custodyOf(state).wallets.find((wallet) => wallet.network === network)
}

/** Which lines are in custody. */
export function heldLines(state: CaseState): LineSet {
  const { held, tables = [] } = custodyOf(state)
  return union(
    held.map(({ line }) => line),
    ...tables.map(({ lines }) => lines),
  )
}

/**
 * What is in custody, line by line, from the state and from the documents of its batches. A row of the state stands for its line where both have one: what
 * an issuer gave anew.
 *
 * @throws {Withheld} {INPUT_INVALID}
 */
export function heldRows(state: CaseState, document: (sha256: string) => string): readonly Held[] {
  const { held, tables = [] } = custodyOf(state)
  if (tables.length === 0) return held
  const texts = readAll(
    tables.map((table) => table.document),
    document,
  )
  const assets = new Map(listedRows(state, document).map(({ line, asset }) => [line, asset]))
  const own = new Set(held.map(({ line }) => line))
  const moved = texts.flatMap((text) =>
    readLineTable('moved', text)
      .filter(({ line }) => !own.has(line))
      .map(({ line, units, address, txid, index }) => ({
        line,
        asset: assets.get(line)!,
        units,
        address,
        txid,
        index,
      })),
  )
  return [...held, ...moved]
}

/** What of a lot is in custody. @throws {Withheld} {INPUT_INVALID} */
export function heldOfLot(lot: LotSlice, rows: readonly Held[]): readonly Held[] {
  return rows.filter(({ line }) => hasLine(lot.lines, line))
}
