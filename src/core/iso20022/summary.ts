import type { Currency } from '../money/currency.ts'
import type { Entry } from './entry.ts'
import { Fields, refuseAt, textOf } from './fields.ts'
import { decimalText, readDecimal } from './money.ts'
import type { Shape } from './shapes.ts'
import { element, textElement, type XmlNode } from './writeXml.ts'
import type { XmlElement } from './xml.ts'

const totals: readonly { readonly name: string; readonly counts: (entry: Entry) => boolean }[] = [
  { name: 'TtlNtries', counts: () => true },
  { name: 'TtlCdtNtries', counts: (entry) => entry.direction === 'CRDT' },
  { name: 'TtlDbtNtries', counts: (entry) => entry.direction === 'DBIT' },
]

/** Number and sum of the lines, counted from them; absent when there are none. */
export function summaryElement(entries: readonly Entry[]): XmlNode {
  const currency = entries[0]?.amount.currency
  if (!currency) return undefined
  return element(
    'TxsSummry',
    totals.map(({ name, counts }) => {
      const chosen = entries.filter(counts)
      return element(name, [
        textElement('NbOfNtries', String(chosen.length)),
        textElement('Sum', decimalText({ currency, minor: magnitudes(chosen) })),
      ])
    }),
  )
}

export interface CheckSummaryParameters {
  readonly summary: XmlElement | undefined
  readonly shape: Shape
  readonly entries: readonly Entry[]
  readonly currency: Currency
}

/** Counts again what a bank states about its lines. @throws {MESSAGE_MALFORMED} when number or sum differ */
export function checkSummary({ summary, shape, entries, currency }: CheckSummaryParameters): void {
  if (!summary) return
  const fields = new Fields(summary, shape)
  for (const { name, counts } of totals) {
    const chosen = entries.filter(counts)
    const children = fields.maybe(name)?.children ?? []
    for (const child of children) {
      if (child.name === 'NbOfNtries' && textOf(child) !== String(chosen.length)) {
        refuseAt(child, `${chosen.length} lines, as counted`, child.text)
      }
      if (child.name === 'Sum' && readDecimal(child, currency) !== magnitudes(chosen)) {
        refuseAt(child, `${decimalText({ currency, minor: magnitudes(chosen) })}, as added up`, child.text)
      }
    }
  }
}

function magnitudes(entries: readonly Entry[]): bigint {
  return entries.reduce((all, entry) => all + entry.amount.minor, 0n)
}
