import Type from 'typebox'
import { dayOf } from '../rules/dueClocks.ts'
import { type AnyKind, defineKind, verdict } from './kind.ts'
import { closed, date, hex32, id, lotId, note, type Of, oneOf, optional, positiveUnits } from './shapes.ts'

const holdShape = closed({
  hold: id,
  kind: oneOf([
    'stay',
    'appeal',
    'retrial',
    'objection',
    'injunction',
    'restraint',
    'charging-order',
    'venue-hold',
    'freeze-letter',
    'mismatch',
  ]),
  reason: note,
  lots: Type.Array(lotId, { maxItems: 40 }),
  /** A part of the one lot named, in base units; absent: the lots whole, or the case where none is named. */
  units: optional(positiveUnits),
  paper: optional(hex32),
  reviewOn: date,
  mayLift: id,
})

/** What rests on the word of a court or another authority comes with its paper. */
const onPaper: ReadonlySet<string> = new Set([
  'stay',
  'appeal',
  'retrial',
  'injunction',
  'restraint',
  'charging-order',
  'freeze-letter',
])

/** Row 24: kind, authority, paper, scope, start, review date, and who may lift it. A platform's hold never says why. */
export const holdPlaced = defineKind<Of<typeof holdShape>>({
  name: 'hold.placed',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: holdShape,
  facts: {
    holdAuthority: ({ actor }) => actor.role,
    holdKind: ({ payload }) => payload.kind,
    holdPaper: ({ payload, documents }) => payload.paper !== undefined && documents.includes(payload.paper),
    paperNeeded: ({ payload }) => onPaper.has(payload.kind),
    reasonRestricted: ({ payload }) =>
      verdict(
        payload.kind !== 'venue-hold' || payload.reason === 'venue hold, reason restricted',
        payload.kind === 'venue-hold' ? 'a reason' : 'not a venue hold',
        'venue hold, reason restricted',
      ),
    scopeStated: ({ payload, state }) => {
      const taken = state().holds[payload.hold] !== undefined
      const partial = payload.units !== undefined
      return verdict(
        !taken && (!partial || payload.lots.length === 1),
        taken ? 'a hold of this name stands' : partial ? `units of ${payload.lots.length} lots` : 'whole',
        'a new hold; units of one lot, or whole',
      )
    },
    reviewAhead: ({ payload, effectiveAt }) =>
      verdict(payload.reviewOn > dayOf(effectiveAt), payload.reviewOn, 'a day ahead'),
    lifterFits: ({ payload, directory, zone }) => {
      const role = directory().organisations[payload.mayLift]?.role
      const court = zone.kind === 'onshore' && (payload.kind === 'stay' || payload.kind === 'appeal')
      return verdict(
        role !== undefined && (!court || role === 'court'),
        role ?? `${payload.mayLift}, not in the directory`,
        court ? 'the court' : 'an organisation of the directory',
      )
    },
  },
  apply: (state, { payload, effectiveAt, actor }) => {
    const { hold, kind, lots, units, reviewOn, mayLift } = payload
    const row = { kind, lots, from: effectiveAt, reviewOn, mayLift, by: actor.org }
    return { ...state, holds: { ...state.holds, [hold]: units === undefined ? row : { ...row, units } } }
  },
})

const holdLiftedShape = closed({ hold: id, reason: note, paper: optional(hex32) })

export const holdLifted = defineKind<Of<typeof holdLiftedShape>>({
  name: 'hold.lifted',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: holdLiftedShape,
  facts: {
    holdAuthority: ({ actor }) => actor.role,
    holdPaper: ({ payload, documents }) => payload.paper !== undefined && documents.includes(payload.paper),
    mayLift: ({ payload, actor, state }) => {
      const hold = state().holds[payload.hold]
      return verdict(
        hold !== undefined && hold.mayLift === actor.org,
        hold === undefined ? 'no such hold' : actor.org,
        hold?.mayLift ?? 'a standing hold',
      )
    },
    // What an objection holds is let go by the decision on it, what a withdrawal holds by a new basis: never by lifting.
    ownDecision: ({ payload, state }) => {
      const kind = state().holds[payload.hold]?.kind ?? 'none'
      const decided = kind === 'objection' || kind === 'withdrawal'
      return verdict(!decided, kind, 'a hold that is lifted, not decided')
    },
  },
  apply: (state, entry) => {
    const holds = { ...state.holds }
    delete holds[entry.payload.hold]
    return { ...state, holds }
  },
})

export const holdKinds: readonly AnyKind[] = [holdPlaced, holdLifted]
