import { SluiceError } from '../errors.ts'
import { amountOf, formatMoney, parseAmount } from '../money/amount.ts'
import { type Currency, isCurrency, minorDigits } from '../money/currency.ts'
import { refuseAt, textOf } from './fields.ts'
import { currencyElement, type XmlNode } from './writeXml.ts'
import type { XmlElement } from './xml.ts'

/** Money of one ISO 4217 currency in minor units: fen, cents. Never negative in a message; a direction stands beside it. */
export interface Money {
  readonly currency: Currency
  readonly minor: bigint
}

// ActiveOrHistoricCurrencyAndAmount: 18 digits, 5 of them decimals.
const totalDigitsMax = 18
const decimal = /^[ \t\n]*([0-9]+)(?:\.([0-9]+))?[ \t\n]*$/

/**
 * Reads `<Amt Ccy="CNY">1.00</Amt>` exactly. More decimals than the currency has are refused unless they are zeros.
 *
 * @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} with line and column
 */
export function readMoney(element: XmlElement): Money {
  const currency = readCurrency(element, element.attributes.Ccy)
  return { currency, minor: readDecimal(element, currency) }
}

export function readCurrency(element: XmlElement, code: string | undefined): Currency {
  if (code !== undefined && isCurrency(code)) return code
  return refuseAt(element, 'a currency that Sluice knows', code ?? 'no currency')
}

/** A bare decimal in a currency known from elsewhere: `Sum`, `CtrlSum`. */
export function readDecimal(element: XmlElement, currency: Currency): bigint {
  const match = decimal.exec(textOf(element))
  if (!match) return refuseAt(element, 'a plain decimal', JSON.stringify(element.text.slice(0, 48)))
  const whole = match[1]!.replace(/^0+(?=[0-9])/, '')
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (whole.length + fraction.length > totalDigitsMax) refuseAt(element, `at most ${totalDigitsMax} digits`, whole)
  const at = `line ${element.line}, column ${element.column}, ${element.name}`
  return parseAmount({ asset: currency, text: fraction === '' ? whole : `${whole}.${fraction}`, at })
}

export function moneyElement(name: string, money: Money | undefined): XmlNode {
  return money && currencyElement(name, money.currency, decimalText(money))
}

/** All decimals of the currency, as statements print them: `1.00`, and `1` for yen. @throws {MESSAGE_MALFORMED} */
export function decimalText({ currency, minor }: Money): string {
  if (minor < 0n || minor.toString().length > totalDigitsMax) {
    const expected = `an amount from 0 to ${totalDigitsMax} digits`
    throw new SluiceError('MESSAGE_MALFORMED', `expected ${expected}, found ${minor}.`, {
      facts: { expected, found: String(minor), decimals: minorDigits(currency) },
    })
  }
  return formatMoney({ amount: amountOf(currency, minor), currency })
}
