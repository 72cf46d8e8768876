import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { measuresOf, standingOf, withMeasure } from './measure.ts'

const shape = closed({
  measure: id,
  organ: id,
  /** The other organ's notice to assist, as it was served. */
  notice: documentHash,
  level: oneOf(['county-head', 'city-head', 'province-head']),
  since: date,
  months: oneOf(['6', '12', '24']),
})

/** Another organ waits behind a freeze (轮候冻结, MPS-159 art 242): no second freeze, but the next in line when this one ends. */
export const measureQueued = defineKind<Of<typeof shape>>({
  name: 'measure.queued',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    behindMeasure: ({ payload, state, effectiveAt }) => {
      const measure = measuresOf(state())[payload.measure]
      const standing = measure === undefined ? 'none' : standingOf(measure, effectiveAt).state
      return verdict(
        standing === 'in-force' || standing === 'taken-over',
        standing,
        'a measure in force to wait behind',
      )
    },
    otherOrgan: ({ payload, state }) => {
      const measure = measuresOf(state())[payload.measure]
      const waits =
        measure?.organ === payload.organ || measure?.queue.some(({ organ }) => organ === payload.organ) === true
      return verdict(
        !waits,
        waits ? `${payload.organ} holds it or waits already` : payload.organ,
        'another organ, once',
      )
    },
    noticeHeld: ({ payload, documents }) => documents.includes(payload.notice),
  },
  apply: (state, { payload }) => {
    const { measure, organ, notice, level, since, months } = payload
    const row = measuresOf(state)[measure]!
    const queue = [...row.queue, { organ, level, paper: notice, since, months: Number(months) }]
    return withMeasure(state, measure, { ...row, queue })
  },
})
