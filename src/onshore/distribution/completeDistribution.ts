import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, note, type Of } from '../../core/case/shapes.ts'
import { distributionOf, isPaidOut, withDistribution } from './distribution.ts'

const shape = closed({ remark: note })

/** Every share of a distribution is paid, to the fen: the lot has ended. */
export const distributionCompleted = defineKind<Of<typeof shape>>({
  name: 'distribution.completed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    everySharePaid: ({ state, subject }) => {
      const row = distributionOf(state(), subject.lot)
      const done = row !== undefined && isPaidOut(row)
      return verdict(done, done ? 'all paid' : 'shares open', 'every share paid, to the fen')
    },
  },
  apply: (state, { subject }) => {
    const row = distributionOf(state, subject.lot)!
    return withDistribution(state, subject.lot!, { ...row, paid: true })
  },
})
