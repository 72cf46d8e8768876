import type { FastifyInstance } from 'fastify'
import type { SignedAction } from '../../core/case/action.ts'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import { type Json, parseCanonical } from '../../core/record/jcs.ts'
import type { Queryable } from '../log/queryable.ts'
import { readAction } from '../server/actions.ts'
import { sendRefusal } from '../server/problem.ts'
import { entryById } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { readerOf } from './signInRoutes.ts'

/**
 * Shows a personal value to who signed for seeing it: first the entry that says who, which value and why, then the value. Nothing else reads the vault
 * for a person.
 */
export function showValueRoute(server: FastifyInstance, zone: Zone): void {
  server.post('/api/vault/shown', async (request, reply) => {
    const reader = readerOf(request)
    const action = readAction((request.body as { action?: unknown } | undefined)?.action)
    if (action.kind !== 'vault.shown' || action.actor.person !== reader.person)
      throw new SluiceError('INPUT_INVALID', 'expected an action vault.shown of the person who is signed in.')
    await checkAsked(zone.pool, action)
    const result = await zone.act(action)
    if (result.outcome === 'refused') return sendRefusal(reply, result.refusal)
    const value = await keptValue(zone.pool, action)
    return reply.header('cache-control', 'no-store').status(201).send({ entry: result.entry, value })
  })
}

/** What is asked for is there, is of whom it is said to be, and has the commitment that is signed: the record of the showing is true. */
async function checkAsked(pool: Queryable, { payload }: SignedAction): Promise<void> {
  const { entry: id, field, commitment, person } = payload as { readonly [name: string]: Json | undefined }
  const found = typeof id === 'string' && /^[0-9a-f]{64}$/.test(id) ? await entryById(pool, id) : undefined
  const about = found?.entry
  const fits =
    about !== undefined &&
    typeof field === 'string' &&
    about.header.commitments[field] === commitment &&
    about.fields['payload.person']?.value === person
  if (!fits) throw flawError('NOT_FOUND', flaw('ZONE_VALUE_OTHER'))
  const { rows } = await pool.query<{ deleted_at: string | null; duty: string | null }>(
    'select deleted_at, duty from vault where entry = $1 and field = $2',
    [hexToBytes(id as string), field],
  )
  const row = rows[0]
  if (row === undefined) throw flawError('NOT_FOUND', flaw('ZONE_VALUE_NONE'))
  if (row.deleted_at !== null)
    throw flawError('NOT_FOUND', flaw('ZONE_VALUE_DELETED', { at: row.deleted_at, duty: String(row.duty) }))
}

async function keptValue(pool: Queryable, { payload }: SignedAction): Promise<Json> {
  const { rows } = await pool.query<{ value: string | null }>(
    'select value from vault where entry = $1 and field = $2',
    [hexToBytes(payload.entry as string), payload.field],
  )
  const value = rows[0]?.value
  if (value === undefined || value === null) throw flawError('NOT_FOUND', flaw('ZONE_VALUE_GONE'))
  return parseCanonical(value)
}
