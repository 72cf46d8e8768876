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

/** A row of a publication that was left out because it cannot be read: whoever it was about keeps what stands. */
export interface RowInDoubt {
  readonly line: number
  readonly entity: string
  readonly legalName: string
}

export interface Publication {
  readonly entries: readonly Licence[]
  /** One publication that speaks for many regulators. Absent: it speaks for the regulators whom its entries name. */
  readonly publisher?: string
  readonly inDoubt: readonly RowInDoubt[]
}

/**
 * What a published register changes in a zone's: rows that the zone does not have begin; rows of the zone that the publication no longer has end, from the
 * moment on. Only rows that the same regulator, or the same publisher, answers for are looked at, and of whom a row is in doubt nothing ends. Nothing is
 * edited: a row that reads otherwise ends, and another begins. When it was looked up, and where, is no part of what a row says.
 *
 * @example licenceChanges({ standing: registers.licences, publication: publicationOf(readLicences(text)), at }).added.length
 */
export function licenceChanges(parameters: {
  readonly standing: readonly Licence[]
  readonly publication: Publication
  readonly at: string
}): LicenceChanges {
  const { standing, publication, at } = parameters
  const { entries } = publication
  const open = standing.filter((row) => row.until === undefined || row.until > at)
  const known = new Set(open.map(saysOf))
  const named = new Set(entries.map(saysOf))
  const answersFor = scopeOf(publication)
  return {
    added: entries.filter((row) => !known.has(saysOf(row)) && (row.until === undefined || row.until > at)),
    ended: open
      .filter((row) => answersFor(row) && !named.has(saysOf(row)) && !isInDoubt(row, publication.inDoubt))
      .map((licence) => ({ licence, until: licence.from > at ? licence.from : at })),
  }
}

function scopeOf({ publisher, entries }: Publication): (row: Licence) => boolean {
  if (publisher !== undefined) return (row) => row.publisher === publisher
  const regulators = new Set(entries.map((row) => row.regulator))
  return (row) => row.publisher === undefined && regulators.has(row.regulator)
}

function isInDoubt({ entity, legalName }: Licence, rows: readonly RowInDoubt[]): boolean {
  return rows.some((row) => row.entity === entity || (row.legalName !== '' && row.legalName === legalName))
}

function saysOf({ source: _, checkedOn: __, confidence: ___, ...row }: Licence): string {
  return canonical(row as unknown as Json)
}

/** The licences after the changes: what ended carries its end, what begins stands behind. */
export function applyChanges(standing: readonly Licence[], { added, ended }: LicenceChanges): Licence[] {
  const ends = new Map(ended.map(({ licence, until }) => [wholeOf(licence), until]))
  const closed = standing.map((row) => {
    const until = ends.get(wholeOf(row))
    return until === undefined ? row : { ...row, until }
  })
  return [...closed, ...added]
}

function wholeOf(row: Licence): string {
  return canonical(row as unknown as Json)
}

/** What happens to one entity: it is new, it ends, or some of what the register says of it changes. */
export interface EntityChange {
  readonly entity: string
  readonly legalName: string
  readonly change: 'added' | 'changed' | 'ended'
  /** Fields that differ between what ends and what begins. */
  readonly fields: readonly string[]
  readonly begins: readonly Licence[]
  readonly ends: readonly EndedLicence[]
}

/** The changes entity by entity, for whoever approves them. @example entityChanges(registers.licences, changes, at)[0].change // 'added' */
export function entityChanges(
  standing: readonly Licence[],
  { added, ended }: LicenceChanges,
  at: string,
): EntityChange[] {
  const names = [...new Set([...ended.map(({ licence }) => licence.entity), ...added.map((row) => row.entity)])]
  return names.sort().map((entity) => {
    const begins = added.filter((row) => row.entity === entity)
    const ends = ended.filter(({ licence }) => licence.entity === entity)
    const open = standing.filter((row) => row.entity === entity && (row.until === undefined || row.until > at))
    const change =
      open.length === 0 ? 'added' : ends.length === open.length && begins.length === 0 ? 'ended' : 'changed'
    const legalName = begins[0]?.legalName ?? ends[0]?.licence.legalName ?? ''
    return { entity, legalName, change, fields: fieldsOf(begins, ends), begins, ends }
  })
}

function fieldsOf(begins: readonly Licence[], ends: readonly EndedLicence[]): string[] {
  if (begins.length === 0 || ends.length === 0) return []
  const of = (rows: readonly Licence[], field: keyof Licence) =>
    [...new Set(rows.map((row) => JSON.stringify(row[field] ?? '')))].sort().join()
  const fields = ['legalName', 'brand', 'regulator', 'licence', 'conditions', 'assets', 'clientTypes', 'hosts'] as const
  const was = ends.map(({ licence }) => licence)
  return [...fields, 'accountOwners' as const, 'from' as const, 'until' as const].filter(
    (field) => of(was, field) !== of(begins, field),
  )
}
