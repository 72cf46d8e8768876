import { X509Certificate } from 'node:crypto'
import { SluiceError } from '../../core/errors.ts'
import { httpTransport, type TextTransport, type TransportTls } from '../log/httpTransport.ts'
import type { OpenPeer } from '../peers.ts'
import { certificatesIn } from '../server/peerServer.ts'
import type { CrossingAnswer } from './receiveCrossing.ts'
import type { CrossingLink } from './sendCrossing.ts'

export interface OwnTls {
  readonly certificate: string
  readonly key: string
}

/** How this zone speaks TLS to a peer: its own certificate shown, the peer's pinned. */
export function tlsFor(
  peer: Pick<OpenPeer, 'certificates' | 'zone'>,
  own: OwnTls | undefined,
): TransportTls | undefined {
  if (peer.certificates === undefined || own === undefined) return undefined
  const pins = certificatesIn(peer.certificates).map((one) => new X509Certificate(one).fingerprint256)
  return { ca: peer.certificates, cert: own.certificate, key: own.key, pins }
}

/** A connection to one address of a peer. @throws {CONFIG_INVALID} where it would speak TLS without pins */
export function peerTransport(
  peer: OpenPeer & { readonly url: string },
  path: string,
  own: OwnTls | undefined,
): TextTransport {
  const tls = tlsFor(peer, own)
  if (peer.url.startsWith('https:') && tls === undefined)
    throw new SluiceError('CONFIG_INVALID', `${peer.zone}: https needs the peer's certificates and our own.`)
  return httpTransport({ url: `${peer.url}${path}`, ...(tls === undefined ? {} : { tls }), replyBytesMax: 256 * 1024 })
}

/**
 * Sends crossings to a peer: one request, whose answer is the acknowledgement.
 *
 * @throws {WITNESS_UNREACHABLE} from `send` where it may be sent again   @throws {LOG_INCONSISTENT} where the peer refuses the document
 */
export function crossingLink(
  peer: OpenPeer & { readonly url: string },
  own: OwnTls | undefined,
): CrossingLink & { close(): void } {
  const transport = peerTransport(peer, '/crossings', own)
  return {
    close: () => transport.close(),
    send: async (text) => {
      const { status, body } = await transport.post(text)
      const answer = readAnswer(body)
      if (status === 200 && 'outcome' in answer) return answer
      const detail = 'detail' in answer ? answer.detail : undefined
      const code = status >= 500 && status !== 502 ? 'WITNESS_UNREACHABLE' : 'LOG_INCONSISTENT'
      throw new SluiceError(code, `the other zone refused a crossing: ${String(detail ?? status).slice(0, 500)}`)
    },
  }
}

/** Reads a hostile answer. @throws {LOG_INCONSISTENT} */
export function readAnswer(body: string): CrossingAnswer | { readonly detail?: unknown } {
  let value: Record<string, unknown> | null = null
  try {
    value = JSON.parse(body) as Record<string, unknown> | null
  } catch {
    // Told below.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SluiceError('LOG_INCONSISTENT', 'the other zone answered a crossing with something else than an answer.')
  const { outcome, line, stream, size } = value
  if (outcome === 'applied' && typeof line === 'string' && typeof stream === 'string' && /^[0-9a-f]{64}$/.test(stream))
    return { outcome, line, stream, ...(isSize(size) ? { size } : {}) }
  if (outcome === 'behind' && isSize(size)) return { outcome, size }
  if (outcome === undefined) return { detail: value.detail }
  throw new SluiceError('LOG_INCONSISTENT', 'the other zone answered a crossing with something else than an answer.')
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
