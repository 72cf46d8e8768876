import { chainById } from '../../../core/assets/chains.ts'
import { type AssetRegister, assetById } from '../../../core/assets/register.ts'
import { assert } from '../../../core/errors.ts'
import { formatAmount } from '../../../core/money/amount.ts'
import { columns, type Field, type Language } from './columns.ts'
import type { Holding } from './holding.ts'
import { formula } from './readLine.ts'

export interface WriteSeizureListParameters {
  /** `line` is not written: the place in the file gives it. */
  readonly lines: readonly Omit<Holding, 'line'>[]
  readonly registry: AssetRegister
  /** Language of the headings. */
  readonly language: Language
}

const written = [
  'number',
  'asset',
  'chain',
  'contract',
  'address',
  'amount',
  'txid',
  'index',
  'acquiredAt',
  'seizedOn',
  'value',
  'currency',
  'valuedOn',
  'valueSource',
  'evidence',
  'note',
] as const satisfies readonly Field[]

/**
 * Writes holdings as CSV in the columns that {@link parseSeizureList} reads: UTF-8 without a byte order mark, CRLF, amounts in whole
 * units with all their decimals. What it writes reads back as the same holdings.
 */
export function writeSeizureList({ lines, registry, language }: WriteSeizureListParameters): string {
  const head = written.map((field) => columns[field].heading[language])
  const rows = lines.map((holding, i) => rowOf(holding, i + 1, registry))
  return [head, ...rows.map((row) => written.map((field) => row[field] ?? ''))]
    .map((row) => `${row.map(quoted).join(',')}\r\n`)
    .join('')
}

function rowOf(
  holding: Omit<Holding, 'line'>,
  number: number,
  registry: AssetRegister,
): Partial<Record<Field, string>> {
  const asset = assetById(registry, holding.asset)
  const { valuation } = holding
  return {
    number: String(number),
    asset: asset.ticker,
    chain: chainById(holding.chain)?.name ?? holding.chain,
    contract: asset.contract ?? '',
    address: holding.address,
    amount: formatAmount({ amount: BigInt(holding.units), decimals: asset.decimals }),
    txid: holding.txid ?? '',
    index: holding.index === undefined ? '' : String(holding.index),
    acquiredAt: holding.acquiredAt ?? '',
    seizedOn: holding.seizedOn ?? '',
    value: valuation?.amount ?? '',
    currency: valuation?.currency ?? '',
    valuedOn: valuation?.date ?? '',
    valueSource: valuation?.source ?? '',
    evidence: holding.evidence ?? '',
    note: holding.note ?? '',
  }
}

function quoted(value: string): string {
  assert(!formula.test(value), 'a cell that a spreadsheet would run')
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
