import { formatAmount, parseAmount } from '../../../core/money/amount.ts'
import { type Currency, isCurrency, minorDigits } from '../../../core/money/currency.ts'
import type { Field } from './columns.ts'
import { type Flaw, flaw } from './fault.ts'
import type { Valuation } from './holding.ts'
import { readDate } from './moment.ts'
import type { LineReader } from './readLine.ts'
import { judgeUnits } from './readUnits.ts'

const parts = ['value', 'currency', 'valuedOn', 'valueSource'] as const satisfies readonly Field[]

const names = new Map<string, Currency>([
  ['rmb', 'CNY'],
  ['人民币', 'CNY'],
  ['人民幣', 'CNY'],
  ['港币', 'HKD'],
  ['港元', 'HKD'],
  ['港幣', 'HKD'],
  ['美元', 'USD'],
  ['欧元', 'EUR'],
  ['歐元', 'EUR'],
])

/** A value in money with its currency, date and source: all four or none. */
export function readValuation(reader: LineReader): Valuation | undefined {
  const missing = parts.filter((field) => !reader.row.cells[field])
  if (missing.length === parts.length) return undefined
  if (missing.length > 0) {
    const present = parts.find((field) => reader.row.cells[field])!
    reader.fault(present, flaw('VALUATION_INCOMPLETE', { missing: missing.join(', ') }))
  }
  const currency = reader.take('currency', readCurrency)
  const amount = currency && reader.take('value', (text) => readMoney(text, currency))
  const date = reader.take('valuedOn', (text) => readDate(text, reader.context.now))
  const source = reader.text('valueSource')
  return amount === undefined || currency === undefined || date === undefined || source === ''
    ? undefined
    : { amount, currency, date, source }
}

function readCurrency(text: string): Currency | Flaw {
  const written = text.trim()
  if (isCurrency(written.toUpperCase())) return written.toUpperCase() as Currency
  return names.get(written.toLowerCase()) ?? flaw('CURRENCY_UNKNOWN', { found: written, expected: 'CNY, HKD, USD' })
}

function readMoney(text: string, currency: Currency): string | Flaw {
  const decimals = minorDigits(currency)
  const units = judgeUnits(text, () => parseAmount<string>({ asset: currency, text, decimals }), {
    ticker: currency,
    decimals,
  })
  return typeof units === 'string' ? formatAmount({ amount: BigInt(units), decimals, trim: true }) : units
}
