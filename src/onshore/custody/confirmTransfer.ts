import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  documentHash,
  hex32,
  id,
  list,
  type Of,
  oneOf,
  optional,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { move, type Posting } from '../../core/ledger/posting.ts'
import { confirmationsOf } from './confirmationsOf.ts'
import { isWayBack, transferPurposes, transfersOf, withTransfer } from './transfer.ts'

const shape = closed({
  transfer: id,
  purpose: oneOf(transferPurposes),
  txid: hex32,
  asset,
  pays: list(closed({ platform: optional(id), address, units: positiveUnits }), 20),
  proof: documentHash,
})

/** Where the books put what left custody; a sale's coins cross. */
const accountOf: Readonly<Record<string, string>> = { return: 'equity:returned', handover: 'equity:handed-over' }

/** The chain has it: transaction, Merkle branch, headers, enough blocks on top. Only now do the books move. */
export const transferConfirmed = defineKind<Of<typeof shape>>({
  name: 'transfer.confirmed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    chainProved: (input) => {
      const { payload, state, document } = input
      const transfer = transfersOf(state())[payload.transfer]
      const required = `the approved payments in ${payload.txid}`
      if (transfer === undefined || transfer.txid !== payload.txid)
        return verdict(false, 'no such transfer signed', required)
      const payments = provedPayments({
        network: transfer.network,
        proof: document(payload.proof),
        confirmationsMin: confirmationsOf(transfer.network, input),
      })
      const same =
        payload.pays.length === transfer.pays.length &&
        payload.pays.every(
          (pay, i) => pay.address === transfer.pays[i]!.address && pay.units === transfer.pays[i]!.units,
        )
      const missing = payload.pays.find(
        (pay) =>
          !payments.some(
            (p) =>
              p.txid === payload.txid &&
              p.address === pay.address &&
              p.units.toString() === pay.units &&
              p.asset === payload.asset,
          ),
      )
      return verdict(
        same && missing === undefined,
        missing === undefined
          ? `${payload.pays.length} payments shown`
          : `${missing.units} to ${missing.address} not shown`,
        required,
      )
    },
    confirmations: (input) => {
      const { payload, state, document } = input
      const network = transfersOf(state())[payload.transfer]?.network ?? 'none'
      const min = confirmationsOf(network, input)
      const payments = provedPayments({ network, proof: document(payload.proof), confirmationsMin: min })
      return verdict(payments.length > 0, payments.length > 0 ? `${min} or more` : `fewer than ${min}`, String(min))
    },
  },
  apply: (state, { payload }) => withTransfer(state, payload.transfer, { confirmed: true }),
  postings: ({ payload }, state) => {
    const transfer = transfersOf(state)[payload.transfer]
    if (transfer === undefined) return []
    const to = accountOf[transfer.purpose] ?? 'crossing:offshore'
    const moves: Posting[] = payload.pays.flatMap((pay) => [
      ...move({ from: 'assets:custody', to, asset: payload.asset, units: BigInt(pay.units) }),
    ])
    return [
      ...moves,
      ...move({
        // Gas is the loan in kind of a provider, never units of the case, except where the fee is the coin itself.
        from: transfer.feeAsset === payload.asset ? 'assets:custody' : 'assets:gas',
        to: 'expenses:network-fee',
        asset: transfer.feeAsset,
        units: BigInt(transfer.fee),
      }),
    ]
  },
  // What goes back to its owner or to another organ never was a matter of the zone offshore, which may not know the case at all.
  stays: ({ payload }) => isWayBack(payload.purpose),
  crosses: { to: 'offshore', fields: ['subject', 'payload.transfer', 'payload.txid', 'payload.asset', 'payload.pays'] },
})
