import { defineKind } from '../../core/case/kind.ts'
import { closed, date, documentHash, flag, id, note, type Of, optional } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'

const shape = closed({
  /** Id of the model that the case follows. */
  model: id,
  caseNumber: note,
  organ: id,
  filedOn: date,
  filing: documentHash,
  jurisdiction: note,
  outOfArea: flag,
  cooperationPaper: optional(documentHash),
})

/** Row 1: a case is filed before anything is seized; out of area only with the local bureau's cooperation paper (MPS-159 art 346). */
export const caseOpened = defineKind<Of<typeof shape>>({
  name: 'case.opened',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    caseFiled: ({ payload, paper }) => {
      const filed = paper(payload.filing, 'case-filing').body as { number?: string; organ?: string }
      return filed.number === payload.caseNumber && filed.organ === payload.organ
    },
    jurisdictionShown: ({ payload }) => payload.jurisdiction.length > 0,
    /** In what the money of the case is kept in the end. */
    homeCurrency: ({ parameter }) => parameter('homeCurrency'),
    outOfArea: ({ payload }) => payload.outOfArea,
    cooperationPaper: ({ payload, documents }) =>
      payload.cooperationPaper !== undefined && documents.includes(payload.cooperationPaper),
  },
  apply: (state, { payload, facts }) => {
    const { organ, caseNumber, outOfArea } = payload
    const homeCurrency = String(facts.homeCurrency?.value)
    return withSlice(state, 'seizure', { organ, caseNumber, outOfArea, homeCurrency })
  },
})
