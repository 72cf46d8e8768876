import { type KeyFile, keyFileOf } from '../../../core/record/keyFile.ts'
import { logVerifierKey, parseAnySigner, witnessVerifierKey } from '../../../core/record/log/anyKey.ts'
import { fingerprintOf } from '../../../core/record/publicKeys.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { refuseShared } from '../refuseShared.ts'

const keyBytesMax = 4_096

/** `sluice key show FILE`. */
export async function showKey(call: Call): Promise<number> {
  const { words, io, json } = call
  const path = words.operand('FILE')
  await refuseShared(io, path)
  const text = await readText(io, path, keyBytesMax)
  if (text.startsWith('PRIVATE+KEY+')) {
    const key = parseAnySigner(text.trim())
    const told = { log: logVerifierKey(key), witness: witnessVerifierKey(key) }
    io.out(
      json
        ? `${JSON.stringify({ ok: true, file: path, ...told })}\n`
        : `as a log      ${told.log}\nas a witness  ${told.witness}\n`,
    )
    return exitDone
  }
  const file = await readPublic(call, path)
  if (words.flag('check')) await readKeyFile(io, path)
  return sayPersonKey(call, path, file)
}

/** What stands in the clear in a person's key file. @throws {INPUT_INVALID} */
export async function readPublic({ io }: Pick<Call, 'io'>, path: string): Promise<KeyFile> {
  let value: unknown
  try {
    value = JSON.parse(await readText(io, path, keyBytesMax))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const file = keyFileOf(value)
  if (file === undefined) throw callError('KEY_FILE_NEW', { path })
  return file
}

export function sayPersonKey({ io, json }: Call, path: string, file: KeyFile): number {
  const { person, org, role, algorithm, publicKey } = file
  const fingerprint = fingerprintOf(publicKey)
  io.out(
    json
      ? `${JSON.stringify({ ok: true, file: path, person, org, role, algorithm, publicKey, fingerprint })}\n`
      : `person       ${person}, ${org}, ${role}\nalgorithm    ${algorithm}\npublic key   ${publicKey}\nfingerprint  ${fingerprint}\n`,
  )
  return exitDone
}
