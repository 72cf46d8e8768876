import { columns, type Field, fieldOf, fields, requiredFields } from './columns.ts'
import { type Fault, flaw } from './fault.ts'
import { at, type Cell, isNone, type Row, type Table } from './row.ts'

interface Line {
  readonly line: number
  readonly values: readonly string[]
}

/**
 * Reads CSV after RFC 4180: commas, CRLF or LF, quotes doubled inside quotes, the first line headings, every line as wide as it.
 * Lines without any value are passed over.
 */
export function readCsv(text: string, file: string): Table {
  const split = splitLines(text, file)
  if ('code' in split) return { rows: [], faults: [split] }
  const lines = split.lines.filter(({ values }) => values.some((value) => value.trim() !== ''))
  const [head, ...body] = lines
  if (!head) return { rows: [], faults: [at(file, { line: 1, column: '' }, flaw('FILE_EMPTY'))] }
  const known = head.values.map((heading) => fieldOf(heading))
  const faults = judgeHeadings(head, known, file)
  if (faults.length > 0) return { rows: [], faults }
  return readBody(head, known as readonly Field[], body, file)
}

function readBody(head: Line, known: readonly Field[], body: readonly Line[], file: string): Table {
  const faults: Fault[] = []
  const rows: Row[] = []
  for (const { line, values } of body) {
    if (values.length !== head.values.length) {
      const widths = { expected: String(head.values.length), found: String(values.length) }
      faults.push(at(file, { line, column: '' }, flaw('CSV_WIDTH', widths)))
      continue
    }
    const cells: Partial<Record<Field, Cell>> = {}
    known.forEach((field, i) => {
      if (!isNone(values[i]!)) cells[field] = { text: values[i]!, line, column: head.values[i]!.trim() }
    })
    rows.push({ line, cells })
  }
  return { rows, faults }
}

function judgeHeadings(head: Line, known: readonly (Field | undefined)[], file: string): Fault[] {
  const other = head.values.length === 1 ? /[;\t，、|]/.exec(head.values[0]!)?.[0] : undefined
  if (other !== undefined) return [at(file, { line: head.line, column: '' }, flaw('CSV_SEPARATOR', { found: other }))]
  const faults: Fault[] = []
  const seen = new Set<Field>()
  known.forEach((field, i) => {
    const column = head.values[i]!.trim()
    if (field === undefined)
      faults.push(
        at(
          file,
          { line: head.line, column },
          flaw('COLUMN_UNKNOWN', { found: column, expected: headingsLike(column) }),
        ),
      )
    else if (seen.has(field))
      faults.push(at(file, { line: head.line, column }, flaw('COLUMN_TWICE', { found: column })))
    else seen.add(field)
  })
  for (const field of requiredFields) {
    if (seen.has(field) || (field === 'amount' && seen.has('baseUnits'))) continue
    const { heading } = columns[field]
    faults.push(
      at(
        file,
        { line: head.line, column: '' },
        flaw('COLUMN_MISSING', { expected: `${heading['zh-CN']} / ${heading['zh-HK']} / ${heading.en}` }),
      ),
    )
  }
  return faults
}

/** All headings in the script of the one that was not known. */
export function headingsLike(found: string): string {
  const language = /\p{Script=Han}/u.test(found) ? 'zh-CN' : 'en'
  return fields.map((field) => columns[field].heading[language]).join(', ')
}

/** Lines of values of a CSV file after RFC 4180, with where each begins; or the first thing wrong with it. */
export function splitLines(text: string, file: string): { readonly lines: readonly Line[] } | Fault {
  const lines: Line[] = []
  let values: string[] = []
  let line = 1
  let startLine = 1
  let offset = 0
  while (offset < text.length || values.length > 0) {
    const value = readValue(text, offset)
    if (value.fault !== undefined)
      return at(
        file,
        { line: line + count(text, offset, value.end), column: '' },
        flaw('CSV_QUOTE', { reason: value.fault }),
      )
    line += count(text, offset, value.end)
    values.push(value.text)
    offset = value.end
    if (text[offset] === ',') {
      offset += 1
      if (offset < text.length) continue
      values.push('')
    }
    lines.push({ line: startLine, values })
    values = []
    if (text[offset] === '\r') offset += 1
    if (text[offset] === '\n') offset += 1
    line += 1
    startLine = line
  }
  return { lines }
}

interface Value {
  readonly text: string
  readonly end: number
  readonly fault?: 'unclosed' | 'after-quote' | 'inside'
}

function readValue(text: string, offset: number): Value {
  if (text[offset] !== '"') {
    const end = endOfValue(text, offset)
    const plain = text.slice(offset, end)
    return plain.includes('"') ? { text: plain, end, fault: 'inside' } : { text: plain, end }
  }
  let close = offset
  do {
    close = text.indexOf('"', close + (close === offset ? 1 : 2))
    if (close < 0) return { text: '', end: offset, fault: 'unclosed' }
  } while (text[close + 1] === '"')
  const value = { text: text.slice(offset + 1, close).replaceAll('""', '"'), end: close + 1 }
  const next = text[close + 1]
  return next === undefined || next === ',' || next === '\n' || next === '\r'
    ? value
    : { ...value, fault: 'after-quote' }
}

function endOfValue(text: string, offset: number): number {
  let end = offset
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++
  return end
}

function count(text: string, from: number, to: number): number {
  let lines = 0
  for (let i = from; i < to; i++) if (text[i] === '\n') lines++
  return lines
}
