import type { CaseState } from '../../../src/core/case/state.ts'
import type { SaleSlice } from '../../../src/offshore/sale/sale.ts'
import type { CreditSlice } from '../../../src/onshore/credit/credit.ts'
import type { EntrustmentSlice } from '../../../src/onshore/entrustment/entrust.ts'

export interface Due {
  readonly what: 'mandate' | 'reserve' | 'deadline' | 'fx' | 'hold'
  readonly subject: string
  readonly at: string
}

/** Dates by which something in a case ends or must be looked at, soonest first. Days count to their end at UTC+8. */
export function dueDatesOf(state: CaseState): readonly Due[] {
  if (state.stages.case === 'closed') return []
  const due: Due[] = []
  const add = (what: Due['what'], subject: string, at: string | undefined): void => {
    const moment = at === undefined ? undefined : momentOf(at)
    if (moment !== undefined) due.push({ what, subject, at: moment })
  }
  for (const [hold, { reviewOn }] of Object.entries(state.holds)) add('hold', hold, reviewOn)
  for (const [lot, row] of Object.entries((state.slices.entrustment ?? {}) as unknown as EntrustmentSlice)) {
    if (!lotEnded(state, lot)) add('mandate', lot, row.mandateUntil)
  }
  for (const [tranche, row] of Object.entries((state.slices.sale ?? {}) as unknown as SaleSlice)) {
    if (row.closed) continue
    add('deadline', tranche, row.deadline)
    add('reserve', tranche, row.validUntil)
  }
  const credit = state.slices.credit as unknown as CreditSlice | undefined
  for (const [number, { until }] of Object.entries(credit?.approvals ?? {})) add('fx', number, until)
  return due.sort((a, b) => (a.at < b.at ? -1 : 1))
}

function lotEnded(state: CaseState, lot: string): boolean {
  return ['paid', 'returned', 'distributed'].includes(state.stages[`lot ${lot}`] ?? '')
}

function momentOf(text: string): string | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T23:59:59.000+08:00`) : Date.parse(text)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
