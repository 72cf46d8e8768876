import { readFileSync } from 'node:fs'
import type { Directory } from '../core/case/directory.ts'
import { SluiceError } from '../core/errors.ts'
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
