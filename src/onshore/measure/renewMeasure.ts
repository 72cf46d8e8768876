import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, type Of } from '../../core/case/shapes.ts'
import { atLeast, decisionOf } from './levels.ts'
import { measuresOf, standingOf, withMeasure } from './measure.ts'
import { termVerdict } from './term.ts'

const shape = closed({ measure: id, decision: documentHash, expiresOn: date })

/**
 * A freeze goes on: before it ran out, by the authority that took it or by the court in whose hands the case is (EXE 5), for no longer than the law
 * allows each time. The queue behind it keeps its order.
 */
export const measureRenewed = defineKind<Of<typeof shape>>({
  name: 'measure.renewed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    beforeExpiry: ({ payload, state, effectiveAt }) => {
      const measure = measuresOf(state())[payload.measure]
      const standing = measure === undefined ? undefined : standingOf(measure, effectiveAt)
      return verdict(
        standing?.state === 'in-force' && standing.until !== undefined,
        standing === undefined ? 'no such measure' : `${standing.state}, ${standing.until ?? 'no last day'}`,
        'a measure with a last day, in force',
      )
    },
    sameAuthority: (input) => {
      const { payload, state, directory } = input
      const measure = measuresOf(state())[payload.measure]
      const { issuer, level } = decisionOf(input)
      const court = directory().organisations[issuer]?.role === 'court'
      const same =
        measure !== undefined && issuer === measure.organ && (level === measure.level || atLeast(level, measure.level))
      return verdict(
        court || same,
        `${level} of ${issuer}`,
        measure === undefined ? 'a measure' : `${measure.level} of ${measure.organ}, or the court`,
      )
    },
    notLongerThanAllowed: ({ payload, state, term }) => {
      const measure = measuresOf(state())[payload.measure]
      if (measure?.expires === undefined) return verdict(false, 'no last day', 'a measure with a last day')
      const { kind, expires, propertyClass } = measure
      return termVerdict({ kind, from: expires, expires: payload.expiresOn, propertyClass }, term)
    },
    queueKept: ({ payload, state, effectiveAt }) => {
      const measure = measuresOf(state())[payload.measure]
      return measure !== undefined && standingOf(measure, effectiveAt).state !== 'taken-over'
    },
    renewingOrgan: (input) => decisionOf(input).issuer,
  },
  apply: (state, { payload, facts }) => {
    const measure = measuresOf(state)[payload.measure]!
    return withMeasure(state, payload.measure, {
      ...measure,
      organ: String(facts.renewingOrgan?.value ?? measure.organ),
      expires: payload.expiresOn,
      paper: payload.decision,
      renewals: measure.renewals + 1,
    })
  },
  marks: ({ payload, effectiveAt }) => [{ event: 'measure.renewed', on: effectiveAt, key: payload.measure }],
})
