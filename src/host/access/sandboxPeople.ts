import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { SluiceError } from '../../core/errors.ts'
import type { Sessions } from './sessions.ts'
import { handOver } from './signInRoutes.ts'

const peopleShape = Type.Array(
  Type.Object({
    person: Type.String(),
    org: Type.String(),
    roles: Type.Array(Type.String()),
    name: Type.String(),
    key: Type.String(),
  }),
)
const signedShape = Type.Object({ key: Type.String(), signature: Type.String({ pattern: '^[0-9a-f]{128}$' }) })

/**
 * One click instead of a key file, in a rehearsal: its people are played by the world's process, which has their keys and signs this challenge for them.
 * The zone has no key of theirs here either.
 */
export function sandboxPeopleRoutes(
  server: FastifyInstance,
  parameters: {
    readonly sessions: Sessions
    readonly cookie: string
    readonly url: string
    readonly isKnown: (key: string) => Promise<boolean>
  },
): void {
  const { sessions, cookie, url, isKnown } = parameters
  server.get('/rehearsal/people', async () => {
    const found = await ask(`${url}/people`)
    if (!Value.Check(peopleShape, found)) throw away(url)
    // Those of the other zone, and all before they are enrolled, could not come in.
    const known = await Promise.all(found.map(({ key }) => isKnown(key)))
    return found.filter((_, i) => known[i])
  })
  server.post('/rehearsal/sign-in', async ({ body }, reply) => {
    const { person } = (body ?? {}) as { person?: unknown }
    const people = await ask(`${url}/people`)
    const chosen = Value.Check(peopleShape, people) ? people.find((one) => one.person === person) : undefined
    if (chosen === undefined) throw new SluiceError('NOT_FOUND', 'nobody of the sandbox is called so in this zone.')
    const challenge = await sessions.challenge(chosen.key)
    const signed = await ask(`${url}/sign`, { person, challenge })
    if (!Value.Check(signedShape, signed)) throw away(url)
    const begun = await sessions.begin({ nonce: challenge.nonce, key: signed.key, signature: signed.signature })
    return handOver(reply, { ...begun, carrier: 'cookie', cookie })
  })
}

async function ask(url: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) })
    return await reply.json()
  } catch (cause) {
    throw away(url, cause)
  }
}

function away(url: string, cause?: unknown): SluiceError {
  return new SluiceError('NOT_FOUND', `SANDBOX: the people of this rehearsal do not answer at ${url}.`, { cause })
}
