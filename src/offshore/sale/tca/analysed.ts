import { defineKind, type FactInput, verdict } from '../../../core/case/kind.ts'
import { closed, documentHash, hex32, type Of, optional } from '../../../core/case/shapes.ts'
import { slice, withSlice } from '../../../core/case/state.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { faultOfTape, readTape } from '../books/tradeTape.ts'
import { readDisposalPlan } from '../plan/disposalPlan.ts'
import { type OrdersState, ordersOfRun, readSalePlan, runOf, type SaleSlice, saleOf } from '../sale.ts'
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
    saleOver: ({ payload, state, subject, related }) => {
      const sale = saleOf(state(), subject.tranche)
      const run = sale === undefined ? undefined : runUnder(sale, payload.plan)
      const now = sale !== undefined && run === runOf(sale)
      const over = !now || sale.closed || sale.settled !== undefined
      return verdict(
        run !== undefined && over && ordersOfRun(related<OrdersState>('sale'), subject.tranche!, run),
        run === undefined ? 'no sale under this plan' : over ? `sale ${run}, over` : 'running',
        'a sale that is closed or settled, under this plan, by its own orders',
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
    const before = sales[subject.tranche!]!
    const { report, plan } = payload
    const sale =
      before.plan === plan
        ? { ...before, report }
        : { ...before, past: (before.past ?? []).map((row) => (row.plan === plan ? { ...row, report } : row)) }
    return withSlice(state, 'sale', { ...sales, [subject.tranche!]: sale })
  },
})

/** Which sale of the tranche was made under a plan, from 1 on. */
function runUnder(sale: SaleSlice[string], plan: string): number | undefined {
  const plans = [...(sale.past ?? []).map((row) => row.plan), sale.plan]
  const at = plans.indexOf(plan)
  return at < 0 ? undefined : at + 1
}

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
