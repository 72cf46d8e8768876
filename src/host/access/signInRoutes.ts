import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { signInShape } from '../../core/access/signIn.ts'
import { type ActionSignature, keyPattern } from '../../core/case/signature.ts'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { cookieHeader, tokenOf } from './gate.ts'
import { limiterOf } from './limiter.ts'
import { type Session, type Sessions, times } from './sessions.ts'

const askedShape = Type.Object({ key: Type.String({ pattern: keyPattern }) }, { additionalProperties: false })

export interface SignInLimits {
  readonly challenges: { readonly burst: number; readonly perMinute: number }
  readonly failures: { readonly burst: number; readonly perMinute: number }
}

/** By address. A command line signs in once a call, a person a few times a day. */
export const usualLimits: SignInLimits = {
  challenges: { burst: 300, perMinute: 120 },
  failures: { burst: 20, perMinute: 10 },
}

/** Signing in, who am I, signing out. */
export function signInRoutes(
  server: FastifyInstance,
  parameters: { readonly sessions: Sessions; readonly cookie: string; readonly limits?: SignInLimits },
): void {
  const { sessions, cookie, limits = usualLimits } = parameters
  const challenges = limiterOf(limits.challenges)
  const failures = limiterOf(limits.failures)
  server.post('/api/sign-in/challenge', async ({ body, ip }) => {
    challenges.take(ip)
    if (!Value.Check(askedShape, body)) throw new SluiceError('INPUT_INVALID', 'expected { key }, a public key.')
    return sessions.challenge(body.key)
  })
  server.post('/api/sign-in', async ({ body, ip }, reply) => {
    if (!Value.Check(signInShape, body))
      throw new SluiceError(
        'INPUT_INVALID',
        'expected { nonce, key, signature, carrier }: carrier is cookie or bearer.',
      )
    const { carrier, ...answer } = body
    const begun = await sessions.begin(answer as ActionSignature & { nonce: string }).catch((error: unknown) => {
      failures.take(ip)
      throw error
    })
    return handOver(reply, { ...begun, carrier, cookie })
  })
  server.get('/api/me', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return request.reader === undefined ? { signedIn: false } : { signedIn: true, ...shown(request.reader) }
  })
  server.post('/api/sign-out', async (request, reply) => {
    const token = tokenOf(request, cookie)
    if (token !== undefined) await sessions.end(token)
    return reply.header('set-cookie', cookieHeader({ name: cookie, token: undefined, secondsMax: 0 })).send({})
  })
}

/** A browser gets the token in a cookie and nowhere else; a command line in the answer and nowhere else. */
export function handOver(
  reply: FastifyReply,
  begun: { readonly token: string; readonly session: Session; readonly carrier: string; readonly cookie: string },
): FastifyReply {
  const { token, session, carrier, cookie } = begun
  reply.header('cache-control', 'no-store').status(201)
  if (carrier === 'bearer') return reply.send({ ...shown(session), token })
  const header = cookieHeader({ name: cookie, token, secondsMax: times.sessionMs / 1000 })
  return reply.header('set-cookie', header).send(shown(session))
}

function shown({ person, org, roles, key, expiresAt }: Session): object {
  return { person, org, roles, key, expiresAt }
}

/** Who reads; for routes behind the gate. @throws {SIGN_IN_REQUIRED} before the zone is founded */
export function readerOf(request: FastifyRequest): Session {
  if (request.reader !== undefined) return request.reader
  throw flawError('SIGN_IN_REQUIRED', flaw('ZONE_SIGN_IN'))
}
