import { createHash, createHmac } from 'node:crypto'

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface SignS3Parameters {
  readonly method: 'GET' | 'HEAD' | 'PUT'
  readonly url: URL
  /** All of them are signed; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Uint8Array
  readonly region: string
  readonly credentials: S3Credentials
  readonly now: Date
}

/**
 * AWS Signature Version 4 in headers, for S3 and what speaks like it. Returns all headers to send.
 *
 * @example signS3({ method: 'PUT', url, headers: {}, payload, region: 'us-east-1', credentials, now }).authorization
 */
export function signS3(parameters: SignS3Parameters): Record<string, string> {
  const { method, url, payload, region, credentials, now } = parameters
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`
  const headers: Record<string, string> = {
    ...parameters.headers,
    host: url.host,
    'x-amz-content-sha256': sha256(payload),
    'x-amz-date': time,
  }
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...names.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    sha256(payload),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${credentials.secretAccessKey}`)
  const signature = hmac(key, text).toString('hex')
  const credential = `${credentials.accessKeyId}/${scope}`
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(';')},Signature=${signature}`
  return headers
}

function canonicalPath(url: URL): string {
  return url.pathname
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/')
}

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return pairs.sort().join('&')
}

/** As RFC 3986 has it; encodeURIComponent leaves five characters too many. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
