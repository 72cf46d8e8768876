import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  address,
  asset,
  closed,
  count,
  documentHash,
  hex32,
  id,
  type Of,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { move } from '../../core/ledger/posting.ts'
import { paymentShown } from '../custody/paymentShown.ts'
import { gasOf, withGas } from './gas.ts'

const shape = closed({
  lender: id,
  asset,
  units: positiveUnits,
  address,
  txid: hex32,
  index: count,
  proof: documentHash,
  /** The loan as both sides signed it. */
  agreement: documentHash,
})

/** Fresh wallets hold no coin to pay the network with. It comes as a loan in kind from the service institution, never bought onshore, in an account of its own. */
export const gasLent = defineKind<Of<typeof shape>>({
  name: 'gas.lent',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    lenderIsProvider: ({ payload, directory, state }) => {
      const role = directory().organisations[payload.lender]?.role ?? 'nobody'
      const before = gasOf(state(), payload.asset)?.lender ?? payload.lender
      return verdict(
        role === 'service-institution' && before === payload.lender,
        `${payload.lender}, ${role}`,
        'the service institution',
      )
    },
    loanAgreed: ({ payload, paper }) => {
      const agreement = paper(payload.agreement, 'gas-loan')
      const body = agreement.body as { asset?: string; units?: string }
      return agreement.issuer === payload.lender && body.asset === payload.asset && body.units === payload.units
    },
    unitsShown: ({ payload, document, parameter }) => {
      const required = `${payload.units} of ${payload.asset} to ${payload.address}`
      const shown = paymentShown(payload, { document, parameter })
      return verdict(shown, shown ? required : 'not in the proof', required)
    },
  },
  apply: (state, { payload }) => {
    const row = gasOf(state, payload.asset) ?? { lender: payload.lender, lent: '0', returned: '0', expensed: '0' }
    return withGas(state, payload.asset, { ...row, lent: (BigInt(row.lent) + BigInt(payload.units)).toString() })
  },
  postings: ({ payload }) =>
    move({ from: 'equity:gas-loan', to: 'assets:gas', asset: payload.asset, units: BigInt(payload.units) }),
})
