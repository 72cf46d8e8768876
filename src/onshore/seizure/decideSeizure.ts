import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, list, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { seizureOf } from './seizure.ts'

const shape = closed({
  measure: oneOf(['seized', 'frozen', 'sealed']),
  decision: documentHash,
  officers: list(id, 10),
  relatedness: note,
  necessities: note,
  startsOn: date,
  expiresOn: optional(date),
})

/** Levels of authority, lowest first (MPS-159 art 228 asks the head of an organ at county level or above for valuable property). */
const levels = ['officer', 'unit-head', 'county-head', 'city-head', 'province-head']

/** Row 1: the measure, decided at the level that the rule asks, by two officers, with its relation to the case noted and necessities set aside. */
export const seizureDecided = defineKind<Of<typeof shape>>({
  name: 'seizure.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    measureLevel: ({ payload, paper, parameter }) => {
      const required = parameter('measureLevel')
      const found = String((paper(payload.decision, 'seizure-decision').body as { level?: string }).level)
      return verdict(
        levels.includes(found) && levels.indexOf(found) >= levels.indexOf(required),
        found,
        `${required} or above`,
      )
    },
    officers: ({ payload }) => new Set(payload.officers).size,
    relatednessNoted: ({ payload }) => payload.relatedness.length > 0,
    necessitiesSetAside: ({ payload }) => payload.necessities.length > 0,
    decisionPaper: ({ payload, paper, state }) =>
      paper(payload.decision, 'seizure-decision').issuer === seizureOf(state())?.organ,
  },
  apply: (state, { payload }) => {
    const { measure, startsOn, expiresOn, officers } = payload
    return withSlice(state, 'seizure', {
      ...seizureOf(state),
      measure: { kind: measure, from: startsOn, officers, ...(expiresOn === undefined ? {} : { expires: expiresOn }) },
    })
  },
})
