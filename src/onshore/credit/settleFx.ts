import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, currency, documentHash, note, type Of, positiveUnits, rate, units } from '../../core/case/shapes.ts'
import { crossedOf, withSlice } from '../../core/case/state.ts'
import { move, post } from '../../core/ledger/posting.ts'
import { multiplyRate } from '../../core/money/rate.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { approvalOf, creditOf, dayEnd, dayStart } from './credit.ts'

const shape = closed({
  advice: documentHash,
  slip: documentHash,
  currency,
  remitted: positiveUnits,
  charges: Type.Array(closed({ what: note, amount: positiveUnits }), { maxItems: 20 }),
  received: positiveUnits,
  rate,
  rmbGross: positiveUnits,
  bankFee: units,
  rmb: positiveUnits,
  bopNumber: note,
})
type Payload = Of<typeof shape>

interface AdviceBody {
  readonly currency: string
  readonly remitted: string
  readonly received: string
  readonly charges: readonly { readonly what: string; readonly amount: string }[]
  readonly payeeAccount: string
  readonly endToEndId: string
  readonly valueDate: string
}

interface SlipBody {
  readonly rate: string
  readonly rmbGross: string
  readonly bankFee: string
  readonly rmb: string
  readonly bopNumber: string
}

const adviceOf = ({ payload, paper }: FactInput<Payload>) =>
  paper(payload.advice, 'remittance-advice').body as unknown as AdviceBody
const slipOf = ({ payload, paper }: FactInput<Payload>) =>
  paper(payload.slip, 'settlement-slip').body as unknown as SlipBody

/** Row 16: what was remitted came in, less itemised charges, under the approval, and became yuan at the rate of the slip. To the fen. */
export const fxSettled = defineKind<Payload>({
  name: 'fx.settled',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    withinCeiling: ({ payload, state, subject }) => {
      const approval = approvalOf(state(), subject.lot, payload.currency)
      const total = BigInt(approval?.used ?? '0') + BigInt(payload.remitted)
      const fits = approval !== undefined && approval.currency === payload.currency && total <= BigInt(approval.ceiling)
      return verdict(
        fits,
        `${total} ${payload.currency}`,
        approval === undefined ? 'an approval' : `at most ${approval.ceiling} ${approval.currency}`,
      )
    },
    insideDates: (input) => {
      const approval = approvalOf(input.state(), input.subject.lot, input.payload.currency)
      const { valueDate } = adviceOf(input)
      const inside =
        approval !== undefined &&
        dayStart(approval.from) <= dayStart(valueDate) &&
        dayEnd(valueDate) <= dayEnd(approval.until)
      return verdict(
        inside,
        valueDate,
        approval === undefined ? 'an approval' : `${approval.from} to ${approval.until}`,
      )
    },
    payeeAsApproved: (input) => {
      const payee = approvalOf(input.state(), input.subject.lot, input.payload.currency)?.payee ?? 'none'
      const number = input.directory().accounts[payee]?.number ?? 'none'
      const { payeeAccount } = adviceOf(input)
      return verdict(payeeAccount === number, payeeAccount, number)
    },
    chargesExplain: (input) => {
      const { payload } = input
      const advice = adviceOf(input)
      const settledBefore = creditOf(input.state()).settled[input.subject.tranche ?? '']?.[payload.currency]
      const charges = payload.charges.reduce((sum, charge) => sum + BigInt(charge.amount), 0n)
      const reported = crossedOf(input.state(), 'remittance.reported', input.subject, payload.currency)
      const same =
        advice.received === payload.received &&
        advice.remitted === payload.remitted &&
        advice.currency === payload.currency &&
        String(reported?.fields.currency) === payload.currency &&
        String(reported?.fields.amount) === payload.remitted &&
        String(reported?.fields.endToEndId) === advice.endToEndId &&
        JSON.stringify(advice.charges) === JSON.stringify(payload.charges.map(({ what, amount }) => ({ amount, what })))
      const right = BigInt(payload.remitted) - charges === BigInt(payload.received)
      if (settledBefore !== undefined)
        return verdict(false, `${payload.currency} settled before`, 'each currency of a tranche settled once')
      if (advice.currency !== payload.currency)
        return verdict(false, `an advice in ${advice.currency}`, `an advice in ${payload.currency}`)
      return verdict(
        same && right,
        `${payload.remitted} − ${charges} = ${BigInt(payload.remitted) - charges}`,
        `${advice.received} received of ${String(reported?.fields.amount ?? 'nothing')} remitted`,
      )
    },
    bopDeclared: (input) => slipOf(input).bopNumber === input.payload.bopNumber && input.payload.bopNumber.length > 0,
    rateRecomputes: (input) => {
      const { payload } = input
      const slip = slipOf(input)
      const gross = multiplyRate({
        amount: BigInt(payload.received),
        rate: payload.rate,
        fromDecimals: 2,
        toDecimals: 2,
        rounding: 'half-up',
      })
      const net = gross - BigInt(payload.bankFee)
      const same =
        slip.rate === payload.rate &&
        slip.rmbGross === payload.rmbGross &&
        slip.bankFee === payload.bankFee &&
        slip.rmb === payload.rmb
      return verdict(
        same && gross.toString() === payload.rmbGross && net.toString() === payload.rmb,
        `${gross} − ${payload.bankFee} = ${net}`,
        `${slip.rmbGross} − ${slip.bankFee} = ${slip.rmb}`,
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const credit = creditOf(state)
    const { received, currency: of, rmb } = payload
    // A model without foreign-exchange control has no approval to use up.
    const approval = approvalOf(state, subject.lot, of)
    const used = (BigInt(approval?.used ?? '0') + BigInt(payload.remitted)).toString()
    const approvals =
      approval === undefined
        ? credit.approvals
        : { ...credit.approvals, [`${subject.lot!} ${of}`]: { ...approval, used } }
    const settled = { ...credit.settled[subject.tranche!], [of]: { received, rmb } }
    return withSlice(state, 'credit', {
      ...credit,
      approvals,
      settled: { ...credit.settled, [subject.tranche!]: settled },
    })
  },
  postings: ({ payload }, state) => {
    const { currency: of } = payload
    const home = homeCurrencyOf(state)
    const charges = payload.charges.flatMap((charge) =>
      move({ from: 'crossing:offshore', to: 'expenses:bank-charges', asset: of, units: BigInt(charge.amount) }),
    )
    return [
      ...charges,
      ...move({ from: 'crossing:offshore', to: 'equity:fx', asset: of, units: BigInt(payload.received) }),
      post('equity:fx', home, -BigInt(payload.rmbGross)),
      post('assets:receivable', home, BigInt(payload.rmb)),
      ...(payload.bankFee === '0' ? [] : [post('expenses:bank-fee', home, BigInt(payload.bankFee))]),
    ]
  },
})
