import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import type { SignedAction } from '../../core/case/action.ts'
import { assertionShape } from '../../core/case/signature.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Json } from '../../core/record/jcs.ts'
import { serveLog } from '../log/serve.ts'
import { serveWitness, type Witness } from '../log/witness.ts'
import type { Zone } from '../zone/zone.ts'
import { sendProblem, sendRefusal } from './problem.ts'
import { readRoutes } from './read.ts'

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
  /** Routes that only one kind of zone has. */
  readonly extra?: (server: FastifyInstance) => void
}

const signatureShape = Type.Object(
  {
    key: Type.String({ maxLength: 130 }),
    signature: Type.String({ maxLength: 130 }),
    assertion: Type.Optional(assertionShape),
  },
  { additionalProperties: false },
)

const actionShape = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 200 }),
    zone: Type.Optional(Type.String({ maxLength: 80 })),
    stream: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    kind: Type.String({ maxLength: 80 }),
    actor: Type.Object(
      { org: Type.String(), person: Type.String(), role: Type.String() },
      { additionalProperties: false },
    ),
    subject: Type.Optional(
      Type.Object(
        { lot: Type.Optional(Type.String()), tranche: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    effectiveAt: Type.Optional(Type.String()),
    payload: Type.Record(Type.String(), Type.Unknown()),
    proposal: Type.Optional(Type.String()),
    documents: Type.Optional(Type.Array(Type.String(), { maxItems: 500 })),
    signature: Type.Optional(signatureShape),
    countersignature: Type.Optional(signatureShape),
  },
  { additionalProperties: false },
)

const bodyBytesMax = 16 * 1024 * 1024

/** The HTTP face of a zone. People act with signed actions: the signature is the authentication, and the server signs for nobody. */
export async function createServer(parameters: ServerParameters): Promise<FastifyInstance> {
  const { zone, witness, about } = parameters
  const server = Fastify({ logger: false, bodyLimit: bodyBytesMax, forceCloseConnections: true })
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error))
  server.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: bodyBytesMax }, (_request, body, done) =>
    done(null, body),
  )
  server.get('/health', async () => ({ status: 'ok', zone: zone.config.id, now: zone.now() }))
  server.get('/api/zone', async () => ({
    zone: zone.config.id,
    kind: zone.config.kind,
    world: zone.config.world,
    ...about,
    now: zone.now(),
  }))
  server.post('/api/documents', async (request, reply) =>
    reply.status(201).send({ sha256: await zone.putDocument(textOf(request.body)) }),
  )
  server.post('/api/actions', async (request, reply) => {
    const { action, stream, parent } = (request.body ?? {}) as { action?: unknown; stream?: string; parent?: string }
    const signed = readAction(action)
    // The worker acts inside this process; over the wire nobody is the system.
    if (signed.actor.role === 'system')
      throw new SluiceError('SIGNATURE_INVALID', 'the role system acts inside the zone only.')
    const result = await zone.act(signed, {
      ...(stream === undefined ? {} : { stream }),
      ...(parent === undefined ? {} : { parent }),
    })
    if (result.outcome === 'refused') return sendRefusal(reply, result.refusal)
    return reply.status(result.outcome === 'known' ? 200 : 201).send(result)
  })
  server.post('/crossings', async (request, reply) => reply.send(await parameters.receive(textOf(request.body))))
  server.get('/api/events', (request, reply) => {
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    reply.raw.write('event: hello\ndata: {}\n\n')
    const end = parameters.onCommit(() =>
      reply.raw.write(`event: commit\ndata: ${JSON.stringify({ now: zone.now() })}\n\n`),
    )
    request.raw.on('close', end)
  })
  readRoutes(server, zone)
  parameters.extra?.(server)
  // Tiles and entry bundles hold leaves only, yet stay closed to outsiders until the case permits; checkpoints are open.
  await server.register(serveLog, { prefix: '/log', pool: zone.pool, allow: () => zone.config.world === 'rehearsal' })
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
    return sendProblem(reply, new SluiceError('NOT_FOUND', `nothing at ${request.url}.`))
  })
}

function textOf(body: unknown): string {
  if (typeof body !== 'string')
    throw new SluiceError('INPUT_INVALID', 'expected a text body with content-type text/plain.')
  return body
}

function readAction(value: unknown): SignedAction {
  if (Value.Check(actionShape, value)) return value as unknown as SignedAction
  const errors = [...Value.Errors(actionShape, value)].slice(0, 10)
  const faults = errors.map((error) => `action${error.instancePath}: ${error.message}`)
  throw new SluiceError('INPUT_INVALID', faults.join('; '), { facts: { faults: faults as unknown as Json } })
}
