import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { SluiceError } from '../../core/errors.ts'
import { serveLog } from '../log/serve.ts'
import { serveWitness, type Witness } from '../log/witness.ts'
import type { OpenPeer } from '../peers.ts'
import type { Zone } from '../zone/zone.ts'
import { sendProblem } from './problem.ts'

export interface PeerServerParameters {
  readonly zone: Zone
  readonly witness: Witness
  readonly peers: readonly OpenPeer[]
  /** PEM, out of the secret store. */
  readonly tls: { readonly certificate: string; readonly key: string }
  /** @param from the zone whose certificate the sender showed */
  readonly receive: (text: string, from: string) => Promise<unknown>
}

const bodyBytesMax = 16 * 1024 * 1024

/**
 * What other zones see of this one, and nothing else: `/crossings`, `/witness` and the log's checkpoint, over TLS 1.3 with a certificate from either side.
 * Certificates are pinned: one that nobody named in the configuration ends the handshake.
 */
export async function createPeerServer(parameters: PeerServerParameters): Promise<FastifyInstance> {
  const { zone, witness, peers, tls, receive } = parameters
  const pinned = pinsOf(peers)
  const server = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    https: {
      cert: tls.certificate,
      key: tls.key,
      ca: peers.flatMap(({ certificates }) => certificates ?? []),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
  })
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error))
  server.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: bodyBytesMax }, (_request, body, done) =>
    done(null, body),
  )
  const senders = new WeakMap<object, string>()
  server.addHook('onRequest', async (request) => {
    senders.set(request.raw, senderOf(request, pinned))
  })
  server.post('/crossings', async (request, reply) => {
    if (typeof request.body !== 'string')
      throw new SluiceError('INPUT_INVALID', 'expected a text body with content-type text/plain.')
    return reply.send(await receive(request.body, senders.get(request.raw)!))
  })
  await server.register(serveLog, { prefix: '/log', pool: zone.pool, allow: () => zone.config.world === 'rehearsal' })
  await server.register(serveWitness, { prefix: '/witness', pool: zone.pool, witness })
  return server
}

/** Zones by the SHA-256 of their certificates. */
function pinsOf(peers: readonly OpenPeer[]): ReadonlyMap<string, string> {
  return new Map(
    peers.flatMap(({ zone, certificates = '' }) =>
      certificatesIn(certificates).map((one) => [new X509Certificate(one).fingerprint256, zone] as const),
    ),
  )
}

/** A certificate that a pinned one issued would pass the handshake: only the pinned ones themselves count. */
function senderOf(request: FastifyRequest, pinned: ReadonlyMap<string, string>): string {
  const { fingerprint256 } = (request.raw.socket as TLSSocket).getPeerCertificate()
  const zone = pinned.get(fingerprint256)
  if (zone !== undefined) return zone
  throw new SluiceError('SIGNATURE_INVALID', 'this certificate is no peer’s.', { facts: { fingerprint256 } })
}

export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
