import type { Licence } from '../case/registers.ts'
import { startOf } from './interval.ts'
import type { Admission, LicenceRegister, LicenceRow } from './licences.ts'

/**
 * The rows of a published register as a zone records them: one entry that the entity is licensed, which admits nothing, and one for each admission: to be
 * licensed is not yet to take an asset.
 *
 * @example licenceEntries(register).map((entry) => entry.entity)
 */
export function licenceEntries({ rows, publisher }: LicenceRegister): Licence[] {
  return rows.flatMap((row) => [
    ...entryOf(row, publisher, undefined),
    ...row.admits.flatMap((admission) => entryOf(row, publisher, admission)),
  ])
}

function entryOf(row: LicenceRow, publisher: string | undefined, admission: Admission | undefined): Licence[] {
  const from = later(startOf(row.from), startOf(admission?.from ?? row.from))
  const until = earlier(row.until, admission?.until)
  if (until !== undefined && until <= from) return []
  const { entity, legalName, brand, regulator, regime, number, conditions, accountOwners, confidence, checkedOn } = row
  return [
    {
      entity,
      legalName,
      brand,
      regulator,
      ...(publisher === undefined ? {} : { publisher }),
      licence: number === undefined ? regime : `${regime}, ${number.value} (${number.status})`,
      ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
      assets: admission === undefined ? [] : [admission.asset],
      clientTypes: [...(admission?.clientTypes ?? [])],
      hosts: row.hosts.map((bound) => bound.host),
      ...(accountOwners === undefined ? {} : { accountOwners: [...accountOwners] }),
      from,
      ...(until === undefined ? {} : { until }),
      source: admission === undefined ? row.source : `${row.source}; ${admission.source}`,
      checkedOn,
      confidence,
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
