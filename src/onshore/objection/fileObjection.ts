import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  closed,
  date,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { dayAfter } from '../../core/rules/calendar.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'
import { holdOf, objectionsOf, standings, withObjection } from './objection.ts'

const shape = closed({
  objection: id,
  /** Opaque id of who objects; a name stands in the paper alone. */
  party: id,
  standing: oneOf(standings),
  units: optional(positiveUnits),
  about: oneOf(['act', 'title']),
  ground: note,
  paper: documentHash,
  receivedOn: date,
  /** Organisation that must decide. */
  decidedBy: id,
})

/**
 * An objection in writing. It strikes the units that it claims and no others, from the moment it is on record until it is decided: nobody has to place a
 * hold, and it stops neither the rest of the lot nor the case.
 */
export const objectionFiled = defineKind<Of<typeof shape>>({
  name: 'objection.filed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    paperHeld: ({ payload, documents }) => documents.includes(payload.paper),
    unitsOfLot: ({ payload, state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      const fresh = objectionsOf(state())[payload.objection] === undefined
      const within = lot !== undefined && (payload.units === undefined || BigInt(payload.units) <= BigInt(lot.units))
      return verdict(
        fresh && within,
        lot === undefined ? 'no lot named' : fresh ? (payload.units ?? 'the lot') : 'an objection of this name',
        lot === undefined ? 'a lot of the case' : `a new objection to at most ${lot.units} units`,
      )
    },
    deciderKnown: ({ payload, directory }) => {
      const role = directory().organisations[payload.decidedBy]?.role ?? 'not in the directory'
      return verdict(['court', 'procuratorate', 'public-security'].includes(role), role, 'an organ that may decide')
    },
    notAhead: ({ payload, effectiveAt }) =>
      verdict(payload.receivedOn <= dayOf(effectiveAt), payload.receivedOn, 'a day that has come'),
  },
  apply: (state, { payload, subject, effectiveAt, actor }) => {
    const { objection, party, standing, units, about, receivedOn, decidedBy } = payload
    const part = units === undefined ? {} : { units }
    const hold = {
      kind: 'objection',
      lots: [subject.lot!],
      from: effectiveAt,
      reviewOn: dayAfter(receivedOn),
      mayLift: decidedBy,
      by: actor.org,
      ...part,
    }
    const held = { ...state, holds: { ...state.holds, [holdOf(objection)]: hold } }
    return withObjection(held, objection, { lot: subject.lot!, party, standing, receivedOn, about, ...part })
  },
  marks: ({ payload }) => [
    {
      event: payload.about === 'act' ? 'objection.toAct' : 'objection.toTitle',
      on: payload.receivedOn,
      key: payload.objection,
    },
  ],
})
