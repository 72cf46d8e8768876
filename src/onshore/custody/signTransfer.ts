import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, hex32, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { checkTransferSigned } from '../../core/custody/transfer.ts'
import { lotMeasure } from '../measure/measureInForce.ts'
import { walletFor } from './custody.ts'
import { isWayBack, transferPurposes, transfersOf, withTransfer } from './transfer.ts'
import { freeUnits } from './units.ts'

const shape = closed({ transfer: id, purpose: oneOf(transferPurposes), signed: documentHash, txid: hex32 })
type Payload = Of<typeof shape>

/** The custodians' signed bytes, held against what was approved, then broadcast by the worker: the entry is the permission, the outbox the act. */
export const transferSigned = defineKind<Payload>({
  name: 'transfer.signed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    signedAsApproved: (input) => {
      const result = signedBytes(input)
      if (result === undefined) return verdict(false, 'no such transfer approved', 'an approved transfer')
      return verdict(
        result.ok && result.txid === input.payload.txid,
        result.found,
        `enough signatures over the approved transaction ${input.payload.txid}`,
      )
    },
    broadcastOnce: ({ payload, state }) => {
      const transfer = transfersOf(state())[payload.transfer]
      return verdict(
        transfer !== undefined && transfer.txid === undefined,
        transfer?.txid ?? 'not yet',
        'not yet signed',
      )
    },
    // Asked again here: what ran out, was claimed or withdrawn after the approval is not sent.
    measureInForce: (input) => {
      const transfer = transfersOf(input.state())[input.payload.transfer]
      return isWayBack(input.payload.purpose)
        ? verdict(true, 'not asked of a way back', 'a measure in force on each line')
        : lotMeasure({ state: input.state, effectiveAt: input.effectiveAt, subject: { lot: transfer?.lot ?? '' } })
    },
    unitsFree: ({ payload, state }) => {
      const transfer = transfersOf(state())[payload.transfer]
      const free = freeUnits(state(), transfer?.lot ?? '')
      const sum = (transfer?.pays ?? []).reduce((total, pay) => total + BigInt(pay.units), 0n)
      return verdict(sum <= free, sum.toString(), `at most ${free}: in custody, held for nobody else`)
    },
  },
  apply: (state, { payload }) => withTransfer(state, payload.transfer, { txid: payload.txid }),
  effects: ({ payload }, state) => {
    const { network } = transfersOf(state)[payload.transfer]!
    return [
      {
        key: `broadcast ${payload.txid}`,
        type: 'broadcast',
        request: { network, signed: payload.signed, transfer: payload.transfer, txid: payload.txid },
      },
    ]
  },
})

function signedBytes({ payload, state, document }: FactInput<Payload>) {
  const transfer = transfersOf(state())[payload.transfer]
  const wallet = transfer === undefined ? undefined : walletFor(state(), transfer.network)
  if (transfer === undefined || wallet === undefined) return undefined
  return checkTransferSigned({ ...wallet, unsigned: document(transfer.unsigned), signed: document(payload.signed) })
}
