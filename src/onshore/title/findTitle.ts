import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, flag, id, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { lotOf } from '../custody/custody.ts'
import { standings } from '../objection/objection.ts'
import { seizureOf } from '../seizure/seizure.ts'

const shape = closed({
  rightHolder: id,
  holder: optional(id),
  undisputed: flag,
  /** The finding that a disposal harms neither the state nor victims nor other right-holders. */
  harmsNobody: flag,
  coOwners: Type.Array(id, { maxItems: 40 }),
  concerned: Type.Array(closed({ party: id, standing: oneOf(standings) }), { maxItems: 200 }),
  grounds: note,
  paper: documentHash,
})

interface FindingBody {
  readonly lot?: string
  readonly rightHolder?: string
  readonly undisputed?: boolean
  readonly harmsNobody?: boolean
}

/** Whose property it is, found by people and signed by them: who merely held it is written down apart. A later finding takes the place of an earlier one. */
export const titleFound = defineKind<Of<typeof shape>>({
  name: 'title.found',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    findingFits: ({ payload, paper, subject }) => {
      const body = paper(payload.paper, 'title-finding').body as FindingBody
      const same =
        body.lot === subject.lot &&
        body.rightHolder === payload.rightHolder &&
        body.undisputed === payload.undisputed &&
        body.harmsNobody === payload.harmsNobody
      return verdict(same, `${body.rightHolder} for lot ${body.lot}`, `${payload.rightHolder} for lot ${subject.lot}`)
    },
    findingOrgan: ({ payload, paper, state, directory }) => {
      const { issuer } = paper(payload.paper, 'title-finding')
      const role = directory().organisations[issuer]?.role ?? 'none'
      return verdict(
        issuer === seizureOf(state())?.organ || role === 'court' || role === 'procuratorate',
        issuer,
        'the organ of the case, the procuratorate or the court',
      )
    },
    lotKnown: ({ state, subject }) =>
      verdict(lotOf(state(), subject.lot) !== undefined, subject.lot ?? 'no lot named', 'a lot of the case'),
    groundsStated: ({ payload }) => payload.grounds.length > 0,
  },
  apply: (state, { payload, subject }) => {
    const { rightHolder, holder, undisputed, harmsNobody, coOwners, concerned } = payload
    const row = {
      rightHolder,
      undisputed,
      harmsNobody,
      coOwners,
      concerned,
      ...(holder === undefined ? {} : { holder }),
    }
    return withSlice(state, 'titles', { ...slice<Record<string, object>>(state, 'titles'), [subject.lot!]: row })
  },
})
