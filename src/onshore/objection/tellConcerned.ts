import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, list, type Of, oneOf } from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'
import { standings, type Told, toldOf } from './objection.ts'

const shape = closed({
  about: oneOf(['disposal', 'release', 'early-return']),
  parties: list(closed({ party: id, standing: oneOf([...standings, 'kin', 'procuratorate']), on: date }), 100),
  /** Proofs of service, as one document. */
  paper: documentHash,
})

/** Those concerned are told what is intended, each on a day, with the proofs of service: before it is done, so that they can object. */
export const concernedTold = defineKind<Of<typeof shape>>({
  name: 'concerned.told',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    paperHeld: ({ payload, documents }) => documents.includes(payload.paper),
    lotKnown: ({ state, subject }) =>
      verdict(lotOf(state(), subject.lot) !== undefined, subject.lot ?? 'no lot named', 'a lot of the case'),
    notAhead: ({ payload, effectiveAt }) => {
      const late = payload.parties.find(({ on }) => on > dayOf(effectiveAt))
      return verdict(late === undefined, late?.on ?? 'done', 'days that have come')
    },
  },
  apply: (state, { payload, subject }) => {
    const row: Told = { about: payload.about, parties: payload.parties }
    const all = slice<Readonly<Record<string, readonly Told[]>>>(state, 'told')
    return withSlice(state, 'told', { ...all, [subject.lot!]: [...toldOf(state, subject.lot), row] })
  },
})
