/**
 * A whole action on the production path: signature checked, decided under the packs of the house and of the mainland, sealed, applied, posted, outbox,
 * action, log's queue, commit with fsync; the integrator works beside it. In the server's process, without HTTP. The kind is of the bench: its facts are
 * given, where a real one computes them; its rules, postings and crossing are real.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { countersignAction, type SignedAction, signAction } from '../../src/core/case/action.ts'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { type Action, type AnyKind, defineKind, listKinds } from '../../src/core/case/kind.ts'
import { move } from '../../src/core/ledger/posting.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { publicKeyOf } from '../../src/core/record/publicKeys.ts'
import { type FactType, kindContracts } from '../../src/core/rules/facts.ts'
import { packHash, parsePack } from '../../src/core/rules/parsePack.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { crossingTable } from '../../src/crossing/rules.ts'
import { checkHead } from '../../src/host/log/checkHead.ts'
import { createLog, type SignCheckpoint } from '../../src/host/log/createLog.ts'
import { startIntegrator } from '../../src/host/log/integrator.ts'
import { nativeEd25519Signer } from '../../src/host/log/nativeEd25519.ts'
import { packDocument } from '../../src/host/packs/loadPack.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { migrate } from '../../src/host/store/migrate.ts'
import type { EmbeddedPostgres } from '../../src/host/store/postgres.ts'
import { cachedRules } from '../../src/host/zone/rules.ts'
import { openZone, type Zone } from '../../src/host/zone/zone.ts'
import { benchKey, benchOrigin, benchVerifier } from './benchLog.ts'
import { commitsPerSecond } from './commits.ts'
import { figure, median, secondsSince } from './measure.ts'
import { processorSeconds } from './processor.ts'

export interface ActionResult {
  readonly cases: number
  readonly actions: number
  readonly rules: number
  /** Rounds of actions a second, the first not counted. */
  readonly perSecond: readonly number[]
  readonly p99Ms: readonly number[]
  /** The limit, before each round: bare commits of one row by as many connections as there are cases. */
  readonly commitsPerSecond: readonly number[]
  /** Milliseconds of processor for one action: of this process, and of the database. */
  readonly processMs: readonly number[]
  readonly databaseMs: readonly number[]
  readonly entries: number
  readonly outbox: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const secrets = [1, 2].map((byte) => new Uint8Array(32).fill(byte))
const officer = new Uint8Array(32).fill(9)

function factsOf(name: string): AnyKind['facts'] {
  const values: Record<FactType, Json> = { Bool: true, String: '', Long: 0, Set: [], verdict: { ok: true, found: '', required: '' } } // biome-ignore format: a table
  return Object.fromEntries(
    Object.entries(kindContracts[name]!.facts).map(([fact, type]) => [fact, () => values[type]]),
  )
}

const benchKinds: readonly AnyKind[] = [
  defineKind<{ model: string }>({
    name: 'case.opened',
    stream: 'case',
    zones: ['onshore'],
    payload: Type.Object({ model: Type.String() }, { additionalProperties: false }),
    facts: factsOf('case.opened') as never,
    apply: (state) => state,
  }),
  defineKind<{ asset: string; units: string; mandateUntil: string }>({
    name: 'entrustment.accepted',
    stream: 'case',
    zones: ['onshore'],
    payload: Type.Object(
      { asset: Type.String(), units: Type.String(), mandateUntil: Type.String() },
      { additionalProperties: false },
    ),
    facts: factsOf('entrustment.accepted') as never,
    apply: (state) => state,
    postings: ({ payload }) =>
      move({ from: 'equity:seized', to: 'assets:entrusted', asset: payload.asset, units: BigInt(payload.units) }),
    crosses: crossingTable['entrustment.accepted']!,
  }),
]

