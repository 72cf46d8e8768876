import { type Challenge, signChallenge } from '../../src/core/access/signIn.ts'
import { personKey } from './cast.ts'
import type { Ask, Reply } from './zoneClient.ts'

/**
 * Asks as somebody of the cast: where the zone wants to know who reads, this person signs in with their own key, once, and the question is asked again.
 * Before a zone is founded nobody has to.
 *
 * @param reader who reads, at the moment of asking
 */
export function askSignedIn(parameters: {
  readonly ask: Ask
  readonly seed: string
  readonly reader: () => string
}): Ask {
  const { ask, seed, reader } = parameters
  const tokens = new Map<string, string>()
  const asked = (path: string, init: RequestInit, token: string | undefined): Promise<Reply> =>
    ask(path, token === undefined ? init : { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })
  return async (path, init = {}) => {
    const person = reader()
    const answer = await asked(path, init, tokens.get(person))
    if (answer.status !== 401 || !answer.body.includes('SIGN_IN_REQUIRED')) return answer
    tokens.set(person, await signIn({ ask, seed, person }))
    return asked(path, init, tokens.get(person))
  }
}

/** Signs in with the key of somebody of the cast, and returns the token of the session. */
export async function signIn(parameters: {
  readonly ask: Ask
  readonly seed: string
  readonly person: string
}): Promise<string> {
  const { ask, seed, person } = parameters
  const { publicKey, secretKey } = personKey(seed, person)
  const challenge = await post<Challenge>(ask, '/api/sign-in/challenge', { key: publicKey })
  const answer = { nonce: challenge.nonce, ...signChallenge(challenge, secretKey), carrier: 'bearer' }
  return (await post<{ token: string }>(ask, '/api/sign-in', answer)).token
}

async function post<T>(ask: Ask, path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const reply = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!reply.ok) throw new TypeError(`${path}: ${reply.status} ${reply.body}`)
  return JSON.parse(reply.body) as T
}
