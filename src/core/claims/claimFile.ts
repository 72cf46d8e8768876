import { type Flaw, flaw, flawError, flawText } from '../flaws/flaw.ts'
import {
  type ClaimTable,
  claimClasses,
  claimRanks,
  compareNumbers,
  emptyTable,
  fenMax,
  numberAt,
  numberBytes,
  saltBytes,
} from './claimTable.ts'

/** First line of a claim file. */
export const claimFileFormat = 'sluice/claims/1'

/** Columns of a claim file, parted by commas. Nothing is quoted, lines end with LF, numbers ascend: one encoding for the same claims. */
export const claimColumns = ['number', 'class', 'rank', 'owed', 'repaid', 'account', 'salt'] as const
type Column = (typeof claimColumns)[number]

const comma = 44
const columnCount = flaw('CLAIMS_COLUMNS', { count: String(claimColumns.length) })

/**
 * Reads a claim file: a line a claim, amounts in fen, the salt 128 bits in hexadecimal that keep a small amount from being guessed out of its leaf.
 *
 * @example readClaims('sluice/claims/1\nA1,victim,restitution,100,0,,00112233445566778899aabbccddeeff\n').count // 1
 * @throws {INPUT_INVALID} naming line, column, what was expected and what was found
 */
export function readClaims(text: string): ClaimTable {
  const start = claimFileFormat.length + 1
  if (!text.startsWith(`${claimFileFormat}\n`))
    refuse(1, 'number', flaw('CLAIMS_HEAD', { format: claimFileFormat }), firstLine(text))
  if (!text.endsWith('\n')) refuse(countLines(text, start) + 2, 'salt', flaw('CLAIMS_END'), '')
  const table = emptyTable(countLines(text, start))
  const ends = new Int32Array(claimColumns.length)
  let from = start
  for (let row = 0; row < table.count; row++) {
    const end = text.indexOf('\n', from)
    split(text, from, end, row, ends)
    readRow(text, from, ends, row, table)
    if (row > 0 && compareNumbers(table, row - 1, table, row) >= 0)
      refuse(row + 2, 'number', flaw('CLAIM_AFTER', { number: numberAt(table, row - 1) }), numberAt(table, row))
    from = end + 1
  }
  checkSum(table)
  return table
}

/** The text of a table again. Inverse of {@link readClaims}. */
export function writeClaims(table: ClaimTable): string {
  const lines = [claimFileFormat]
  for (let row = 0; row < table.count; row++) {
    const salt = Array.from(table.salts.subarray(row * saltBytes, (row + 1) * saltBytes), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('')
    lines.push(
      [
        numberAt(table, row),
        claimClasses[table.classes[row]!]!,
        claimRanks[table.ranks[row]!]!,
        table.owed[row]!.toString(),
        table.repaid[row]!.toString(),
        table.accounts[row] ?? '',
        salt,
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}

function countLines(text: string, from: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** Where each column of a line ends. */
function split(text: string, from: number, end: number, row: number, ends: Int32Array): void {
  let column = 0
  for (let at = from; at < end; at++) {
    if (text.charCodeAt(at) !== comma) continue
    if (column === claimColumns.length - 1) refuse(row + 2, 'salt', columnCount, text.slice(from, end))
    ends[column++] = at
  }
  if (column !== claimColumns.length - 1) refuse(row + 2, claimColumns[column]!, columnCount, text.slice(from, end))
  ends[column] = end
}

function readRow(
  text: string,
  from: number,
  ends: Int32Array,
  row: number,
  table: ReturnType<typeof emptyTable>,
): void {
  const line = row + 2
  readNumber(text, from, ends[0]!, line, table.numbers, row * numberBytes)
  table.classes[row] = wordOf(text, ends[0]! + 1, ends[1]!, claimClasses, line, 'class')
  table.ranks[row] = wordOf(text, ends[1]! + 1, ends[2]!, claimRanks, line, 'rank')
  table.owed[row] = fenOf(text, ends[2]! + 1, ends[3]!, line, 'owed')
  table.repaid[row] = fenOf(text, ends[3]! + 1, ends[4]!, line, 'repaid')
  table.accounts[row] = accountOf(text, ends[4]! + 1, ends[5]!, line)
  readSalt(text, ends[5]! + 1, ends[6]!, line, table.salts, row * saltBytes)
}

function readNumber(text: string, from: number, end: number, line: number, out: Uint8Array, at: number): void {
  const expected = flaw('CLAIM_NUMBER', { most: String(numberBytes) })
  if (end === from || end - from > numberBytes) refuse(line, 'number', expected, text.slice(from, end))
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i)
    const good = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 45
    if (!good) refuse(line, 'number', expected, text.slice(from, end))
    out[at + i - from] = code
  }
}

function wordOf(
  text: string,
  from: number,
  end: number,
  words: readonly string[],
  line: number,
  column: Column,
): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (word.length === end - from && text.startsWith(word, from)) return i
  }
  return refuse(line, column, flaw('ONE_OF', { values: words.join(', ') }), text.slice(from, end))
}

function fenOf(text: string, from: number, end: number, line: number, column: Column): number {
  const expected = flaw('FEN', { most: String(fenMax) })
  const length = end - from
  if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(from) === 48))
    refuse(line, column, expected, text.slice(from, end))
  let fen = 0
  for (let i = from; i < end; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) refuse(line, column, expected, text.slice(from, end))
    fen = fen * 10 + digit
  }
  if (fen > fenMax) refuse(line, column, expected, text.slice(from, end))
  return fen
}

function accountOf(text: string, from: number, end: number, line: number): string {
  if (from === end) return ''
  const account = text.slice(from, end)
  if (!/^[0-9A-Z]{6,34}$/.test(account)) refuse(line, 'account', flaw('ACCOUNT'), account)
  return account
}

function readSalt(text: string, from: number, end: number, line: number, out: Uint8Array, at: number): void {
  const expected = flaw('SALT', { count: String(2 * saltBytes) })
  if (end - from !== 2 * saltBytes) refuse(line, 'salt', expected, text.slice(from, end))
  for (let i = 0; i < saltBytes; i++) {
    const high = nibble(text.charCodeAt(from + 2 * i))
    const low = nibble(text.charCodeAt(from + 2 * i + 1))
    if (high < 0 || low < 0) refuse(line, 'salt', expected, text.slice(from, end))
    out[at + i] = high * 16 + low
  }
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 97 && code <= 102 ? code - 87 : -1
}

function checkSum({ owed, repaid, count }: ClaimTable): void {
  let sum = 0
  for (let row = 0; row < count; row++) {
    sum += owed[row]! + repaid[row]!
    if (sum > fenMax) refuse(row + 2, 'owed', flaw('CLAIMS_SUM', { most: String(fenMax) }), String(sum))
  }
}

function firstLine(text: string): string {
  return text.slice(0, 60).split('\n')[0] ?? ''
}

function refuse(line: number, column: Column, expected: Flaw, found: string): never {
  const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found
  throw flawError(
    'INPUT_INVALID',
    flaw('CLAIMS', { line: String(line), column, expected, found: JSON.stringify(shown) }),
    { line, column, expected: flawText(expected, 'en'), found: shown },
  )
}
