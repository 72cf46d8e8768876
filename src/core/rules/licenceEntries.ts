import type { Licence } from '../case/registers.ts'
import { startOf } from './interval.ts'
import type { Admission, LicenceRegister, LicenceRow } from './licences.ts'

/**
 * The rows of a published register as a zone records them, one entry an admission: what `licence.registered` takes. A row that admits nothing makes no
 * entry: to be licensed is not yet to take an asset.
 *
 * @example licenceEntries(register).map((entry) => entry.entity)
 */
export function licenceEntries(register: LicenceRegister): Licence[] {
  return register.rows.flatMap((row) => row.admits.flatMap((admission) => entryOf(row, admission)))
}

function entryOf(row: LicenceRow, admission: Admission): Licence[] {
  const from = later(startOf(row.from), startOf(admission.from))
  const until = earlier(row.until, admission.until)
  if (until !== undefined && until <= from) return []
  return [
    {
      entity: row.entity,
      regulator: row.regulator,
      licence: row.number === undefined ? row.regime : `${row.regime}, ${row.number.value} (${row.number.status})`,
      assets: [admission.asset],
      clientTypes: [...admission.clientTypes],
      hosts: row.hosts.map((bound) => bound.host),
      from,
      ...(until === undefined ? {} : { until }),
      source: `${row.source}; ${admission.source}`,
    },
  ]
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  const ends = [a, b].flatMap((day) => (day === undefined ? [] : [startOf(day)])).sort()
  return ends[0]
}
