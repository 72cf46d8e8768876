import { type Flaw, flaw } from '../flaws/flaw.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { readCsv } from './csv.ts'
import { type ImportFault, mendBlanks } from './importRegister.ts'
import { startOf } from './interval.ts'
import type { RowInDoubt } from './licenceChanges.ts'
import type { Admission, LicenceRow } from './licences.ts'

/** The columns of a licence register as a table: one line an admission, or one line alone for a licence that admits nothing. Lists have ` | ` between. */
export const licenceColumns = [
  'entity',
  'legal_name',
  'brand',
  'regulator',
  'regime',
  'number',
  'number_status',
  'conditions',
  'hosts',
  'host_sources',
  'account_owners',
  'from',
  'until',
  'confidence',
  'source',
  'checked_on',
  'note',
  'asset',
  'client_types',
  'admitted_from',
  'admitted_until',
  'admission_source',
] as const
type Column = (typeof licenceColumns)[number]

const patterns: Readonly<Partial<Record<Column, readonly [pattern: RegExp, expected: Flaw]>>> = {
  entity: [/^[a-z0-9][a-z0-9./:-]{0,119}$/, flaw('ID')],
  legal_name: [/./, flaw('NAME')],
  regulator: [/./, flaw('REGULATOR')],
  regime: [/./, flaw('PROVISION')],
  number_status: [/^(verified|unverified)?$/, flaw('NUMBER_STATUS')],
  hosts: [/^([a-z0-9.-]+(:\d{1,5})?( \| |$))*$/, flaw('HOSTS')],
  account_owners: [/^([a-z0-9][a-z0-9./:-]*( \| |$))*$/, flaw('IDS')],
  confidence: [/^[HML]$/, flaw('ONE_OF', { values: 'H, M, L' })],
  source: [/./, flaw('SOURCE')],
  checked_on: [/^\d{4}-\d\d-\d\d$/, flaw('DAY')],
  asset: [/^([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}\/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128})?$/, flaw('ASSET_ID')],
}
const days: readonly Column[] = ['from', 'until', 'admitted_from', 'admitted_until']

export interface LicenceTable {
  readonly rows: readonly LicenceRow[]
  readonly faults: readonly ImportFault[]
  readonly inDoubt: readonly RowInDoubt[]
}

/** Whether a text begins with the columns of a licence table. */
export function isLicenceTable(text: string): boolean {
  return /^\uFEFF?"?entity"?[,\r\n]/.test(text)
}

/** @example readLicenceTable(writeLicenceTable(register.rows)).rows */
export function readLicenceTable(text: string): LicenceTable {
  const [head, ...records] = readCsv(text)
  const names = (head?.cells ?? []).map((name) => name.trim())
  const faults: ImportFault[] = names.flatMap((name) =>
    (licenceColumns as readonly string[]).includes(name)
      ? []
      : [
          {
            line: 1,
            column: name,
            found: name,
            expected: flaw('COLUMN', { columns: licenceColumns.join(', ') }),
            leftOut: false,
          },
        ],
  )
  const byLicence = new Map<string, { line: number; head: string; row: LicenceRow; admits: Admission[] }>()
  const inDoubt: RowInDoubt[] = []
  for (const { line, cells } of records) {
    const before = faults.length
    const cell = cellsOf({ line, cells, names, faults })
    if (cell === undefined) continue
    const leaveOut = (): void => void inDoubt.push({ line, entity: cell('entity'), legalName: cell('legal_name') })
    const fault = (column: string, found: string, expected: Flaw): void =>
      void faults.push({ line, column, found, expected, leftOut: true })
    checkCells(cell, fault)
    if (faults.slice(before).some((each) => each.leftOut)) {
      leaveOut()
      continue
    }
    const row = rowOf(cell)
    const admission = admissionOf(cell)
    const name = `${row.entity} ${row.regime} ${row.from}`
    const written = canonical(row as unknown as Json)
    const known = byLicence.get(name)
    if (known === undefined) {
      byLicence.set(name, { line, head: written, row, admits: admission === undefined ? [] : [admission] })
      continue
    }
    if (known.head !== written) {
      fault('entity', row.entity, flaw('SAME_WORDS', { line: String(known.line) }))
      leaveOut()
    } else if (
      admission === undefined ||
      known.admits.some((each) => canonical({ ...each }) === canonical({ ...admission }))
    )
      fault('asset', admission?.asset ?? '', flaw('ONE_LINE_AN_ADMISSION', { line: String(known.line) }))
    else known.admits.push(admission)
  }
  return { rows: [...byLicence.values()].map(({ row, admits }) => ({ ...row, admits })), faults, inDoubt }
}

type Cell = (column: Column) => string

