import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, list, network, type Of, text } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { readWallet } from '../../core/custody/wallet.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { custodyOf } from './custody.ts'

const shape = closed({
  network,
  /** Output descriptor (Bitcoin) or canonical JSON of Safe, owners and threshold (EVM). */
  wallet: text,
  custodians: list(id, 15),
  ceremony: documentHash,
})

/** Row 2: agency addresses from fresh keys, held by several who are not the handlers. The keys never come near the server. */
export const custodyPrepared = defineKind<Of<typeof shape>>({
  name: 'custody.prepared',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    freshKeys: ({ payload, paper }) => {
      const ceremony = paper(payload.ceremony, 'key-ceremony').body as { wallet?: string; fresh?: boolean }
      return ceremony.wallet === payload.wallet && ceremony.fresh === true
    },
    threshold: ({ payload }) => readWallet(payload).threshold,
    custodians: ({ payload }) => Math.min(readWallet(payload).keys.length, new Set(payload.custodians).size),
    handlersKeepApart: ({ payload, state }) => {
      const handlers = seizureOf(state())?.measure?.officers ?? []
      const both = payload.custodians.filter((person) => handlers.includes(person))
      return verdict(both.length === 0, both.join(', ') || 'nobody on both sides', 'no handler keeps')
    },
  },
  apply: (state, { payload }) => {
    const custody = custodyOf(state)
    const { network: of, wallet, custodians } = payload
    const { threshold } = readWallet(payload)
    return withSlice(state, 'custody', {
      ...custody,
      wallets: [...custody.wallets, { network: of, wallet, threshold, custodians }],
    })
  },
})
