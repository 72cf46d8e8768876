import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { commonKinds } from '../core/case/commonKinds.ts'
import { type AnyKind, type Kinds, listKinds } from '../core/case/kind.ts'
import { SluiceError } from '../core/errors.ts'
import { hexToBytes, hmacSha256, utf8ToBytes } from '../core/record/hash.ts'
import { canonical } from '../core/record/jcs.ts'
import { anyWitnessVerifier } from '../core/record/log/anyKey.ts'
import { packHash } from '../core/rules/parsePack.ts'
import { incidentOfHeads } from '../core/zone/incidentKinds.ts'
import { zoneKinds } from '../core/zone/zoneKinds.ts'
import { openReaders, readerUrlOf } from './access/readers.ts'
import { rebuildReaders } from './access/rebuild.ts'
import { startClock } from './clock.ts'
import type { StandingDays } from './clocks/dueRows.ts'
import { dueNow, type KeepTimeParameters, keepTime } from './clocks/keepTime.ts'
import { publishedClocks } from './clocks/publishedClocks.ts'
import { startTimer } from './clocks/startTimer.ts'
import type { Config, Secrets } from './config.ts'
import { latestCheckpoint } from './log/checkpoints.ts'
import { type Accusation, type AskedWitness, startCosigning } from './log/cosigning.ts'
import { createLog } from './log/createLog.ts'
import { type HeadFile, olderThan, openHeadFile, readHeadFile } from './log/headFile.ts'
import { httpTransport } from './log/httpTransport.ts'
import { startIntegrator } from './log/integrator.ts'
import { openLogKeys } from './log/logKeys.ts'
import { useNativeEd25519 } from './log/nativeEd25519.ts'
import { useNativeSha256 } from './log/nativeHash.ts'
import { openAuthorities, startStamping } from './log/stampLoop.ts'
import type { Witness } from './log/witness.ts'
import { packDocument } from './packs/loadPack.ts'
import { type OpenPeer, openPeers } from './peers.ts'
import { createPeerServer } from './server/peerServer.ts'
import { createServer, type Reading, type ServerParameters } from './server/server.ts'
import { connectStore } from './store/connect.ts'
import { migrate } from './store/migrate.ts'
import { crossingFileRoutes } from './work/crossingFiles.ts'
import { crossingLink, peerTransport } from './work/crossingLink.ts'
import { crossHandler } from './work/handlers.ts'
import { type Handler, startWorker, type Worker } from './work/outbox.ts'
import { type CrossingAnswer, receiveCrossing } from './work/receiveCrossing.ts'
import { recordIncident, recordIncidents } from './work/recordIncident.ts'
import { readTrial } from './work/trial.ts'
import { rebuildPages } from './zone/rebuildPages.ts'
import { cachedRules } from './zone/rules.ts'
import { listStreams } from './zone/streams.ts'
import { openZone, type Zone } from './zone/zone.ts'

export interface StartZoneParameters {
  readonly config: Config
  readonly secrets: Secrets
  readonly databaseUrl: string
  readonly kinds: readonly AnyKind[]
  readonly handlers: (zone: Zone) => Readonly<Record<string, Handler>>
  readonly extra?: (server: FastifyInstance, reading: Reading) => void
  /** Told of every route of the zone's server. */
  readonly onRoute?: ServerParameters['onRoute']
  /** Work that goes on beside the outbox, as the executor's; called again and again, true while it found something to do. */
  readonly beside?: (zone: Zone) => Promise<boolean>
  /** Types of effects of which several are performed at once, and those of them that may be. */
  readonly together?: readonly string[]
  readonly ready?: (zone: Zone) => Promise<readonly string[]>
  /** Days of the cases that only this kind of zone knows of. */
  readonly standing?: StandingDays
  readonly say: (text: string) => void
}

export interface StartedZone {
  readonly url: string
  /** Where other zones reach it over TLS. */
  readonly peerUrl?: string
  stop(): Promise<void>
}

