import type { Pool } from 'pg'
import type { SignedAction } from '../../core/case/action.ts'
import { SluiceError } from '../../core/errors.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import type { Place, Zone } from '../zone/zone.ts'
import type { Handler } from './outbox.ts'
import { type CrossingLink, sendCrossing } from './sendCrossing.ts'

/** Sends what crosses, once it stands in the log. Applied once however often it is sent. */
export function crossHandler(parameters: {
  readonly pool: Pool
  readonly zone: string
  readonly peerZone: string
  readonly link: CrossingLink
  /** The peer's witness key, asked each time: it may be rotated. */
  readonly witness: () => Promise<NoteVerifier>
  readonly now: () => Date
}): Handler {
  const { pool, zone, peerZone, link, witness, now } = parameters
  return async (row, performed) => {
    const sent = await sendCrossing({
      pool,
      zone,
      peerZone,
      entry: String(row.request.entry),
      link,
      witness: await witness(),
      now: now(),
      performed,
    })
    return sent ? { outcome: 'done', note: 'acknowledged' } : { outcome: 'later' }
  }
}

/** An action of the zone's own worker, with an id that follows from the effect, so that its outcome is recorded once. */
export async function actAsWorker(zone: Zone, action: Omit<SignedAction, 'actor'>, place: Place): Promise<string> {
  const result = await zone.act({ ...action, actor: { org: zone.config.id, person: 'worker', role: 'system' } }, place)
  if (result.outcome === 'refused') {
    throw new SluiceError('RULE_NOT_MET', `${action.kind} by the worker was refused: ${result.refusal.message}`, {
      facts: { refusal: result.refusal },
    })
  }
  return result.entry
}
