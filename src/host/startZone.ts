import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { commonKinds } from '../core/case/commonKinds.ts'
import { type AnyKind, type Kinds, listKinds } from '../core/case/kind.ts'
import { SluiceError } from '../core/errors.ts'
import { hexToBytes, hmacSha256, utf8ToBytes } from '../core/record/hash.ts'
import { canonical } from '../core/record/jcs.ts'
import { cosignatureVerifier } from '../core/record/log/cosignature.ts'
import { ed25519Verifier } from '../core/record/log/keys.ts'
import { witnessVerifier } from '../core/record/log/mlDsa.ts'
import { packHash } from '../core/rules/parsePack.ts'
import { zoneKinds } from '../core/zone/zoneKinds.ts'
import { startClock } from './clock.ts'
import type { StandingDays } from './clocks/dueRows.ts'
import { dueNow, type KeepTimeParameters, keepTime } from './clocks/keepTime.ts'
import { publishedClocks } from './clocks/publishedClocks.ts'
import { startTimer } from './clocks/startTimer.ts'
import type { Config, Secrets } from './config.ts'
import { type AskedWitness, startCosigning } from './log/cosigning.ts'
import { createLog } from './log/createLog.ts'
import { httpTransport } from './log/httpTransport.ts'
import { startIntegrator } from './log/integrator.ts'
import { openLogKeys } from './log/logKeys.ts'
import { useNativeSha256 } from './log/nativeHash.ts'
import { openAuthorities, startStamping } from './log/stampLoop.ts'
import { packDocument } from './packs/loadPack.ts'
import { createServer } from './server/server.ts'
import { connectStore } from './store/connect.ts'
import { migrate } from './store/migrate.ts'
import { crossHandler } from './work/handlers.ts'
import { type Handler, startWorker, type Worker } from './work/outbox.ts'
import { type CrossingAnswer, receiveCrossing } from './work/receiveCrossing.ts'
import { readTrial } from './work/trial.ts'
import { cachedRules } from './zone/rules.ts'
import { openZone, type Zone } from './zone/zone.ts'

export interface StartZoneParameters {
  readonly config: Config
  readonly secrets: Secrets
  readonly databaseUrl: string
  readonly kinds: readonly AnyKind[]
  readonly handlers: (zone: Zone) => Readonly<Record<string, Handler>>
  readonly extra?: (server: FastifyInstance, zone: Zone) => void
  /** Work that goes on beside the outbox, as the executor's; called again and again, true while it found something to do. */
  readonly beside?: (zone: Zone) => Promise<boolean>
  /** Days of the cases that only this kind of zone knows of. */
  readonly standing?: StandingDays
  readonly say: (text: string) => void
}

