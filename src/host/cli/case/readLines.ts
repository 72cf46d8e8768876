import { splitLines } from '../../../onshore/seizure/list/readCsv.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitBadInput } from '../command.ts'
import { readText } from '../files.ts'
import { expectedTexts, lineTexts } from './lineTexts.ts'
import { fill } from './texts.ts'

const bytesMax = 16 * 1024 * 1024

/** A row of a table of lines, with the cells as they stand and where it stands. */
export interface FileRow {
  readonly at: number
  readonly cells: Readonly<Record<string, string>>
}

export interface RowFault {
  readonly at: number
  readonly column: string
  readonly text: string
}

type Column = 'line' | 'units' | 'address' | 'txid'

const forms: Readonly<Record<Column, RegExp>> = {
  line: /^[1-9]\d{0,5}$/,
  units: /^[1-9]\d{0,77}$/,
  address: /^\S{1,120}$/,
  txid: /^(0x)?[0-9a-fA-F]{64}$/,
}

/** Rows of a CSV file with headings, or of a JSON array of objects. @throws {INPUT_INVALID} where it is neither, or a column is missing */
export async function readRows(
  { words, io }: Call,
  wanted: readonly string[],
): Promise<{ readonly text: string; readonly rows: readonly FileRow[] }> {
  const name = words.operand('FILE')
  const text = await readText(io, name, bytesMax)
  const rows = /^\s*\[/.test(text) ? jsonRows(text, name) : csvRows(text.replace(/^\uFEFF/, ''), name)
  const missing = wanted.filter((column) => !rows.some(({ cells }) => Object.hasOwn(cells, column)))
  if (rows.length === 0 || missing.length > 0)
    throw rows.length === 0
      ? callError('TABLE_EMPTY', { name, columns: wanted.join(', ') })
      : callError('TABLE_COLUMNS', { name, columns: wanted.join(', '), missing: missing.join(', ') })
  return { text, rows }
}

function csvRows(text: string, name: string): FileRow[] {
  const split = splitLines(text, name)
  if ('code' in split) throw callError('TABLE_QUOTE', { name })
  const [head, ...body] = split.lines.filter(({ values }) => values.some((value) => value.trim() !== ''))
  const columns = (head?.values ?? []).map((value) => value.trim().toLowerCase())
  return body.map(({ line, values }) => {
    if (values.length !== columns.length)
      throw callError('TABLE_VALUES', { name, line, count: columns.length, found: values.length })
    const cells = columns.flatMap((column, i) => (values[i]!.trim() === '' ? [] : [[column, values[i]!.trim()]]))
    return { at: line, cells: Object.fromEntries(cells) as Record<string, string> }
  })
}

function jsonRows(text: string, name: string): FileRow[] {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch (cause) {
    throw callError('TABLE_JSON', { name }, { cause })
  }
  return (rows as readonly unknown[]).map((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw callError('TABLE_ROW', { name, row: i + 1 })
    const cells = Object.entries(row).map(([key, value]) => [key.toLowerCase(), String(value)])
    return { at: i + 1, cells: Object.fromEntries(cells) as Record<string, string> }
  })
}

/** The cells of the columns that a row must have, or what is wrong with it. */
export function cellsOf<C extends Column>(
  { at, cells }: FileRow,
  columns: readonly C[],
  language: Call['language'],
): Readonly<Record<C, string>> | readonly RowFault[] {
  const say = lineTexts[language]
  const faults = columns.flatMap((column): RowFault[] => {
    const found = cells[column]
    const expected = expectedTexts[language][column]
    if (found === undefined) return [{ at, column, text: fill(say.missing, { expected }) }]
    return forms[column].test(found)
      ? []
      : [{ at, column, text: fill(say.wrong, { expected, found: found.slice(0, 80) }) }]
  })
  return faults.length > 0 ? faults : (cells as Readonly<Record<C, string>>)
}

/** Says every fault with its place. */
export function sayRowFaults({ io, json, language, words }: Call, faults: readonly RowFault[]): number {
  const say = lineTexts[language]
  const file = words.operand('FILE')
  if (json) io.out(`${JSON.stringify({ ok: false, outcome: 'faults', faults })}\n`)
  else {
    for (const { at, column, text } of faults) io.err(`${fill(say.place, { file, line: at, column, text })}\n`)
    io.err(`${fill(say.faults, { file, count: faults.length })}\n`)
  }
  return exitBadInput
}
