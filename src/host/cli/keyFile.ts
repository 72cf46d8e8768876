import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import type { Io } from './command.ts'
import { isRecord } from './zoneHttp.ts'

/** Who acts, and what they sign with. Lives as long as the call. */
export interface PersonKey {
  readonly person: string
  readonly org: string
  readonly role: string
  readonly secretKey: Uint8Array
}

/**
 * Reads a person's key file, JSON `{ person, org, role, secretKey }`. Nobody else may be able to read it; messages never repeat what stands in it.
 *
 * @throws {INPUT_INVALID}
 */
export async function readKeyFile(io: Io, path: string): Promise<PersonKey> {
  await refuseShared(io, path)
  const bad = () =>
    new SluiceError(
      'INPUT_INVALID',
      `${path}: expected a key file, JSON {"person", "org", "role", "secretKey"} with the secret key as 64 hex digits.`,
    )
  let value: unknown
  try {
    value = JSON.parse(await readFile(resolve(io.folder, path), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw bad()
    throw error
  }
  if (!isRecord(value)) throw bad()
  const { person, org, role, secretKey } = value
  if (![person, org, role].every((text) => typeof text === 'string' && text !== '')) throw bad()
  if (typeof secretKey !== 'string' || !/^[0-9a-f]{64}$/.test(secretKey)) throw bad()
  return { person: person as string, org: org as string, role: role as string, secretKey: hexToBytes(secretKey) }
}

/** A secret that others can read is none. @throws {INPUT_INVALID} */
export async function refuseShared(io: Io, path: string): Promise<void> {
  const { mode } = await stat(resolve(io.folder, path))
  if ((mode & 0o077) === 0 || process.platform === 'win32') return
  throw new SluiceError(
    'INPUT_INVALID',
    `${path}: others can read this key. Run chmod 600 ${path}, and if anybody may have read it, have it replaced.`,
  )
}
