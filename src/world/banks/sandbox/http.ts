import { SluiceError } from '../../../core/errors.ts'

/** An answer that came whole: status and body. */
export interface HttpAnswer {
  readonly status: number
  readonly body: unknown
}

export interface HttpParameters {
  /** Origin and institution: `http://127.0.0.1:PORT/bank-cn`. */
  readonly url: string
  readonly token: string
  readonly timeoutMs: number
}

export interface CallParameters {
  readonly method: 'GET' | 'POST'
  /** Below `/v1/`, parts encoded. */
  readonly path: string
  readonly body?: Uint8Array
  readonly contentType?: string
}

export type Call = (parameters: CallParameters) => Promise<HttpAnswer>

const answerBytesMax = 64 * 1024 * 1024

/**
 * Calls one institution of the rehearsal, on loopback only, without following redirects.
 *
 * @throws {CONFIG_INVALID} when the address is not a loopback address
 */
export function openHttp({ url, token, timeoutMs }: HttpParameters): Call {
  const base = URL.parse(url)
  if (base?.protocol !== 'http:' || !/^(127(\.[0-9]{1,3}){3}|\[::1\])$/.test(base.hostname)) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `${url} is not http on a loopback address: the sandbox talks to nothing else.`,
      {
        facts: { found: url, expected: 'http://127.0.0.1:PORT/INSTITUTION' },
      },
    )
  }
  return async ({ method, path, body, contentType }) => {
    const response = await send(`${url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: await readJson(response) }
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    return unreachable(cause)
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await readText(response)
  if (response.status >= 500) {
    throw new SluiceError('BANK_UNREACHABLE', `the bank answered ${response.status}.`, {
      facts: { status: response.status, outcome: 'unknown' },
    })
  }
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new SluiceError('BANK_REPLY_MALFORMED', 'expected JSON from the bank.', {
      facts: { status: response.status, found: text.slice(0, 48) },
      cause,
    })
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > answerBytesMax) throw new RangeError('answer too long')
      chunks.push(chunk)
    }
  } catch (cause) {
    return unreachable(cause)
  }
  return Buffer.concat(chunks).toString('utf8')
}

// Refused before anything was sent: nothing can have happened. Everything else may have.
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

function unreachable(cause: unknown): never {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : 'no answer'
  throw new SluiceError('BANK_UNREACHABLE', `the bank did not answer: ${code}.`, {
    facts: { outcome: neverSent.has(code) ? 'none' : 'unknown' },
    cause,
  })
}
