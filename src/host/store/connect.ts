/** The connection of a process to its zone's database, embedded or a cluster: DATABASE_URL in, pool and Kysely out. */
import { Kysely, PostgresDialect } from 'kysely'
import { Client, type ClientConfig, Pool, TypeOverrides } from 'pg'
import { type DatabaseUrl, type Host, parseDatabaseUrl } from './hosts.ts'
import type { Log } from './log.ts'
import { findPrimary } from './primary.ts'
import { storeFault } from './serverFaults.ts'

export interface ConnectStoreParameters {
  /** As libpq writes it; with several hosts every new connection goes to the one that is the primary then. */
  readonly url: string
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  readonly connectionsMax?: number
  /** The server ends a statement that runs longer. 0: never. */
  readonly statementTimeoutMs?: number
  /** How long to wait for a connection, a failover included. */
  readonly connectTimeoutMs?: number
  readonly log?: Log
}

export interface Store<Schema = unknown> {
  readonly pool: Pool
  readonly db: Kysely<Schema>
  /** Ends all connections once their statements have ended. May be called twice. */
  close(): Promise<void>
}

const int8 = 20

/**
 * Opens nothing until the first statement. `bigint` columns come as BigInt, `numeric` as text, `bytea` as Buffer.
 * @example
 * const store = connectStore<Tables>({ url: process.env.DATABASE_URL })
 * await store.pool.query('select 9007199254740993::bigint as units') // rows: [{ units: 9007199254740993n }]
 * await store.close()
 * @throws {CONFIG_INVALID} when the URL cannot be read; a statement throws {STORE_UNAVAILABLE} when no connection is had
 */
export function connectStore<Schema = unknown>(parameters: ConnectStoreParameters): Store<Schema> {
  const url = parseDatabaseUrl(parameters.url)
  const connectTimeoutMs = parameters.connectTimeoutMs ?? 20_000
  const types = new TypeOverrides()
  types.setTypeParser(int8, BigInt)
  const pool = new Pool({
    connectionString: url.forHost(url.hosts[0]!),
    Client: clientOf({ url, text: parameters.url, findMsMax: connectTimeoutMs * 0.8 }),
    types,
    max: parameters.connectionsMax ?? 10,
    application_name: parameters.applicationName ?? 'sluice',
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: parameters.statementTimeoutMs ?? 30_000,
    lock_timeout: 10_000,
    // A process that hangs inside a transaction must not hold others back for ever.
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  })
  // A connection lost while idle is no one's error: the pool drops it and the next statement opens another.
  pool.on('error', (error) =>
    parameters.log?.(storeFault(error, url.shown)?.message ?? error.message, { at: url.shown }),
  )
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  let closing: Promise<void> | undefined
  return {
    pool,
    db,
    close: () => {
      closing ??= pool.end()
      return closing
    },
  }
}

interface ClientOfParameters {
  readonly url: DatabaseUrl
  readonly text: string
  readonly findMsMax: number
}

/** A client that looks for the primary before it connects, and explains why it could not. */
function clientOf({ url, text, findMsMax }: ClientOfParameters): typeof Client {
  let last: Host | undefined
  return class StoreClient extends Client {
    constructor(config?: string | ClientConfig) {
      super(config)
      // A server that stops ends its connections; the statement in flight is told, this is only the echo.
      this.on('error', () => {})
    }

    override connect(): Promise<Client>
    override connect(callback: (error: Error) => void): void
    override connect(callback?: (error: Error) => void): Promise<Client> | undefined {
      const connected = this.connectToPrimary()
      if (callback === undefined) return connected
      connected.then(
        () => (callback as (error: Error | undefined) => void)(undefined),
        (error) => callback(error),
      )
      return undefined
    }

    private async connectToPrimary(): Promise<Client> {
      try {
        if (url.hosts.length > 1) {
          last = await findPrimary({ url: text, waitMsMax: findMsMax, first: last })
          Object.assign(this, last)
        }
        await super.connect()
        return this
      } catch (error) {
        throw storeFault(error, last === undefined ? url.shown : `${last.host}:${last.port}`) ?? error
      }
    }
  }
}
