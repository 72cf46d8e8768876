import { SluiceError } from '../../../core/errors.ts'
import { urlAt } from '../pinHost.ts'
import { refusalOf } from './refusal.ts'
import { encodeParameters, signedText, type WireParameters } from './sign.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

/** A request may change something at the venue, or it only reads. Of the first, silence means "unknown". */
export interface Call {
  readonly method: Method
  readonly path: string
  readonly parameters: WireParameters
  readonly signed: boolean
  readonly changes: boolean
}

export interface TransportOptions {
  readonly entity: string
  readonly origin: URL
  readonly apiKey: string
  readonly secret: string
  readonly clock: () => number
  readonly timeoutMs: number
  readonly recvWindowMs?: number
  readonly fetch: typeof globalThis.fetch
}

export interface WireRequest {
  readonly url: string
  readonly init: { readonly method: Method; readonly headers: Record<string, string>; readonly body?: string }
}

const maxReplyBytes = 8 * 1024 * 1024

/**
 * The bytes that go out. GET carries the signed text as query, POST and DELETE as form body: so does ccxt's class for the same API, and
 * docs.hashkey.com/hk/en allows either. There is no broker, rebate or referral field, and there never may be.
 */
export function requestOf(options: TransportOptions, call: Call): WireRequest {
  const text = call.signed
    ? signedText({
        parameters: call.parameters,
        timestampMs: options.clock(),
        secret: options.secret,
        ...(options.recvWindowMs === undefined ? {} : { recvWindowMs: options.recvWindowMs }),
      })
    : encodeParameters(call.parameters)
  const headers: Record<string, string> = call.signed
    ? { 'X-HK-APIKEY': options.apiKey, 'Content-Type': 'application/x-www-form-urlencoded' }
    : {}
  const url = urlAt(options.origin, call.path)
  if (call.method === 'GET') {
    url.search = text
    return { url: url.href, init: { method: 'GET', headers } }
  }
  return { url: url.href, init: { method: call.method, headers, body: text } }
}

/** Sends one request once and returns the reply's text. It never tries again: whoever owns the key decides that. */
export async function sendText(options: TransportOptions, call: Call): Promise<string> {
  const request = requestOf(options, call)
  const facts = { venue: options.entity, path: call.path }
  const outcome = call.changes ? 'unknown' : 'none'
  let status: number
  let text: string
  try {
    const reply = await options.fetch(request.url, {
      ...request.init,
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    })
    status = reply.status
    text = await readLimited(reply)
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause
    throw new SluiceError('VENUE_UNREACHABLE', `${options.entity} did not answer within ${options.timeoutMs} ms.`, {
      facts: { ...facts, outcome },
      cause,
    })
  }
  if (status >= 300 && status < 400) {
    throw new SluiceError('VENUE_REPLY_MALFORMED', `${options.entity} redirects; redirects are not followed.`, {
      facts: { ...facts, status, outcome },
    })
  }
  if (status !== 200) throw refusalOf({ entity: options.entity, path: call.path, status, text, outcome })
  return text
}

/** As sendText, parsed. Errors that come inside a 200 are found here too. */
export async function sendJson(options: TransportOptions, call: Call): Promise<unknown> {
  const text = await sendText(options, call)
  const outcome = call.changes ? 'unknown' : 'none'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new SluiceError('VENUE_REPLY_MALFORMED', `${options.entity} answered with something that is not JSON.`, {
      facts: { venue: options.entity, path: call.path, begins: text.slice(0, 80), outcome },
      cause,
    })
  }
  if (isErrorBody(value)) throw refusalOf({ entity: options.entity, path: call.path, status: 200, text, outcome })
  return value
}

function isErrorBody(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('code' in value)) return false
  const { code } = value
  return code !== 0 && code !== '0' && code !== '0000' && code !== 200 && code !== '200'
}

async function readLimited(reply: Response): Promise<string> {
  if (!reply.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of reply.body) {
    size += chunk.byteLength
    if (size > maxReplyBytes) {
      throw new SluiceError('VENUE_REPLY_MALFORMED', `The answer is longer than ${maxReplyBytes} bytes.`, {
        facts: { maxReplyBytes, outcome: 'unknown' },
      })
    }
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}
