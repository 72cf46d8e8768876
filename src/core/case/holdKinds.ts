import Type from 'typebox'
import { dayOf } from '../rules/dueClocks.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from './kind.ts'
import { closed, date, hex32, id, lotId, note, type Of, oneOf, optional, positiveUnits } from './shapes.ts'
import type { CaseState, Crossed } from './state.ts'

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

type HoldPlaced = Of<typeof holdShape>

/** All that anybody may say of a platform's hold. */
export const venueHoldReason = 'venue hold, reason restricted'

/** What a platform's hold is called: who holds what, and nothing that anybody could choose. @example venueHoldId('venue-a', ['A']) // 'venue/venue-a/a' */
export function venueHoldId(org: string, lots: readonly string[]): string {
  return `venue/${org}/${lots.length === 0 ? 'case' : [...lots].sort().join('-').toLowerCase()}`
}

const isVenueHold = (hold: string): boolean => hold.startsWith('venue/')

/**
 * A platform's hold reads the same whatever is behind it: its words, its name, its term and who lifts it follow from who holds what, and no paper or part
 * of the units comes along. Nothing is left to choose that could tell.
 */
function plainVenueHold({ payload, actor, documents, effectiveAt, zone, parameter }: FactInput<HoldPlaced>) {
  const { kind, hold, lots, reason, reviewOn, mayLift, units, paper } = payload
  if (kind !== 'venue-hold')
    return verdict(!isVenueHold(hold), 'not a venue hold', 'the name of a venue hold for it alone')
  if (zone.kind === 'onshore') return verdict(false, 'placed onshore', 'a hold that the platform places, offshore')
  const days = Number(parameter('venueHoldReviewDays'))
  const review = new Date(Date.parse(`${dayOf(effectiveAt)}T00:00:00.000Z`) + days * 86_400_000).toISOString()
  const expected = [venueHoldReason, venueHoldId(actor.org, lots), review.slice(0, 10), actor.org].join('; ')
  const bare = units === undefined && paper === undefined && documents.length === 0
  return verdict(
    bare && [reason, hold, reviewOn, mayLift].join('; ') === expected,
    'a venue hold',
    `${expected}; whole lots, no paper`,
  )
}

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
    reasonRestricted: plainVenueHold,
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
  crosses: {
    to: 'onshore',
    fields: ['payload.hold', 'payload.kind', 'payload.reason', 'payload.lots', 'payload.reviewOn'],
  },
  stays: ({ payload }) => payload.kind !== 'venue-hold',
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
    reasonRestricted: ({ payload, documents }) => {
      const venue = isVenueHold(payload.hold)
      const bare = payload.reason === venueHoldReason && payload.paper === undefined && documents.length === 0
      return verdict(!venue || bare, venue ? 'a venue hold' : 'not a venue hold', `${venueHoldReason}; no paper`)
    },
  },
  apply: (state, entry) => {
    const holds = { ...state.holds }
    delete holds[entry.payload.hold]
    return { ...state, holds }
  },
  crosses: { to: 'onshore', fields: ['payload.hold'] },
  stays: ({ payload }) => !isVenueHold(payload.hold),
})

/** A platform's hold strikes the case in the other zone too, from the moment its word arrives until that of its end does. */
export function holdsAfterCrossing(
  holds: CaseState['holds'],
  { kind, fields, zone, at }: { readonly kind: string } & Pick<Crossed, 'fields' | 'zone' | 'at'>,
): CaseState['holds'] {
  const { hold, lots, reviewOn } = fields as { hold?: string; lots?: readonly string[]; reviewOn?: string }
  if (hold === undefined || !isVenueHold(hold)) return holds
  if (kind === 'hold.placed')
    return {
      ...holds,
      [hold]: { kind: 'venue-hold', lots: lots ?? [], from: at, reviewOn: reviewOn!, mayLift: zone, by: zone },
    }
  const { [hold]: _, ...others } = holds
  return kind === 'hold.lifted' ? others : holds
}

export const holdKinds: readonly AnyKind[] = [holdPlaced, holdLifted]
