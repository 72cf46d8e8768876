import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, flag, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { measuresOf, standingOf, withMeasure } from './measure.ts'

const shape = closed({
  measure: id,
  ground: oneOf(['withdrawn', 'not-prosecuted', 'unrelated']),
  /** Day of the decision that takes the ground away: withdrawal, non-prosecution, finding. */
  decidedOn: date,
  paper: documentHash,
  /** The prosecutor's opinion asks the competent authority to confiscate (CPL 177(3)). */
  opinionAsksConfiscation: flag,
  recipient: oneOf(['owner', 'competent-authority']),
})
type Payload = Of<typeof shape>

/** Row 4e: the case is withdrawn or not prosecuted, or the property unrelated: the measure ends, for the owner or, on the prosecutor's opinion, for the competent authority. */
export const measureLifted = defineKind<Payload>({
  name: 'measure.lifted',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ground: ({ payload }) => payload.ground,
    recipient: ({ payload }) => payload.recipient,
    opinionAsksConfiscation: (input) => input.payload.opinionAsksConfiscation || opinion(input) === true,
    noticeOfProcuratorate: ({ payload, paper, directory }) =>
      payload.ground === 'not-prosecuted' &&
      directory().organisations[paper(payload.paper, 'lifting-ground').issuer]?.role === 'procuratorate',
    groundShown: (input) => {
      const { payload, paper } = input
      const found = String((paper(payload.paper, 'lifting-ground').body as { ground?: string }).ground)
      return verdict(found === payload.ground, found, payload.ground)
    },
    inTime: ({ payload, effectiveAt, term }) => {
      const { lastDay } = term('release-unrelated', payload.decidedOn)
      const late = dayOf(effectiveAt) > lastDay!
      return verdict(!late, late ? 'late' : 'in time', `not after ${lastDay}`)
    },
    measureStands: ({ payload, state, effectiveAt }) => {
      const measure = measuresOf(state())[payload.measure]
      const found = measure === undefined ? 'none' : standingOf(measure, effectiveAt).state
      return verdict(found === 'in-force', found, 'a measure in force')
    },
  },
  apply: (state, { payload, effectiveAt }) => {
    const measure = measuresOf(state)[payload.measure]!
    const { ground, recipient } = payload
    return withMeasure(state, payload.measure, { ...measure, lifted: { on: dayOf(effectiveAt), ground, recipient } })
  },
})

/** Whether the procuratorate's own paper carries the opinion: it is not for the organ to leave it out. */
function opinion({ payload, paper }: Pick<FactInput<Payload>, 'payload' | 'paper'>): boolean | undefined {
  return (paper(payload.paper, 'lifting-ground').body as { asksConfiscation?: boolean }).asksConfiscation
}
