import { Agent as HttpAgent, type RequestOptions, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { SluiceError } from '../../core/errors.ts'

export interface TextReply {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** Posts a text to one address and reads a short text back. */
export interface TextTransport {
  post(body: string): Promise<TextReply>
  close(): void
}

export interface HttpTransportParameters {
  readonly url: string
  /** PEM: the authority of the other side, and our certificate and key for mutual authentication. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
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
  const agent = secure ? new HttpsAgent({ keepAlive: true, ...tls }) : new HttpAgent({ keepAlive: true })
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  const options: RequestOptions = { method: 'POST', agent, headers }
  return {
    close: () => agent.destroy(),
    post: async (body) => {
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        return await exchange({
          send: secure ? requestHttps : requestHttp,
          target,
          options: { ...options, signal },
          body,
          replyBytesMax,
        })
      } catch (cause) {
        throw new SluiceError('WITNESS_UNREACHABLE', `${target.host} gave no whole reply within ${timeoutMs} ms.`, {
          facts: { host: target.host, timeoutMs },
          cause,
        })
      }
    },
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
