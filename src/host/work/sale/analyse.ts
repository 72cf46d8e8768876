import { canonical, type Json } from '../../../core/record/jcs.ts'
import { readDisposalPlan } from '../../../offshore/sale/plan/disposalPlan.ts'
import { type OrdersState, readSalePlan } from '../../../offshore/sale/sale.ts'
import { saleEvidenceFormat } from '../../../offshore/sale/tca/saleEvidence.ts'
import { saleReport } from '../../../offshore/sale/tca/saleReport.ts'
import type { Desk } from './desk.ts'
import { recordTrades } from './recordTrades.ts'

/** After a sale was closed: writes down what it cost, from its own record and the books that were logged. */
export async function analyse(parameters: {
  readonly desk: Desk
  readonly stream: string
  readonly child: { readonly id: string; readonly state: OrdersState }
  readonly planHash: string
}): Promise<void> {
  const { desk, stream, child, planHash } = parameters
  const { lot, tranche } = child.state
  const plan = readSalePlan(await desk.document(planHash))
  const entries = await desk.entries(child.id)
  const evidence = { format: saleEvidenceFormat, tranche, entries } as const
  const texts = new Map<string, string>()
  for (const { kind, payload } of entries) {
    if (kind !== 'slice.routed') continue
    for (const hash of [payload.books, payload.tape, payload.step]) {
      if (typeof hash === 'string') texts.set(hash, await desk.document(hash))
    }
  }
  const last = await recordTrades({ desk, child, plan }, new Set(), true)
  if (last !== undefined) texts.set(last, await desk.document(last))
  const tape = last === undefined ? {} : { tape: last }
  const report = saleReport({
    evidence,
    plan,
    planHash,
    disposal: readDisposalPlan(await desk.document(plan.agreed)),
    ...tape,
    document: (hash) => texts.get(hash)!,
  })
  const evidenceHash = await desk.putDocument(canonical(evidence as unknown as Json))
  const reportHash = await desk.putDocument(canonical(report as unknown as Json))
  await desk.act(
    {
      id: `analysed:${child.id}`,
      kind: 'sale.analysed',
      subject: { lot, tranche },
      payload: { orders: child.id, plan: planHash, evidence: evidenceHash, report: reportHash, ...tape },
      documents: [evidenceHash, reportHash, ...Object.values(tape)],
    },
    { stream },
  )
}
