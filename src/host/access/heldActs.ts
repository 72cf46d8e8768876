import type { FastifyInstance } from 'fastify'
import { administration } from '../../core/access/parties.ts'
import { normalAction, type SignedAction, signersOf } from '../../core/case/action.ts'
import type { Unmet } from '../../core/case/rulebook.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { readAction } from '../server/actions.ts'
import { sendRefusal } from '../server/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { type DirectoryReader, holderOf } from './holder.ts'
import type { Session } from './sessions.ts'
import { readerOf } from './signInRoutes.ts'

/** An act that waits for its second signature. */
export interface HeldAct {
  readonly action: SignedAction
  /** Who signed it. */
  readonly person: string
  /** By the zone's clock, RFC 3339. */
  readonly heldAt: string
}

const heldMax = 100
const ownStreams: ReadonlySet<string> = new Set(['directory', 'registers', 'packs'])
/** Acts that two people of the directory sign instead of two administrators, each with the facts that say who the second was. */
const signedByPeople: ReadonlyMap<string, readonly string[]> = new Map([['override.given', ['approver', 'approvedBy']]])

/**
 * Acts of the zone's own streams between their first signature and their second. An act is kept only where nothing but the second signature is missing: the
 * zone decides it as if it were sent, so that whoever signs second is not told tomorrow what the first could have been told today. What two administrators
 * do they alone see; what two people of the directory do (an override) those see. The second signs what is here and sends it like any other action.
 */
export function heldActRoutes(
  server: FastifyInstance,
  { zone, directory }: { readonly zone: Zone; readonly directory: DirectoryReader },
): void {
  server.get('/api/acts', async (request): Promise<readonly HeldAct[]> => {
    const administers = readerOf(request).org === administration
    const { rows } = await zone.pool.query<{ action: string; person: string; held_at: string }>(
      'select action, person, held_at from held_acts h where not exists (select from actions a where a.id = h.id) order by held_at, id',
    )
    return rows
      .map(({ action, person, held_at }) => ({ action: JSON.parse(action) as SignedAction, person, heldAt: held_at }))
      .filter(({ action }) => signedByPeople.has(action.kind) !== administers)
  })
  server.post('/api/acts', async (request, reply) => {
    const reader = readerOf(request)
    const action = readAction((request.body as { action?: unknown } | undefined)?.action)
    if (!signedByPeople.has(action.kind)) administratorOf(reader)
    await checkFirst(action, reader)
    const result = await zone.act(action)
    // Where no rule asks for a second signature, it is done.
    if (result.outcome !== 'refused') return reply.status(201).send(result)
    const { refusal } = result
    const others = refusal.unmet.filter((one) => !asksSecond(one, action.kind))
    // That a second signature is missing is no news to the first.
    if (others.length > 0 || refusal.faults.length > 0 || refusal.code !== 'RULE_NOT_MET')
      return sendRefusal(reply, { ...refusal, unmet: others })
    await hold(action, reader.person)
    return reply.status(202).send({ outcome: 'held', id: action.id })
  })
  server.delete<{ Params: { id: string } }>('/api/acts/:id', async (request, reply) => {
    const reader = readerOf(request)
    const { rows } = await zone.pool.query<{ action: string; person: string }>(
      'select action, person from held_acts where id = $1',
      [request.params.id],
    )
    const [row] = rows
    // What administrators do any of them drops; what people do, who signed it.
    const ofPeople = row !== undefined && signedByPeople.has((JSON.parse(row.action) as SignedAction).kind)
    if (!ofPeople) administratorOf(reader)
    if (row === undefined || (ofPeople && row.person !== reader.person))
      throw flawError('NOT_FOUND', flaw('ZONE_NO_HELD_ACT'))
    await zone.pool.query('delete from held_acts where id = $1', [request.params.id])
    return reply.send({ outcome: 'dropped' })
  })

  /** Of who is signed in; and about the zone itself. @throws {INPUT_INVALID} {SIGNATURE_INVALID} */
  async function checkFirst(action: SignedAction, { person }: Session): Promise<void> {
    if (action.countersignature !== undefined) throw flawError('INPUT_INVALID', flaw('ZONE_TWO_SIGNED'))
    if (!ownStreams.has(zone.kinds.get(action.kind)?.stream ?? ''))
      throw flawError('INPUT_INVALID', flaw('ZONE_NOT_OWN_ACT', { kind: action.kind }))
    const standing = await directory()
    const signers = standing === undefined ? [] : signersOf(action, standing.keys)
    const own = signers.some((key) => holderOf(standing!, key, zone.now())?.holder.person === person)
    if (!own || action.actor.person !== person)
      throw flawError('SIGNATURE_INVALID', flaw('ZONE_OWN_SIGNATURE', { person }))
  }

  async function hold(action: SignedAction, person: string): Promise<void> {
    await zone.pool.query('delete from held_acts h using actions a where a.id = h.id')
    const { rows } = await zone.pool.query<{ n: string }>('select count(*) as n from held_acts where id <> $1', [
      action.id,
    ])
    if (Number(rows[0]?.n) >= heldMax)
      throw flawError('INPUT_INVALID', flaw('ZONE_HELD_FULL', { most: String(heldMax) }))
    const text = canonical({ ...normalAction(action), signature: action.signature } as unknown as Json)
    await zone.pool.query(
      'insert into held_acts (id, action, person, held_at) values ($1, $2, $3, $4) on conflict (id) do update set action = $2, person = $3, held_at = $4',
      [action.id, text, person, zone.now()],
    )
  }
}

/** A rule that reads nothing but who else signed. */
function asksSecond({ found }: Unmet, kind: string): boolean {
  const facts = signedByPeople.get(kind) ?? ['administrators']
  return Object.keys(found).every((fact) => facts.includes(fact))
}

function administratorOf(reader: Session): void {
  if (reader.org === administration) return
  throw flawError('INPUT_INVALID', flaw('ZONE_ADMINISTRATORS_ONLY'))
}
