import { SluiceError } from '../../../core/errors.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { evidenceAfter } from '../sale.ts'

export const saleEvidenceFormat = 'sluice/sale-evidence/1'

/** What happened in a sale, in order: the payloads of its stream that count for the analysis. */
export interface SaleEvidence {
  readonly format: typeof saleEvidenceFormat
  readonly tranche: string
  readonly entries: readonly { readonly kind: string; readonly payload: { readonly [key: string]: Json } }[]
}

/** Kinds of a sale's stream that the running hash covers: all of them. */
const chained = new Set([
  'orders.opened',
  'slice.routed',
  'order.placed',
  'order.rested',
  'order.reported',
  'cancel.ordered',
  'orders.cleared',
])

/** @throws {INPUT_INVALID} a document that is no evidence of a sale */
export function readSaleEvidence(text: string): SaleEvidence {
  const evidence = JSON.parse(text) as SaleEvidence
  if (evidence.format !== saleEvidenceFormat)
    throw new SluiceError('INPUT_INVALID', `expected ${saleEvidenceFormat}, found ${String(evidence.format)}.`)
  return evidence
}

/** The running hash over evidence, as the sale's stream keeps it: equal where nothing was left out, added or changed. */
export function hashOfEvidence({ entries }: SaleEvidence): string | undefined {
  let hash: string | undefined
  for (const { kind, payload } of entries) {
    if (!chained.has(kind)) throw new SluiceError('INPUT_INVALID', `${kind} is no entry of a sale's stream.`)
    hash = evidenceAfter(hash, kind, payload)
  }
  return hash
}
