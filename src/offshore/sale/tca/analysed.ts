import { defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import { closed, documentHash, hex32, type Of } from '../../../core/case/shapes.ts'
import { slice, withSlice } from '../../../core/case/state.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { readDisposalPlan } from '../plan/disposalPlan.ts'
import { type OrdersState, readSalePlan, type SaleSlice, saleOf } from '../sale.ts'
import { hashOfEvidence, readSaleEvidence } from './saleEvidence.ts'
import { saleReport } from './saleReport.ts'

const shape = closed({ orders: hex32, plan: documentHash, evidence: documentHash, report: documentHash })
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

function reportAgain({ payload, document }: FactInput<Payload>): string {
  const plan = readSalePlan(document(payload.plan))
  const report = saleReport({
    evidence: readSaleEvidence(document(payload.evidence)),
    plan,
    planHash: payload.plan,
    disposal: readDisposalPlan(document(plan.agreed)),
    document,
  })
  return hashText(canonical(report as unknown as Json))
}
