import type { FastifyReply } from 'fastify'
import type { Refusal } from '../../core/case/refusal.ts'
import { SluiceError } from '../../core/errors.ts'

/** An answer of RFC 9457: what is wrong, with the rules not met or the place in the input. Never a secret, never a stack. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof SluiceError) {
    return problem(reply, error.kind.http, {
      title: error.code,
      detail: error.message,
      code: error.code,
      retry: error.kind.retry,
      facts: readable(error.facts),
    })
  }
  const status = (error as { statusCode?: number }).statusCode
  if (status !== undefined && status < 500)
    return problem(reply, status, { title: 'INPUT_INVALID', detail: (error as Error).message, code: 'INPUT_INVALID' })
  return problem(reply, 500, {
    title: 'INTERNAL',
    detail: 'an error of ours; it is in the log of this process.',
    code: 'INTERNAL',
  })
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status =
    refusal.code === 'RULE_NOT_MET'
      ? 403
      : refusal.code === 'NOT_FOUND'
        ? 404
        : refusal.code === 'SIGNATURE_INVALID'
          ? 401
          : 400
  return problem(reply, status, { title: refusal.code, detail: refusal.message, code: refusal.code, refusal })
}

function problem(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, ...body }))
}

/** Facts as JSON can carry them: amounts as text. */
function readable(facts: Readonly<Record<string, unknown>>): unknown {
  return JSON.parse(
    JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )
}
