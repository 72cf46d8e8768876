import { defineKind, verdict } from '../../core/case/kind.ts'
import { address, closed, count, documentHash, hex32, type Of } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { ownsAddress } from '../../core/custody/wallet.ts'
import { move } from '../../core/ledger/posting.ts'
import { confirmationsOf } from '../custody/confirmationsOf.ts'
import { custodyOf } from '../custody/custody.ts'
import { chainOf } from '../seizure/seizure.ts'
import { issuerOf, withIssued } from './issuer.ts'

const shape = closed({ line: count, address, txid: hex32, index: count, proof: documentHash })

/** Second proof: the same units, issued again to an address of the agency's. Burned and issued again, no unit more or less. */
export const issuerReissued = defineKind<Of<typeof shape>>({
  name: 'issuer.reissued',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    reissueShown: (input) => {
      const { payload, state, document } = input
      const row = issuerOf(state())[payload.line]
      if (row?.stage !== 'burned') return verdict(false, row?.stage ?? 'not frozen', 'units that the issuer burned')
      const required = `${row.units} of ${row.asset} to ${payload.address}`
      const payments = provedPayments({
        network: chainOf(row.asset),
        proof: document(payload.proof),
        confirmationsMin: confirmationsOf(chainOf(row.asset), input),
      })
      const found = payments.find(({ txid, index }) => txid === payload.txid && index === payload.index)
      const same =
        found?.address === payload.address && found.asset === row.asset && found.units.toString() === row.units
      return verdict(
        same,
        found === undefined ? 'not in the proof' : `${found.units} of ${found.asset} to ${found.address}`,
        required,
      )
    },
    agencyAddress: ({ payload, state }) => {
      const network = chainOf(issuerOf(state())[payload.line]?.asset ?? 'none/none')
      const wallet = custodyOf(state()).wallets.find((row) => row.network === network)
      const own = wallet !== undefined && ownsAddress({ ...wallet, address: payload.address })
      return verdict(own, own ? 'of an enrolled wallet' : 'of no enrolled wallet', "an address of the agency's")
    },
  },
  apply: (state, { payload }) => {
    const row = issuerOf(state)[payload.line]!
    const custody = custodyOf(state)
    const { address: at, txid, index } = payload
    const own = custody.held.some(({ line }) => line === payload.line)
    const anew = { line: payload.line, asset: row.asset, units: row.units, address: at, txid, index }
    const held =
      !own && row.booked === true
        ? // A line of a batch: its row here stands for the one in the document from now on.
          [...custody.held, anew]
        : custody.held.map((each) => (each.line === payload.line ? { ...each, address: at, txid, index } : each))
    return withIssued(withSlice(state, 'custody', { ...custody, held }), payload.line, { ...row, stage: 'reissued' })
  },
  postings: ({ payload }, state) => {
    const row = issuerOf(state)[payload.line]
    if (row?.booked !== true) return []
    return move({ from: 'assets:issuer-claim', to: 'assets:custody', asset: row.asset, units: BigInt(row.units) })
  },
})
