/** The restricted register of one institution, in a database of its own. Nothing of a zone imports this file; a test holds that. */
import { resolve } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { connectStore } from '../store/connect.ts'
import { migrate } from '../store/migrate.ts'
import { makeDatabase, makeRole } from '../store/zoneDatabase.ts'

export type RestrictedKind = 'report' | 'consent' | 'no-consent'
export const restrictedKinds: readonly RestrictedKind[] = ['report', 'consent', 'no-consent']
export type RestrictedDecision = 'hold' | 'proceed'

export interface RestrictedItem {
  readonly id: string
  readonly kind: RestrictedKind | RestrictedDecision
  readonly about: string
  readonly detail: string
  readonly madeBy: string
  readonly madeAt: string
}

/** All that leaves the register: the words of every hold of a venue, whatever the reason, or that it may proceed. */
export const wordsOfDecision: Readonly<Record<RestrictedDecision, string>> = {
  hold: 'venue hold, reason restricted',
  proceed: 'may proceed',
}

/** The register as one person sees it: who they are is their login at the database, never what a program says. */
export interface RestrictedRegister {
  /** @throws {NOT_FOUND} to who is not named, in the words of what is not there */
  record(item: Pick<RestrictedItem, 'about' | 'detail'> & { readonly kind: RestrictedKind }): Promise<void>
  /** @throws {NOT_FOUND} to who is not named, and where there is nothing: the same words */
  list(about?: string): Promise<readonly RestrictedItem[]>
  /** An officer's. Answers the only words that may leave. @throws {NOT_FOUND} */
  decide(decision: {
    readonly about: string
    readonly decision: RestrictedDecision
    readonly detail: string
  }): Promise<string>
  /** An officer names a person whose login the administrator of the server has made. @throws {NOT_FOUND} */
  name(person: { readonly person: string; readonly login: string; readonly officer: boolean }): Promise<void>
  /** An officer ends what another may see; nobody ends their own. @throws {NOT_FOUND} */
  end(person: string): Promise<void>
  close(): Promise<void>
}

export interface RegisterServer {
  /** URL of a role that may create roles and databases: the institution's own server, never a zone's. */
  readonly adminUrl: string
  readonly institution: string
}

interface Login {
  readonly login: string
  readonly url: string
}

function databaseOf(institution: string): string {
  if (!/^[a-z][a-z0-9_]{0,20}$/.test(institution))
    throw new SluiceError(
      'INPUT_INVALID',
      `${institution}: an institution is named with up to 21 lower-case letters, digits and _.`,
    )
  return `sluice_restricted_${institution}`
}

/** @example loginOf('platform_a', 'p-mlro') // 'sluice_restricted_platform_a_p_mlro' */
export function loginOf(institution: string, person: string): string {
  const login = `${databaseOf(institution)}_${person.replaceAll('-', '_')}`
  if (!/^[a-z0-9][a-z0-9-]{0,19}$/.test(person) || login.length > 63)
    throw new SluiceError(
      'INPUT_INVALID',
      `${person}: a person is named with up to 20 lower-case letters, digits and -.`,
    )
  return login
}

const functions =
  'record_item(text, text, text), list_items(text), decide(text, text, text), name_person(text, name, boolean), end_person(text)'

/**
 * Makes the database `sluice_restricted_<institution>` under an owner of the same name, who is nobody, and its first officer with a login of their own.
 * Answers how the officer connects.
 *
 * @example await createRestrictedRegister({ adminUrl, institution: 'platform_a', ownerPassword, officer: 'p-mlro', officerPassword, at })
 * @throws {INPUT_INVALID} also where the register is there
 */
