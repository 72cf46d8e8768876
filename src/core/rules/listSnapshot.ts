import { type FlawCode, flaw, flawError } from '../flaws/flaw.ts'
import { remembered } from '../record/remembered.ts'
import type { ImportFault } from './importRegister.ts'

/** One address or one name of a list, with the line on which it stands. */
export interface ListedSubject {
  readonly line: number
  readonly sort: 'address' | 'name'
  readonly value: string
  readonly says: string
}

export interface ListSnapshot {
  readonly form: 'sluice-list' | 'addresses-by-ticker' | 'tags'
  /** What the snapshot says of itself; only ours says anything. */
  readonly list?: string
  readonly publishedOn?: string
  readonly world?: 'real' | 'rehearsal'
  readonly subjects: readonly ListedSubject[]
  readonly faults: readonly ImportFault[]
}

/**
 * Reads the snapshot of a list as it comes: ours (`sluice/list/1`: a line that says which, then one address or name a line), the addresses of OFAC by ticker
 * as JSON, or tags as JSON a line. Nothing is mended but blanks at the ends: a mistyped address is another address, and stands as it is.
 *
 * @example readListSnapshot(text).subjects[0] // { line: 2, sort: 'address', value: '1A1z…', says: '' }
 * @throws {REGISTER_INVALID} when the text is no list at all
 */
export const readListSnapshot: (text: string) => ListSnapshot = remembered(16, read)

function read(written: string): ListSnapshot {
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written
  const end = text.indexOf('\n')
  const first = objectOf(end === -1 ? text : text.slice(0, end))
  if (first?.format === 'sluice/list/1') return readOurs(text, first)
  if (first !== undefined && typeof first.address === 'string') return readLines('tags', text, 0)
  const whole = objectOf(text)
  if (whole === undefined) throw flawError('REGISTER_INVALID', flaw('NO_LIST'))
  return readByTicker(text)
}

function readOurs(text: string, header: Record<string, unknown>): ListSnapshot {
  const { list, publishedOn, world } = header
  const wrong = (code: FlawCode) => flawError('REGISTER_INVALID', flaw(code))
  if (typeof list !== 'string' || !/^[a-z0-9][a-z0-9-]{0,39}$/.test(list)) throw wrong('LIST_ID')
  if (typeof publishedOn !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(publishedOn)) throw wrong('LIST_DAY')
  if (world !== 'real' && world !== 'rehearsal') throw wrong('LIST_WORLD')
  return { ...readLines('sluice-list', text, 1), list, publishedOn, world }
}

/** Rows `{"address"}` or `{"name", "also"}`, one a line. */
function readLines(form: ListSnapshot['form'], text: string, skip: number): ListSnapshot {
  const faults: ImportFault[] = []
  const subjects = text.split('\n').flatMap((row, i): ListedSubject[] => {
    const line = i + 1
    if (i < skip || row.trim() === '') return []
    const value = objectOf(row)
    const found = value === undefined ? [] : subjectsOf(value, line)
    if (found.length === 0)
      faults.push({
        line,
        column: '',
        found: row.slice(0, 100),
        expected: flaw('LISTED'),
        leftOut: true,
      })
    return found
  })
  return { form, subjects, faults }
}

function subjectsOf(row: Record<string, unknown>, line: number): ListedSubject[] {
  const { address, name, also, label, category } = row
  const says = [label, category].filter((each) => typeof each === 'string').join(', ')
  if (typeof address === 'string' && address.trim() !== '')
    return [{ line, sort: 'address', value: address.trim(), says }]
  if (typeof name !== 'string' || nameForm(name) === '') return []
  const others = Array.isArray(also) ? also.filter((each): each is string => typeof each === 'string') : []
  return [name, ...others].map((value) => ({ line, sort: 'name', value, says }))
}

/** Every text of the file that could be an address, whatever ticker it stands under: lists file addresses under the wrong one. */
function readByTicker(text: string): ListSnapshot {
  const subjects: ListedSubject[] = []
  let line = 1
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|\n/g)) {
    if (token === '\n') line++
    else if (/^"\s*[A-Za-z0-9]{20,}\s*"$/.test(token))
      subjects.push({ line, sort: 'address', value: token.slice(1, -1).trim(), says: '' })
  }
  if (subjects.length === 0) throw flawError('REGISTER_INVALID', flaw('NO_ADDRESS'))
  return { form: 'addresses-by-ticker', subjects, faults: [] }
}

/** One form of what is one name: letters and figures of any script in one width and case, one blank between. Spellings are not guessed at. */
export function nameForm(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
