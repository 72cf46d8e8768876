import { flaw, flawError } from '../flaws/flaw.ts'

/** One record with the line on which it begins. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Reads comma-separated values (RFC 4180): quoted cells may hold commas, doubled quotes and line ends. A byte-order mark is not part of the first cell.
 *
 * @example readCsv('a,b\n1,"x, y"\n')[1]!.cells // ['1', 'x, y']
 * @throws {REGISTER_INVALID} on a quote that does not end or stands in the middle of a cell
 */
export function readCsv(text: string): CsvRecord[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y
  const records: CsvRecord[] = []
  let cells: string[] = []
  let line = 1
  let begins = 1
  while (cell.lastIndex < source.length) {
    const at = cell.lastIndex
    const match = cell.exec(source)
    if (match === null) throw flawError('REGISTER_INVALID', flaw('CSV_QUOTE', { line: String(line) }), { line, at })
    const [whole, quoted, plain, end] = match
    cells.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'))
    line += whole.split(/\r\n|\n|\r/).length - 1
    if (end === ',') {
      if (cell.lastIndex === source.length) cells.push('')
      else continue
    }
    records.push({ line: begins, cells })
    cells = []
    begins = line
  }
  return records
}
