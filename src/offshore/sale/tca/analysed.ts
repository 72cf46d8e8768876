import { defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import { closed, documentHash, hex32, type Of, optional } from '../../../core/case/shapes.ts'
import { slice, withSlice } from '../../../core/case/state.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { faultOfTape, readTape } from '../books/tradeTape.ts'
import { readDisposalPlan } from '../plan/disposalPlan.ts'
import { type OrdersState, readSalePlan, type SaleSlice, saleOf } from '../sale.ts'
import { hashOfEvidence, readSaleEvidence } from './saleEvidence.ts'
import { saleReport } from './saleReport.ts'

const shape = closed({
  orders: hex32,
  plan: documentHash,
  evidence: documentHash,
  report: documentHash,
  tape: optional(documentHash),
})
type Payload = Of<typeof shape>

/** After row 13: what the sale cost against its plan, and what other ways would have cost on the same books. Anybody with the books gets the same digits. */
export const saleAnalysed = defineKind<Payload>({
  name: 'sale.analysed',
  stream: 'case',
  zones: ['offshore'],
  reads: ['sale'],
  payload: shape,
  facts: {
    saleOver: ({ payload, state, subject }) => {
      const sale = saleOf(state(), subject.tranche)
      return verdict(
        sale?.closed === true && sale.plan === payload.plan,
        sale === undefined ? 'no sale' : sale.closed ? 'closed' : 'running',
        'a sale that is closed, under this plan',
      )
    },
    evidenceWhole: (input) => {
      const { payload, related, subject, document } = input
      const orders = related<OrdersState>('sale')
      const found = hashOfEvidence(readSaleEvidence(document(payload.evidence))) ?? 'none'
      const tape = lastTapeFault(input, orders)
      if (tape !== undefined) return verdict(false, tape, 'trades of the plan, after those of the last look')
      return verdict(
        orders.tranche === subject.tranche && found === orders.evidence,
        found,
        orders.evidence ?? 'a running hash of the sale',
      )
    },
    analysisRecomputes: (input) => {
      const again = reportAgain(input)
      return verdict(again === input.payload.report, input.payload.report, again)
    },
  },
  apply: (state, { payload, subject }) => {
    const sales = slice<SaleSlice>(state, 'sale')!
    const sale = { ...sales[subject.tranche!]!, report: payload.report }
    return withSlice(state, 'sale', { ...sales, [subject.tranche!]: sale })
  },
})

function lastTapeFault(input: FactInput<Payload>, orders: OrdersState): string | undefined {
  const { payload, document, recordedAt } = input
  if (payload.tape === undefined) return undefined
  const last = orders.route?.tape
  const before = last === undefined ? undefined : readTape(document(last))
  const plan = readSalePlan(document(payload.plan))
  return faultOfTape({ plan, tape: readTape(document(payload.tape)), before, recordedAt })
}

function reportAgain({ payload, document }: FactInput<Payload>): string {
  const plan = readSalePlan(document(payload.plan))
  const report = saleReport({
    evidence: readSaleEvidence(document(payload.evidence)),
    plan,
    planHash: payload.plan,
    disposal: readDisposalPlan(document(plan.agreed)),
    ...(payload.tape === undefined ? {} : { tape: payload.tape }),
    document,
  })
  return hashText(canonical(report as unknown as Json))
}
