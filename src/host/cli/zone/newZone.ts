import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SluiceError } from '../../../core/errors.ts'
import { formatAnySigner, logVerifierKey, witnessVerifierKey } from '../../../core/record/log/anyKey.ts'
import { fingerprintOf, publicKeyPattern } from '../../../core/record/publicKeys.ts'
import type { Config, Secrets } from '../../config.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import { newSigningKey } from '../key/newKey.ts'
import { isRecord } from '../zoneHttp.ts'
import type { Card, Plan } from './plan.ts'

const packs = fileURLToPath(new URL('../../../../packs', import.meta.url))

/** `sluice zone new FOLDER`: four files, and nothing started. */
export async function newZone(call: Call): Promise<number> {
  const { words, io, json } = call
  const [zone, kind, origin, port] = ['zone', 'kind', 'origin', 'port'].map((option) => needed(call, option))
  const world = (words.text('world') ?? 'real') as Config['world']
  const founders = await foundersOf(call)
  const sm2 = origin!.endsWith('/sm3')
  const [log, witness] = [newSigningKey(origin!, sm2), newSigningKey(`${origin}/witness`, sm2)]
  const tls = await tlsOf(call)
  const folder = resolve(io.folder, words.operand('FOLDER'))
  const named = words.texts('pack').map((path) => resolve(io.folder, path))
  const side = kind === 'onshore' ? 'cn' : 'hk'
  const about = { zone: zone!, kind: kind as Config['kind'], name: words.text('name') ?? zone!, origin: origin! }
  const config: Config = {
    ...about,
    world,
    port: Number(port),
    secrets: join(folder, 'secrets.json'),
    clock: 'system',
    peers: [],
    founders,
    headFile: join(folder, 'head'),
    packs: named.length > 0 ? named : ['house', side, 'models/beijing'].map((path) => join(packs, path)),
    chains: [],
    venues: [],
    banks: [],
    ...(tls === undefined ? {} : { tls: tls.listen }),
  }
  const secrets: Secrets = {
    logKey: formatAnySigner(log),
    witnessKey: formatAnySigner(witness),
    venues: {},
    banks: {},
    chains: {},
    ...(tls === undefined ? {} : { tls: { certificate: tls.certificate, key: tls.key } }),
  }
  const card: Card = {
    format: 'sluice/zone-card/1',
    ...about,
    verifierKey: logVerifierKey(log),
    witnessKey: witnessVerifierKey(witness),
    ...(tls === undefined ? {} : { certificates: tls.certificate }),
  }
  const plan: Plan = {
    format: 'sluice/founding/1',
    ...about,
    world,
    verifierKey: card.verifierKey,
    administrators: founders,
    packs: [...config.packs],
    organisations: [],
    people: [],
    peers: [],
    entries: [],
  }
  await mkdir(folder, { mode: 0o700 })
  const files = { 'zone.json': config, 'secrets.json': secrets, 'card.json': card, 'founding.json': plan }
  for (const [name, value] of Object.entries(files)) {
    const mode = name === 'secrets.json' ? 0o600 : 0o644
    await writeFile(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`, { flag: 'wx', mode })
  }
  const { verifierKey, witnessKey } = card
  io.out(
    json
      ? `${JSON.stringify({ ok: true, folder, zone, verifierKey, witnessKey, founders })}\n`
      : [
          ...Object.keys(files).map((name) => join(folder, name)),
          `log key      ${verifierKey}`,
          `witness key  ${witnessKey}`,
          ...founders.map(({ person, key }) => `founder      ${person}  ${fingerprintOf(key)}`),
          'Compare the fingerprints with the founders before the zone is started.\n',
        ].join('\n'),
  )
  return exitDone
}

function needed({ words }: Call, option: string): string {
  const text = words.text(option)
  if (text === undefined) throw new SluiceError('INPUT_INVALID', `--${option} is missing.`)
  return text
}

type Founder = NonNullable<Config['founders']>[number]

async function foundersOf(call: Call): Promise<Founder[]> {
  const { words, io } = call
  const founders = await Promise.all(
    words.texts('founder').map(async (path) => founderOf(await readText(io, path, 65_536), path)),
  )
  const apart = (values: readonly string[]) => new Set(values).size === founders.length
  if (founders.length < 2 || !apart(founders.map(({ person }) => person)) || !apart(founders.map(({ key }) => key)))
    throw new SluiceError('INPUT_INVALID', '--founder FILE: two persons at least, each with a key of their own.')
  return founders
}

function founderOf(text: string, path: string): Founder {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Told below.
  }
  const { person, publicKey } = isRecord(value) ? value : {}
  if (typeof person === 'string' && typeof publicKey === 'string' && new RegExp(publicKeyPattern).test(publicKey))
    return { person, key: publicKey }
  throw new SluiceError(
    'INPUT_INVALID',
    `${path}: expected what sluice key show --json prints of a key of Ed25519 or SM2, or such a key file.`,
  )
}

async function tlsOf({ words, io }: Call) {
  const [port, certificate, key] = ['tls-port', 'tls-certificate', 'tls-key'].map((option) => words.text(option))
  if (port === undefined && certificate === undefined && key === undefined) return undefined
  if (port === undefined || certificate === undefined || key === undefined)
    throw new SluiceError('INPUT_INVALID', '--tls-port, --tls-certificate and --tls-key come together.')
  return {
    listen: { host: words.text('tls-host') ?? '127.0.0.1', port: Number(port) },
    certificate: await readText(io, certificate, 65_536),
    key: await readText(io, key, 65_536),
  }
}
