import { SluiceError } from '../../core/errors.ts'
import { hashText } from '../../core/record/hash.ts'
import type { WitnessIncident } from '../../core/record/log/witness.ts'
import type { Queryable } from '../log/queryable.ts'
import type { Zone } from '../zone/zone.ts'

export interface SeenIncident extends Omit<WitnessIncident, 'kind'> {
  readonly kind: WitnessIncident['kind'] | 'restored'

  /** The zone whose log it is. */
  readonly log: string
  /** The witness that accuses this zone's own log. */
  readonly shownBy?: string
}

/** Whoever relays old heads of a log could otherwise fill the record with them. A fork is always recorded. */
const sameAgainMs = 60 * 60_000

/**
 * Puts an incident into the record, in the directory, with both heads as they were signed. Done once for the same two heads, however often it is
 * called; late heads of one log are recorded once an hour.
 *
 * @returns the entry, or undefined where it was recorded lately
 * @throws {RULE_NOT_MET} where the record cannot hold it, as when the log's key is not enrolled
 */
export async function recordIncident(zone: Zone, seen: SeenIncident): Promise<string | undefined> {
  const { log, kind: incident, held, offered, shownBy } = seen
  const id = `incident:${hashText(`${log}\n${incident}\n${held}\n${offered}`)}`
  if (incident !== 'fork' && (await recordedLately(zone, seen, id))) return undefined
  const result = await zone.act({
    id,
    kind: 'incident.witnessed',
    actor: { org: zone.config.id, person: 'worker', role: 'system' },
    payload: { log, incident, held, offered, ...(shownBy === undefined ? {} : { shownBy }) },
  })
  if (result.outcome !== 'refused') return result.entry
  throw new SluiceError(
    'RULE_NOT_MET',
    `an incident of the log of ${log} could not be recorded: ${result.refusal.message}`,
    {
      facts: { log, incident, unmet: result.refusal.unmet },
    },
  )
}

async function recordedLately({ pool, now }: Zone, { log, kind }: SeenIncident, id: string): Promise<boolean> {
  const { rows } = await pool.query<{ recorded_at: string; body: string; action: string }>(
    `select e.recorded_at, e.body, a.id as action from entries e join actions a on a.entry = e.id
      where e.kind = 'incident.witnessed' order by e.position desc limit 50`,
  )
  return rows.some(({ recorded_at, body, action }) => {
    const { fields } = JSON.parse(body) as { fields: Record<string, { value: unknown } | undefined> }
    const same = fields['payload.log']?.value === log && fields['payload.incident']?.value === kind
    return action === id || (same && Date.parse(now()) - Date.parse(recorded_at) < sameAgainMs)
  })
}

/**
 * Records what this zone saw as a witness and has not recorded yet: after a crash, or after the log's key was enrolled.
 *
 * @param zoneOf the zone of a log by its origin
 */
export async function recordIncidents(parameters: {
  readonly zone: Zone
  readonly pool: Queryable
  readonly zoneOf: (origin: string) => string | undefined
  readonly say: (text: string) => void
}): Promise<void> {
  const { zone, pool, zoneOf, say } = parameters
  const { rows } = await pool.query<{ origin: string; kind: WitnessIncident['kind']; held: string; offered: string }>(
    'select origin, kind, held, offered from witness_incidents order by id desc limit 100',
  )
  for (const { origin, kind, held, offered } of rows.reverse()) {
    const log = zoneOf(origin)
    if (log === undefined) continue
    await recordIncident(zone, { log, kind, held, offered }).catch((error: unknown) => say(messageOf(error)))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