export async function measureActions(parameters: {
  readonly postgres: EmbeddedPostgres
  readonly folder: string
  readonly rounds: number
  readonly actions: number
  readonly cases: number
}): Promise<ActionResult> {
  const { postgres, folder, rounds, actions, cases } = parameters
  const url = await postgres.createZoneDatabase({ zone: 'bench_actions' })
  await migrate({ url })
  const { pool, close } = connectStore({ url })
  const signer = nativeEd25519Signer(benchKey)
  const sign: SignCheckpoint = (checkpoint) => signCheckpoint({ checkpoint, signers: [signer] })
  const date = () => new Date()
  await createLog({ pool, origin: benchOrigin, sign, now: date })
  const integrator = startIntegrator({ pool, sign, now: date })
  const packs = [resolve(root, 'packs/house'), resolve(root, 'packs/cn'), writeModel(folder)].map(packDocument)
  const texts = new Map(packs.map((document) => [packHash(document), canonical(document)]))
  const zone = openZone({
    pool,
    zone: { id: 'bench', kind: 'onshore', world: 'rehearsal', founders: administrators.map(({ key }) => key) },
    kinds: listKinds([...zoneKinds, ...commonKinds, ...benchKinds]),
    rules: cachedRules({ zone: 'onshore', document: (hash) => texts.get(hash) }),
    packTexts: texts,
    now: () => new Date().toISOString(),
    newStreamKey: () => new Uint8Array(32).fill(7),
    committed: () => integrator.wake(),
  })
  await found(zone, packs)
  const streams = await Promise.all(Array.from({ length: cases }, (_, i) => openCase(zone, i)))
  const perSecond: number[] = []
  const p99Ms: number[] = []
  const commits: number[] = []
  const processMs: number[] = []
  const databaseMs: number[] = []
  for (let round = 0; round <= rounds; round++) {
    // People sign elsewhere: not in the time.
    const signed = Array.from({ length: actions }, (_, i) => entrustment(`r${round}-${i}`, streams[i % cases]!))
    const limit = await commitsPerSecond(pool, cases)
    const latencies: number[] = []
    const own = process.cpuUsage()
    const database = processorSeconds(postgres.pid())
    const start = process.hrtime.bigint()
    await Promise.all(streams.map((stream, c) => work({ zone, stream, latencies, actions: signed.filter((_, i) => i % cases === c) }))) // biome-ignore format: one call
    const seconds = secondsSince(start)
    const { user, system } = process.cpuUsage(own)
    if (round === 0) continue
    commits.push(limit)
    processMs.push((user + system) / 1000 / actions)
    databaseMs.push(((processorSeconds(postgres.pid()) - database) * 1000) / actions)
    perSecond.push(actions / seconds)
    p99Ms.push(latencies.sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)]!)
  }
  await integrator.settled()
  const size = await checkHead(pool, [benchVerifier])
  const { rows } = await pool.query<{ entries: number; outbox: number; actions: number }>(
    'select (select count(*)::int from entries) as entries, (select count(*)::int from outbox) as outbox, (select count(*)::int from actions) as actions',
  )
  const { entries, outbox, actions: done } = rows[0]!
  const expected = actions * (rounds + 1)
  if (outbox !== expected || entries !== done || size !== entries)
    throw new Error(
      `${entries} entries, ${done} actions, ${outbox} effects, ${size} leaves, where ${expected} effects were wanted`,
    )
  await integrator.stop()
  await close()
  const rules = packs
    .map((document) => parsePack(document))
    .reduce((sum, { manifest }) => sum + manifest.rules.length, 0)
  return {
    cases,
    actions,
    rules,
    perSecond,
    p99Ms,
    commitsPerSecond: commits,
    processMs,
    databaseMs,
    entries,
    outbox,
  }
}

async function work(parameters: {
  readonly zone: Zone
  readonly stream: string
  readonly actions: readonly SignedAction[]
  readonly latencies: number[]
}): Promise<void> {
  const { zone, stream, actions, latencies } = parameters
  for (const action of actions) {
    const start = performance.now()
    const result = await zone.act(action, { stream })
    if (result.outcome !== 'appended') throw new Error(`an action was not appended: ${JSON.stringify(result)}`)
    latencies.push(performance.now() - start)
  }
}

