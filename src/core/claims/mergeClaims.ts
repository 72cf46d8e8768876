import { SluiceError } from '../errors.ts'
import { type ClaimTable, compareNumbers, copyRow, emptyTable, findRow, numberAt } from './claimTable.ts'

/** What a file does to the claims before it: adds claims that are new, or takes the place of claims that are there. */
export type ClaimFilePurpose = 'registered' | 'amended'

/**
 * The claims after one more file. A number is registered once; what a decision or a new account changes comes as an amended row, which takes the place of the
 * whole row before it.
 *
 * @throws {INPUT_INVALID} where a registered number is there already, or an amended one is not
 */
export function mergeClaims(before: ClaimTable, file: ClaimTable, purpose: ClaimFilePurpose): ClaimTable {
  return purpose === 'registered' ? register(before, file) : amend(before, file)
}

function register(before: ClaimTable, file: ClaimTable): ClaimTable {
  const table = emptyTable(before.count + file.count)
  let a = 0
  let b = 0
  for (let at = 0; at < table.count; at++) {
    const order = a === before.count ? 1 : b === file.count ? -1 : compareNumbers(before, a, file, b)
    if (order === 0) refuse(`claim ${numberAt(file, b)} is registered already`, numberAt(file, b))
    if (order < 0) copyRow(before, a++, table, at)
    else copyRow(file, b++, table, at)
  }
  return table
}

function amend(before: ClaimTable, file: ClaimTable): ClaimTable {
  const table = emptyTable(before.count)
  for (let row = 0; row < before.count; row++) copyRow(before, row, table, row)
  for (let row = 0; row < file.count; row++) {
    const at = findRow(before, file, row)
    if (at < 0) refuse(`claim ${numberAt(file, row)} is not registered`, numberAt(file, row))
    copyRow(file, row, table, at)
  }
  return table
}

function refuse(message: string, number: string): never {
  throw new SluiceError('INPUT_INVALID', `${message}.`, { facts: { number } })
}
