import { SluiceError } from '../errors.ts'

/** One line of a table, by heading; `line` is where it begins in the file. */
export interface TableRow {
  readonly line: number
  readonly values: Readonly<Record<string, string>>
}

/** Headings that a column may have, by the name that it is read under. */
export type Headings = Readonly<Record<string, readonly string[]>>

/**
 * Reads CSV after RFC 4180 whose first line names the columns asked for, in any order and beside others, in any of the spellings given. Lines without any
 * value are passed over; the same headings in Chinese and English stand for the same column.
 *
 * @example readTable({ text: '案号\n京1\n', file: 'cases.csv', headings: { number: ['案号', 'case'] } })[0]?.values.number // '京1'
 * @throws {INPUT_INVALID} with file, line, and what was expected
 */
export function readTable(parameters: {
  readonly text: string
  readonly file: string
  readonly headings: Headings
}): readonly TableRow[] {
  const { file, headings } = parameters
  const refuse = (line: number, expected: string): never => {
    throw new SluiceError('INPUT_INVALID', `${file}, line ${line}: expected ${expected}.`, {
      facts: { file, line, expected },
    })
  }
  const lines = splitLines(parameters.text.replace(/^\ufeff/, ''), refuse)
  const [head, ...body] = lines.filter(({ values }) => values.some((value) => value.trim() !== ''))
  if (head === undefined) return refuse(1, 'a line of headings')
  const places = Object.entries(headings).map(([name, spellings]) => {
    const place = head.values.findIndex((value) => spellings.includes(value.trim().toLowerCase()))
    return place < 0 ? refuse(head.line, `a column ${spellings.join(' or ')}`) : ([name, place] as const)
  })
  return body.map(({ line, values }) => {
    if (values.length !== head.values.length) refuse(line, `${head.values.length} values, found ${values.length}`)
    const row = Object.fromEntries(places.map(([name, place]) => [name, values[place]!.trim()]))
    const empty = Object.entries(row).find(([, value]) => value === '')
    return empty === undefined ? { line, values: row } : refuse(line, `a value for ${empty[0]}`)
  })
}

interface Line {
  readonly line: number
  readonly values: readonly string[]
}

function splitLines(text: string, refuse: (line: number, expected: string) => never): Line[] {
  const lines: Line[] = []
  let values: string[] = []
  let line = 1
  let start = 1
  let at = 0
  const value = /"((?:[^"]|"")*)"|([^",\r\n]*)/y
  while (at < text.length || values.length > 0) {
    value.lastIndex = at
    const found = value.exec(text)!
    const quoted = found[1] !== undefined
    values.push(quoted ? found[1]!.replaceAll('""', '"') : found[2]!)
    line += found[0].split('\n').length - 1
    at = value.lastIndex
    const next = text[at]
    if (next === ',') {
      at++
      if (at < text.length) continue
      values.push('')
    } else if (next !== undefined && next !== '\n' && next !== '\r') refuse(line, 'a comma or the end of the line')
    lines.push({ line: start, values })
    values = []
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    start = line
  }
  return lines
}
