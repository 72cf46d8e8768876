import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, currency, hex32, type Of, oneOf, rate } from '../../core/case/shapes.ts'
import { crossedOf } from '../../core/case/state.ts'

const shape = closed({
  answer: oneOf(['confirm', 'refuse']),
  /** The offshore entry that set it, its figure and the hash of its evidence, as they crossed. */
  reserveEntry: hex32,
  floor: rate,
  currency,
  snapshot: hex32,
})

/** Row 11: the entrusted agency confirms or refuses what was set offshore by evidence. It computes no price and quotes none. */
export const reserveConfirmed = defineKind<Of<typeof shape>>({
  name: 'reserve.confirmed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    asSetOffshore: ({ payload, state, subject }) => {
      const set = crossedOf(state(), 'reserve.set', subject)
      const same =
        set !== undefined &&
        set.entry === payload.reserveEntry &&
        set.fields.floor === payload.floor &&
        set.fields.currency === payload.currency &&
        set.fields.snapshot === payload.snapshot
      return verdict(
        same,
        `${payload.floor} ${payload.currency}`,
        set === undefined ? 'a reserve set offshore' : `${String(set.fields.floor)} ${String(set.fields.currency)}`,
      )
    },
    answer: ({ payload }) => payload.answer,
  },
  apply: (state) => state,
  crosses: {
    to: 'offshore',
    fields: [
      'subject',
      'payload.answer',
      'payload.reserveEntry',
      'payload.floor',
      'payload.currency',
      'payload.snapshot',
    ],
  },
})
