import type { Licence } from '../case/registers.ts'
import { canonical, type Json } from '../record/jcs.ts'

/** A licence that an import ends: named by what it was, closed at a moment. */
export interface EndedLicence {
  readonly licence: Licence
  readonly until: string
}

export interface LicenceChanges {
  readonly added: readonly Licence[]
  readonly ended: readonly EndedLicence[]
}

/**
 * What a published register changes in a zone's: rows that the zone does not have begin; rows of the zone that the publication no longer has end, from the
 * moment on. Only rows that the same regulator publishes are looked at. Nothing is edited: a row that reads otherwise ends, and another begins.
 *
 * @example licenceChanges({ standing: registers.licences, published: licenceEntries(register), at }).added.length
 */
export function licenceChanges(parameters: {
  readonly standing: readonly Licence[]
  readonly published: readonly Licence[]
  readonly at: string
}): LicenceChanges {
  const { standing, published, at } = parameters
  const regulators = new Set(published.map((row) => row.regulator))
  const open = standing.filter((row) => row.until === undefined || row.until > at)
  const known = new Set(open.map(textOf))
  const named = new Set(published.map(textOf))
  return {
    added: published.filter((row) => !known.has(textOf(row)) && (row.until === undefined || row.until > at)),
    ended: open
      .filter((row) => regulators.has(row.regulator) && !named.has(textOf(row)))
      .map((licence) => ({ licence, until: licence.from > at ? licence.from : at })),
  }
}

function textOf(row: Licence): string {
  return canonical(row as unknown as Json)
}

/** The licences after the changes: what ended carries its end, what begins stands behind. */
export function applyChanges(standing: readonly Licence[], { added, ended }: LicenceChanges): Licence[] {
  const ends = new Map(ended.map(({ licence, until }) => [textOf(licence), until]))
  const closed = standing.map((row) => {
    const until = ends.get(textOf(row))
    return until === undefined ? row : { ...row, until }
  })
  return [...closed, ...added]
}
