import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SluiceError } from '../../../core/errors.ts'
import type { Config } from '../../config.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { type Card, cardShape, readPlan, readShaped } from './plan.ts'

/** `sluice zone peer FOLDER CARD`: into configuration and plan. */
export async function addPeer(call: Call): Promise<number> {
  const { words, io, json } = call
  const [url, by, how] = [words.text('url'), words.text('by'), words.text('how')]
  if (by === undefined || how === undefined)
    throw new SluiceError(
      'INPUT_INVALID',
      '--by ORG and --how HOW are missing: who made sure of its keys, on which way.',
    )
  const file = words.operand('CARD')
  const text = await readText(io, file, 65_536)
  const card = readShaped<Card>(text, cardShape, file, 'the card of a zone')
  const folder = resolve(io.folder, words.operand('FOLDER'))
  const config = JSON.parse(await readText(io, join(folder, 'zone.json'), 1_048_576)) as Config
  const plan = readPlan(await readText(io, join(folder, 'founding.json'), 16_777_216), 'founding.json')
  if (url?.startsWith('https:') && card.certificates === undefined)
    throw new SluiceError('INPUT_INVALID', `${file}: this card has no certificate, and ${url} is to be pinned to one.`)
  const kept = `peer-${card.zone}.json`
  const pem = `peer-${card.zone}.pem`
  const { zone, origin, verifierKey, witnessKey } = card
  const peer = {
    zone,
    origin,
    verifierKey,
    witnessKey,
    ...(url === undefined ? {} : { url }),
    ...(card.certificates === undefined ? {} : { certificates: join(folder, pem) }),
  }
  const peers = [...config.peers.filter((one) => one.zone !== zone), peer]
  const rows = plan.peers.filter((one) => one.card !== kept)
  await writeFile(join(folder, kept), text)
  if (card.certificates !== undefined) await writeFile(join(folder, pem), card.certificates)
  await writeFile(join(folder, 'zone.json'), `${JSON.stringify({ ...config, peers }, undefined, 2)}\n`)
  const known = { ...plan, peers: [...rows, { card: kept, vouchedBy: by, confirmation: { by, how } }] }
  await writeFile(join(folder, 'founding.json'), `${JSON.stringify(known, undefined, 2)}\n`)
  io.out(
    json
      ? `${JSON.stringify({ ok: true, peer })}\n`
      : `${zone} is a peer now: log ${verifierKey}, witness ${witnessKey}.\n`,
  )
  return exitDone
}
