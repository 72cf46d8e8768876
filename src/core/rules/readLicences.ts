import Type from 'typebox'
import Value from 'typebox/value'
import { asset, closed, id, oneOf, optional, text } from '../case/shapes.ts'
import { type Flaw, flaw, flawError } from '../flaws/flaw.ts'
import { entityOfLei, type ImportFault, importRegister } from './importRegister.ts'
import { startOf } from './interval.ts'
import type { Publication, RowInDoubt } from './licenceChanges.ts'
import { licenceEntries } from './licenceEntries.ts'
import type { LicenceRegister, LicenceRow } from './licences.ts'
import { isLicenceTable, readLicenceTable } from './licencesCsv.ts'

export interface ReadLicences {
  readonly form: 'sluice-json' | 'sluice-csv' | 'esma-casp'
  readonly register: LicenceRegister
  readonly faults: readonly ImportFault[]
  readonly inDoubt: readonly RowInDoubt[]
}

/**
 * Reads a licence register as it comes: our JSON, our table, or the register of crypto-asset service providers as ESMA publishes it. Every flaw is told
 * with its line; a row in doubt is left out.
 *
 * @example readLicences(text).faults[0] // { line: 42, column: 'ae_lei', found: '9.60E+19', expected: 'a legal entity identifier…', leftOut: true }
 * @throws {REGISTER_INVALID} when the text is no register at all
 */
