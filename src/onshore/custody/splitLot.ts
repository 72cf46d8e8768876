import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, id, lotId, note, type Of, oneOf, optional, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, type Hold, withSlice } from '../../core/case/state.ts'
import { objectionsOf, withObjection } from '../objection/objection.ts'
import { custodyOf, lotOf } from './custody.ts'
import { heldUnits, unitsInCustody } from './units.ts'

const shape = closed({
  into: lotId,
  units: positiveUnits,
  ground: oneOf(['partial-judgment', 'objection', 'withdrawal', 'hold', 'early-return', 'unrelated', 'returned-coins']),
  /** The hold whose part is split off with it. */
  hold: optional(id),
  reason: note,
})

/** Part of a lot goes its own way: it begins again where lots are classified, with no basis, and never joins another. */
export const lotSplit = defineKind<Of<typeof shape>>({
  name: 'lot.split',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ground: ({ payload }) => payload.ground,
    newLot: ({ payload, state, subject }) => {
      const { lots } = custodyOf(state())
      const known = subject.lot !== undefined && lots[subject.lot] !== undefined
      const fresh = lots[payload.into] === undefined
      return verdict(known && fresh, known ? payload.into : 'no lot named', 'a lot of the case, into a new one')
    },
    unitsWithin: ({ payload, state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      if (lot === undefined) return verdict(false, payload.units, 'units of a lot')
      const other =
        heldUnits(state(), subject.lot!) - BigInt(heldPart(state(), subject.lot!, payload.hold)?.units ?? '0')
      const most = unitsInCustody(state(), subject.lot!) - other
      return verdict(
        BigInt(payload.units) <= most && BigInt(payload.units) < BigInt(lot.units),
        payload.units,
        `fewer than the lot, at most ${most} in custody and not held for another`,
      )
    },
    partFits: ({ payload, state, subject }) => {
      const hold = heldPart(state(), subject.lot ?? '', payload.hold)
      if (payload.hold === undefined) return verdict(true, 'no hold named', 'not asked')
      return verdict(hold?.units === payload.units, hold?.units ?? 'no such part', payload.units)
    },
  },
  apply: (state, { payload, subject }) => {
    const { into, units, hold } = payload
    const parent = lotOf(state, subject.lot)!
    const custody = custodyOf(state)
    const rest = { ...parent, units: (BigInt(parent.units) - BigInt(units)).toString() }
    const lots = { ...custody.lots, [subject.lot!]: rest, [into]: { ...parent, units, from: subject.lot! } }
    const split = withSlice(state, 'custody', { ...custody, lots })
    const struck = { ...split, holds: holdsAfter(state.holds, { lot: subject.lot!, into, hold }) }
    const staged = { ...struck, stages: { ...state.stages, [`lot ${into}`]: 'classified' } }
    return hold?.startsWith('objection/') === true
      ? moveObjection(staged, hold.slice('objection/'.length), into)
      : staged
  },
})

function heldPart(state: CaseState, lot: string, hold: string | undefined): Hold | undefined {
  const row = hold === undefined ? undefined : state.holds[hold]
  return row?.units !== undefined && row.lots.includes(lot) ? row : undefined
}

/** The part that is split off takes its hold along, whole; what strikes the lot whole strikes both. */
function holdsAfter(
  holds: CaseState['holds'],
  { lot, into, hold }: { readonly lot: string; readonly into: string; readonly hold: string | undefined },
): CaseState['holds'] {
  return Object.fromEntries(
    Object.entries(holds).flatMap(([name, row]) => {
      // What a withdrawal kept back stands without a basis once it is split off: nothing is left to hold.
      if (name === hold && row.kind === 'withdrawal') return []
      if (name === hold) {
        const { units: _, ...whole } = row
        return [[name, { ...whole, lots: [into] }]]
      }
      const whole = row.units === undefined && row.lots.includes(lot)
      return [[name, whole ? { ...row, lots: [...row.lots, into] } : row]]
    }),
  )
}

function moveObjection(state: CaseState, objection: string, lot: string): CaseState {
  const row = objectionsOf(state)[objection]
  if (row === undefined) return state
  const { units: _, ...whole } = row
  return withObjection(state, objection, { ...whole, lot })
}
