import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, count, documentHash, flag, hex32, type Of } from '../../core/case/shapes.ts'
import { provedBurns } from '../../core/custody/payments.ts'
import { move } from '../../core/ledger/posting.ts'
import { confirmationsOf } from '../custody/confirmationsOf.ts'
import { custodyOf, heldLines } from '../custody/custody.ts'
import { hasLine } from '../seizure/lineSet.ts'
import { chainOf } from '../seizure/seizure.ts'
import { issuerOf, withIssued } from './issuer.ts'

const shape = closed({
  line: count,
  txid: hex32,
  /** First proof: the chain shows what was destroyed. It is no transfer, and reconciliation by transfers alone would miss it. */
  proof: documentHash,
  /** The issuer's word that it owes the same units, to be issued to the agency. */
  promise: documentHash,
  /** Whether the agency held them: then the books show what the issuer owes. */
  booked: flag,
})

/** The issuer destroys frozen units, and from here owes them. */
export const issuerBurned = defineKind<Of<typeof shape>>({
  name: 'issuer.burned',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    burnShown: (input) => {
      const { payload, state, document } = input
      const row = issuerOf(state())[payload.line]
      if (row?.stage !== 'frozen') return verdict(false, row?.stage ?? 'not frozen', 'units that the issuer froze')
      const required = `${row.units} of ${row.asset} destroyed at ${row.address}`
      const burns = provedBurns({
        network: chainOf(row.asset),
        proof: document(payload.proof),
        confirmationsMin: confirmationsOf(chainOf(row.asset), input),
      })
      const shown = burns.some(
        ({ txid, address, asset, units }) =>
          txid === payload.txid && address === row.address && asset === row.asset && units.toString() === row.units,
      )
      return verdict(shown, shown ? required : 'no such destruction in the proof', required)
    },
    reissuePromised: ({ payload, paper, state }) => {
      const row = issuerOf(state())[payload.line]
      const body = paper(payload.promise, 'issuer-statement').body as Record<string, unknown>
      return row !== undefined && body.action === 'reissue' && body.asset === row.asset && body.units === row.units
    },
    bookedAsHeld: ({ payload, state }) => {
      const { inventory } = custodyOf(state())
      const counted = inventory !== undefined && hasLine(heldLines(state()), payload.line)
      return verdict(
        counted === payload.booked,
        counted ? 'held and counted' : 'not held',
        payload.booked ? 'held and counted' : 'not held',
      )
    },
  },
  apply: (state, { payload }) => {
    const row = issuerOf(state)[payload.line]!
    return withIssued(state, payload.line, { ...row, stage: 'burned', booked: payload.booked })
  },
  postings: ({ payload }, state) => {
    const row = issuerOf(state)[payload.line]
    if (row === undefined || !payload.booked) return []
    return move({ from: 'assets:custody', to: 'assets:issuer-claim', asset: row.asset, units: BigInt(row.units) })
  },
})
