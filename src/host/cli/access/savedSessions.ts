import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'
import { refuseShared } from '../refuseShared.ts'

const shape = Type.Record(
  Type.String(),
  Type.Object(
    { token: Type.String(), person: Type.String(), expiresAt: Type.String() },
    { additionalProperties: false },
  ),
)
/** By address of the zone. */
export type SavedSessions = Type.Static<typeof shape>

/** Where sessions are kept: SLUICE_SESSION, or the folder for state of the user. Mode 0600, for a token opens what its person may read. */
export function sessionsFile({ env, folder }: Io): string {
  if (env.SLUICE_SESSION) return resolve(folder, env.SLUICE_SESSION)
  const state = env.XDG_STATE_HOME || resolve(env.HOME || folder, '.local/state')
  return resolve(state, 'sluice/sessions.json')
}

/** @throws {INPUT_INVALID} where others can read the file, or it is none of ours */
export async function readSessions(io: Io): Promise<SavedSessions> {
  const file = sessionsFile(io)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  await refuseShared(io, file)
  try {
    const value: unknown = JSON.parse(text)
    if (Value.Check(shape, value)) return value
  } catch {
    // Not JSON: said below.
  }
  throw callError('SIGN_IN_FILE', { file })
}

export async function writeSessions(io: Io, sessions: SavedSessions): Promise<void> {
  const file = sessionsFile(io)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const part = `${file}.part-${process.pid}`
  await writeFile(part, `${JSON.stringify(sessions, undefined, 2)}\n`, { mode: 0o600 })
  await chmod(part, 0o600)
  await rename(part, file)
}

/** The token kept for a zone, while it lasts. */
export async function savedToken(io: Io, url: string): Promise<string | undefined> {
  const saved = (await readSessions(io))[url]
  return saved === undefined || saved.expiresAt <= io.now().toISOString() ? undefined : saved.token
}
