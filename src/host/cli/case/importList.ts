import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chains } from '../../../core/assets/chains.ts'
import { type AssetRegister, parseAssetRegister } from '../../../core/assets/register.ts'
import { SluiceError } from '../../../core/errors.ts'
import type { Fault } from '../../../onshore/seizure/list/fault.ts'
import { faultText } from '../../../onshore/seizure/list/faultText.ts'
import { parseSeizureList, type SeizureList } from '../../../onshore/seizure/list/parseSeizureList.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitBadInput, exitDone, exitRefused } from '../command.ts'
import { readBytes } from '../files.ts'
import { defaultZone, RefusedByZone, zoneHttp } from '../zoneHttp.ts'
import { type AboutZone, aboutZone } from '../zoneReplies.ts'
import { askChains, holdingsByNetwork, withoutSources } from './chainGuard.ts'
import { recordList } from './recordList.ts'
import { sayRefusal } from './sayRefusal.ts'
import { fill, texts } from './texts.ts'

const bytesMax = 8 * 1024 * 1024

/** `sluice case import`. */
export async function importList(call: Call): Promise<number> {
  const { words, io } = call
  const name = words.operand('FILE')
  const wanted = target(call)
  const bytes = await readBytes(io, name, bytesMax)
  const zone = wanted === undefined ? undefined : await answeringZone(call, wanted.zone)
  const networks =
    zone === undefined ? undefined : chains.filter(({ world }) => world === zone.about.world).map(({ id }) => id)
  const list = parseSeizureList({
    name,
    bytes,
    registry: register(),
    now: io.now().toISOString(),
    ...(networks === undefined ? {} : { networks }),
  })
  if (list.faults.length > 0) return sayFaults(call, list.faults)
  sayLines(call, list)
  if (words.flag('dry-run')) return done(call, { outcome: 'dry run', holdings: list.lines.length })
  if (wanted === undefined || zone === undefined) return offline(call, list, wanted?.zone)
  return record({ call, list, bytes, wanted, ...zone })
}

interface Target {
  readonly zone: string
  readonly caseId: string
  readonly key: string
}

/** Where to record, if anything of that was asked for: then all of it. */
function target({ words, io }: Call): Target | undefined {
  if (words.flag('offline') || words.flag('dry-run')) return undefined
  const [caseId, key, zone] = [words.text('case'), words.text('key'), words.text('zone')]
  if (caseId === undefined && key === undefined && zone === undefined) return undefined
  const missing = [
    ...(caseId === undefined ? ['--case NUMBER'] : []),
    ...(key === undefined ? ['--key FILE'] : []),
    ...(words.texts('investigator').length === 0 ? ['--investigator ID'] : []),
  ]
  if (missing.length > 0) {
    throw callError('LIST_TARGET', { missing: missing.join(', ') }, { facts: { missing } })
  }
  return { zone: zone ?? defaultZone(io.env), caseId: caseId!, key: key! }
}

interface Answering {
  readonly http: ReturnType<typeof zoneHttp>
  readonly about: AboutZone
}

/** The zone, if it answers; one that was named must. */
async function answeringZone(call: Call, url: string): Promise<Answering | undefined> {
  const http = zoneHttp(url, credentialsOf(call))
  const named = call.words.text('zone') !== undefined
  try {
    return { http, about: await aboutZone(http) }
  } catch (error) {
    if (!named && error instanceof SluiceError && error.code === 'ZONE_UNREACHABLE') return undefined
    throw error
  }
}

function register(): AssetRegister {
  const file = fileURLToPath(new URL('../../../../packs/registers/assets.json', import.meta.url))
  return parseAssetRegister(JSON.parse(readFileSync(file, 'utf8')))
}

function sayFaults(call: Call, faults: readonly Fault[]): number {
  const { io, json, language, words } = call
  const shown = faults.map((fault) => ({ ...fault, message: faultText(fault, language) }))
  if (json) {
    io.out(`${JSON.stringify({ ok: false, outcome: 'faults', kept: 0, faults: shown })}\n`)
    return exitBadInput
  }
  for (const { message } of shown) io.err(`${message}\n`)
  io.err(`${fill(texts[language].faults, { file: words.operand('FILE'), count: faults.length })}\n`)
  return exitBadInput
}

function sayLines({ io, json, language, words }: Call, list: SeizureList): void {
  if (json) return
  for (const warning of list.warnings)
    io.err(`${fill(texts[language].warning, { text: faultText(warning, language) })}\n`)
  io.out(`${fill(texts[language].readWell, { file: words.operand('FILE'), count: list.lines.length })}\n`)
}

function done({ io, json, language }: Call, answer: { readonly outcome: string; readonly holdings: number }): number {
  io.out(json ? `${JSON.stringify({ ok: true, ...answer })}\n` : `${texts[language].dryRun}\n`)
  return exitDone
}

/** Imports as far as it goes without a node: to the first guard that asks a chain. */
function offline(call: Call, list: SeizureList, zone: string | undefined): number {
  const { io, json, language, words } = call
  const guards = withoutSources(list.lines)
  if (json) {
    const lines = list.lines.map(({ line, asset, chain, address, units }) => ({ line, asset, chain, address, units }))
    io.out(
      `${JSON.stringify({ ok: false, outcome: 'checked offline', ...(zone === undefined ? {} : { noZone: zone }), holdings: lines.length, lines, guards })}\n`,
    )
    return exitRefused
  }
  const say = texts[language]
  io.out(`${zone === undefined ? say.offline : fill(say.noZone, { zone })}\n`)
  for (const { network, name, holdings, message } of guards)
    io.err(`${fill(say.guard, { network, name, count: holdings, reason: message ?? '' })}\n`)
  io.out(`${fill(say.howToRecord, { file: words.operand('FILE') })}\n`)
  return exitRefused
}

async function record(
  parameters: Answering & {
    readonly call: Call
    readonly list: SeizureList
    readonly bytes: Uint8Array
    readonly wanted: Target
  },
): Promise<number> {
  const { call, list, bytes, wanted, http } = parameters
  const { io, json, language } = call
  try {
    const entry = await recordList({ call, list, bytes, http, caseId: wanted.caseId, keyFile: wanted.key })
    const answers = await askChains(http, holdingsByNetwork(list.lines))
    if (json) {
      io.out(
        `${JSON.stringify({ ok: true, outcome: entry.outcome, case: entry.caseId, entry: entry.entry, holdings: list.lines.length, chains: answers })}\n`,
      )
      return exitDone
    }
    const say = texts[language]
    const values = { case: wanted.caseId, count: list.lines.length, entry: entry.entry }
    io.out(`${fill(entry.outcome === 'known' ? say.known : say.recorded, values)}\n`)
    for (const { network, name, holdings, height, message } of answers) {
      if (height !== undefined) io.out(`${fill(say.chainAnswers, { network, name, height })}\n`)
      else io.err(`${fill(say.guard, { network, name, count: holdings, reason: message ?? '' })}\n`)
    }
    return exitDone
  } catch (error) {
    if (error instanceof RefusedByZone) return sayRefusal({ call, http, refusal: error.refusal })
    throw error
  }
}
