import { columns, type Field, fieldOf, requiredFields } from './columns.ts'
import { type Fault, type Flaw, flaw } from './fault.ts'
import { headingsLike } from './readCsv.ts'
import { at, type Cell, isNone, type Row, type Table } from './row.ts'

/**
 * Reads a list as JSON: an array of flat objects, or one under `holdings`. Keys are headings as in CSV. Numbers keep the text they
 * were written in, so that no digit is lost on the way through a double; null is an empty value.
 */
export function readJson(text: string, file: string): Table {
  const reader = new Reader(text, file)
  try {
    return reader.table()
  } catch (fault) {
    if (fault instanceof Stop) return { rows: [], faults: [fault.fault] }
    throw fault
  }
}

class Stop extends Error {
  readonly fault: Fault
  constructor(fault: Fault) {
    super(fault.code)
    this.fault = fault
  }
}

const stringToken = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const numberToken = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.])/y
const blank = /[ \t\r\n]*/y

class Reader {
  readonly text: string
  readonly file: string
  readonly faults: Fault[] = []
  offset = 0
  /** Line of `offset`, kept as it moves. */
  line = 1

  constructor(text: string, file: string) {
    this.text = text
    this.file = file
  }

  table(): Table {
    const rows = this.next() === '{' ? this.wrapped() : this.array()
    if (this.next() !== undefined) this.stop(flaw('JSON_SYNTAX', { expected: 'the end', found: this.peek() }))
    return { rows: this.faults.length > 0 ? [] : rows, faults: this.faults }
  }

  wrapped(): Row[] {
    this.take('{')
    const key = this.string('"holdings"')
    if (key !== 'holdings') this.stop(flaw('JSON_SHAPE', { expected: '{"holdings": [...]}', found: key }))
    this.take(':')
    const rows = this.array()
    this.take('}')
    return rows
  }

  array(): Row[] {
    const rows: Row[] = []
    this.take('[')
    if (this.next() === ']') this.take(']')
    else {
      do rows.push(this.row())
      while (this.more(']'))
    }
    return rows
  }

  row(): Row {
    this.take('{')
    const line = this.line
    const cells: Partial<Record<Field, Cell>> = {}
    const seen = new Set<Field>()
    if (this.next() === '}') this.take('}')
    else {
      do this.member(cells, seen)
      while (this.more('}'))
    }
    for (const field of requiredFields) {
      if (seen.has(field) || (field === 'amount' && seen.has('baseUnits'))) continue
      this.fault(
        { line, column: '' },
        flaw('COLUMN_MISSING', { expected: Object.values(columns[field].heading).join(' / ') }),
      )
    }
    return { line, cells }
  }

  member(cells: Partial<Record<Field, Cell>>, seen: Set<Field>): void {
    const column = this.string('a key')
    const place = { line: this.line, column }
    const field = fieldOf(column)
    if (field === undefined)
      this.fault(place, flaw('COLUMN_UNKNOWN', { found: column, expected: headingsLike(column) }))
    else if (seen.has(field)) this.fault(place, flaw('COLUMN_TWICE', { found: column }))
    this.take(':')
    this.next()
    const text = this.value(place)
    if (field === undefined) return
    seen.add(field)
    if (!isNone(text)) cells[field] = { text, line: place.line, column }
  }

  value(place: { readonly line: number; readonly column: string }): string {
    if (this.peek() === '"') return this.string('text')
    const number = this.match(numberToken)
    if (number !== undefined) return number
    if (this.match(/null(?![0-9A-Za-z])/y) !== undefined) return ''
    const found = this.match(/true|false/y)
    if (found === undefined && !/[[{]/.test(this.peek()))
      this.stop(flaw('JSON_SYNTAX', { expected: 'a value', found: this.peek() }))
    throw new Stop(
      at(this.file, place, flaw('JSON_SHAPE', { expected: 'text or a number', found: found ?? this.peek() })),
    )
  }

  string(expected: string): string {
    this.next()
    const token = this.match(stringToken)
    if (token === undefined) return this.stop(flaw('JSON_SYNTAX', { expected, found: this.peek() }))
    return JSON.parse(token) as string
  }

  /** Past a comma, or past the closing mark. */
  more(close: ']' | '}'): boolean {
    const mark = this.next()
    if (mark !== ',' && mark !== close)
      this.stop(flaw('JSON_SYNTAX', { expected: `, or ${close}`, found: this.peek() }))
    this.take(mark)
    return mark === ','
  }

  take(mark: string): void {
    if (this.next() !== mark) this.stop(flaw('JSON_SYNTAX', { expected: mark, found: this.peek() }))
    this.offset += 1
  }

  next(): string | undefined {
    this.match(blank)
    return this.text[this.offset]
  }

  peek(): string {
    return this.text[this.offset] ?? ''
  }

  match(token: RegExp): string | undefined {
    token.lastIndex = this.offset
    const found = token.exec(this.text)?.[0]
    if (found === undefined) return undefined
    for (const character of found) if (character === '\n') this.line++
    this.offset += found.length
    return found
  }

  fault(place: { readonly line: number; readonly column: string }, what: Flaw): void {
    this.faults.push(at(this.file, place, what))
  }

  stop(what: Flaw): never {
    throw new Stop(at(this.file, { line: this.line, column: '' }, what))
  }
}
