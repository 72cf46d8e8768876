import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import { type SignedAction, signersOf } from '../../core/case/action.ts'
import { assertionShape } from '../../core/case/signature.ts'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import type { Json } from '../../core/record/jcs.ts'
import { type DirectoryReader, holderOf } from '../access/holder.ts'
import type { Session } from '../access/sessions.ts'
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
  {
    zone,
    directory,
    seesStream,
  }: {
    readonly zone: Zone
    readonly directory: DirectoryReader
    readonly seesStream: (org: string, stream: string) => Promise<boolean>
  },
): void {
  server.post('/api/actions', async (request, reply) => {
    const { action, stream, parent } = (request.body ?? {}) as { action?: unknown; stream?: string; parent?: string }
    const signed = readAction(action)
    // The worker acts inside this process; over the wire nobody is the system.
    if (signed.actor.role === 'system') throw flawError('SIGNATURE_INVALID', flaw('ZONE_SYSTEM_ROLE'))
    const orgs = await orgsOf(signed, request.reader)
    for (const one of [stream, parent]) if (one !== undefined) await refuseHidden(orgs, one)
    const result = await zone.act(signed, {
      ...(stream === undefined ? {} : { stream }),
      ...(parent === undefined ? {} : { parent }),
    })
    if (result.outcome === 'refused') return sendRefusal(reply, result.refusal)
    return reply.status(result.outcome === 'known' ? 200 : 201).send(result)
  })

  /** Whose organisations ask: of the session, and of whose keys in force signed. Undefined before the zone is founded. */
  async function orgsOf(action: SignedAction, reader: Session | undefined): Promise<readonly string[] | undefined> {
    const standing = await directory()
    // Who comes first founds the zone.
    if (standing === undefined) return undefined
    const signers = signersOf(action, standing.keys)
    const orgs = signers.flatMap((key) => holderOf(standing, key, zone.now())?.holder.org ?? [])
    const all = [...new Set([...orgs, ...(reader === undefined ? [] : [reader.org])])]
    if (all.length > 0) return all
    throw flawError('SIGN_IN_REQUIRED', flaw('ZONE_NO_KEY_IN_FORCE'))
  }

  /** Who may not read a case does not learn by acting in it whether it is there, nor what its guards find. */
  async function refuseHidden(orgs: readonly string[] | undefined, stream: string): Promise<void> {
    if (orgs === undefined || !/^[0-9a-f]{64}$/.test(stream)) return
    for (const org of orgs) if (await seesStream(org, stream)) return
    throw flawError('NOT_FOUND', flaw('ZONE_NO_STREAM', { stream }), { stream })
  }
}

/** @throws {INPUT_INVALID} naming every fault of its form */
export function readAction(value: unknown): SignedAction {
  if (Value.Check(actionShape, value)) return value as unknown as SignedAction
  const errors = [...Value.Errors(actionShape, value)].slice(0, 10)
  const faults = errors.map((error) => `action${error.instancePath}: ${error.message}`)
  throw new SluiceError('INPUT_INVALID', faults.join('; '), { facts: { faults: faults as unknown as Json } })
}
