import { defineKind } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, list, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { decisionOf, levelVerdict } from '../measure/levels.ts'
import { firstMeasure, type Measure } from '../measure/measure.ts'
import { propertyClasses, termVerdict } from '../measure/term.ts'
import { seizureOf } from './seizure.ts'

const shape = closed({
  measure: oneOf(['seized', 'frozen', 'sealed']),
  decision: documentHash,
  officers: list(id, 10),
  relatedness: note,
  necessities: note,
  startsOn: date,
  expiresOn: optional(date),
  /** As what a freeze is counted; asked for a freeze only. */
  propertyClass: optional(oneOf(propertyClasses)),
})

/** Row 1: the measure, decided at the level that the rule asks, by two officers, with its relation to the case noted and necessities set aside. */
export const seizureDecided = defineKind<Of<typeof shape>>({
  name: 'seizure.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    measureLevel: (input) =>
      levelVerdict(input, { asked: input.parameter('measureLevel'), propertyClass: input.payload.propertyClass }),
    termAllowed: ({ payload, term }) => {
      const { measure, startsOn, expiresOn, propertyClass } = payload
      return termVerdict({ kind: measure, from: startsOn, expires: expiresOn, propertyClass }, term)
    },
    issuerLevel: (input) => decisionOf(input).level,
    officers: ({ payload }) => new Set(payload.officers).size,
    relatednessNoted: ({ payload }) => payload.relatedness.length > 0,
    necessitiesSetAside: ({ payload }) => payload.necessities.length > 0,
    decisionPaper: ({ payload, paper, state }) =>
      paper(payload.decision, 'seizure-decision').issuer === seizureOf(state())?.organ,
  },
  apply: (state, { payload, facts }) => {
    const { measure, startsOn, expiresOn, officers, propertyClass, decision } = payload
    const last = expiresOn === undefined ? {} : { expires: expiresOn }
    const organ = seizureOf(state)!.organ
    const row: Measure = {
      kind: measure,
      lines: [],
      organ,
      level: String(facts.issuerLevel?.value ?? ''),
      paper: decision,
      from: startsOn,
      renewals: 0,
      queue: [],
      ...last,
      ...(propertyClass === undefined ? {} : { propertyClass }),
    }
    const decided = withSlice(state, 'seizure', {
      ...seizureOf(state),
      measure: { kind: measure, from: startsOn, officers, ...last },
    })
    return withSlice(decided, 'measures', { [firstMeasure]: row })
  },
})
