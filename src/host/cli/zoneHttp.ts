import type { Refusal } from '../../core/case/refusal.ts'
import { type ErrorCode, errors, SluiceError } from '../../core/errors.ts'
import type { Credentials } from './access/credentials.ts'
import { callError } from './callFaults/callFault.ts'

/** Where `npm start` puts the zone onshore of its rehearsal. */
const onshoreUrl = 'http://127.0.0.1:7310'

/** The zone that a call means when it names none: that of SLUICE_ZONE, or the rehearsal's onshore. */
export function defaultZone(env: Readonly<Record<string, string | undefined>>): string {
  return env.SLUICE_ZONE || onshoreUrl
}

/** A zone decided against an action: the rules not met, as they came. */
export class RefusedByZone extends SluiceError {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code === 'LEDGER_UNBALANCED' ? 'INPUT_INVALID' : refusal.code, refusal.message, {
      facts: { refusal },
    })
    this.refusal = refusal
  }
}

/** A zone's HTTP interface, as a command asks it. Replies are hostile until read. */
export interface ZoneHttp {
  readonly url: string
  /** @throws {ZONE_UNREACHABLE} {ZONE_REPLY_MALFORMED}, and whatever the zone's problem says */
  get(path: string): Promise<unknown>
  getText(path: string): Promise<string>
  getBytes(path: string): Promise<Uint8Array>
  /** A long answer a part at a time, in the form of a media type; given up where the zone is silent for longer than a minute. */
  getParts(path: string, accept: string): AsyncIterable<Uint8Array>
  post(path: string, body: unknown): Promise<unknown>
}

const timeoutMs = 60_000

/**
 * Asks a zone, and signs in where it wants to know who asks.
 *
 * @param credentials absent: what is open to everybody only
 * @param held the token of a session to begin with
 * @example await zoneHttp('http://127.0.0.1:7310').get('/api/zone')
 */
export function zoneHttp(text: string, credentials?: Credentials, held?: string): ZoneHttp {
  const url = zoneUrl(text)
  let token = held
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await askAs(token, path, init)
    } catch (error) {
      if (credentials === undefined || !(error instanceof SluiceError) || error.code !== 'SIGN_IN_REQUIRED') throw error
      token = await credentials.token(zoneHttp(url))
      return askAs(token, path, init)
    }
  }
  const askAs = (as: string | undefined, path: string, init: RequestInit): Promise<Response> =>
    askOnce(path, as === undefined ? init : { ...init, headers: { ...init.headers, authorization: `Bearer ${as}` } })
  const askOnce = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response
    try {
      response = await fetch(`${url}${path}`, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs), ...init })
    } catch (cause) {
      throw unreachable(url, cause)
    }
    if (response.ok) return response
    throw await problemOf(response, url, path)
  }
  const whole = async <T>(read: Promise<T>): Promise<T> => {
    try {
      return await read
    } catch (cause) {
      throw unreachable(url, cause)
    }
  }
  async function* parts(path: string, accept: string): AsyncGenerator<Uint8Array> {
    const silence = new AbortController()
    const end = (): void => silence.abort(new TypeError(`silent for ${timeoutMs / 1000} s`))
    let timer = setTimeout(end, timeoutMs)
    try {
      const { body } = await ask(path, { headers: { accept }, signal: silence.signal })
      const reader = (body ?? new Blob([]).stream()).getReader()
      for (;;) {
        const { done, value } = await whole(reader.read())
        if (done) return
        // Who takes long over a part has not been kept waiting by the zone.
        clearTimeout(timer)
        yield value
        timer = setTimeout(end, timeoutMs)
      }
    } finally {
      clearTimeout(timer)
      silence.abort()
    }
  }
  return {
    url,
    getParts: parts,
    get: async (path) => readJson(await whole((await ask(path)).text()), url, path),
    getText: async (path) => whole((await ask(path)).text()),
    getBytes: async (path) => new Uint8Array(await whole((await ask(path)).arrayBuffer())),
    post: async (path, body) => {
      const asText = typeof body === 'string'
      const headers = { 'content-type': asText ? 'text/plain; charset=utf-8' : 'application/json' }
      const response = await ask(path, { method: 'POST', headers, body: asText ? body : JSON.stringify(body) })
      return readJson(await whole(response.text()), url, path)
    },
  }
}

function zoneUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw callError('ZONE_ADDRESS', { example: onshoreUrl, found: text.slice(0, 80) })
  }
  if (url.username !== '' || url.password !== '') throw callError('ZONE_PASSWORD')
  return url.href.replace(/\/+$/, '')
}

function unreachable(url: string, cause: unknown): SluiceError {
  const { cause: deeper, message } = cause as { cause?: { code?: string; message?: string }; message?: string }
  const why = deeper?.code ?? deeper?.message ?? message ?? ''
  return callError('ZONE_SILENT', { url, why }, { as: 'ZONE_UNREACHABLE', facts: { zone: url }, cause })
}

function readJson(text: string, url: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed(url, path, 'no JSON', cause)
  }
}

export function malformed(url: string, path: string, found: string, cause?: unknown): SluiceError {
  return callError(
    'ZONE_ANSWER',
    { url, path, found },
    { as: 'ZONE_REPLY_MALFORMED', facts: { zone: url, path }, cause },
  )
}

/** What a zone says is wrong (RFC 9457). */
async function problemOf(response: Response, url: string, path: string): Promise<SluiceError> {
  const text = await response.text().catch(() => '')
  let problem: { code?: unknown; detail?: unknown; refusal?: unknown; facts?: unknown }
  try {
    problem = JSON.parse(text) as typeof problem
  } catch {
    return malformed(url, path, `status ${response.status} and no reason`)
  }
  const refusal = readRefusal(problem.refusal)
  if (refusal !== undefined) return new RefusedByZone(refusal)
  const { code, detail } = problem
  if (typeof code !== 'string' || !Object.hasOwn(errors, code) || typeof detail !== 'string') {
    return malformed(
      url,
      path,
      `status ${response.status}: ${typeof detail === 'string' ? detail.slice(0, 300) : 'no reason'}`,
    )
  }
  return new SluiceError(code as ErrorCode, detail, {
    facts: { zone: url, ...(isRecord(problem.facts) ? problem.facts : {}) },
  })
}

const refusalCodes = ['RULE_NOT_MET', 'INPUT_INVALID', 'NOT_FOUND', 'SIGNATURE_INVALID', 'LEDGER_UNBALANCED']

function readRefusal(value: unknown): Refusal | undefined {
  if (!isRecord(value)) return undefined
  const { code, kind, message, unmet, faults } = value
  if (
    typeof code !== 'string' ||
    !refusalCodes.includes(code) ||
    typeof kind !== 'string' ||
    typeof message !== 'string'
  )
    return undefined
  if (!Array.isArray(unmet) || !Array.isArray(faults)) return undefined
  const rulesAreNamed = unmet.every(
    (rule) => isRecord(rule) && typeof rule.rule === 'string' && typeof rule.code === 'string' && isRecord(rule.found),
  )
  const fieldsAreNamed = faults.every(
    (fault) => isRecord(fault) && typeof fault.field === 'string' && typeof fault.expected === 'string',
  )
  return rulesAreNamed && fieldsAreNamed ? (value as unknown as Refusal) : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
