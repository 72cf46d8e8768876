import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, hex32, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { crossedOf } from '../../core/case/state.ts'

const shape = closed({
  answer: oneOf(['confirm', 'refuse']),
  /** The offshore entry that cleared the round, and the hash of the ranking, as they crossed. */
  clearingEntry: hex32,
  clearing: hex32,
  round: id,
})

/** Row 11: the entrusted agency confirms or refuses the ranked result of a round that ran offshore. It invites nobody, quotes nothing and ranks nothing. */
export const rankingConfirmed = defineKind<Of<typeof shape>>({
  name: 'ranking.confirmed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    asClearedOffshore: ({ payload, state, subject }) => {
      const cleared = crossedOf(state(), 'bids.cleared', subject)
      const same =
        cleared !== undefined &&
        cleared.entry === payload.clearingEntry &&
        cleared.fields.clearing === payload.clearing &&
        cleared.fields.round === payload.round
      return verdict(
        same,
        `${payload.round}: ${payload.clearing}`,
        cleared === undefined
          ? 'a round cleared offshore'
          : `${String(cleared.fields.round)}: ${String(cleared.fields.clearing)}`,
      )
    },
    answer: ({ payload }) => payload.answer,
  },
  apply: (state) => state,
  crosses: { to: 'offshore', fields: ['subject', 'payload.answer', 'payload.clearingEntry', 'payload.clearing'] },
})
