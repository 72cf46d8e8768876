import { chains } from '../../../core/assets/chains.ts'
import type { AssetRegister } from '../../../core/assets/register.ts'
import { findSecrets } from '../../../core/assets/secrets.ts'
import { type Accepted, crossCheck } from './crossCheck.ts'
import { type Fault, flaw } from './fault.ts'
import type { Holding } from './holding.ts'
import { readCsv } from './readCsv.ts'
import { readJson } from './readJson.ts'
import { readLine } from './readLine.ts'
import { at, type Table } from './row.ts'
import { decodeUtf8 } from './utf8.ts'

export interface ParseSeizureListParameters {
  /** For messages only; `.json` or a first character of `[` or `{` reads as JSON, all else as CSV. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly registry: AssetRegister
  /** CAIP-2 ids that the case admits: those of its world. All known chains when absent. */
  readonly networks?: readonly string[]
  /** The told time, RFC 3339: nothing on the list is later. */
  readonly now: string
}

export interface SeizureList {
  /** In the order of the file; empty when anything at all is wrong with it. */
  readonly lines: readonly Holding[]
  /** Everything wrong at once, by line. */
  readonly faults: readonly Fault[]
  /** What the reader should know though the list stands. */
  readonly warnings: readonly Fault[]
}

const bytesMax = 8 * 1024 * 1024
const linesMax = 10_000

/**
 * Reads a seizure list as an officer has it: CSV or JSON, headings in Chinese or English, one line a holding. Pure. Either every line
 * is good or none is kept. A file with anything like a mnemonic or private key in it is refused for that alone, and nothing of it is
 * repeated.
 *
 * @example parseSeizureList({ name: 'list.csv', bytes, registry, now }).lines[0]
 * // { line: 2, asset: 'bip122:…/slip44:0', chain: 'bip122:…', address: 'bc1q…', units: '6370000000', … }
 */
export function parseSeizureList(parameters: ParseSeizureListParameters): SeizureList {
  const { name, bytes, registry, now } = parameters
  const networks = parameters.networks ?? chains.map(({ id }) => id)
  const table = readTable(name, bytes)
  if (table.faults.some(({ code }) => stops.has(code)) || table.rows.length === 0) return refused(table.faults)
  const faults = [...table.faults]
  const warnings: Fault[] = []
  const accepted: Accepted[] = []
  for (const row of table.rows) {
    const answer = readLine(row, { file: name, registry, networks, now })
    faults.push(...answer.faults)
    warnings.push(...answer.warnings)
    if (answer.holding) accepted.push({ row, holding: answer.holding })
  }
  faults.push(...crossCheck(accepted, name))
  return faults.length > 0 ? refused(faults) : { lines: accepted.map(({ holding }) => holding), faults: [], warnings }
}

// After these nothing else about the file is worth saying.
const stops = new Set([
  'SECRET',
  'NOT_UTF8',
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'CSV_QUOTE',
  'CSV_SEPARATOR',
  'JSON_SYNTAX',
  'JSON_SHAPE',
  'TOO_MANY_LINES',
])

function refused(faults: readonly Fault[]): SeizureList {
  return { lines: [], faults: [...faults].sort((a, b) => a.line - b.line), warnings: [] }
}

function readTable(name: string, bytes: Uint8Array): Table {
  const whole = { line: 1, column: '' }
  if (bytes.length === 0) return stop(at(name, whole, flaw('FILE_EMPTY')))
  if (bytes.length > bytesMax)
    return stop(at(name, whole, flaw('FILE_TOO_LARGE', { found: String(bytes.length), expected: String(bytesMax) })))
  const decoded = decodeUtf8(bytes)
  if ('flaw' in decoded) return stop(at(name, { line: decoded.line, column: '' }, decoded.flaw))
  const { text } = decoded
  // Before anything is split, so that no other message can carry a piece of it.
  const secrets = findSecrets(text)
  if (secrets.length > 0) {
    return {
      rows: [],
      faults: secrets.map(({ kind, line, column }) =>
        at(name, { line, column: '' }, flaw('SECRET', { kind, character: String(column) })),
      ),
    }
  }
  const table = isJson(name, text) ? readJson(text, name) : readCsv(text, name)
  if (table.rows.length > linesMax)
    return stop(
      at(name, whole, flaw('TOO_MANY_LINES', { found: String(table.rows.length), expected: String(linesMax) })),
    )
  if (table.rows.length === 0 && table.faults.length === 0) return stop(at(name, whole, flaw('NO_LINES')))
  return table
}

function isJson(name: string, text: string): boolean {
  return name.toLowerCase().endsWith('.json') || /^\s*[[{]/.test(text)
}

function stop(fault: Fault): Table {
  return { rows: [], faults: [fault] }
}
