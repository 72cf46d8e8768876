import { administration } from '../../core/access/parties.ts'
import { type Directory, keyInForce } from '../../core/case/directory.ts'
import { algorithmOf, type KeyTerms } from '../../core/case/signature.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import type { Queryable } from '../log/queryable.ts'

/** A person as the directory knows them by a key of theirs. */
export interface Holder {
  readonly person: string
  readonly org: string
  readonly roles: readonly string[]
}

/** Whose key this is at a moment of the zone's clock: a person's in force, or an administrator's. */
export function holderOf(
  directory: Directory,
  key: string,
  at: string,
): { readonly holder: Holder; readonly terms: KeyTerms } | undefined {
  const administrator = Object.entries(directory.administrators).find(([, own]) => own === key)?.[0]
  if (administrator !== undefined) {
    const holder = { person: administrator, org: administration, roles: ['administrator'] }
    return { holder, terms: { algorithm: algorithmOf({ key, signature: '' }) } }
  }
  const enrolled = directory.keys[key]
  if (enrolled?.use !== 'person' || !keyInForce(directory, key, enrolled.holder, at)) return undefined
  const person = directory.people[enrolled.holder]
  return person && { holder: { person: enrolled.holder, org: person.org, roles: person.roles }, terms: enrolled }
}

/** The directory as it stands; undefined before the zone is founded. */
export type DirectoryReader = () => Promise<Directory | undefined>

/** Reads the zone's directory, and parses it again only when its head moved. */
export function directoryReader(pool: Queryable): DirectoryReader {
  let kept: { readonly head: string; readonly directory: Directory } | undefined
  return async () => {
    const { rows } = await pool.query<{ head: Buffer; state: string | null }>({
      name: 'directory_if_moved',
      text: `select head, case when head is distinct from $1 then state end as state from streams where kind = 'directory'`,
      values: [kept === undefined ? null : Buffer.from(kept.head, 'hex')],
    })
    const row = rows[0]
    if (row === undefined) return undefined
    if (row.state !== null) kept = { head: bytesToHex(row.head), directory: JSON.parse(row.state) as Directory }
    return kept?.directory
  }
}