/** Starts a zone's server and worker on its database. More of both may run on one database: nothing is kept in the process. */
export async function startZone(parameters: StartZoneParameters): Promise<StartedZone> {
  const { config, secrets, databaseUrl, say } = parameters
  useNativeSha256()
  useNativeEd25519()
  await migrate({ url: databaseUrl })
  const store = connectStore({ url: databaseUrl, applicationName: `sluice ${config.zone}` })
  const { pool } = store
  if (await rebuildReaders(pool)) say('who reads which case was made again from the entries')
  const readers = await openReaders({
    pool,
    url: readerUrlOf(databaseUrl, process.env.READER_DATABASE_URL),
    applicationName: `sluice ${config.zone} readers`,
  })
  const { clockFile, ...trial } = readTrial({ world: config.world, env: process.env })
  const clock = startClock(config.clock, clockFile)
  const keys = openLogKeys(secrets)
  const peers = openPeers(pool, config)
  const { sign } = keys
  const authorities = openAuthorities(config.timestamps ?? [])
  const date = (): Date => new Date(clock.now())
  await createLog({ pool, origin: config.origin, sign, now: date })
  const heads = await openHeads(pool, config, say)
  const listeners = new Set<() => void>()
  let worker: Worker | undefined
  const outside: { wake(): void; stop(): Promise<void> }[] = []
  const integrator = startIntegrator({
    pool,
    sign,
    now: date,
    onBatch: ({ note }) => {
      heads?.file.keep(note)
      worker?.wake()
      for (const one of outside) one.wake()
      for (const listener of listeners) listener()
    },
    onError: (error) => say(`log: ${String(error)}`),
  })
  const kinds: Kinds = listKinds([...zoneKinds, ...commonKinds, ...parameters.kinds])
  if (await rebuildPages(pool, kinds)) say('what cases are looked through by was made again from the entries')
  const packs = loadPacks(config.packs)
  const rules = cachedRules({ zone: config.kind, document: (hash) => packs.get(hash) })
  const zone = openZone({
    pool,
    zone: {
      id: config.zone,
      kind: config.kind,
      world: config.world,
      founders: (config.founders ?? []).map(({ key }) => key),
    },
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
    ...(keys.nextWitnessKey === undefined ? {} : { nextKey: keys.nextWitnessKey }),
    logs: async () =>
      new Map(await Promise.all(peers.map(async (one) => [one.origin, await one.logVerifiers()] as const))),
    // Cosignatures stand beside the log, never in a leaf: they carry the machine's own time.
    now: () => new Date(),
    onIncident: (origin: string) => {
      say(`witness: ${origin} showed two histories`)
      // After the answer: what it stands on may still be uncommitted.
      setTimeout(recordSeen, 50).unref()
    },
  }
  const zoneOf = (origin: string): string | undefined => peers.find((one) => one.origin === origin)?.zone
  let recording = Promise.resolve()
  const recordSeen = (): void => {
    recording = recording
      .then(() => recordIncidents({ zone, pool, zoneOf, say }))
      .catch((error: unknown) => say(`witness: ${String(error)}`))
  }
  recordSeen()
  const links = peers.map((peer) => (isReached(peer) ? crossingLink(peer, secrets.tls) : undefined))
  const crossesTo = peers.map((peer, i) => ({ ...peer, ...(links[i] === undefined ? {} : { link: links[i] }) }))
  const handlers = {
    ...parameters.handlers(zone),
    ...(peers.length === 0
      ? {}
      : { cross: crossHandler({ pool, zone: config.zone, peers: crossesTo, now: () => new Date() }) }),
  }
  worker = startWorker({
    pool,
    handlers,
    pollMs: 25,
    ...(parameters.together === undefined ? {} : { together: parameters.together }),
    ...(parameters.ready === undefined ? {} : { ready: () => parameters.ready!(zone) }),
    onError: (error, row) => say(`${row.key}: ${error instanceof Error ? error.message : String(error)}`),
    ...trial,
  })
  const passes = { count: 0, lastWorked: 0 }
  const accused = async ({ witness: shownBy, held, offered }: Accusation): Promise<void> => {
    const kind = incidentOfHeads(held, offered)
    if (kind !== 'fork' && kind !== 'restored' && kind !== 'unproven') return
    await recordIncident(zone, { log: config.zone, kind, held, offered, shownBy })
  }
  const restored = heads?.restored
  if (restored !== undefined)
    recording = recording
      .then(() => recordIncident(zone, { log: config.zone, kind: 'restored', ...restored }))
      .then(
        () => {},
        (error: unknown) => say(`log: ${String(error)}`),
      )
  for (const asked of witnessesOf(config, peers, secrets))
    outside.push(startCosigning({ pool, witness: asked, say, accused }))
  for (const stamping of authorities) outside.push(startStamping({ pool, ...stamping, say }))
  const time: KeepTimeParameters = {
    zone,
    clocks: () => publishedClocks(pool, rules, packs),
    ...(parameters.standing === undefined ? {} : { standing: parameters.standing }),
  }
  const timer = startTimer({ now: clock.now, look: () => keepTime(time), say })
  const beside = parameters.beside === undefined ? undefined : loop(() => parameters.beside!(zone), say, passes)
  const receive = async (text: string, from?: string): Promise<CrossingAnswer> => {
    const known = await Promise.all(
      peers.map(async ({ zone: id, origin, logVerifiers }) => ({ zone: id, origin, verifiers: await logVerifiers() })),
    )
    const answer = await receiveCrossing({
      zone,
      pool,
      witness,
      peers: known,
      text,
      ...(from === undefined ? {} : { from }),
    })
    integrator.wake()
    return answer
  }
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
    // With a listener of their own, peers are not let in by this door; files are, whose proof is in them.
    receive,
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ...(config.console === undefined ? {} : { console: config.console }),
    ...(config.sandboxPeople === undefined ? {} : { sandboxPeople: config.sandboxPeople }),
    ...(parameters.onRoute === undefined ? {} : { onRoute: parameters.onRoute }),
    readers,
    extra: (app, reading) => {
      if (config.clock === 'told') {
        clock.routes(app)
        app.get('/rehearsal/passes', async () => ({ ...passes, beside: beside !== undefined }))
      }
      app.get('/api/clocks', async (request) => {
        const due = await dueNow(time)
        const cases = await reading.read(request, async (client) =>
          (await listStreams(client, 'case')).map(({ id }) => id),
        )
        return due.filter((row) => cases.includes(row.case))
      })
      if (peers.length > 0) crossingFileRoutes(app, { pool, zone: config.zone, peers })
      parameters.extra?.(app, reading)
    },
  })
  const url = await listen(server, '127.0.0.1', config.port)
  const door = await openDoor({ config, secrets, zone, witness, peers, receive })
  return {
    url,
    ...(door === undefined ? {} : { peerUrl: door.url }),
    stop: async () => {
      await server.close()
      await timer.stop()
      await door?.close()
      for (const link of links) link?.close()
      await recording
      await beside?.stop()
      await Promise.all(outside.map((one) => one.stop()))
      await worker.stop()
      await integrator.stop()
      await heads?.file.settled()
      await readers.close()
      await store.close()
    },
  }
}

