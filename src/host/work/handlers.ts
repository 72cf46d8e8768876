import type { Pool } from 'pg'
import type { SignedAction } from '../../core/case/action.ts'
import { SluiceError } from '../../core/errors.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { peerOf } from '../peers.ts'
import type { Place, Zone } from '../zone/zone.ts'
import type { Handler } from './outbox.ts'
import { type CrossingLink, sendCrossing } from './sendCrossing.ts'

/** A zone that crossings go to. */
export interface CrossingPeer {
  readonly zone: string
  /** Absent across an air gap. */
  readonly link?: CrossingLink
  /** Its witness key, asked each time: it may be rotated. */
  witnessVerifier(): Promise<NoteVerifier>
}

/** Sends what crosses, once it stands in the log. Applied once however often it is sent. */
export function crossHandler(parameters: {
  readonly pool: Pool
  readonly zone: string
  readonly peers: readonly CrossingPeer[]
  readonly now: () => Date
}): Handler {
  const { pool, zone, peers, now } = parameters
  return async (row, performed) => {
    const entry = String(row.request.entry)
    const { link, ...peer } = await peerOf({ pool, peers, entry })
    // Across an air gap a crossing stays in the outbox until its acknowledgement comes back in a file.
    if (link === undefined) return { outcome: 'later' }
    const sent = await sendCrossing({
      pool,
      zone,
      peerZone: peer.zone,
      entry,
      link,
      witness: await peer.witnessVerifier(),
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
