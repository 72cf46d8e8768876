import { readFileSync } from 'node:fs'
import type { Directory } from '../core/case/directory.ts'
import { SluiceError } from '../core/errors.ts'
import { hexToBytes } from '../core/record/hash.ts'
import { anyWitnessVerifier, logVerifier } from '../core/record/log/anyKey.ts'
import { spelledKey, verifierOf } from '../core/record/log/enrolledKeys.ts'
import type { NoteVerifier } from '../core/record/log/keys.ts'
import type { Config } from './config.ts'
import type { Queryable } from './log/queryable.ts'

/** Another zone: where it is, what it is known by, and which of its keys count now. */
export interface OpenPeer {
  readonly zone: string
  readonly origin: string
  /** Absent across an air gap: crossings go as files. */
  readonly url?: string
  /** PEM of the certificates that its TLS is pinned to. */
  readonly certificates?: string
  /** The log key of the configuration, or what the directory says took its place. */
  logVerifiers(): Promise<readonly NoteVerifier[]>
  witnessVerifier(): Promise<NoteVerifier>
}

/** @throws {CONFIG_INVALID} where a certificate cannot be read, {INPUT_INVALID} where a key is none */
export function openPeers(pool: Queryable, config: Config): OpenPeer[] {
  return config.peers.map(({ zone, origin, url, verifierKey, witnessKey, certificates }) => {
    const configured = { log: logVerifier(verifierKey), witness: anyWitnessVerifier(witnessKey) }
    const now = async (text: string, use: 'log' | 'witness'): Promise<NoteVerifier> => {
      const key = spelledKey(text, use)
      const last = lastOf(await directoryOf(pool), key)
      return last === key
        ? configured[use]
        : (verifierOf({ key: last, holder: zone, use }, configured[use].name) ?? configured[use])
    }
    return {
      zone,
      origin,
      ...(url === undefined ? {} : { url }),
      ...(certificates === undefined ? {} : { certificates: readCertificates(certificates) }),
      logVerifiers: async () => [await now(verifierKey, 'log')],
      witnessVerifier: () => now(witnessKey, 'witness'),
    }
  })
}

/**
 * The zone that an entry crosses to: where its case lives already, else the one that the entry names, else the only one there is.
 *
 * @throws {CONFIG_INVALID} where that zone is not configured, or none is named and there are several: what crosses waits until it is
 * @example await peerOf({ pool, peers, entry }) // { zone: 'hk-desk-2', … }
 */
export async function peerOf<P extends { readonly zone: string }>(parameters: {
  readonly pool: Queryable
  readonly peers: readonly P[]
  readonly entry: string
}): Promise<P> {
  const { pool, peers, entry } = parameters
  const { rows } = await pool.query<{ zone: string | null; named: string | null }>(
    `select p.zone, e.body::jsonb #>> '{fields,payload.zone,value}' as named
       from entries e left join peers p on p.stream = e.stream where e.id = $1`,
    [hexToBytes(entry)],
  )
  const row = rows[0]
  if (row === undefined) throw new SluiceError('NOT_FOUND', `no entry ${entry}.`, { facts: { entry } })
  const wanted = row.zone ?? row.named ?? (peers.length === 1 ? peers[0]!.zone : undefined)
  const peer = peers.find(({ zone }) => zone === wanted)
  if (peer !== undefined) return peer
  const said =
    wanted === undefined
      ? `${entry} names no zone, and ${peers.length} are configured.`
      : `${entry} crosses to ${wanted}, which is no peer in the configuration.`
  throw new SluiceError('CONFIG_INVALID', `${said} It waits.`, {
    facts: { entry, peers: peers.map(({ zone }) => zone) },
  })
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', `peers: cannot read ${path}.`, { facts: { path }, cause })
  }
}

async function directoryOf(pool: Queryable): Promise<Directory | undefined> {
  const { rows } = await pool.query<{ state: string }>("select state from streams where kind = 'directory'")
  return rows[0] && (JSON.parse(rows[0].state) as Directory)
}

/** The key at the end of what took its place, one after the other. Entries of the directory cannot form a ring: a key is enrolled once. */
function lastOf(directory: Directory | undefined, key: string): string {
  const next = Object.entries(directory?.keys ?? {}).find(([, { follows }]) => follows === key)?.[0]
  return next === undefined ? key : lastOf(directory, next)
}
