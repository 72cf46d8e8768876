import { SluiceError } from '../../core/errors.ts'
import { type S3Credentials, signS3 } from './signS3.ts'
import type { LogSink } from './sink.ts'

export interface S3SinkParameters {
  /** With the bucket in its path, and a prefix where there is one: `https://s3.example/bucket/onshore`. */
  readonly url: string
  readonly region: string
  readonly credentials: S3Credentials
  readonly now: () => Date
  readonly timeoutMs?: number
  /** How often a request is sent that fails for a reason that may pass. */
  readonly triesMax?: number
}

/**
 * A store that speaks S3. Objects that cannot change are written once and looked for before.
 *
 * @example await exportLog({ pool, sink: s3Sink({ url, region: 'us-east-1', credentials, now }) })
 * @throws {STORE_UNAVAILABLE} from both functions; the message never holds a key
 */
export function s3Sink(parameters: S3SinkParameters): LogSink {
  return {
    has: async (path) =>
      (await send(parameters, { method: 'HEAD', path, headers: {}, payload: new Uint8Array(0) })) === 200,
    put: async ({ path, bytes, contentType, cacheControl }) => {
      const headers = { 'content-type': contentType, 'cache-control': cacheControl }
      await send(parameters, { method: 'PUT', path, headers, payload: bytes })
    },
  }
}

interface S3Request {
  readonly method: 'HEAD' | 'PUT'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Uint8Array
}

/** The status: 200, or 404 for a HEAD. */
async function send(parameters: S3SinkParameters, request: S3Request): Promise<number> {
  const { triesMax = 3 } = parameters
  for (let attempt = 1; ; attempt++) {
    const status = await sendOnce(parameters, request)
    if (status === 200 || (status === 404 && request.method === 'HEAD')) return status
    const mayPass = status === undefined || status >= 500 || status === 429
    if (!mayPass || attempt === triesMax) throw refused(parameters, request, status)
  }
}

/** `undefined` where no reply came. */
async function sendOnce(parameters: S3SinkParameters, request: S3Request): Promise<number | undefined> {
  const { region, credentials, now, timeoutMs = 30_000 } = parameters
  const url = new URL(`${parameters.url.replace(/\/$/, '')}/${request.path}`)
  const { method, payload } = request
  const signed = signS3({ method, url, headers: request.headers, payload, region, credentials, now: now() })
  // fetch sets it itself, and to the same.
  const { host: _, ...headers } = signed
  try {
    const body = method === 'PUT' ? { body: Buffer.from(payload) } : {}
    const reply = await fetch(url, {
      method,
      headers,
      ...body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await reply.arrayBuffer()
    return reply.status
  } catch {
    return undefined
  }
}

function refused(parameters: S3SinkParameters, request: S3Request, status: number | undefined): SluiceError {
  const { host } = new URL(parameters.url)
  const said = status === undefined ? 'gave no answer' : `answered with HTTP ${status}`
  return new SluiceError('STORE_UNAVAILABLE', `${host} ${said} to ${request.method} ${request.path}.`, {
    facts: { host, method: request.method, path: request.path, status },
  })
}
