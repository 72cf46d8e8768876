import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { type SignedAction, signersOf } from '../../core/case/action.ts'
import { assertionShape } from '../../core/case/signature.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Json } from '../../core/record/jcs.ts'
import { type DirectoryReader, holderOf } from '../access/holder.ts'
import type { Zone } from '../zone/zone.ts'
import { sendRefusal } from './problem.ts'

const signatureShape = Type.Object(
  {
    key: Type.String({ maxLength: 130 }),
    signature: Type.String({ maxLength: 130 }),
    assertion: Type.Optional(assertionShape),
  },
  { additionalProperties: false },
)

const actionShape = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 200 }),
    zone: Type.Optional(Type.String({ maxLength: 80 })),
    stream: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    kind: Type.String({ maxLength: 80 }),
    actor: Type.Object(
      { org: Type.String(), person: Type.String(), role: Type.String() },
      { additionalProperties: false },
    ),
    subject: Type.Optional(
      Type.Object(
        { lot: Type.Optional(Type.String()), tranche: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    effectiveAt: Type.Optional(Type.String()),
    payload: Type.Record(Type.String(), Type.Unknown()),
    proposal: Type.Optional(Type.String()),
    documents: Type.Optional(Type.Array(Type.String(), { maxItems: 500 })),
    signature: Type.Optional(signatureShape),
    countersignature: Type.Optional(signatureShape),
  },
  { additionalProperties: false },
)

/**
 * Takes signed actions. A refusal tells what was found, so that only who may read is told: who has a session, or whose signature under this action is
 * by a key in force.
 */
export function actionRoute(
  server: FastifyInstance,
  { zone, directory }: { readonly zone: Zone; readonly directory: DirectoryReader },
): void {
  server.post('/api/actions', async (request, reply) => {
    const { action, stream, parent } = (request.body ?? {}) as { action?: unknown; stream?: string; parent?: string }
    const signed = readAction(action)
    // The worker acts inside this process; over the wire nobody is the system.
    if (signed.actor.role === 'system')
      throw new SluiceError('SIGNATURE_INVALID', 'the role system acts inside the zone only.')
    if (request.reader === undefined) await openedByItself(signed)
    const result = await zone.act(signed, {
      ...(stream === undefined ? {} : { stream }),
      ...(parent === undefined ? {} : { parent }),
    })
    if (result.outcome === 'refused') return sendRefusal(reply, result.refusal)
    return reply.status(result.outcome === 'known' ? 200 : 201).send(result)
  })

  async function openedByItself(action: SignedAction): Promise<void> {
    const standing = await directory()
    // Who comes first founds the zone.
    if (standing === undefined) return
    const signers = signersOf(action, standing.keys)
    if (signers.some((key) => holderOf(standing, key, zone.now()) !== undefined)) return
    throw new SluiceError('SIGN_IN_REQUIRED', 'This action is signed with no key in force here: sign in to try it.')
  }
}

function readAction(value: unknown): SignedAction {
  if (Value.Check(actionShape, value)) return value as unknown as SignedAction
  const errors = [...Value.Errors(actionShape, value)].slice(0, 10)
  const faults = errors.map((error) => `action${error.instancePath}: ${error.message}`)
  throw new SluiceError('INPUT_INVALID', faults.join('; '), { facts: { faults: faults as unknown as Json } })
}
