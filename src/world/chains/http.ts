import { SluiceError } from '../../core/errors.ts'

export interface ChainSource {
  /** Base address, with or without a slash at the end. */
  readonly url: string
  /** User and password of HTTP Basic; read from the secret store, never logged. */
  readonly basic?: { readonly user: string; readonly password: string }
  readonly timeoutMs?: number
}

export interface ChainReply {
  readonly status: number
  /** Parsed JSON, of any shape. */
  readonly body: unknown
}

const timeoutMsDefault = 10_000
/** A full block in JSON stays below this. */
const bytesMax = 64 * 1024 * 1024

/**
 * One request to a chain source, JSON in and out. Redirects are refused: they would carry the password elsewhere.
 *
 * @throws {CHAIN_UNREACHABLE} if it does not answer in time, or answers that it cannot
 * @throws {CHAIN_REPLY_MALFORMED} if what it answers is not JSON, or too long
 */
export async function ask(parameters: {
  readonly source: ChainSource
  readonly network: string
  readonly path: string
  readonly body?: unknown
}): Promise<ChainReply> {
  const { source, network } = parameters
  const response = await send(parameters)
  const text = await readText(response, network)
  if (response.status === 401 || response.status === 403) throw unreachable(network, 'refuses our password')
  if (response.status === 429 || response.status === 503) throw unreachable(network, `answers ${response.status}`)
  try {
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  } catch {
    throw malformed(network, 'its answer is not JSON', { status: response.status, url: new URL(source.url).origin })
  }
}

async function send(parameters: Parameters<typeof ask>[0]): Promise<Response> {
  const { source, network, path, body } = parameters
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' }
  if (source.basic) headers.authorization = `Basic ${btoa(`${source.basic.user}:${source.basic.password}`)}`
  const once = (): Promise<Response> =>
    fetch(new URL(path, source.url), {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(source.timeoutMs ?? timeoutMsDefault),
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
  try {
    // A connection that was kept open and that the other side has closed meanwhile says nothing about the source. To ask, or to broadcast, twice is the same.
    return await once().catch((cause: unknown) => (isReset(cause) ? once() : Promise.reject(cause)))
  } catch (cause) {
    throw unreachable(network, 'does not answer', cause)
  }
}

function isReset(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown } } | undefined)?.cause
  return cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET'
}

async function readText(response: Response, network: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > bytesMax) throw malformed(network, 'its answer is too long', { bytesMax })
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause
    throw unreachable(network, 'stopped in the middle of its answer', cause)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function unreachable(network: string, how: string, cause?: unknown): SluiceError {
  return new SluiceError('CHAIN_UNREACHABLE', `The source for ${network} ${how}.`, { facts: { network }, cause })
}

/** An answer that cannot be true or cannot be read. */
export function malformed(network: string, what: string, facts: Record<string, unknown> = {}): SluiceError {
  return new SluiceError('CHAIN_REPLY_MALFORMED', `The source for ${network} cannot be believed: ${what}.`, {
    facts: { network, ...facts },
  })
}
