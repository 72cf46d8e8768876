import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { asset, closed, count, documentHash, hex32, type Of, units } from '../../core/case/shapes.ts'
import { provedPayments } from '../../core/custody/payments.ts'
import { balanceOf, move } from '../../core/ledger/posting.ts'
import { confirmationsOf } from '../custody/confirmationsOf.ts'
import { chainOf } from '../seizure/seizure.ts'
import { gasOf, withGas } from './gas.ts'

const shape = closed({
  asset,
  /** Back to the lender, shown on the chain; nothing where all was used. */
  returned: units,
  txid: hex32,
  index: count,
  proof: documentHash,
  /** Used up by the network: what the lender bears or is paid for outside the case, by its signed account. */
  expensed: units,
  account: documentHash,
})
type Payload = Of<typeof shape>

/** The lender is the service institution: screened with its deposit. */
function lenderKey({ payload, state }: Pick<FactInput<Payload>, 'payload' | 'state'>): string {
  return screeningKey('deposit', gasOf(state(), payload.asset)?.lender ?? '')
}

/** The loan ends: what is left goes back in kind, what the network took is expensed, and both together are what was lent. */
export const gasSettled = defineKind<Payload>({
  name: 'gas.settled',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    loanEnds: ({ payload, state }) => {
      const row = gasOf(state(), payload.asset)
      const left = balanceOf(state().balances, 'assets:gas', payload.asset)
      const all = BigInt(payload.returned) + BigInt(payload.expensed)
      const open = row === undefined ? 0n : BigInt(row.lent) - BigInt(row.returned) - BigInt(row.expensed)
      const right = row !== undefined && all === open && BigInt(payload.returned) === left
      return verdict(
        right,
        `${payload.returned} returned, ${payload.expensed} expensed`,
        `${left} returned, ${open - left} expensed`,
      )
    },
    returnShown,
    screenedClear: (input) => screenedClear(input, lenderKey(input)),
    screenedCurrent: (input) => screenedCurrent(input, lenderKey(input)),
    lenderAccounts: ({ payload, paper, state }) => {
      const account = paper(payload.account, 'gas-account')
      const body = account.body as { returned?: string; expensed?: string }
      const same = body.returned === payload.returned && body.expensed === payload.expensed
      return same && account.issuer === gasOf(state(), payload.asset)?.lender
    },
  },
  apply: (state, { payload }) => {
    const row = gasOf(state, payload.asset)!
    return withGas(state, payload.asset, {
      ...row,
      returned: (BigInt(row.returned) + BigInt(payload.returned)).toString(),
      expensed: (BigInt(row.expensed) + BigInt(payload.expensed)).toString(),
    })
  },
  postings: ({ payload }) => [
    ...move({ from: 'assets:gas', to: 'equity:gas-loan', asset: payload.asset, units: BigInt(payload.returned) }),
    ...move({
      from: 'equity:gas-expensed',
      to: 'equity:gas-loan',
      asset: payload.asset,
      units: BigInt(payload.expensed),
    }),
  ],
})

function returnShown(input: FactInput<Payload>) {
  const { payload, document } = input
  if (payload.returned === '0') return verdict(true, 'nothing to return', 'what is left, on the chain')
  const payments = provedPayments({
    network: chainOf(payload.asset),
    proof: document(payload.proof),
    confirmationsMin: confirmationsOf(chainOf(payload.asset), input),
  })
  const found = payments.find(({ txid, index }) => txid === payload.txid && index === payload.index)
  const shown = found?.asset === payload.asset && found.units.toString() === payload.returned
  return verdict(shown, found === undefined ? 'not in the proof' : `${found.units} of ${found.asset}`, payload.returned)
}
