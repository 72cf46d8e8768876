import { SluiceError } from '../../core/errors.ts'
import { equalBytes } from '../../core/record/hash.ts'
import { type S3Credentials, signS3 } from './signS3.ts'
import { type LogSink, refuseOther } from './sink.ts'

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
 * A store that speaks S3. What cannot change is written under the condition that nothing stands there (`If-None-Match: *`); where something does, it is
 * read and compared, so that no tile is ever written over with other bytes, by however many at once.
 *
 * @example await exportLog({ pool, sink: s3Sink({ url, region: 'us-east-1', credentials, now }) })
 * @throws {STORE_UNAVAILABLE} from both functions; the message never holds a key   @throws {LOG_INCONSISTENT} where other bytes stand there
 */
export function s3Sink(parameters: S3SinkParameters): LogSink {
  return {
    has: async (path) =>
      (await send(parameters, { method: 'HEAD', path, headers: {}, payload: nothing })).status === 200,
    put: async ({ path, bytes, contentType, cacheControl, once }) => {
      const headers = {
        'content-type': contentType,
        'cache-control': cacheControl,
        ...(once === true ? { 'if-none-match': '*' } : {}),
      }
      const { status } = await send(parameters, { method: 'PUT', path, headers, payload: bytes })
      if (status !== preconditionFailed) return
      const there = await send(parameters, { method: 'GET', path, headers: {}, payload: nothing })
      if (!equalBytes(there.body, bytes)) refuseOther(path)
    },
  }
}

const nothing = new Uint8Array(0)
const preconditionFailed = 412

interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Uint8Array
}

interface S3Reply {
  readonly status: number
  readonly body: Uint8Array
}

/** 200; 404 for a HEAD; 412 where a condition was set. */
async function send(parameters: S3SinkParameters, request: S3Request): Promise<S3Reply> {
  const { triesMax = 3 } = parameters
  const { method, headers } = request
  for (let attempt = 1; ; attempt++) {
    const reply = await sendOnce(parameters, request)
    const status = reply?.status
    const expected =
      status === 200 ||
      (status === 404 && method === 'HEAD') ||
      (status === preconditionFailed && headers['if-none-match'] !== undefined)
    if (reply !== undefined && expected) return reply
    // 409: somebody else writes the same at this moment.
    const mayPass = status === undefined || status >= 500 || status === 429 || status === 409
    if (!mayPass || attempt === triesMax) throw refused(parameters, request, status)
  }
}

/** `undefined` where no reply came. */
async function sendOnce(parameters: S3SinkParameters, request: S3Request): Promise<S3Reply | undefined> {
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
    return { status: reply.status, body: new Uint8Array(await reply.arrayBuffer()) }
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
