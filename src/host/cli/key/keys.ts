import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { type AnySigningKey, parseAnySigner } from '../../../core/record/log/anyKey.ts'
import { spelledKey } from '../../../core/record/log/enrolledKeys.ts'
import { publicKeyOf, type SecretKey, signatureHolds, signText } from '../../../core/record/publicKeys.ts'
import { type ProposedKey, proposedKeyOf, rotationPayload, type StatingKey } from '../../../core/zone/acts.ts'
import { keyStatement } from '../../../core/zone/logKeyKinds.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readText } from '../files.ts'
import { readKeyFile } from '../keyFile.ts'
import { refuseShared } from '../refuseShared.ts'

const keyBytesMax = 4_096

/** `sluice key rotate`: the statement that a new key takes the place of the old, signed with both. */
export async function rotateKey(call: Call): Promise<number> {
  const { words } = call
  const { holder, use } = whose(call)
  const read =
    use === 'organisation' ? readPaperKey : async (of: Call, option: string) => secretOf(await readKey(of, option))
  const [old, next] = [await read(call, 'old'), await read(call, 'new')]
  const stating = (secret: SecretKey): StatingKey => ({
    key: publicKeyOf(secret),
    sign: (message) => signText(message, secret),
  })
  const payload = await rotationPayload({ holder, use, old: stating(old), next: stating(next) })
  const kind = use === 'organisation' ? 'organisationKey.rotated' : 'logKey.rotated'
  return write(call, { kind, holder, use, payload }, words.operand('FILE'))
}

/** `sluice key replace`: the same after loss; the other zone has to confirm it. */
export async function replaceKey(call: Call): Promise<number> {
  const { words } = call
  const next = await readKey(call, 'new')
  const { holder } = whose(call)
  const use = words.flag('witness') ? 'witness' : 'log'
  const old = spelledKey(words.text('lost') ?? '', use)
  const key = publicKeyOf(secretOf(next))
  const newSignature = signText(keyStatement('replacement', { holder, use, old, key }), secretOf(next))
  const reason = words.text('reason') ?? ''
  return write(
    call,
    { kind: 'logKey.replaced', holder, use, payload: { old, key, newSignature, reason } },
    words.operand('FILE'),
  )
}

/** `sluice key confirm`: the other zone signs a replacement, after it has asked out of band. */
export async function confirmKey(call: Call): Promise<number> {
  const { words, io } = call
  const proposed = readProposed(await readText(io, words.operand('FILE'), 65_536))
  const { holder, use, payload } = proposed
  if (proposed.kind !== 'logKey.replaced') throw callError('KEY_REPLACEMENT_ONLY')
  const message = keyStatement('replacement', { holder, use, old: payload.old ?? '', key: payload.key ?? '' })
  if (!signatureHolds({ key: payload.key ?? '', message, signature: payload.newSignature ?? '' })) {
    io.err(`${callFaultText('KEY_UNSIGNED', {}, call.language)}\n`)
    return exitRefused
  }
  const own = secretOf(await readKey(call, 'key'))
  const confirmed = { ...payload, otherKey: publicKeyOf(own), otherSignature: signText(message, own) }
  return write(call, { ...proposed, payload: confirmed }, words.text('out') ?? words.operand('FILE'))
}

function whose({ words }: Call): { holder: string; use: ProposedKey['use'] } {
  const holder = words.text('holder')
  if (holder === undefined) throw callError('KEY_HOLDER')
  if (words.flag('organisation') && words.flag('witness')) throw callError('KEY_ONE_USE')
  return { holder, use: words.flag('organisation') ? 'organisation' : words.flag('witness') ? 'witness' : 'log' }
}

function secretOf({ algorithm = 'ed25519', secretKey }: AnySigningKey): SecretKey {
  return { algorithm, secretKey }
}

async function readKey({ words, io }: Call, option: string): Promise<AnySigningKey> {
  const file = words.text(option)
  if (file === undefined) throw callError('KEY_OF_NEW', { option })
  await refuseShared(io, file)
  return parseAnySigner((await readText(io, file, keyBytesMax)).trim())
}

/** A key with which an organisation signs papers: a file of `sluice key new --person`. */
async function readPaperKey({ words, io }: Call, option: string): Promise<SecretKey> {
  const file = words.text(option)
  if (file === undefined) throw callError('KEY_OF_PERSON', { option })
  return (await readKeyFile(io, file)).secretKey
}

/** The payload of the entry that two administrators then append, and whose it is. */
async function write({ io, json }: Call, proposed: ProposedKey, file: string): Promise<number> {
  await writeFile(resolve(io.folder, file), `${canonical(proposed as unknown as Json)}\n`)
  io.out(json ? `${JSON.stringify({ ok: true, file, ...proposed })}\n` : said(proposed, file))
  return exitDone
}

function said({ kind, payload, holder, use }: ProposedKey, file: string): string {
  const next =
    kind === 'logKey.replaced' && payload.otherKey === undefined
      ? 'Next: the other zone confirms it with sluice key confirm, after asking by another way whether the key is lost.'
      : `Next: two administrators of each zone that enrolled the old key record it, this zone first: sluice key record ${file}.`
  return `${use} ${holder}\nold ${payload.old}\nnew ${payload.key}\n${next}\n`
}

export function readProposed(text: string): ProposedKey {
  const proposed = proposedKeyOf(text)
  if (proposed !== undefined) return proposed
  throw callError('KEY_REPLACE_FILE')
}