/** The head that was signed last, by the file beside the database, and whether the database is older. */
async function openHeads(
  pool: Pool,
  { headFile }: Config,
  say: (text: string) => void,
): Promise<{ readonly file: HeadFile; readonly restored?: { held: string; offered: string } } | undefined> {
  if (headFile === undefined) return undefined
  const kept = await readHeadFile(headFile)
  const restored = await olderThan(pool, kept)
  const file = openHeadFile({ file: headFile, kept, say })
  if (restored === undefined) {
    file.keep((await latestCheckpoint(pool)).own)
    return { file }
  }
  say(`log: ${headFile} holds a greater head than the database: an older database was restored.`)
  return { file, restored }
}

function isReached(peer: OpenPeer): peer is OpenPeer & { readonly url: string } {
  return peer.url !== undefined
}

/** Who cosigns the log's heads: no zone can rewrite history alone. Their lines stand beside the log, in no leaf. */
function witnessesOf(config: Config, peers: readonly OpenPeer[], secrets: Secrets): AskedWitness[] {
  const others = peers.filter(isReached).map((peer) => ({
    name: peer.zone,
    verifier: peer.witnessVerifier,
    transport: peerTransport(peer, '/witness/add-checkpoint', secrets.tls),
  }))
  const outside = (config.witnesses ?? []).map(({ key, url }) => {
    const verifier = anyWitnessVerifier(key)
    return { name: verifier.name, verifier: async () => verifier, transport: httpTransport({ url }) }
  })
  return [...others, ...outside]
}

/** The listener for other zones, where one is configured. */
async function openDoor(parameters: {
  readonly config: Config
  readonly secrets: Secrets
  readonly zone: Zone
  readonly witness: Witness
  readonly peers: readonly OpenPeer[]
  readonly receive: (text: string, from: string) => Promise<CrossingAnswer>
}): Promise<{ readonly url: string; close(): Promise<void> } | undefined> {
  const { config, secrets, zone, witness, peers, receive } = parameters
  if (config.tls === undefined || secrets.tls === undefined) return undefined
  const server = await createPeerServer({ zone, witness, peers, tls: secrets.tls, receive })
  const url = await listen(server, config.tls.host, config.tls.port)
  return { url, close: () => server.close() }
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

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new SluiceError(
      'CONFIG_INVALID',
      `port ${port} is in use: end the program that has it, or set another port.`,
      { facts: { port } },
    )
  }
}
