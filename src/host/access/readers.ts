import type { Pool, PoolClient } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { beginSnapshot, inTransaction } from '../log/queryable.ts'
import { connectStore } from '../store/connect.ts'

/** Reads as one person's organisation: PostgreSQL decides by its policies which rows there are. */
export interface Readers {
  /** @param token of a session; without one there are no rows of anybody */
  as<T>(token: string, work: (client: PoolClient) => Promise<T>): Promise<T>
  /** The same as the record stood at one moment, however long the work takes. */
  atOnce<T>(token: string, work: (client: PoolClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const login = /^(postgres(?:ql)?:[/][/])([^:@/]+)((?::[^@/]*)?@)/

/** The reading role's URL: READER_DATABASE_URL, or the zone's own with `_reader` behind the user's name. */
export function readerUrlOf(databaseUrl: string, given: string | undefined): string {
  if (given !== undefined && given !== '') return given
  if (!login.test(databaseUrl))
    throw new SluiceError(
      'CONFIG_INVALID',
      'DATABASE_URL: expected a user; or name the reading role with READER_DATABASE_URL.',
    )
  return databaseUrl.replace(login, '$1$2_reader$3')
}

/**
 * Opens the connection of who reads, under a role of its own that owns nothing, after the zone's role has granted it what it may look at.
 *
 * @throws {CONFIG_INVALID} where that role is not there, or could pass by the policies
 */
export async function openReaders(parameters: {
  readonly pool: Pool
  readonly url: string
  readonly applicationName: string
}): Promise<Readers> {
  const { pool, url, applicationName } = parameters
  const role = decodeURIComponent(login.exec(url)?.[2] ?? '')
  await inTransaction(pool, (client) => grantTo(client, role))
  const store = connectStore({ url, applicationName })
  const reading =
    (begin?: string): Readers['as'] =>
    (token, work) =>
      inTransaction(
        store.pool,
        async (client) => {
          await client.query({ name: 'reader_is', text: readerIs, values: [token] })
          return work(client)
        },
        begin,
      )
  return {
    as: reading(),
    atOnce: reading(beginSnapshot),
    close: () => store.close(),
  }
}

/** First of each transaction: nothing is written by who reads. The token ends with the transaction. */
const readerIs = "select set_config('transaction_read_only', 'on', true), set_config('sluice.session', $1, true)"

/** What the reading role may look at, each by its policy. The salt keys of streams, the vault, actions and sessions are not among it. */
const shown: readonly string[] = [
  'streams (id, kind, parent, head, position, state, recorded_at)',
  'entries',
  'entry_notes',
  'postings',
  'outbox',
  'crossings',
  'peers',
  'documents',
  'document_places',
  'document_senders',
  'log_leaves',
  // Salted hashes, of which nothing can be read; who gets the tiles is decided before.
  'log_head',
  'log_tiles',
  'log_checkpoints',
  'log_cosignatures',
  'log_timestamps',
]

async function grantTo(client: PoolClient, role: string): Promise<void> {
  // Two processes that start at once take turns: a grant is a row that both would change.
  await client.query("select pg_advisory_xact_lock(hashtext('grant to reader'))")
  const { rows } = await client.query<{ free: boolean; owner: boolean; me: string; name: string }>(
    `select rolsuper or rolbypassrls or rolcreaterole as free, pg_has_role(rolname, current_user, 'MEMBER') as owner,
       current_user as me, current_database() as name from pg_roles where rolname = $1`,
    [role],
  )
  const found = rows[0]
  const how = `create role ${role || 'NAME'} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit password '…';`
  if (found === undefined)
    throw new SluiceError(
      'CONFIG_INVALID',
      `The role ${role} that reads is missing. Make it once, or name another with READER_DATABASE_URL: ${how}`,
    )
  if (found.free || found.owner)
    throw new SluiceError(
      'CONFIG_INVALID',
      `The role ${role} reads and must own nothing: it is a superuser, passes by row security, makes roles, or is a member of ${found.me}.`,
    )
  const quoted = client.escapeIdentifier(role)
  const statements = [
    `grant connect on database ${client.escapeIdentifier(found.name)} to ${quoted}`,
    `grant usage on schema public to ${quoted}`,
    `revoke all on all tables in schema public from ${quoted}`,
    ...shown.map((one) => {
      const [table, columns = ''] = one.split(/(?= [(])/)
      return `grant select${columns} on ${table} to ${quoted}`
    }),
  ]
  await client.query(statements.join('; '))
}
