import { dayOf } from '../rules/dueClocks.ts'
import { type AnyKind, defineKind, verdict } from './kind.ts'
import { closed, date, documentHash, id, note, type Of, oneOf, optional } from './shapes.ts'
import type { CaseState } from './state.ts'

const eventShape = closed({
  /** Acts of others that a clock of the law runs from or is met by. */
  event: oneOf([
    'unrelated.found',
    'judgment.received',
    'judgment.served',
    'ruling.received',
    'execution.transferred',
    'execution.filed',
    'execution.completed',
    'execution.notified',
    'execution.returned',
    'treasury.receipted',
    'confiscation.applied',
    'confiscation.accepted',
    'damage.known',
    'compensation.claimed',
    'lot.reviewed',
  ]),
  on: date,
  paper: documentHash,
  /** Why it was late, where it was (SPC 447). */
  reason: optional(note),
})

/** What an organ outside did, on which day, with its paper: a court received, served, filed, a receipt went back. Clocks of the law start and are met by it. */
export const eventRecorded = defineKind<Of<typeof eventShape>>({
  name: 'event.recorded',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: eventShape,
  facts: {
    paperHeld: ({ payload, documents }) => documents.includes(payload.paper),
    notAhead: ({ payload, effectiveAt }) =>
      verdict(payload.on <= dayOf(effectiveAt), payload.on, 'a day that has come'),
  },
  apply: (state) => state,
  marks: ({ payload }) => [{ event: payload.event, on: payload.on }],
})

const answerShape = closed({ clock: id, key: note, reason: note, paper: optional(documentHash) })

/** The party that a clock binds says why it is late. The reason stands beside the clock; nobody else's act waits for it. */
export const clockAnswered = defineKind<Of<typeof answerShape>>({
  name: 'clock.answered',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: answerShape,
  facts: {
    clockOver: ({ payload, state, clock, term, effectiveAt }) => {
      const from = state().marks?.[clock(payload.clock).startsWith]?.[payload.key]
      if (from === undefined) return verdict(false, 'not running', 'a clock that runs')
      const { overAt } = term(payload.clock, from)
      return verdict(overAt <= effectiveAt, `over at ${overAt}`, 'over')
    },
    ownClock: ({ payload, clock, actor }) => {
      const { binds } = clock(payload.clock)
      return verdict(actor.role === binds, actor.role, binds)
    },
  },
  apply: (state: CaseState, { payload }) => ({
    ...state,
    reasons: { ...state.reasons, [`${payload.clock} ${payload.key}`]: payload.reason },
    incidents: withoutClock(state.incidents ?? {}, payload),
  }),
})

function withoutClock(
  incidents: NonNullable<CaseState['incidents']>,
  { clock, key }: { readonly clock: string; readonly key: string },
): NonNullable<CaseState['incidents']> {
  return Object.fromEntries(Object.entries(incidents).filter(([, row]) => row.clock !== clock || row.key !== key))
}

export const clockKinds: readonly AnyKind[] = [eventRecorded, clockAnswered]
