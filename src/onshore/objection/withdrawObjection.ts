import { sameFamily } from '../../core/case/directory.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, type Of } from '../../core/case/shapes.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { holdOf, objectionsOf, withObjection } from './objection.ts'

const shape = closed({ objection: id, paper: documentHash })

/** Who objected takes it back in writing; what it held is free. */
export const objectionWithdrawn = defineKind<Of<typeof shape>>({
  name: 'objection.withdrawn',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    objectionOpen: ({ payload, state, subject }) => {
      const row = objectionsOf(state())[payload.objection]
      const open = row !== undefined && row.decided === undefined && row.lot === subject.lot
      return verdict(open, row === undefined ? 'none of this name' : (row.decided ?? 'open'), 'an open objection')
    },
    // Whoever has a key signs it; for who has none, anybody but the organ that the objection stands against.
    ownPaper: ({ payload, paper, state, directory, effectiveAt, recordedAt }) => {
      const { issuer, body } = paper(payload.paper, 'objection-withdrawal')
      const said = String((body as { party?: string }).party)
      const party = objectionsOf(state())[payload.objection]?.party ?? 'nobody'
      const known = directory().organisations[party] !== undefined
      const organ = seizureOf(state())?.organ ?? 'none'
      const own = known ? issuer === party : !sameFamily(directory(), issuer, organ, effectiveAt, recordedAt)
      return verdict(said === party && own, `of ${said}, signed by ${issuer}`, `of ${party}, not by the organ itself`)
    },
  },
  apply: (state, { payload }) => {
    const { [holdOf(payload.objection)]: _, ...holds } = state.holds
    return withObjection({ ...state, holds }, payload.objection, {
      ...objectionsOf(state)[payload.objection]!,
      decided: 'withdrawn',
    })
  },
  marks: ({ payload, effectiveAt }) => [{ event: 'objection.decided', on: effectiveAt, key: payload.objection }],
})
