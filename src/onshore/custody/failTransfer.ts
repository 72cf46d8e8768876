import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, hex32, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { provedFailure } from '../../core/custody/payments.ts'
import { move } from '../../core/ledger/posting.ts'
import { confirmationsOf } from './confirmationsOf.ts'
import { transferPurposes, transfersOf, withTransfer } from './transfer.ts'

const shape = closed({ transfer: id, purpose: oneOf(transferPurposes), txid: hex32, proof: documentHash })

/**
 * The chain took a transfer and it failed, as where an issuer froze the address meanwhile: nothing moved but the network's fee, and the transfer is built and
 * approved anew from where it was before it was signed.
 */
export const transferFailed = defineKind<Of<typeof shape>>({
  name: 'transfer.failed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    chainProved: (input) => {
      const { payload, state, document } = input
      const transfer = transfersOf(state())[payload.transfer]
      const required = `${payload.txid} in a block, failed`
      if (transfer === undefined || transfer.txid !== payload.txid || transfer.purpose !== payload.purpose)
        return verdict(false, 'no such transfer signed', required)
      if (transfer.confirmed === true || transfer.failed === true) return verdict(false, 'it has its end', required)
      const shown = provedFailure({
        network: transfer.network,
        proof: document(payload.proof),
        confirmationsMin: confirmationsOf(transfer.network, input),
      })
      return verdict(shown?.txid === payload.txid, shown === undefined ? 'not shown' : `${shown.txid} failed`, required)
    },
    confirmations: (input) => {
      const { payload, state, document } = input
      const network = transfersOf(state())[payload.transfer]?.network ?? 'none'
      const min = confirmationsOf(network, input)
      const shown = provedFailure({ network, proof: document(payload.proof), confirmationsMin: min })
      return verdict(shown !== undefined, shown === undefined ? `fewer than ${min}` : `${min} or more`, String(min))
    },
  },
  apply: (state, { payload }) => withTransfer(state, payload.transfer, { failed: true }),
  postings: ({ payload }, state) => {
    const transfer = transfersOf(state)[payload.transfer]
    if (transfer === undefined) return []
    return move({
      from: 'assets:gas',
      to: 'expenses:network-fee',
      asset: transfer.feeAsset,
      units: BigInt(transfer.fee),
    })
  },
})