function cellsOf(parameters: {
  readonly line: number
  readonly cells: readonly string[]
  readonly names: readonly string[]
  readonly faults: ImportFault[]
}): Cell | undefined {
  const { line, cells, names, faults } = parameters
  if (cells.every((cell) => cell.trim() === '')) {
    faults.push({ line, column: '', found: '', expected: flaw('ROW'), leftOut: false })
    return undefined
  }
  if (cells.length !== names.length)
    faults.push({
      line,
      column: '',
      found: String(cells.length),
      expected: flaw('CELLS', { count: String(names.length) }),
      leftOut: true,
    })
  const mended = new Map<string, string>()
  names.forEach((column, i) => {
    const raw = cells[i] ?? ''
    if (raw.includes('\uFFFD')) faults.push({ line, column, found: raw, expected: flaw('TEXT_WHOLE'), leftOut: true })
    mended.set(
      column,
      mendBlanks(raw, (found, expected) => void faults.push({ line, column, found, expected, leftOut: false })),
    )
  })
  return (column) => mended.get(column) ?? ''
}

function checkCells(cell: Cell, fault: (column: string, found: string, expected: Flaw) => void): void {
  for (const [column, [pattern, expected]] of Object.entries(patterns)) {
    const found = cell(column as Column)
    if (!pattern.test(found)) fault(column, found, expected)
  }
  for (const column of days) {
    const found = cell(column)
    const optional = column !== 'from' && !(column === 'admitted_from' && cell('asset') !== '')
    if (!(optional && found === '') && !isDay(found)) fault(column, found, flaw(optional ? 'DAY_OR_NOTHING' : 'DAY'))
  }
  if ((cell('number') === '') !== (cell('number_status') === ''))
    fault('number_status', cell('number_status'), flaw('STATUS_WITH_NUMBER'))
  if (listOf(cell('hosts')).length !== listOf(cell('host_sources')).length)
    fault('host_sources', cell('host_sources'), flaw('SOURCE_EACH_HOST'))
  if (cell('asset') !== '' && (cell('client_types') === '' || cell('admission_source') === ''))
    fault('asset', cell('asset'), flaw('BESIDE_ASSET'))
}

function isDay(text: string): boolean {
  if (!/^\d{4}-/.test(text)) return false
  try {
    startOf(text)
    return true
  } catch {
    return false
  }
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(' | ')
}

function rowOf(cell: Cell): LicenceRow {
  const sources = listOf(cell('host_sources'))
  const owners = listOf(cell('account_owners'))
  const [number, until, note] = [cell('number'), cell('until'), cell('note')]
  return {
    entity: cell('entity'),
    legalName: cell('legal_name'),
    brand: cell('brand'),
    regulator: cell('regulator'),
    regime: cell('regime'),
    ...(number === '' ? {} : { number: { value: number, status: cell('number_status') as 'verified' | 'unverified' } }),
    conditions: listOf(cell('conditions')),
    admits: [],
    hosts: listOf(cell('hosts')).map((host, i) => ({ host, source: sources[i]! })),
    ...(owners.length === 0 ? {} : { accountOwners: owners }),
    from: cell('from'),
    ...(until === '' ? {} : { until }),
    confidence: cell('confidence') as LicenceRow['confidence'],
    source: cell('source'),
    checkedOn: cell('checked_on'),
    ...(note === '' ? {} : { note }),
  }
}

function admissionOf(cell: Cell): Admission | undefined {
  const [asset, until] = [cell('asset'), cell('admitted_until')]
  if (asset === '') return undefined
  return {
    asset,
    clientTypes: listOf(cell('client_types')),
    from: cell('admitted_from'),
    ...(until === '' ? {} : { until }),
    source: cell('admission_source'),
  }
}

/** The same rows as a table; read again they are the same. @example writeLicenceTable(register.rows).split('\n')[0] */
export function writeLicenceTable(rows: readonly LicenceRow[]): string {
  const lines = rows.flatMap((row) =>
    (row.admits.length === 0 ? [undefined] : row.admits).map((admission) => {
      const cells: Record<Column, string> = {
        entity: row.entity,
        legal_name: row.legalName,
        brand: row.brand,
        regulator: row.regulator,
        regime: row.regime,
        number: row.number?.value ?? '',
        number_status: row.number?.status ?? '',
        conditions: row.conditions.join(' | '),
        hosts: row.hosts.map(({ host }) => host).join(' | '),
        host_sources: row.hosts.map(({ source }) => source).join(' | '),
        account_owners: (row.accountOwners ?? []).join(' | '),
        from: row.from,
        until: row.until ?? '',
        confidence: row.confidence,
        source: row.source,
        checked_on: row.checkedOn,
        note: row.note ?? '',
        asset: admission?.asset ?? '',
        client_types: (admission?.clientTypes ?? []).join(' | '),
        admitted_from: admission?.from ?? '',
        admitted_until: admission?.until ?? '',
        admission_source: admission?.source ?? '',
      }
      return licenceColumns.map((column) => quoted(cells[column])).join(',')
    }),
  )
  return `${[licenceColumns.join(','), ...lines].join('\n')}\n`
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
