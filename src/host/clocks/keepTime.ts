import type { Action } from '../../core/case/kind.ts'
import type { CountedClock } from '../../core/case/rulebook.ts'
import type { CaseState } from '../../core/case/state.ts'
import { hashText } from '../../core/record/hash.ts'
import { listStreams } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { type DueRow, dueRows, type StandingDays } from './dueRows.ts'

export interface KeepTimeParameters {
  readonly zone: Zone
  /** Clocks of the packs that the zone has published. */
  readonly clocks: () => Promise<readonly CountedClock[]>
  readonly standing?: StandingDays
}

/** What falls due in all open cases of a zone, now. */
export async function dueNow({ zone, clocks, standing }: KeepTimeParameters): Promise<readonly DueRow[]> {
  const cases = (await listStreams(zone.pool, 'case')).map(({ id, state }) => ({ id, state: state as CaseState }))
  return dueRows({ cases, clocks: await clocks(), at: zone.now(), ...(standing === undefined ? {} : { standing }) })
}

/**
 * One look at the clocks: what ran over with no reason on record is raised as an incident, a measure that ran out as its lapse. Each once: the id of the
 * action follows from what it is about, so that any number of processes may look at any time, and nothing has to be remembered between two looks.
 *
 * @returns how many were raised
 */
export async function keepTime(parameters: KeepTimeParameters): Promise<number> {
  const { zone } = parameters
  const late = (await dueNow(parameters)).filter(isLate)
  let raised = 0
  const faults: unknown[] = []
  for (const row of late) {
    try {
      const result = await zone.act(escalation(zone.config.id, row), { stream: row.case })
      if (result.outcome === 'appended') raised += 1
    } catch (error) {
      // One case that cannot take it keeps no other from hearing of its own.
      faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
  return raised
}

function isLate({ state, reason }: DueRow): boolean {
  return (state === 'over' && reason === undefined) || state === 'lapsed'
}

/** @example escalation('beijing', row).id // 'late:…' */
export function escalation(zone: string, row: DueRow): Action {
  const { clock, key, from, lastDay, overAt } = row
  const about = hashText(`${row.case}\n${clock}\n${key}\n${from}\n${overAt}`).slice(0, 32)
  const base = { id: `late:${about}`, actor: { org: zone, person: 'worker', role: 'system' }, subject: subjectOf(key) }
  if (clock === 'measure')
    return { ...base, subject: {}, kind: 'measure.lapsed', payload: { measure: key, endedOn: lastDay! } }
  // Of what the id is made of and nothing else: a new wording of the pack must not make another action under the same id.
  const detail = `${clock} of ${key}, from ${from}, was due by ${lastDay ?? overAt}`
  return {
    ...base,
    kind: 'incident.raised',
    payload: { kind: 'clock-missed', detail, needsPerson: true, clock, key },
  }
}

function subjectOf(key: string): { readonly lot?: string } {
  return key.startsWith('lot ') ? { lot: key.slice('lot '.length) } : {}
}
