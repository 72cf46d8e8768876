import { defineKind } from '../../core/case/kind.ts'
import { closed, documentHash, id, list, note, type Of, oneOf } from '../../core/case/shapes.ts'
import { move } from '../../core/ledger/posting.ts'
import { lotOf } from '../custody/custody.ts'

const shape = closed({
  ground: oneOf(['contraband', 'judgment', 'law']),
  /** The order, signed by the organ that may give it. */
  order: documentHash,
  /** To an address that nobody can spend from, or by destroying every share of the keys. */
  method: oneOf(['unspendable', 'keys-destroyed']),
  how: note,
  witnesses: list(id, 10),
  /** Record of the destruction, signed by the witness's organ. */
  record: documentHash,
})

interface RecordBody {
  readonly lot: string
  readonly units: string
  readonly method: string
  readonly witnesses: readonly string[]
}

/** Row 22: destroyed on an order, by a recorded method, before witnesses who did not handle it. */
export const lotDestroyed = defineKind<Of<typeof shape>>({
  name: 'lot.destroyed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    contraband: ({ payload, paper, subject }) => {
      const body = paper(payload.order, 'destruction-order').body as { ground?: string; lot?: string }
      return payload.ground === 'contraband' && body.ground === 'contraband' && body.lot === subject.lot
    },
    courtOrLawOrders: ({ payload, paper, subject, directory }) => {
      const order = paper(payload.order, 'destruction-order')
      const body = order.body as { ground?: string; lot?: string }
      if (body.lot !== subject.lot || body.ground !== payload.ground) return false
      if (payload.ground === 'judgment') return directory().organisations[order.issuer]?.role === 'court'
      return payload.ground === 'law'
    },
    witnessed: ({ payload, paper, state }) => {
      const body = paper(payload.record, 'destruction-record').body as unknown as RecordBody
      const hands = state().hands
      const apart = payload.witnesses.every((person) => (hands[person] ?? []).length === 0)
      return apart && payload.witnesses.every((person) => body.witnesses.includes(person))
    },
    methodRecorded: ({ payload, paper, state, subject }) => {
      const body = paper(payload.record, 'destruction-record').body as unknown as RecordBody
      return (
        body.method === payload.method && body.lot === subject.lot && body.units === lotOf(state(), subject.lot)?.units
      )
    },
  },
  apply: (state) => state,
  postings: ({ subject }, state) => {
    const lot = lotOf(state, subject.lot)
    return lot === undefined
      ? []
      : move({ from: 'assets:custody', to: 'equity:destroyed', asset: lot.asset, units: BigInt(lot.units) })
  },
})
