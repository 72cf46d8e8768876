import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { caseReadersRoute } from '../access/caseReaders.ts'
import { disclosureRoute } from '../access/disclosure.ts'
import { closeToOutsiders, cookieNameOf, tokenOf } from '../access/gate.ts'
import { heldActRoutes } from '../access/heldActs.ts'
import { directoryReader, holderOf } from '../access/holder.ts'
import type { Readers } from '../access/readers.ts'
import { noteSender, seesStream } from '../access/rows.ts'
import { sandboxPeopleRoutes } from '../access/sandboxPeople.ts'
import { type Sealing, sealingOf } from '../access/sealing.ts'
import { openSessions } from '../access/sessions.ts'
import { showValueRoute } from '../access/showValue.ts'
import { signInRoutes } from '../access/signInRoutes.ts'
import { mayHaveTile } from '../access/tiles.ts'
import { serveLog } from '../log/serve.ts'
import { serveWitness, type Witness } from '../log/witness.ts'
import type { Zone } from '../zone/zone.ts'
import { actionRoute } from './actions.ts'
import type { Read } from './caseStream.ts'
import { exportRoute } from './exportRoute.ts'
import { sendProblem } from './problem.ts'
import { readRoutes } from './read.ts'

/** What routes beside the common ones read and keep with: as who asks, for who asks. */
export interface Reading {
  readonly read: Read
  readonly sealing: Sealing
  readonly keepDocument: (request: FastifyRequest, text: string) => Promise<string>
}

export interface ServerParameters {
  readonly zone: Zone
  readonly witness: Witness
  readonly about: {
    readonly name: string
    readonly origin: string
    readonly verifierKey: string
    readonly witnessKey: string
    readonly mlDsaVerifierKey?: string
  }
  readonly receive: (text: string) => Promise<unknown>
  /** Subscribes to commits; returns how to end it. */
  readonly onCommit: (listener: () => void) => () => void
  readonly console?: string
  readonly readers: Readers
  /** Of a rehearsal: where its people answer, who are in the sandbox's hands. */
  readonly sandboxPeople?: string
  /** Told of every route: a test that looks at all that a zone shows cannot miss a new one. */
  readonly onRoute?: (route: { readonly method: string | string[]; readonly url: string }) => void
  /** Routes that only one kind of zone has. */
  readonly extra?: (server: FastifyInstance, reading: Reading) => void
}

const bodyBytesMax = 16 * 1024 * 1024

/**
 * The HTTP face of a zone. People act with signed actions: the signature is the authentication, and the server signs for nobody. They read with a
 * session, which a signature of theirs opened; what nobody has to sign in for stands in `access/gate.ts`.
 */
export async function createServer(parameters: ServerParameters): Promise<FastifyInstance> {
  const { zone, witness, about, sandboxPeople } = parameters
  // A proxy on this machine says from where somebody comes; nobody else is believed.
  const server = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    trustProxy: 'loopback',
  })
  const directory = directoryReader(zone.pool)
  const cookie = cookieNameOf(zone.config)
  const { id, world } = zone.config
  const sessions = openSessions({ pool: zone.pool, zone: id, origin: about.origin, directory, now: zone.now })
  if (parameters.onRoute !== undefined) server.addHook('onRoute', parameters.onRoute)
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error))
  server.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: bodyBytesMax }, (_request, body, done) =>
    done(null, body),
  )
  closeToOutsiders(server, { sessions, founded: async () => (await directory()) !== undefined, cookie })
  signInRoutes(server, { sessions, cookie })
  if (world === 'rehearsal' && sandboxPeople !== undefined)
    sandboxPeopleRoutes(server, {
      sessions,
      cookie,
      url: sandboxPeople,
      isKnown: async (key) => {
        const standing = await directory()
        return standing !== undefined && holderOf(standing, key, zone.now()) !== undefined
      },
    })
  server.get('/health', async () => ({ status: 'ok', zone: zone.config.id, now: zone.now() }))
  server.get('/api/zone', async () => ({
    zone: zone.config.id,
    kind: zone.config.kind,
    world: zone.config.world,
    ...about,
    ...(sandboxPeople === undefined ? {} : { sandboxPeople: true }),
    now: zone.now(),
  }))
  const keepDocument = async (request: FastifyRequest, text: string): Promise<string> => {
    const sha256 = await zone.putDocument(text)
    if (request.reader !== undefined) await noteSender(zone.pool, sha256, request.reader.org)
    return sha256
  }
  server.post('/api/documents', async (request, reply) =>
    reply.status(201).send({ sha256: await keepDocument(request, textOf(request.body)) }),
  )
  actionRoute(server, { zone, directory, seesStream: (org, stream) => seesStream(zone.pool, org, stream) })
  server.post('/crossings', async (request, reply) => reply.send(await parameters.receive(textOf(request.body))))
  server.get('/api/events', (request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    reply.raw.write('event: hello\ndata: {}\n\n')
    const token = tokenOf(request, cookie)
    const end = parameters.onCommit(() => {
      // Who is not signed in any more hears no more.
      void stillReads(token).then((reads) =>
        reads ? reply.raw.write(`event: commit\ndata: ${JSON.stringify({ now: zone.now() })}\n\n`) : reply.raw.end(),
      )
    })
    request.raw.on('close', end)
  })
  async function stillReads(token: string | undefined): Promise<boolean> {
    return token !== undefined && (await sessions.find(token).catch(() => undefined)) !== undefined
  }
  // A route that needs no session before the zone is founded finds nothing yet: the empty token is nobody's.
  const read: Read = (request, work) => parameters.readers.as(tokenOf(request, cookie) ?? '', work)
  const sealing = sealingOf(directory)
  readRoutes(server, zone, { read, sealing })
  const readAtOnce: Read = (request, work) => parameters.readers.atOnce(tokenOf(request, cookie) ?? '', work)
  exportRoute(server, zone, { readAtOnce, sealing })
  caseReadersRoute(server, { pool: zone.pool, directory, read })
  heldActRoutes(server, { zone, directory })
  showValueRoute(server, zone)
  disclosureRoute(server, zone.pool)
  parameters.extra?.(server, { read, sealing, keepDocument })
  // Tiles and entry bundles hold leaves only, yet stay closed to outsiders until the cases permit; checkpoints are open.
  await server.register(serveLog, {
    prefix: '/log',
    pool: zone.pool,
    allow: (request, tile) => mayHaveTile({ pool: zone.pool, reader: request.reader, tile }),
  })
  await server.register(serveWitness, { prefix: '/witness', pool: zone.pool, witness })
  await serveConsole(server, parameters.console)
  return server
}

async function serveConsole(server: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(resolve(folder, 'index.html'))) return
  const root = resolve(folder)
  await server.register(fastifyStatic, { root, wildcard: true })
  server.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !request.url.startsWith('/api/')) return reply.sendFile('index.html')
    return sendProblem(reply, flawError('NOT_FOUND', flaw('ZONE_NO_ADDRESS', { url: request.url })))
  })
}

function textOf(body: unknown): string {
  if (typeof body !== 'string')
    throw new SluiceError('INPUT_INVALID', 'expected a text body with content-type text/plain.')
  return body
}
