import { type AnyKind, defineKind, verdict } from './kind.ts'
import { closed, flag, hex32, id, list, note, type Of, oneOf, optional, text } from './shapes.ts'
import type { CaseState } from './state.ts'

const incidentShape = closed({
  kind: oneOf([
    'mismatch',
    'unknown-outflow',
    'key-exposure',
    'measure-lapsed',
    'clock-missed',
    'effect-unknown',
    'split-view',
  ]),
  detail: text,
  needsPerson: flag,
  refers: optional(list(hex32, 20)),
  /** For a missed clock: its id, and what of the case it ran for. */
  clock: optional(id),
  key: optional(note),
})

/** Row 25. An incident is seen and answered; it moves nothing by itself. A missed clock is counted again from the events on record. */
export const incidentRaised = defineKind<Of<typeof incidentShape>>({
  name: 'incident.raised',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: incidentShape,
  facts: {
    clockMissed: ({ payload, state, clock, term, recordedAt }) => {
      if (payload.kind !== 'clock-missed') return verdict(true, 'no clock', 'not asked for this kind')
      if (payload.clock === undefined || payload.key === undefined)
        return verdict(false, 'no clock named', 'the clock and what it ran for')
      const { startsWith, endsWith } = clock(payload.clock)
      const marks = state().marks ?? {}
      const from = marks[startsWith]?.[payload.key]
      if (from === undefined) return verdict(false, `no ${startsWith} of ${payload.key}`, 'a clock that runs')
      const { overAt } = term(payload.clock, from)
      const met = endsWith === undefined ? undefined : marks[endsWith]?.[payload.key]
      return verdict(
        overAt <= recordedAt && (met === undefined || met < from),
        met === undefined ? `over at ${overAt}` : `met on ${met}`,
        'over and not met',
      )
    },
  },
  apply: (state: CaseState, { id: entry, payload, effectiveAt, subject }) => {
    const { kind, needsPerson, clock, key } = payload
    const row = {
      kind,
      at: effectiveAt,
      needsPerson,
      ...(subject.lot === undefined ? {} : { lot: subject.lot }),
      ...(clock === undefined ? {} : { clock }),
      ...(key === undefined ? {} : { key }),
    }
    return { ...state, incidents: { ...state.incidents, [entry]: row } }
  },
})

const answerShape = closed({ incident: hex32, answer: note, paper: optional(hex32) })

/** Somebody answers for an incident, in words and where there is one with a paper; it is then no longer open. */
export const incidentAnswered = defineKind<Of<typeof answerShape>>({
  name: 'incident.answered',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: answerShape,
  facts: {
    incidentOpen: ({ payload, state }) => {
      const incident = state().incidents?.[payload.incident]
      return verdict(incident !== undefined, incident?.kind ?? 'none open', 'an open incident')
    },
    byPerson: ({ actor }) => actor.role !== 'system',
  },
  apply: (state: CaseState, { payload }) => {
    const incidents = { ...state.incidents }
    delete incidents[payload.incident]
    return { ...state, incidents }
  },
})

export const incidentKinds: readonly AnyKind[] = [incidentRaised, incidentAnswered]
