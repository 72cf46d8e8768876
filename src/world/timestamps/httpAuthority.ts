import { randomBytes } from 'node:crypto'
import { SluiceError } from '../../core/errors.ts'
import type { Hash } from '../../core/record/time/algorithms.ts'
import { readTimeAnswer, timeRequest } from '../../core/record/time/request.ts'
import { type ProvedTime, verifyToken } from '../../core/record/time/token.ts'
import type { TimeAuthority } from './authority.ts'

export interface HttpAuthorityParameters {
  readonly name: string
  readonly url: string
  readonly hash: Hash['name']
  /** The certificates between its signer and its root that it does not send, and the root: DER. */
  readonly certificates: readonly Uint8Array[]
  /** SHA-256 of the roots that are accepted, hex, had from outside. */
  readonly roots: readonly string[]
  readonly timeoutMs?: number
}

/** A token with a long chain has some kilobytes. */
const answerBytesMax = 256 * 1024

/**
 * An authority over HTTP (RFC 3161, 3.4).
 *
 * @example const { token, proved } = await openHttpAuthority({ name, url, hash: 'sha256', certificates, roots }).stamp(bytes)
 */
export function openHttpAuthority(parameters: HttpAuthorityParameters): TimeAuthority {
  const { name, hash, certificates, roots } = parameters
  return {
    name,
    certificates,
    stamp: async (message) => {
      const nonce = new Uint8Array(randomBytes(16))
      const answer = await ask(parameters, timeRequest({ message, hash, nonce }))
      const read = readTimeAnswer({ answer, message, hash, nonce })
      if (read.outcome === 'refused') {
        throw new SluiceError(
          'TIMESTAMP_REFUSED',
          `${name} refused a time-stamp (status ${read.status}): ${read.reason}`,
          {
            facts: { authority: name, status: read.status, said: read.reason },
          },
        )
      }
      const proved = verifyToken({ token: read.token, message, certificates })
      checkRoot(name, proved, roots)
      return { token: read.token, proved }
    },
  }
}

function checkRoot(name: string, proved: ProvedTime, roots: readonly string[]): void {
  if (roots.includes(proved.rootFingerprint)) return
  throw new SluiceError(
    'TIMESTAMP_INVALID',
    `${name} answered under the root ${proved.root}, which is not one configured.`,
    {
      facts: { authority: name, found: proved.rootFingerprint, expected: roots },
    },
  )
}

async function ask(
  { name, url, timeoutMs = 10_000 }: HttpAuthorityParameters,
  body: Uint8Array<ArrayBufferLike>,
): Promise<Uint8Array> {
  let status: number
  let type: string
  let bytes: Uint8Array
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    status = response.status
    type = response.headers.get('content-type') ?? ''
    bytes = await readAtMost(response, answerBytesMax)
  } catch (cause) {
    throw unreachable(name, 'did not answer', cause)
  }
  if (status !== 200) throw unreachable(name, `answered HTTP ${status}`)
  if (!type.toLowerCase().startsWith('application/timestamp-reply'))
    throw unreachable(name, `answered with the type ${type.slice(0, 80)}`)
  return bytes
}

async function readAtMost(response: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > bytesMax) throw new TypeError(`more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function unreachable(name: string, what: string, cause?: unknown): SluiceError {
  return new SluiceError('TIMESTAMP_UNREACHABLE', `${name} ${what}.`, { facts: { authority: name }, cause })
}
