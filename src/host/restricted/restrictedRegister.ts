/** The restricted register of one institution, in a database of its own. Nothing of a zone imports this file; a test holds that. */
import { resolve } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { connectStore } from '../store/connect.ts'
import { migrate } from '../store/migrate.ts'
import { makeDatabase, makeRole } from '../store/zoneDatabase.ts'

export type RestrictedKind = 'report' | 'consent' | 'no-consent'

export interface RestrictedItem {
  readonly id: string
  readonly kind: RestrictedKind
  readonly about: string
  readonly detail: string
  readonly madeBy: string
  readonly madeAt: string
}

const kinds: readonly RestrictedKind[] = ['report', 'consent', 'no-consent']

/** All that leaves the register: the words of every hold of a venue, whatever the reason, and whether there is one. */
export const holdWords = 'venue hold, reason restricted'

export interface RestrictedRegister {
  /** Only a named reader writes. @throws {NOT_FOUND} to everybody else, in the words of what is not there */
  note(item: Omit<RestrictedItem, 'id'>): Promise<void>
  /** @throws {NOT_FOUND} to who is not named, and where there is nothing: the same words */
  about(question: {
    readonly person: string
    readonly about: string
    readonly at: string
  }): Promise<readonly RestrictedItem[]>
  nameReader(reader: { readonly person: string; readonly by: string; readonly at: string }): Promise<void>
  close(): Promise<void>
}

/**
 * Makes the database `sluice_restricted_<institution>` under a role of the same name, the only one that may connect, and names its first reader.
 *
 * @example await createRestrictedRegister({ adminUrl, institution: 'platform_a', password, officer: 'p-mlro', at })
 * @throws {INPUT_INVALID}
 */
export async function createRestrictedRegister(parameters: {
  readonly adminUrl: string
  readonly institution: string
  readonly password: string
  /** The money laundering reporting officer. */
  readonly officer: string
  readonly at: string
}): Promise<string> {
  const { adminUrl, institution, password, officer, at } = parameters
  if (!/^[a-z][a-z0-9_]{0,30}$/.test(institution))
    throw new SluiceError('INPUT_INVALID', 'an institution is named with lower-case letters, digits and _.')
  const name = `sluice_restricted_${institution}`
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await makeRole({ client, name, secret: password })
    await makeDatabase({ client, name, owner: name })
    await client.query(`revoke connect on database ${escapeIdentifier(name)} from public`)
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  url.username = name
  url.password = password
  await migrate({ url: url.href, folder: resolve(import.meta.dirname, 'sql') })
  const store = connectStore({ url: url.href, connectionsMax: 1 })
  try {
    await store.pool.query(
      'insert into readers (person, named_by, from_at) values ($1, $1, $2) on conflict (person) do nothing',
      [officer, at],
    )
  } finally {
    await store.close()
  }
  return url.href
}

/** @example const register = openRestrictedRegister(url) */
export function openRestrictedRegister(url: string): RestrictedRegister {
  const store = connectStore({ url, applicationName: 'sluice-restricted', connectionsMax: 2 })
  const { pool } = store
  const reads = async (person: string, at: string): Promise<boolean> => {
    const { rowCount } = await pool.query(
      'select 1 from readers where person = $1 and from_at <= $2 and (until_at is null or $2 < until_at)',
      [person, at],
    )
    return rowCount === 1
  }
  const look = (person: string, about: string | null, at: string, allowed: boolean) =>
    pool.query('insert into looks (person, about, at, allowed) values ($1, $2, $3, $4)', [person, about, at, allowed])
  return {
    note: async ({ kind, about, detail, madeBy, madeAt }) => {
      if (!kinds.includes(kind) || about === '' || detail === '') throw nothing()
      const allowed = await reads(madeBy, madeAt)
      await look(madeBy, about, madeAt, allowed)
      if (!allowed) throw nothing()
      await pool.query('insert into items (kind, about, detail, made_by, made_at) values ($1, $2, $3, $4, $5)', [
        kind,
        about,
        detail,
        madeBy,
        madeAt,
      ])
    },
    about: async ({ person, about, at }) => {
      const allowed = await reads(person, at)
      await look(person, about, at, allowed)
      const { rows } = await pool.query<{
        id: bigint
        kind: RestrictedKind
        about: string
        detail: string
        made_by: string
        made_at: string
      }>('select id, kind, about, detail, made_by, made_at from items where about = $1 and $2 order by id', [
        about,
        allowed,
      ])
      if (rows.length === 0) throw nothing()
      return rows.map((row) => ({
        id: row.id.toString(),
        kind: row.kind,
        about: row.about,
        detail: row.detail,
        madeBy: row.made_by,
        madeAt: row.made_at,
      }))
    },
    nameReader: async ({ person, by, at }) => {
      if (!(await reads(by, at))) throw nothing()
      await pool.query(
        'insert into readers (person, named_by, from_at) values ($1, $2, $3) on conflict (person) do nothing',
        [person, by, at],
      )
    },
    close: () => store.close(),
  }
}

/** One answer for what is not there and for who may not know. */
function nothing(): SluiceError {
  return new SluiceError('NOT_FOUND', 'there is nothing here.')
}
