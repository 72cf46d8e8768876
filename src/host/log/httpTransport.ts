import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http'
import { type AgentOptions, Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { SluiceError } from '../../core/errors.ts'

export interface TextReply {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Posts a text to one address and reads a short text back. */
export interface TextTransport {
  post(body: string): Promise<TextReply>
  /** Reads a text that stands beside that address. @param path relative to it, such as `<hash>/checkpoint` */
  get(path: string): Promise<TextReply>
  close(): void
}

export interface TransportTls {
  /** PEM: the certificate or authority of the other side, and our certificate and key for mutual authentication. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** SHA-256 fingerprints (`AB:CD:…`) of the certificates that are accepted, whatever name stands in them. */
  readonly pins?: readonly string[]
}

export interface HttpTransportParameters {
  readonly url: string
  readonly tls?: TransportTls
  /** For the whole exchange. */
  readonly timeoutMs?: number
  readonly replyBytesMax?: number
}

/**
 * Keeps its connection open between posts, as the protocol of witnesses asks. Follows no redirect.
 *
 * @example const transport = httpTransport({ url: 'https://witness.example/add-checkpoint' })
 * @throws {WITNESS_UNREACHABLE} from `post`, where no whole reply came in time
 */
export function httpTransport(parameters: HttpTransportParameters): TextTransport {
  const { url, tls, timeoutMs = 10_000, replyBytesMax = 64 * 1024 } = parameters
  const target = new URL(url)
  const secure = target.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true, ...agentOptions(tls) }) : new HttpAgent({ keepAlive: true })
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return {
    close: () => agent.destroy(),
    post: (body) => ask(target, { method: 'POST', headers }, body),
    get: (path) => ask(new URL(path, target), { method: 'GET' }, ''),
  }

  async function ask(at: URL, options: RequestOptions, body: string): Promise<TextReply> {
    const signal = AbortSignal.timeout(timeoutMs)
    const send = secure ? requestHttps : requestHttp
    try {
      return await exchange({ send, target: at, options: { ...options, agent, signal }, body, replyBytesMax })
    } catch (cause) {
      throw new SluiceError('WITNESS_UNREACHABLE', `${target.host} gave no whole reply within ${timeoutMs} ms.`, {
        facts: { host: target.host, timeoutMs },
        cause,
      })
    }
  }
}

/** With pins, the certificate is compared itself: its name says nothing, and an authority above it does not help. */
function agentOptions(tls: TransportTls | undefined): AgentOptions {
  if (tls === undefined) return {}
  const { pins, ...rest } = tls
  if (pins === undefined) return rest
  return {
    ...rest,
    minVersion: 'TLSv1.3',
    checkServerIdentity: (host, { fingerprint256 }) =>
      pins.includes(fingerprint256)
        ? undefined
        : new Error(`${host} showed a certificate that is not pinned: ${fingerprint256}`),
  }
}

function exchange(parameters: {
  readonly send: typeof requestHttp
  readonly target: URL
  readonly options: RequestOptions
  readonly body: string
  readonly replyBytesMax: number
}): Promise<TextReply> {
  const { send, target, options, body, replyBytesMax } = parameters
  return new Promise((resolve, reject) => {
    const request = send(target, options, (reply) => {
      const chunks: Buffer[] = []
      let bytes = 0
      reply.on('error', reject)
      reply.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > replyBytesMax) request.destroy(new Error(`a reply of more than ${replyBytesMax} bytes`))
        else chunks.push(chunk)
      })
      reply.on('end', () => {
        const contentType = reply.headers['content-type'] ?? ''
        resolve({ status: reply.statusCode ?? 0, contentType, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
