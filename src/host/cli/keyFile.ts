import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { SluiceError } from '../../core/errors.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import { keyFileOf, openKey } from '../../core/record/keyFile.ts'
import type { SecretKey } from '../../core/record/publicKeys.ts'
import { callError } from './callFaults/callFault.ts'
import type { Io } from './command.ts'
import { nativeMeans } from './key/means.ts'
import { passphraseOf } from './key/passphrase.ts'
import { refuseShared } from './refuseShared.ts'
import { isRecord } from './zoneHttp.ts'

/** Who acts, and what they sign with. Lives as long as the call. */
export interface PersonKey {
  readonly person: string
  readonly org: string
  readonly role: string
  readonly secretKey: SecretKey
}

/**
 * Reads a person's key file: one of `sluice key new`, for which its passphrase is asked, or JSON `{ person, org, role, secretKey }` as rehearsals have
 * it. Nobody else may be able to read it; messages never repeat what stands in it.
 *
 * @throws {INPUT_INVALID} {SIGNATURE_INVALID} where the passphrase does not open it
 */
export async function readKeyFile(io: Io, path: string): Promise<PersonKey> {
  await refuseShared(io, path)
  const value = await readJson(io, path)
  const file = keyFileOf(value)
  if (file !== undefined) {
    const { person, org, role, algorithm } = file
    const secretKey = await openKey(file, await passphraseOf(io, person), nativeMeans())
    return { person, org, role, secretKey: algorithm === 'ed25519' ? secretKey : { algorithm, secretKey } }
  }
  const { person, org, role, secretKey, algorithm = 'ed25519' } = isRecord(value) ? value : {}
  const named = [person, org, role].every((text) => typeof text === 'string' && text !== '')
  const known = algorithm === 'ed25519' || algorithm === 'p256' || algorithm === 'sm2'
  if (!named || !known || typeof secretKey !== 'string' || !/^[0-9a-f]{64}$/.test(secretKey)) throw noKey(path)
  const bytes = hexToBytes(secretKey)
  return {
    person: person as string,
    org: org as string,
    role: role as string,
    secretKey: algorithm === 'ed25519' ? bytes : { algorithm, secretKey: bytes },
  }
}

async function readJson(io: Io, path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(resolve(io.folder, path), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw noKey(path)
    throw error
  }
}

function noKey(path: string): SluiceError {
  return callError('KEY_FILE', { path })
}