export async function createRestrictedRegister(
  parameters: RegisterServer & {
    readonly ownerPassword: string
    /** The money laundering reporting officer. */
    readonly officer: string
    readonly officerPassword: string
    readonly at: string
  },
): Promise<Login> {
  const { adminUrl, institution, ownerPassword, officer, officerPassword, at } = parameters
  const name = databaseOf(institution)
  const login = loginOf(institution, officer)
  await withClient(adminUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount !== 0)
      throw new SluiceError('INPUT_INVALID', `a register of ${institution} is there already; nothing was changed.`)
    await makeRole({ client, name, secret: ownerPassword })
    await makeDatabase({ client, name, owner: name })
  })
  const url = urlFor(adminUrl, name, name, ownerPassword)
  await migrate({ url, folder: resolve(import.meta.dirname, 'sql') })
  await withClient(url, async (client) => {
    await client.query(
      'insert into readers (person, named_by, from_at, login, officer) values ($1, $1, $2, $3, true) on conflict (person) do nothing',
      [officer, at, login],
    )
  })
  return makeLogin({ adminUrl, institution, person: officer, password: officerPassword })
}

/**
 * A login for a person at the institution's server. It opens nothing until an officer names the person.
 *
 * @example await makeLogin({ adminUrl, institution: 'platform_a', person: 'p-deputy', password })
 */
export async function makeLogin(
  parameters: RegisterServer & { readonly person: string; readonly password: string },
): Promise<Login> {
  const { adminUrl, institution, person, password } = parameters
  const name = databaseOf(institution)
  const login = loginOf(institution, person)
  await withClient(adminUrl, async (client) => {
    await makeRole({ client, name: login, secret: password })
    await client.query(`grant connect on database ${escapeIdentifier(name)} to ${escapeIdentifier(login)}`)
  })
  await withClient(urlFor(adminUrl, name), (client) =>
    client.query(`grant execute on function ${functions} to ${escapeIdentifier(login)}`),
  )
  return { login, url: urlFor(adminUrl, name, login, password) }
}

/** @example const register = openRestrictedRegister(url) */
export function openRestrictedRegister(url: string): RestrictedRegister {
  const { pool, close } = connectStore({ url, applicationName: 'sluice-restricted', connectionsMax: 1 })
  const answered = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    const { rows } = await pool.query<{ answer: unknown }>(`select ${text} as answer`, [...values])
    if (rows[0]?.answer === null || rows[0] === undefined) throw nothing()
    return rows[0].answer
  }
  return {
    record: async ({ kind, about, detail }) => {
      if (!restrictedKinds.includes(kind) || about === '' || detail === '')
        throw new SluiceError(
          'INPUT_INVALID',
          `a record has a kind (${restrictedKinds.join(', ')}), a reference and a text.`,
        )
      await answered('record_item($1, $2, $3)', [kind, about, detail])
    },
    list: async (about) => {
      const { rows } = await pool.query<{
        id: bigint
        kind: RestrictedItem['kind']
        about: string
        detail: string
        made_by: string
        made_at: string
      }>('select id, kind, about, detail, made_by, made_at from list_items($1)', [about ?? null])
      if (rows.length === 0) throw nothing()
      return rows.map(({ id, made_by, made_at, ...rest }) => ({
        ...rest,
        id: id.toString(),
        madeBy: made_by,
        madeAt: made_at,
      }))
    },
    decide: async ({ about, decision, detail }) => {
      if (about === '' || detail === '')
        throw new SluiceError('INPUT_INVALID', 'a decision has a reference and its reasons, which stay here.')
      await answered('decide($1, $2, $3)', [about, decision, detail])
      return wordsOfDecision[decision]
    },
    name: async ({ person, login, officer }) => {
      await answered('name_person($1, $2, $3)', [person, login, officer])
    },
    end: async (person) => {
      await answered('end_person($1)', [person])
    },
    close,
  }
}

async function withClient<T>(url: string, act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}

function urlFor(adminUrl: string, database: string, user?: string, password?: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  if (user !== undefined) url.username = user
  if (password !== undefined) url.password = password
  return url.href
}

/** One answer for what is not there and for who may not know. */
function nothing(): SluiceError {
  return new SluiceError('NOT_FOUND', 'there is nothing here.')
}
