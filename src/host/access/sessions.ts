import { randomBytes } from 'node:crypto'
import { type Challenge, faultOfSignIn } from '../../core/access/signIn.ts'
import type { Directory } from '../../core/case/directory.ts'
import type { ActionSignature } from '../../core/case/signature.ts'
import type { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { bytesToHex, hexToBytes, sha256, utf8ToBytes } from '../../core/record/hash.ts'
import type { Queryable } from '../log/queryable.ts'
import { type DirectoryReader, type Holder, holderOf } from './holder.ts'

/** How long what is valid. By the machine's clock: told time passes in leaps. */
export const times = {
  challengeMs: 120_000,
  /** However busy. */
  sessionMs: 8 * 3_600_000,
  /** Without a request. */
  idleMs: 2 * 3_600_000,
  /** The time of the last request is written at most so often. */
  noteMs: 60_000,
} as const

/** Of one person at one time; the oldest ends when another begins. */
const sessionsMax = 20
/** Open challenges of all who ask, in memory of nobody: a zone that is flooded answers `RATE_LIMITED`, and those who have a session read on. */
const challengesMax = 5_000

export interface Session extends Holder {
  readonly key: string
  readonly expiresAt: string
}

export interface SessionsParameters {
  /** As the zone's own role, which owns the tables. */
  readonly pool: Queryable
  readonly zone: string
  readonly origin: string
  readonly directory: DirectoryReader
  /** The zone's store clock: keys are in force by it. */
  readonly now: () => string
  /** The machine's clock: sessions end by it. */
  readonly machine?: () => Date
}

export interface Sessions {
  /** Whatever key is named: who has none here learns it only by signing. */
  challenge(key: string): Promise<Challenge>
  /** @throws {SIGN_IN_REFUSED} for whatever reason, without saying which */
  begin(
    answer: ActionSignature & { readonly nonce: string },
  ): Promise<{ readonly token: string; readonly session: Session }>
  /** The session of a token, while its key is in force. */
  find(token: string): Promise<Session | undefined>
  end(token: string): Promise<void>
}

/** @example const sessions = openSessions({ pool, zone: 'beijing', origin, directory: directoryReader(pool), now }) */
export function openSessions(parameters: SessionsParameters): Sessions {
  const { pool, zone, origin, directory, now, machine = () => new Date() } = parameters
  return {
    challenge: async (key) => {
      const at = machine()
      await pool.query('delete from sign_in_challenges where expires_at < $1', [at])
      const expiresAt = new Date(at.getTime() + times.challengeMs).toISOString()
      const nonce = bytesToHex(randomBytes(32))
      const { rowCount } = await pool.query(
        `insert into sign_in_challenges (nonce, key, expires_at)
         select $1, $2, $3 where (select count(*) from sign_in_challenges) < $4`,
        [hexToBytes(nonce), key, expiresAt, challengesMax],
      )
      if (rowCount !== 1) throw flawError('RATE_LIMITED', flaw('ZONE_CROWDED'))
      return { zone, origin, nonce, key, expiresAt }
    },
    begin: async ({ nonce, ...signature }) => {
      const at = machine()
      const { rows } = await pool.query<{ key: string; expires_at: Date }>(
        'delete from sign_in_challenges where nonce = $1 returning key, expires_at',
        [hexToBytes(nonce)],
      )
      const asked = rows[0]
      const standing = await directory()
      const known = standing && holderOf(standing, signature.key, now())
      if (asked === undefined || asked.expires_at < at || known === undefined) throw refused()
      const challenge = { zone, origin, nonce, key: asked.key, expiresAt: asked.expires_at.toISOString() }
      if (faultOfSignIn({ challenge, signature, terms: known.terms }) !== undefined) throw refused()
      return keep({ pool, at, holder: known.holder, key: signature.key })
    },
    find: async (token) => {
      const at = machine()
      const { rows } = await pool.query<{ key: string; expires_at: Date; seen_at: Date }>({
        name: 'session_find',
        text: 'select key, expires_at, seen_at from sessions where token_hash = $1',
        values: [hashOf(token)],
      })
      const row = rows[0]
      const idle = row === undefined ? 0 : at.getTime() - row.seen_at.getTime()
      if (row === undefined || row.expires_at <= at || idle > times.idleMs) return undefined
      const standing = await directory()
      const known = standing && holderOf(standing, row.key, now())
      if (known === undefined) return undefined
      if (idle > times.noteMs)
        await pool.query('update sessions set seen_at = $2 where token_hash = $1', [hashOf(token), at])
      return { ...known.holder, key: row.key, expiresAt: row.expires_at.toISOString() }
    },
    end: async (token) => {
      await pool.query('delete from sessions where token_hash = $1', [hashOf(token)])
    },
  }
}

async function keep(parameters: {
  readonly pool: Queryable
  readonly at: Date
  readonly holder: Holder
  readonly key: string
}): Promise<{ readonly token: string; readonly session: Session }> {
  const { pool, at, holder, key } = parameters
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(at.getTime() + times.sessionMs)
  await pool.query(
    `delete from sessions where expires_at < $2 or token_hash in (
       select token_hash from sessions where person = $1 order by begun_at desc offset $3)`,
    [holder.person, at, sessionsMax - 1],
  )
  await pool.query(
    'insert into sessions (token_hash, key, person, org, begun_at, expires_at, seen_at) values ($1, $2, $3, $4, $5, $6, $5)',
    [hashOf(token), key, holder.person, holder.org, at, expiresAt],
  )
  return { token, session: { ...holder, key, expiresAt: expiresAt.toISOString() } }
}

function hashOf(token: string): Uint8Array {
  return sha256(utf8ToBytes(token))
}

/** One sentence for every reason: nobody learns by trying which keys are enrolled. */
function refused(): SluiceError {
  return flawError('SIGN_IN_REFUSED', flaw('ZONE_SIGN_IN_REFUSED'))
}

/** Ends the sessions of keys that a directory entry took out of force, or whose person went elsewhere: in the transaction of that entry. */
export async function endSessions(client: Queryable, directory: Directory, at: string): Promise<void> {
  const { rows } = await client.query<{ key: string; person: string; org: string }>(
    'select distinct key, person, org from sessions',
  )
  const ended = rows.filter(({ key, person, org }) => {
    const holder = holderOf(directory, key, at)?.holder
    return holder?.person !== person || holder.org !== org
  })
  if (ended.length === 0) return
  await client.query('delete from sessions where key = any($1)', [ended.map(({ key }) => key)])
}
