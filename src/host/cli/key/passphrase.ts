import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'
import { refuseShared } from '../refuseShared.ts'
import { isRecord } from '../zoneHttp.ts'

/**
 * The passphrase of a person's key: from the file that SLUICE_PASSPHRASES names (JSON, person to passphrase, for scripts), or asked at the terminal
 * without showing it. Never from the environment itself, which every child process reads.
 *
 * @throws {INPUT_INVALID} where it cannot be had
 */
export async function passphraseOf(io: Io, person: string): Promise<string> {
  const file = io.env.SLUICE_PASSPHRASES
  if (file !== undefined && file !== '') return fromFile(io, file, person)
  const typed = await io.ask?.(`Passphrase of ${person}: `)
  if (typed !== undefined) return typed
  throw callError('PASSPHRASE_NEEDED', { person })
}

/** The same for a key that is made: asked twice. */
export async function newPassphrase(io: Io, person: string): Promise<string> {
  const first = await passphraseOf(io, person)
  if (io.env.SLUICE_PASSPHRASES) return first
  if ((await io.ask?.('The same again: ')) === first) return first
  throw callError('PASSPHRASES_DIFFER')
}

async function fromFile(io: Io, file: string, person: string): Promise<string> {
  await refuseShared(io, file)
  let value: unknown
  try {
    value = JSON.parse(await readFile(resolve(io.folder, file), 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const found = isRecord(value) ? value[person] : undefined
  if (typeof found === 'string') return found
  throw callError('PASSPHRASE_FILE', { file, person })
}