function entrustment(id: string, stream: string): SignedAction {
  const payload = {
    asset: 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0',
    units: '1000',
    mandateUntil: '2027-01-01',
  }
  return signAction({ id, zone: 'bench', stream, kind: 'entrustment.accepted', actor, payload }, officer)
}

const actor = { org: 'psb', person: 'officer', role: 'case-officer' }

async function openCase(zone: Zone, i: number): Promise<string> {
  const action = signAction(
    { id: `case ${i}`, zone: 'bench', kind: 'case.opened', actor, payload: { model: 'test' } },
    officer,
  )
  const result = await zone.act(action)
  if (result.outcome !== 'appended') throw new Error(`no case: ${JSON.stringify(result)}`)
  return result.stream
}

const administrators = secrets.map((secret, i) => ({ person: `a${i}`, key: publicKeyOf(secret) }))

async function found(zone: Zone, packs: readonly Json[]): Promise<void> {
  let count = 0
  const act = async (kind: string, payload: Action['payload'], documents: readonly string[] = []): Promise<void> => {
    const action: Action = { id: `found ${count++}`, zone: 'bench', kind, actor: { org: 'administration', person: 'a', role: 'administrator' }, payload, documents } // biome-ignore format: one action
    const result = await zone.act(countersignAction(signAction(action, secrets[0]!), secrets[1]!))
    if (result.outcome !== 'appended') throw new Error(`${kind}: ${JSON.stringify(result)}`)
  }
  const logKey = publicKeyOf(benchKey.secretKey)
  await act('zone.opened', { zone: 'bench', kind: 'onshore', world: 'rehearsal', name: 'SANDBOX bench', logKey, origin: benchOrigin, administrators }) // biome-ignore format: one act
  let document = ''
  for (const pack of packs) {
    document = await zone.putDocument(canonical(pack))
    const { id, kind, publisher } = parsePack(pack).manifest
    await act('pack.published', { hash: packHash(pack), pack: id, kind, publisher }, [document])
  }
  await act('organisation.enrolled', { org: 'psb', role: 'police', family: 'psb', name: 'SANDBOX', document }, [
    document,
  ])
  await act('person.enrolled', { person: 'officer', org: 'psb', roles: ['case-officer'] })
  await act('key.enrolled', { key: publicKeyOf(officer), holder: 'officer', use: 'person', algorithm: 'ed25519', vouchedBy: 'administration', document, confirmation: { by: 'psb', how: 'in-person', document } }, [document]) // biome-ignore format: one act
}

/** The way of the bench; its rules are those of the other packs. */
function writeModel(folder: string): string {
  const model = JSON.parse(readFileSync(resolve(root, 'packs/models/beijing/pack.json'), 'utf8')) as {
    [key: string]: Json
  }
  const step = { subject: 'case', zone: 'onshore', roles: ['case-officer'], approvals: [] }
  const steps = [
    { ...step, kind: 'case.opened', from: ['none'], to: 'opened' },
    { ...step, kind: 'entrustment.accepted', from: ['opened'], to: 'opened' },
  ]
  mkdirSync(join(folder, 'model/rules'), { recursive: true })
  writeFileSync(join(folder, 'model/pack.json'), JSON.stringify({ ...model, id: 'test', rules: [], steps }))
  return join(folder, 'model')
}

export function actionLine(result: ActionResult): string {
  const [rate, p99, commits, process, database] = [
    result.perSecond,
    result.p99Ms,
    result.commitsPerSecond,
    result.processMs,
    result.databaseMs,
  ].map(median) as [number, number, number, number, number]
  return `whole action: ${figure(rate)}/s at p99 ${p99.toFixed(1)} ms, ${result.cases} cases at once, packs of ${result.rules} rules; limit: bare commits ${figure(commits)}/s, ratio ${(rate / commits).toFixed(2)}; processor per action ${process.toFixed(2)} ms here, ${database.toFixed(2)} ms in the database`
}
