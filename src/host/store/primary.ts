/**
 * Finds the server that takes writes. A PostgreSQL cluster has one primary and standbys; after a failover it is
 * another. `pg` itself takes one host only, so each new connection asks here.
 */

import { setTimeout as delay } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { type DatabaseUrl, type Host, parseDatabaseUrl } from './hosts.ts'
import { storeFault } from './serverFaults.ts'

export interface FindPrimaryParameters {
  readonly url: string
  /** How long to go on asking while no host says that it is the primary: a failover takes seconds. */
  readonly waitMsMax?: number
  /** The host to ask first. */
  readonly first?: Host | undefined
  readonly connectMsMax?: number
}

const againMs = 250

/**
 * Asks the hosts of a URL in turn until one says that it is not in recovery.
 * @example (await findPrimary({ url: 'postgres://u:p@a,b/sluice' })).host // 'b'
 * @throws {STORE_UNAVAILABLE} naming what each host said
 */
export async function findPrimary(parameters: FindPrimaryParameters): Promise<Host> {
  const parsed = parseDatabaseUrl(parameters.url)
  const { first, waitMsMax = 15_000 } = parameters
  const order = first === undefined ? parsed.hosts : [first, ...parsed.hosts.filter((host) => !same(host, first))]
  const deadline = performance.now() + waitMsMax
  for (;;) {
    const said: string[] = []
    let refusal: SluiceError | undefined
    for (const host of order) {
      const answer = await askHost({ parsed, host, connectMsMax: parameters.connectMsMax ?? 3_000 })
      if (answer === 'primary') return host
      said.push(`${host.host}:${host.port} ${answer instanceof SluiceError ? answer.message : 'is a standby'}`)
      if (answer instanceof SluiceError && lasting(answer)) refusal = answer
    }
    // A wrong password does not become right by waiting.
    if (refusal && said.length === order.length && order.length === 1) throw refusal
    if (performance.now() + againMs > deadline)
      throw new SluiceError('STORE_UNAVAILABLE', `None of the hosts in DATABASE_URL is a primary: ${said.join('; ')}`, {
        facts: { hosts: parsed.shown },
      })
    await delay(againMs)
  }
}

const same = (one: Host, other: Host) => one.host === other.host && one.port === other.port

const lasting = (fault: SluiceError) => /^(28|3D|42)/.test(String(fault.facts.code))

interface AskHostParameters {
  readonly parsed: DatabaseUrl
  readonly host: Host
  readonly connectMsMax: number
}

async function askHost({
  parsed,
  host,
  connectMsMax,
}: AskHostParameters): Promise<'primary' | 'standby' | SluiceError> {
  const config: ClientConfig = { connectionString: parsed.forHost(host), connectionTimeoutMillis: connectMsMax }
  const client = new Client({ ...config, query_timeout: connectMsMax })
  client.on('error', () => {})
  try {
    await client.connect()
    const reply = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
    return reply.rows[0]?.standby === false ? 'primary' : 'standby'
  } catch (cause) {
    const where = `${host.host}:${host.port}`
    return (
      storeFault(cause, where) ??
      new SluiceError('STORE_UNAVAILABLE', `The database at ${where} said: ${(cause as Error).message}`, {
        facts: { where },
        cause,
      })
    )
  } finally {
    await client.end().catch(() => {})
  }
}
