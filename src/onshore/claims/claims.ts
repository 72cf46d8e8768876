import { type CaseState, slice } from '../../core/case/state.ts'
import { readClaims } from '../../core/claims/claimFile.ts'
import { type ClaimTable, emptyTable, fenMax } from '../../core/claims/claimTable.ts'
import { sumOf } from '../../core/claims/exactShares.ts'
import { type ClaimFilePurpose, mergeClaims } from '../../core/claims/mergeClaims.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Balances } from '../../core/ledger/posting.ts'

export interface ClaimFile {
  readonly document: string
  readonly purpose: ClaimFilePurpose
  readonly count: number
}

/** State of the claims stream, a child of the case: which files make the claims, and which objections wait. The claims themselves are in the files. */
export interface ClaimsState {
  readonly files: readonly ClaimFile[]
  /** Claims in all, what they are owed, what they were repaid, after the last file. Fen. */
  readonly count: number
  readonly owed: string
  readonly repaid: string
  /** Objections that nobody has decided yet, by claim number: the day they came. */
  readonly objections: Readonly<Record<string, string>>
  readonly decided: number
  readonly balances: Balances
}

/** What the case keeps of its claims: the stream with head, count and totals as they were counted last. */
export interface ClaimsSlice {
  readonly stream: string
  readonly files: number
  readonly count: number
  readonly owed: string
  /** Classes whose claims were answered, with the answer. */
  readonly answered: Readonly<Record<string, string>>
  /** Day of the public notice to those who may claim. */
  readonly noticedOn?: string
}

export function claimsOf(state: CaseState): ClaimsSlice | undefined {
  return slice<ClaimsSlice>(state, 'claims')
}

type ReadDocument = (sha256: string) => string

/**
 * The claims that a row of files makes. Every file is read through `document`, so that each is noted as a source, and what the same files gave before is not
 * computed again.
 *
 * @throws {INPUT_INVALID}
 */
export function claimsFrom(files: readonly ClaimFile[], document: ReadDocument): ClaimTable {
  const texts = files.map((file) => document(file.document))
  let table = emptyTable(0) as ClaimTable
  let key = ''
  files.forEach((file, i) => {
    key += `${file.purpose} ${file.document}\n`
    table = remembered(key, () => mergeClaims(table, readClaims(texts[i]!), file.purpose))
  })
  return table
}

/** Several facts of one action read the same claims, and a proposal decides twice. Keyed by the hashes of the files, which are the content. */
const tables = new Map<string, ClaimTable>()
const tablesMax = 4

function remembered(key: string, make: () => ClaimTable): ClaimTable {
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = make()
  if (tables.size >= tablesMax) tables.delete(tables.keys().next().value!)
  tables.set(key, table)
  return table
}

export interface ClaimTotals {
  readonly count: number
  readonly owed: string
  readonly repaid: string
}

/** @throws {INPUT_INVALID} where all claims together are more than a leaf can hold */
export function totalsOf(table: ClaimTable): ClaimTotals {
  const owed = sumOf(table.owed)
  const repaid = sumOf(table.repaid)
  if (owed + repaid > fenMax)
    throw new SluiceError('INPUT_INVALID', `claims: expected at most ${fenMax} fen in all, found ${owed + repaid}.`)
  return { count: table.count, owed: owed.toString(), repaid: repaid.toString() }
}