export interface StartedZone {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a zone's server and worker on its database. More of both may run on one database: nothing is kept in the process. */
export async function startZone(parameters: StartZoneParameters): Promise<StartedZone> {
  const { config, secrets, databaseUrl, say } = parameters
  useNativeSha256()
  await migrate({ url: databaseUrl })
  const store = connectStore({ url: databaseUrl, applicationName: `sluice ${config.zone}` })
  const { pool } = store
  const { clockFile, ...trial } = readTrial({ world: config.world, env: process.env })
  const clock = startClock(config.clock, clockFile)
  const keys = openLogKeys(secrets)
  const { sign } = keys
  const authorities = openAuthorities(config.timestamps ?? [])
  const date = (): Date => new Date(clock.now())
  await createLog({ pool, origin: config.origin, sign, now: date })
  const listeners = new Set<() => void>()
  let worker: Worker | undefined
  const outside: { wake(): void; stop(): Promise<void> }[] = []
  const integrator = startIntegrator({
    pool,
    sign,
    now: date,
    onBatch: () => {
      worker?.wake()
      for (const one of outside) one.wake()
      for (const listener of listeners) listener()
    },
    onError: (error) => say(`log: ${String(error)}`),
  })
  const kinds: Kinds = listKinds([...zoneKinds, ...commonKinds, ...parameters.kinds])
  const packs = loadPacks(config.packs)
  const rules = cachedRules({ zone: config.kind, document: (hash) => packs.get(hash) })
  const zone = openZone({
    pool,
    zone: { id: config.zone, kind: config.kind, world: config.world },
    kinds,
    rules,
    packTexts: packs,
    now: clock.now,
    newStreamKey: streamKeys(secrets.saltSeed),
    committed: () => integrator.wake(),
  })
  for (const text of packs.values()) await zone.putDocument(text)
  const witness = {
    key: keys.witnessKey,
    ...(keys.witnessMlDsaKey === undefined ? {} : { mlDsaKey: keys.witnessMlDsaKey }),
    logs: () => new Map(config.peers.map((peer) => [peer.origin, [ed25519Verifier(peer.verifierKey)]])),
    // Cosignatures stand beside the log, never in a leaf: they carry the machine's own time.
    now: () => new Date(),
    onIncident: (origin: string) => say(`witness: ${origin} showed two histories`),
  }
  const [peer] = config.peers
  const handlers = {
    ...parameters.handlers(zone),
    ...(peer === undefined
      ? {}
      : {
          cross: crossHandler({
            pool,
            zone: config.zone,
            peerZone: peer.zone,
            link: httpLink(peer.url),
            witness: cosignatureVerifier(peer.witnessKey),
            now: () => new Date(),
          }),
        }),
  }
  worker = startWorker({
    pool,
    handlers,
    pollMs: 25,
    onError: (error, row) => say(`${row.key}: ${error instanceof Error ? error.message : String(error)}`),
    ...trial,
  })
  const passes = { count: 0, lastWorked: 0 }
  for (const asked of witnessesOf(config)) outside.push(startCosigning({ pool, witness: asked, say }))
  for (const stamping of authorities) outside.push(startStamping({ pool, ...stamping, say }))
  const time: KeepTimeParameters = {
    zone,
    clocks: () => publishedClocks(pool, rules, packs),
    ...(parameters.standing === undefined ? {} : { standing: parameters.standing }),
  }
  const timer = startTimer({ now: clock.now, look: () => keepTime(time), say })
  const beside = parameters.beside === undefined ? undefined : loop(() => parameters.beside!(zone), say, passes)
  const server = await createServer({
    zone,
    witness,
    about: {
      name: config.name,
      origin: config.origin,
      verifierKey: keys.verifierKey,
      witnessKey: keys.witnessVerifierKey,
      ...(keys.mlDsaVerifierKey === undefined ? {} : { mlDsaVerifierKey: keys.mlDsaVerifierKey }),
    },
    receive: async (text) => {
      const peers = config.peers.map((one) => ({
        zone: one.zone,
        origin: one.origin,
        verifiers: [ed25519Verifier(one.verifierKey)],
      }))
      const answer = await receiveCrossing({ zone, pool, witness, peers, text })
      integrator.wake()
      return answer
    },
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ...(config.console === undefined ? {} : { console: config.console }),
    extra: (app) => {
      if (config.clock === 'told') {
        clock.routes(app)
        app.get('/rehearsal/passes', async () => ({ ...passes, beside: beside !== undefined }))
      }
      app.get('/api/clocks', () => dueNow(time))
      parameters.extra?.(app, zone)
    },
  })
  const url = await listen(server, config.port)
  return {
    url,
    stop: async () => {
      await server.close()
      await timer.stop()
      await beside?.stop()
      await Promise.all(outside.map((one) => one.stop()))
      await worker.stop()
      await integrator.stop()
      await store.close()
    },
  }
}

/** Who cosigns the log's heads: neither zone can rewrite history alone. Their lines stand beside the log, in no leaf. */
function witnessesOf(config: Config): AskedWitness[] {
  const peers = config.peers.slice(0, 1).map(({ zone, witnessKey, url }) => ({
    name: zone,
    verifier: cosignatureVerifier(witnessKey),
    transport: httpTransport({ url: `${url}/witness/add-checkpoint` }),
  }))
  const outside = (config.witnesses ?? []).map(({ key, url }) => {
    const verifier = witnessVerifier(key)
    return { name: verifier.name, verifier, transport: httpTransport({ url }) }
  })
  return [...peers, ...outside]
}

function loadPacks(folders: readonly string[]): Map<string, string> {
  const packs = new Map<string, string>()
  for (const folder of folders) {
    const document = packDocument(folder)
    packs.set(packHash(document), canonical(document))
  }
  return packs
}

function streamKeys(seed: string | undefined): (actionId: string) => Uint8Array {
  if (seed === undefined) return () => new Uint8Array(randomBytes(32))
  return (actionId) => hmacSha256(hexToBytes(seed), utf8ToBytes(`stream ${actionId}`))
}

function httpLink(url: string): { send(text: string): Promise<CrossingAnswer> } {
  return {
    send: async (text) => {
      const response = await fetch(`${url}/crossings`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: text,
        signal: AbortSignal.timeout(10_000),
      })
      const body = (await response.json()) as CrossingAnswer & { detail?: string }
      if (!response.ok)
        throw new SluiceError(
          'LOG_INCONSISTENT',
          `the other zone refused a crossing: ${body.detail ?? response.status}`,
        )
      return body
    },
  }
}

function loop(
  work: () => Promise<boolean>,
  say: (text: string) => void,
  passes: { count: number; lastWorked: number },
): { stop(): Promise<void> } {
  let stopped = false
  const run = (async () => {
    while (!stopped) {
      const busy = await work().catch((error: unknown) => {
        say(error instanceof Error ? error.message : String(error))
        return false
      })
      passes.count++
      if (busy) passes.lastWorked = passes.count
      if (!busy) await new Promise((resolve) => setTimeout(resolve, 40))
    }
  })()
  return {
    stop: async () => {
      stopped = true
      await run
    },
  }
}

async function listen(server: FastifyInstance, port: number): Promise<string> {
  try {
    return await server.listen({ host: '127.0.0.1', port })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new SluiceError(
      'CONFIG_INVALID',
      `port ${port} is in use: end the program that has it, or set another port.`,
      { facts: { port } },
    )
  }
}
