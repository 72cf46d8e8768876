/** One database and one role a zone: neither zone's role can connect to the other's database. */
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { SluiceError } from '../../core/errors.ts'

export interface CreateZoneDatabaseParameters {
  /** URL of a role that may create roles and databases. */
  readonly adminUrl: string
  /** `onshore`, `offshore` …: lower-case letters, digits and `_`. */
  readonly zone: string
  readonly password: () => Promise<string>
}

/**
 * Makes role and database `sluice_<zone>`, or finds them, and returns the role's password. Bytes order everywhere the
 * same (locale C), so that two servers cannot sort differently.
 * @throws {INPUT_INVALID}
 */
export async function createZoneDatabase({ adminUrl, zone, password }: CreateZoneDatabaseParameters): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(zone))
    throw new SluiceError('INPUT_INVALID', `A zone is named with lower-case letters, digits and _, not '${zone}'.`, {
      facts: { zone },
    })
  const name = `sluice_${zone}`
  const secret = await password()
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await makeRole({ client, name, secret })
    // Who reads: owns nothing, and is bound by the policies of the tables.
    await makeRole({ client, name: `${name}_reader`, secret })
    await makeDatabase({ client, name, owner: name })
    // Every database of this server lets everybody connect until told otherwise; the first two hold nothing of ours.
    for (const database of ['postgres', 'template1'])
      await client.query(`revoke connect, temporary on database ${escapeIdentifier(database)} from public`)
  } finally {
    await client.end()
  }
  return secret
}

interface MakeRoleParameters {
  readonly client: Client
  readonly name: string
  readonly secret: string
}

/** A role that may log in and nothing more. It must inherit: before version 16 an owner's right to its schema comes that way. */
export async function makeRole({ client, name, secret }: MakeRoleParameters): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name])
  const verb = found.rowCount === 0 ? 'create' : 'alter'
  const rights = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication'
  await client.query(`${verb} role ${escapeIdentifier(name)} ${rights} password ${escapeLiteral(secret)}`)
}

interface MakeDatabaseParameters {
  readonly client: Client
  readonly name: string
  readonly owner: string
}

/** A database that only its owner may connect to. */
export async function makeDatabase({ client, name, owner }: MakeDatabaseParameters): Promise<void> {
  const database = escapeIdentifier(name)
  const found = await client.query('select 1 from pg_database where datname = $1', [name])
  if (found.rowCount === 0)
    await client.query(
      `create database ${database} owner ${escapeIdentifier(owner)} template template0 encoding 'UTF8' locale 'C'`,
    )
  await client.query(`revoke all on database ${database} from public`)
}
