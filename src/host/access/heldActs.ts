import type { FastifyInstance, FastifyRequest } from 'fastify'
import { administration } from '../../core/access/parties.ts'
import { normalAction, type SignedAction, signersOf } from '../../core/case/action.ts'
import type { Unmet } from '../../core/case/rulebook.ts'
import { SluiceError } from '../../core/errors.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { readAction } from '../server/actions.ts'
import { sendRefusal } from '../server/problem.ts'
import type { Zone } from '../zone/zone.ts'
import type { DirectoryReader } from './holder.ts'
import { readerOf } from './signInRoutes.ts'

/** An act that waits for its second administrator. */
export interface HeldAct {
  readonly action: SignedAction
  /** Who signed it. */
  readonly person: string
  /** By the zone's clock, RFC 3339. */
  readonly heldAt: string
}

const heldMax = 100
const ownStreams: ReadonlySet<string> = new Set(['directory', 'registers', 'packs'])

/**
 * Acts of the administration between their first signature and their second. An act is kept only where nothing but the second signature is missing: the
 * zone decides it as if it were sent, so that whoever signs second is not told tomorrow what the first could have been told today. Administrators alone
 * see them; the second signs what is here and sends it like any other action.
 */
export function heldActRoutes(
  server: FastifyInstance,
  { zone, directory }: { readonly zone: Zone; readonly directory: DirectoryReader },
): void {
  server.get('/api/acts', async (request): Promise<readonly HeldAct[]> => {
    if (readerOf(request).org !== administration) return []
    const { rows } = await zone.pool.query<{ action: string; person: string; held_at: string }>(
      'select action, person, held_at from held_acts h where not exists (select from actions a where a.id = h.id) order by held_at, id',
    )
    return rows.map(({ action, person, held_at }) => ({
      action: JSON.parse(action) as SignedAction,
      person,
      heldAt: held_at,
    }))
  })
  server.post('/api/acts', async (request, reply) => {
    const { person } = administratorOf(request)
    const action = readAction((request.body as { action?: unknown } | undefined)?.action)
    await checkFirst(action, person)
    const result = await zone.act(action)
    // Where no rule asks for a second signature, it is done.
    if (result.outcome !== 'refused') return reply.status(201).send(result)
    const { refusal } = result
    const others = refusal.unmet.filter((one) => !asksSecond(one))
    // That a second signature is missing is no news to the first.
    if (others.length > 0 || refusal.faults.length > 0 || refusal.code !== 'RULE_NOT_MET')
      return sendRefusal(reply, { ...refusal, unmet: others })
    await hold(action, person)
    return reply.status(202).send({ outcome: 'held', id: action.id })
  })
  server.delete<{ Params: { id: string } }>('/api/acts/:id', async (request, reply) => {
    administratorOf(request)
    const { rowCount } = await zone.pool.query('delete from held_acts where id = $1', [request.params.id])
    if (rowCount === 0) throw new SluiceError('NOT_FOUND', 'no such act waits for a second signature.')
    return reply.send({ outcome: 'dropped' })
  })

  /** One administrator's, who is signed in; and about the zone itself. @throws {INPUT_INVALID} {SIGNATURE_INVALID} */
  async function checkFirst(action: SignedAction, person: string): Promise<void> {
    if (action.countersignature !== undefined)
      throw new SluiceError('INPUT_INVALID', 'two have signed this: send it to /api/actions.')
    if (!ownStreams.has(zone.kinds.get(action.kind)?.stream ?? ''))
      throw new SluiceError('INPUT_INVALID', `${action.kind} is no act of the zone's own administration.`)
    const own = (await directory())?.administrators[person]
    if (own === undefined || action.actor.person !== person || !signersOf(action).includes(own))
      throw new SluiceError('SIGNATURE_INVALID', `expected the signature of ${person}, who is signed in, under it.`)
  }

  async function hold(action: SignedAction, person: string): Promise<void> {
    await zone.pool.query('delete from held_acts h using actions a where a.id = h.id')
    const { rows } = await zone.pool.query<{ n: string }>('select count(*) as n from held_acts where id <> $1', [
      action.id,
    ])
    if (Number(rows[0]?.n) >= heldMax)
      throw new SluiceError('INPUT_INVALID', `${heldMax} acts wait already: sign or drop some of them.`)
    const text = canonical({ ...normalAction(action), signature: action.signature } as unknown as Json)
    await zone.pool.query(
      'insert into held_acts (id, action, person, held_at) values ($1, $2, $3, $4) on conflict (id) do update set action = $2, person = $3, held_at = $4',
      [action.id, text, person, zone.now()],
    )
  }
}

/** A rule that reads nothing but how many administrators signed. */
function asksSecond({ found }: Unmet): boolean {
  return Object.keys(found).every((fact) => fact === 'administrators')
}

function administratorOf(request: FastifyRequest): { readonly person: string } {
  const reader = readerOf(request)
  if (reader.org === administration) return reader
  throw new SluiceError('INPUT_INVALID', 'an act of the administration is begun and dropped by its administrators.')
}
