import Value from 'typebox/value'
import { type Challenge, challengeShape, signChallenge } from '../../../core/access/signIn.ts'
import { SluiceError } from '../../../core/errors.ts'
import { publicKeyOf } from '../../../core/record/publicKeys.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { type PersonKey, readKeyFile } from '../keyFile.ts'
import { isRecord, malformed, type ZoneHttp } from '../zoneHttp.ts'
import { savedToken } from './savedSessions.ts'

/** Where a command gets its right to read from. */
export interface Credentials {
  /** A token for this zone. @throws {SIGN_IN_REQUIRED} saying how to get one */
  token(http: ZoneHttp): Promise<string>
}

/** Key files of who reads: `--as`, else the key that the command acts with; a saved session; else those that SLUICE_KEY names, parted by `:`. */
export function credentialsOf(call: Call): Credentials {
  const { words, io } = call
  const given = words.texts('as')
  const acting = words.keyFiles()
  const named = given.length > 0 ? given : acting
  const fromEnvironment = (io.env.SLUICE_KEY ?? '').split(':').filter((path) => path !== '')
  return {
    token: async (http) => {
      if (named.length === 0) {
        const saved = await savedToken(io, http.url)
        if (saved !== undefined) return saved
      }
      const files = named.length > 0 ? named : fromEnvironment
      if (files.length === 0) throw nobody(http.url)
      const keys = await Promise.all(files.map((path) => readKeyFile(io, path)))
      return (await signInAsOneOf(http, keys)).token
    },
  }
}

function nobody(url: string): SluiceError {
  return callError('SIGN_IN_NEEDED', { url }, { as: 'SIGN_IN_REQUIRED', facts: { zone: url } })
}

export interface SignedIn {
  readonly token: string
  readonly person: string
  readonly org: string
  readonly roles: readonly string[]
  readonly expiresAt: string
}

/** The first key that opens the zone: of several zones each knows its own people. @throws {SIGN_IN_REFUSED} */
export async function signInAsOneOf(http: ZoneHttp, keys: readonly PersonKey[]): Promise<SignedIn> {
  let refusal: unknown
  for (const key of keys) {
    try {
      return await signIn(http, key)
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'SIGN_IN_REFUSED') throw error
      refusal = error
    }
  }
  throw refusal
}

/** Shows that who asks has the key. What is signed names the zone that answered, and is bound to its log by the directory that checks it. */
async function signIn(http: ZoneHttp, key: PersonKey): Promise<SignedIn> {
  const path = '/api/sign-in/challenge'
  const publicKey = publicKeyOf(key.secretKey)
  const challenge = await http.post(path, { key: publicKey })
  if (!Value.Check(challengeShape, challenge) || challenge.key !== publicKey)
    throw malformed(http.url, path, 'something else than a challenge for this key')
  const { signature } = signChallenge(challenge as Challenge, key.secretKey)
  const begun = await http.post('/api/sign-in', {
    nonce: challenge.nonce,
    key: publicKey,
    signature,
    carrier: 'bearer',
  })
  if (
    !isRecord(begun) ||
    typeof begun.token !== 'string' ||
    typeof begun.person !== 'string' ||
    typeof begun.expiresAt !== 'string'
  )
    throw malformed(http.url, '/api/sign-in', 'something else than a session')
  return begun as unknown as SignedIn
}
