import type { Licence } from '../case/registers.ts'
import { hashText } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { type EntityChange, entityChanges, type LicenceChanges, licenceChanges } from '../rules/licenceChanges.ts'
import { publicationOf, type ReadLicences, readLicences } from '../rules/readLicences.ts'
import { type ZoneAct, zoneAct } from './acts.ts'

/** A published register as it was read, and what it would change in a zone's. */
export interface ReadImport {
  readonly text: string
  readonly read: ReadLicences
  /** Moment from which what is no longer published ends. */
  readonly at: string
  readonly changes: LicenceChanges
  readonly entities: readonly EntityChange[]
  readonly counts: Readonly<Record<EntityChange['change'], number>>
}

/**
 * Reads a register and compares it with what stands. Nothing is decided here: the zone computes the changes again from the text.
 *
 * @throws {REGISTER_INVALID} when the text is no register at all
 */
export function readImport(parameters: {
  readonly text: string
  readonly standing: readonly Licence[]
  readonly at: string
  /** Where it was read before. */
  readonly read?: ReadLicences
}): ReadImport {
  const { text, standing, at, read = readLicences(text) } = parameters
  const changes = licenceChanges({ standing, publication: publicationOf(read), at })
  const entities = entityChanges(standing, changes, at)
  const count = (change: EntityChange['change']): number => entities.filter((each) => each.change === change).length
  return {
    text,
    read,
    at,
    changes,
    entities,
    counts: { added: count('added'), changed: count('changed'), ended: count('ended') },
  }
}

/** The act that two administrators sign: the text by its hash, each row that begins and each that ends. */
export function importAct({ text, at, changes }: Pick<ReadImport, 'text' | 'at' | 'changes'>): ZoneAct {
  const register = hashText(text)
  const payload = JSON.parse(canonical({ register, at, ...changes } as unknown as Json)) as { [key: string]: Json }
  return zoneAct('register', { kind: 'licences.imported', payload, documents: [register] })
}
