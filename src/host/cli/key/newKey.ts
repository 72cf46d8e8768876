import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { sealKey } from '../../../core/record/keyFile.ts'
import {
  type AnySigningKey,
  formatAnySigner,
  logVerifierKey,
  witnessVerifierKey,
} from '../../../core/record/log/anyKey.ts'
import type { FileAlgorithm } from '../../../core/record/publicKeys.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { nativeMeans } from './means.ts'
import { newPassphrase } from './passphrase.ts'
import { sayPersonKey } from './showKey.ts'

/** `sluice key new`: a key of a person, sealed; or of a log or a witness, for the secret store. */
export async function newKey(call: Call): Promise<number> {
  const { words } = call
  const [person, name] = [words.text('person'), words.text('name')]
  if ((person === undefined) === (name === undefined)) throw callError('KEY_WHOSE')
  if (words.flag('sm2') && words.flag('p256')) throw callError('KEY_ONE_SORT')
  return name === undefined ? newPersonKey(call, person!) : newLogKey(call, name)
}

async function newPersonKey(call: Call, person: string): Promise<number> {
  const { words, io } = call
  const [org, role] = [words.text('org'), words.text('role')]
  if (org === undefined || role === undefined) throw callError('KEY_ORG_ROLE')
  const algorithm: FileAlgorithm = words.flag('sm2') ? 'sm2' : words.flag('p256') ? 'p256' : 'ed25519'
  const passphrase = await newPassphrase(io, person)
  const sealed = await sealKey({
    owner: { person, org, role },
    algorithm,
    secretKey: newSecret(algorithm),
    passphrase,
    salt: new Uint8Array(randomBytes(16)),
    nonce: new Uint8Array(randomBytes(12)),
    means: nativeMeans(),
  })
  const file = words.operand('FILE')
  await write(call, `${JSON.stringify(sealed, undefined, 2)}\n`)
  return sayPersonKey(call, file, sealed)
}

async function newLogKey(call: Call, name: string): Promise<number> {
  const { words, io, json } = call
  if (words.flag('p256')) throw callError('KEY_LOG_SORT')
  const key = newSigningKey(name, words.flag('sm2'))
  await write(call, `${formatAnySigner(key)}\n`)
  const told = { log: logVerifierKey(key), witness: witnessVerifierKey(key) }
  const file = words.operand('FILE')
  io.out(
    json
      ? `${JSON.stringify({ ok: true, file, ...told })}\n`
      : `as a log      ${told.log}\nas a witness  ${told.witness}\n`,
  )
  return exitDone
}

async function write({ words, io }: Call, text: string): Promise<void> {
  await writeFile(resolve(io.folder, words.operand('FILE')), text, { mode: 0o600, flag: 'wx' })
}

/** A fresh key of a log or a witness. */
export function newSigningKey(name: string, sm2: boolean): AnySigningKey {
  return { name, secretKey: newSecret(sm2 ? 'sm2' : 'ed25519'), ...(sm2 ? { algorithm: 'sm2' } : {}) }
}

function newSecret(algorithm: FileAlgorithm): Uint8Array {
  const secret = new Uint8Array(randomBytes(32))
  // Below the order of either curve, which begins with ff ff ff.
  if (algorithm !== 'ed25519') secret[0]! &= 0x7f
  return secret
}
