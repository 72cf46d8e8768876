import { bytesToHex, hmacSha256, utf8ToBytes } from '../../../core/record/hash.ts'

/** Name and value, in the order in which they go on the wire: the signature is over exactly that text. */
export type WireParameters = readonly (readonly [name: string, value: string])[]

/** RFC 3986: everything but A-Z a-z 0-9 - . _ ~ is escaped. */
function escapeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

export function encodeParameters(parameters: WireParameters): string {
  return parameters.map(([name, value]) => `${escapeText(name)}=${escapeText(value)}`).join('&')
}

/** HMAC SHA-256 in lower-case hex. Source: docs.hashkey.com/hk/en, "Signature (TRADE & USER_DATA)". */
export function signatureOf(text: string, secret: string): string {
  return bytesToHex(hmacSha256(utf8ToBytes(secret), utf8ToBytes(text)))
}

/**
 * The query or form body of a signed request: time stamp and window first, then the parameters, then the signature.
 *
 * @example signedText({ parameters: [['symbol', 'BTCUSD']], timestampMs: 1, recvWindowMs: 5000, secret }) // 'timestamp=1&recvWindow=5000&symbol=BTCUSD&signature=…'
 */
export function signedText(options: {
  parameters: WireParameters
  timestampMs: number
  recvWindowMs?: number
  secret: string
}): string {
  const time: [string, string][] = [['timestamp', String(options.timestampMs)]]
  if (options.recvWindowMs !== undefined) time.push(['recvWindow', String(options.recvWindowMs)])
  const text = encodeParameters([...time, ...options.parameters])
  return `${text}&signature=${signatureOf(text, options.secret)}`
}
