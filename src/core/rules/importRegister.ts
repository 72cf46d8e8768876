import { type Flaw, flaw, flawError } from '../flaws/flaw.ts'
import { readCsv } from './csv.ts'
import type { RowInDoubt } from './licenceChanges.ts'

/** One authorisation as a register of a supervisor publishes it. Days as `2026-01-06`. */
export interface ImportedRow {
  readonly line: number
  /** Legal entity identifier, ISO 17442. */
  readonly lei: string
  readonly legalName: string
  readonly brand: string
  readonly regulator: string
  readonly from: string
  readonly until?: string
  readonly services: readonly string[]
  /** Day on which the register last changed the row, where it says so. */
  readonly updated?: string
}

export interface ImportFault {
  readonly line: number
  readonly column: string
  readonly found: string
  readonly expected: Flaw
  /** A row with such a fault is left out; others are mended and told. */
  readonly leftOut: boolean
}

export interface Imported {
  readonly rows: readonly ImportedRow[]
  readonly faults: readonly ImportFault[]
  /** Rows left out, as far as they can be told apart. */
  readonly inDoubt: readonly RowInDoubt[]
}

const columns = {
  regulator: 'ae_competentAuthority',
  legalName: 'ae_lei_name',
  lei: 'ae_lei',
  brand: 'ae_commercial_name',
  from: 'ac_authorisationNotificationDate',
  until: 'ac_authorisationEndDate',
  services: 'ac_serviceCode',
} as const

type Cells = Readonly<Record<keyof typeof columns, string>>

/**
 * Reads the register of crypto-asset service providers as ESMA publishes it: CSV with or without a byte-order mark. Spreadsheets mangle it on the way:
 * every flaw is told with its line, and a row whose identity or dates are in doubt is left out, never guessed.
 *
 * @example importRegister(text).faults // [{ line: 50, column: 'ae_lei', found: '9.60E+19', … }]
 * @throws {REGISTER_INVALID} when the text is no such register at all
 */
export function importRegister(text: string): Imported {
  const [head, ...records] = readCsv(text)
  const names = head?.cells ?? []
  const missing = Object.values(columns).filter((column) => !names.includes(column))
  if (missing.length > 0)
    throw flawError('REGISTER_INVALID', flaw('COLUMNS_MISSING', { columns: missing.join(', ') }), {
      missing,
      found: names,
    })
  const faults: ImportFault[] = []
  const rows: ImportedRow[] = []
  const inDoubt: RowInDoubt[] = []
  const seen = new Map<string, number>()
  for (const { line, cells } of records) {
    if (cells.every((cell) => cell.trim() === '')) {
      faults.push({ line, column: '', found: '', expected: flaw('ROW'), leftOut: false })
      continue
    }
    const read = readRow(line, cells, names, faults)
    if (read === undefined) {
      inDoubt.push(doubtOf(line, cells, names))
      continue
    }
    const earlier = seen.get(read.lei)
    if (earlier !== undefined) {
      faults.push({
        line,
        column: columns.lei,
        found: read.lei,
        expected: flaw('ONE_ROW_AN_ENTITY', { line: String(earlier) }),
        leftOut: true,
      })
      inDoubt.push(doubtOf(line, cells, names))
      continue
    }
    seen.set(read.lei, line)
    rows.push(read)
  }
  return { rows, faults, inDoubt }
}

/** The id under which a zone keeps an entity that a register names by its LEI. */
export function entityOfLei(lei: string): string {
  return `lei:${lei.toLowerCase()}`
}

function doubtOf(line: number, cells: readonly string[], names: readonly string[]): RowInDoubt {
  const cell = (column: string) => (cells[names.indexOf(column)] ?? '').replace(/[\u00A0\u2007\u202F\s]+/g, ' ').trim()
  const lei = cell(columns.lei)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 20)
  return { line, entity: entityOfLei(lei), legalName: cell(columns.legalName) }
}

function readRow(
  line: number,
  cells: readonly string[],
  names: readonly string[],
  faults: ImportFault[],
): ImportedRow | undefined {
  const before = faults.length
  const fault = (column: string, found: string, expected: Flaw, leftOut = true) =>
    void faults.push({ line, column, found, expected, leftOut })
  if (cells.length !== names.length) fault('', String(cells.length), flaw('CELLS', { count: String(names.length) }))
  const cell = cleanCells(cells, names, fault)
  if (!isLei(cell.lei)) fault(columns.lei, cell.lei, flaw('LEI'))
  if (cell.legalName === '') fault(columns.legalName, '', flaw('NAME'))
  const from = dayOf(cell.from)
  if (from === undefined) fault(columns.from, cell.from, flaw('DAY_SLASHED'))
  const until = cell.until === '' ? undefined : dayOf(cell.until)
  if (cell.until !== '' && until === undefined) fault(columns.until, cell.until, flaw('DAY_SLASHED_OR_NOTHING'))
  if (faults.slice(before).some((each) => each.leftOut)) return undefined
  const services = [...cell.services.matchAll(/(?:^|\|)\s*([a-j])\./g)].map((match) => match[1]!)
  const { lei, legalName, brand, regulator } = cell
  const updated = dayOf((cells[names.indexOf('ac_lastupdate')] ?? '').trim())
  return {
    line,
    lei,
    legalName,
    brand,
    regulator,
    from: from!,
    ...(until === undefined ? {} : { until }),
    services,
    ...(updated === undefined ? {} : { updated }),
  }
}

type Fault = (column: string, found: string, expected: Flaw, leftOut?: boolean) => void

/** Odd blanks are mended and told; a character that was lost on the way cannot be mended: the row's name is in doubt. */
function cleanCells(cells: readonly string[], names: readonly string[], fault: Fault): Cells {
  const clean = (column: string): string => {
    const raw = cells[names.indexOf(column)] ?? ''
    if (raw.includes('\uFFFD')) fault(column, raw, flaw('TEXT_WHOLE'), column !== columns.brand)
    return mendBlanks(raw, (found, expected) => fault(column, found, expected, false))
  }
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, clean(column)])) as Cells
}

/** Odd blanks made plain, and told. @example mendBlanks('A\u00A0B ', tell) // 'A B' */
export function mendBlanks(raw: string, tell: (found: string, expected: Flaw) => void): string {
  const mended = raw.replace(/[\u00A0\u2007\u202F\s]+/g, ' ').trim()
  if (/[\u00A0\u2007\u202F]/.test(raw)) tell(raw, flaw('PLAIN_BLANKS'))
  else if (mended !== raw) tell(raw, flaw('NO_BLANKS'))
  return mended
}

/** ISO 17442: check digits by ISO 7064 MOD 97-10. @example isLei('5299005V5GBSN2A4C303') // true */
export function isLei(text: string): boolean {
  if (!/^[A-Z0-9]{18}[0-9]{2}$/.test(text)) return false
  return BigInt([...text].map((letter) => Number.parseInt(letter, 36)).join('')) % 97n === 1n
}

function dayOf(text: string): string | undefined {
  const match = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text)
  if (match === null) return undefined
  const day = `${match[3]}-${match[2]}-${match[1]}`
  const time = Date.parse(`${day}T00:00:00.000Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day) ? day : undefined
}
