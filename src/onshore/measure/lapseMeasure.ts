import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, id, type Of } from '../../core/case/shapes.ts'
import { describeStanding, measuresOf, standingOf } from './measure.ts'

const shape = closed({ measure: id, endedOn: date })

/**
 * The zone says that a measure ran out. It had ended at midnight of its last day whether or not this stands on record (MPS-159 art 240); the entry raises
 * it as an incident, and names who holds the property now if somebody waited in line.
 */
export const measureLapsed = defineKind<Of<typeof shape>>({
  name: 'measure.lapsed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ranOut: ({ payload, state, recordedAt }) => {
      const measure = measuresOf(state())[payload.measure]
      const standing = measure === undefined ? undefined : standingOf(measure, recordedAt)
      const over = standing?.state === 'lapsed' || standing?.state === 'taken-over'
      return verdict(
        over && measure?.lifted === undefined && measure?.expires === payload.endedOn,
        standing === undefined ? 'no such measure' : describeStanding(payload.measure, standing),
        `ran out on ${payload.endedOn}`,
      )
    },
  },
  apply: (state, { id: entry, payload, effectiveAt }) => ({
    ...state,
    incidents: {
      ...state.incidents,
      [entry]: { kind: 'measure-lapsed', at: effectiveAt, needsPerson: true, measure: payload.measure },
    },
  }),
})
