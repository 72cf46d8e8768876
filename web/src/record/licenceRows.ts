import { type Licence, licencesAt } from '../../../src/core/case/registers.ts'

export interface LicenceFilter {
  /** Moment that is asked about, RFC 3339. */
  readonly at: string
  /** Rows that do not hold then, too. */
  readonly all: boolean
  readonly asset?: string
  readonly clientType?: string
  readonly text: string
}

/** The licences that a question finds: those that hold at its moment and cover asset and client type. */
export function licencesFound(licences: readonly Licence[], filter: LicenceFilter): readonly Licence[] {
  const { at, all, asset, clientType, text } = filter
  const wanted = text.trim().toLowerCase()
  return (all ? licences : licencesAt(licences, at)).filter(
    (row) =>
      (asset === undefined || row.assets.includes(asset)) &&
      (clientType === undefined || row.clientTypes.includes(clientType)) &&
      [row.entity, row.legalName, row.brand, row.licence, row.regulator, ...row.hosts].some((one) =>
        one?.toLowerCase().includes(wanted),
      ),
  )
}

/** Each value that some row has, once. */
export function valuesOf(licences: readonly Licence[], field: 'assets' | 'clientTypes'): readonly string[] {
  return [...new Set(licences.flatMap((row) => row[field]))].sort()
}
