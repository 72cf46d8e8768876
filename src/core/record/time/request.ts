/** Requests and answers of RFC 3161: what goes to an authority and what comes back. */
import { equalBytes } from '../hash.ts'
import { type Hash, hashNamed } from './algorithms.ts'
import { bigintOf, der, derInteger, derOid, derTags, integerOf, malformed, readDer, textOf, walkDer } from './der.ts'
import { readToken } from './token.ts'

/**
 * Asks for a token over the hash of a message, with the authority's certificate in it.
 *
 * @param nonce random bytes, 8 or more, by which the answer is known to be fresh
 * @example const body = timeRequest({ message: utf8ToBytes(checkpointText), hash: 'sha256', nonce })
 */
export function timeRequest(parameters: {
  readonly message: Uint8Array
  readonly hash: Hash['name']
  readonly nonce: Uint8Array
}): Uint8Array {
  const hash = hashNamed(parameters.hash)
  const algorithm = der(derTags.sequence, derOid(hash.oid), der(derTags.null))
  return der(
    derTags.sequence,
    derInteger(Uint8Array.of(1)),
    der(derTags.sequence, algorithm, der(derTags.octetString, hash.of(parameters.message))),
    derInteger(parameters.nonce),
    der(derTags.boolean, Uint8Array.of(0xff)),
  )
}

export type TimeAnswer =
  | { readonly outcome: 'granted'; readonly token: Uint8Array }
  | { readonly outcome: 'refused'; readonly status: number; readonly reason: string }

/**
 * Reads an answer, and holds a granted token to the request: same imprint, same nonce. The token's signature is verified apart.
 *
 * @throws {TIMESTAMP_INVALID}
 */
export function readTimeAnswer(parameters: {
  readonly answer: Uint8Array
  readonly message: Uint8Array
  readonly hash: Hash['name']
  readonly nonce: Uint8Array
}): TimeAnswer {
  const walk = walkDer(readDer(parameters.answer))
  const said = walkDer(walk.next(derTags.sequence))
  const status = Number(integerOf(said.next(derTags.integer)))
  const text = said.optional(derTags.sequence)
  const reason = text === undefined ? '' : textOf(readDer(text.content))
  const token = walk.optional(derTags.sequence)
  walk.end()
  // 0 granted, 1 granted with changes: both bring a token.
  if (status > 1 || token === undefined) return { outcome: 'refused', status, reason }
  const { info } = readToken(token.whole)
  const { hash, message, nonce } = parameters
  if (info.hash.name !== hash || !equalBytes(info.imprint, hashNamed(hash).of(message)))
    malformed('that came is of something else than was asked')
  if (info.nonce !== bigintOf(nonce)) malformed('that came answers another request')
  return { outcome: 'granted', token: token.whole.slice() }
}