export function readLicences(written: string): ReadLicences {
  const bare = written.startsWith('\uFEFF') ? written.slice(1) : written
  if (/^\s*\{/.test(bare)) return readJson(bare)
  if (isLicenceTable(written)) {
    const { rows, faults, inDoubt } = readLicenceTable(written)
    return {
      form: 'sluice-csv',
      register: { format: 'sluice/licences/1', title: '', note: '', rows },
      faults,
      inDoubt,
    }
  }
  return readEsma(written)
}

/** What a zone's register is compared with. */
export function publicationOf({ register, inDoubt }: ReadLicences): Publication {
  const { publisher } = register
  return { entries: licenceEntries(register), inDoubt, ...(publisher === undefined ? {} : { publisher }) }
}

const esmaSource = 'ESMA, register of crypto-asset service providers (MiCA), as published'

function readEsma(written: string): ReadLicences {
  const { rows, faults, inDoubt } = importRegister(written)
  const register: LicenceRegister = {
    format: 'sluice/licences/1',
    title: esmaSource,
    note: 'Authorised is not admitted: the register names no asset, no kind of client and no host.',
    publisher: 'ESMA',
    rows: rows.map((row) => ({
      entity: entityOfLei(row.lei),
      legalName: row.legalName,
      brand: row.brand,
      regulator: row.regulator,
      regime: `Regulation (EU) 2023/1114, services ${row.services.join(', ')}`,
      conditions: [],
      admits: [],
      hosts: [],
      from: row.from,
      ...(row.until === undefined ? {} : { until: row.until }),
      confidence: 'H',
      source: esmaSource,
      checkedOn: row.updated ?? row.from,
    })),
  }
  return { form: 'esma-casp', register, faults, inDoubt }
}

const day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d' })
const rowShape = closed({
  entity: id,
  legalName: text,
  brand: Type.String({ maxLength: 200 }),
  regulator: text,
  regime: text,
  number: optional(closed({ value: text, status: oneOf(['verified', 'unverified']) })),
  conditions: Type.Array(text, { maxItems: 40 }),
  admits: Type.Array(
    closed({ asset, clientTypes: Type.Array(id, { minItems: 1 }), from: day, until: optional(day), source: text }),
    { maxItems: 400 },
  ),
  hosts: Type.Array(closed({ host: Type.String({ pattern: '^[a-z0-9.-]+(:\\d{1,5})?$' }), source: text }), {
    maxItems: 20,
  }),
  accountOwners: optional(Type.Array(id, { minItems: 1, maxItems: 20 })),
  from: day,
  until: optional(day),
  confidence: oneOf(['H', 'M', 'L']),
  source: text,
  checkedOn: day,
  note: optional(text),
})

function readJson(written: string): ReadLicences {
  let value: Partial<LicenceRegister>
  try {
    value = JSON.parse(written) as Partial<LicenceRegister>
  } catch (error) {
    throw flawError('REGISTER_INVALID', flaw('NO_JSON', { reason: (error as Error).message }))
  }
  if (value.format !== 'sluice/licences/1' || !Array.isArray(value.rows))
    throw flawError('REGISTER_INVALID', flaw('NO_LICENCES'))
  const lines = linesOfRows(written)
  const faults: ImportFault[] = []
  const inDoubt: RowInDoubt[] = []
  const seen = new Map<string, number>()
  const rows = value.rows.filter((row, i) => {
    const line = lines[i] ?? 1
    const found = [...faultsOfRow(row), ...twice(row, line, seen)]
    for (const { column, found: was, expected } of found)
      faults.push({ line, column, found: was, expected, leftOut: true })
    const { entity, legalName } = (row ?? {}) as Partial<LicenceRow>
    if (found.length > 0) inDoubt.push({ line, entity: String(entity ?? ''), legalName: String(legalName ?? '') })
    return found.length === 0
  })
  const register = {
    format: 'sluice/licences/1' as const,
    title: String(value.title ?? ''),
    note: String(value.note ?? ''),
    ...(typeof value.publisher === 'string' && value.publisher !== '' ? { publisher: value.publisher } : {}),
    rows,
  }
  return { form: 'sluice-json', register, faults, inDoubt }
}

type RowFault = Pick<ImportFault, 'column' | 'found' | 'expected'>

/** One fault a place: of a value out of a closed list the list is said, and not that it is none of each. */
function faultsOfShape(row: unknown): RowFault[] {
  const errors = [...Value.Errors(rowShape, row)].slice(0, 40)
  const places = [...new Set(errors.map(({ instancePath }) => instancePath))].slice(0, 10)
  return places.map((place) => {
    const here = errors.filter(({ instancePath }) => instancePath === place)
    const allowed = here.flatMap(({ keyword, params }) =>
      keyword === 'const' ? [String((params as { readonly allowedValue?: unknown }).allowedValue)] : [],
    )
    return {
      column: place.slice(1).replaceAll('/', '.'),
      found: JSON.stringify(valueAt(row, place) ?? '').slice(0, 100),
      expected: allowed.length > 0 ? flaw('ONE_OF', { values: allowed.join(', ') }) : shapeFlaw(here[0]!),
    }
  })
}

const shapeCodes = {
  required: ['REQUIRED', 'names', 'requiredProperties'],
  additionalProperties: ['NO_FURTHER', 'names', 'additionalProperties'],
  type: ['TYPE', 'type', 'type'],
  pattern: ['PATTERN', 'pattern', 'pattern'],
  minLength: ['LENGTH_MIN', 'count', 'limit'],
  maxLength: ['LENGTH_MAX', 'count', 'limit'],
  minItems: ['ITEMS_MIN', 'count', 'limit'],
  maxItems: ['ITEMS_MAX', 'count', 'limit'],
} as const

/** What the schema asks for at a place, as a flaw. */
function shapeFlaw({ keyword, params, message }: { keyword: string; params: object; message: string }): Flaw {
  const known = Object.hasOwn(shapeCodes, keyword) ? shapeCodes[keyword as keyof typeof shapeCodes] : undefined
  const value = known && (params as Readonly<Record<string, unknown>>)[known[2]]
  if (known === undefined || value === undefined) return flaw('SHAPE', { reason: message })
  return flaw(known[0], { [known[1]]: [value].flat().map(String).join(', ') })
}

function faultsOfRow(row: LicenceRow): RowFault[] {
  if (!Value.Check(rowShape, row)) return faultsOfShape(row)
  const moments = [row.from, row.until, ...row.admits.flatMap(({ from, until }) => [from, until])]
  return moments.flatMap((moment) => {
    try {
      if (moment !== undefined) startOf(moment)
      return []
    } catch {
      return [{ column: 'from', found: String(moment), expected: flaw('MOMENT') }]
    }
  })
}

function twice(row: LicenceRow, line: number, seen: Map<string, number>): RowFault[] {
  const name = `${row?.entity} ${row?.regime} ${row?.from}`
  const earlier = seen.get(name)
  if (earlier === undefined) {
    seen.set(name, line)
    return []
  }
  return [{ column: 'entity', found: row.entity, expected: flaw('ONE_ROW_A_LICENCE', { line: String(earlier) }) }]
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value)
}

/** The line on which each object of the array `rows` begins: the parser keeps none. */
function linesOfRows(written: string): number[] {
  const lines: number[] = []
  const open: string[] = []
  let line = 1
  let key = ''
  let rowsAt = -1
  for (const [token] of written.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|\n/g)) {
    if (token === '\n') line++
    else if (token.startsWith('"')) key = token
    else if (token === '{' || token === '[') {
      if (token === '[' && open.length === 1 && key === '"rows"') rowsAt = open.length
      if (token === '{' && open.length === 2 && rowsAt === 1) lines.push(line)
      open.push(token)
    } else {
      open.pop()
      if (open.length === 1) rowsAt = -1
    }
  }
  return lines
}
