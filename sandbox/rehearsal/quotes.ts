import { formatDecimal, multiply, parseDecimal, type Rational, rational } from '../../src/core/price/rational.ts'
import type { PlanFx } from '../../src/offshore/sale/currency/planFx.ts'
import { shortest } from '../../src/world/venues/decimal.ts'
import { rateByDefault } from '../bank/options.ts'
import { platformA, platformB } from './cast.ts'
import type { Stage } from './stage.ts'

/** Currencies that the sandbox's platforms quote coins in; money only, for a mandate of the models sells for nothing else. */
export const quotable = ['USD', 'HKD'] as const
export type Quotable = (typeof quotable)[number]

type Quoted = Pick<Stage, 'quotes'>

/** The currency of the book that a platform sells in; dollars unless the rehearsal asks for others. */
export function quoteAt({ quotes }: Quoted, platform: string): Quotable {
  return quotes?.[platform] ?? 'USD'
}

/** @example symbolAt(stage, platformB) // 'BTCHKD' */
export function symbolAt(stage: Quoted & Pick<Stage, 'traded'>, platform: string): string {
  return `${stage.traded.ticker}${quoteAt(stage, platform)}`
}

/** The currencies that a rehearsal sells for, dollars first where they are among them. */
export function currenciesOf(stage: Quoted): readonly Quotable[] {
  const found = new Set([platformA, platformB].map((platform) => quoteAt(stage, platform)))
  return quotable.filter((currency) => found.has(currency))
}

/** Units of a currency for a dollar, as the sandbox's bank has it. */
export function perDollar(currency: Quotable): Rational {
  return currency === 'USD' ? rational(1n) : parseDecimal(rateByDefault({ currency: 'USD', into: currency }))
}

/** A price of a platform's book in dollars, cut down to the cent. @example inDollars(stage, platformB, '499200') // '64000' */
export function inDollars(stage: Quoted, platform: string, price: string): string {
  const { num, den } = perDollar(quoteAt(stage, platform))
  if (num === den) return price
  return shortest(formatDecimal(multiply(parseDecimal(price), rational(den, num)), 2, 'floor'))
}

const hourSeconds = 3_600

/** What the plan says of currencies where it sells for more than dollars: the trust's bank quotes them, and turning Hong Kong dollars costs two basis points. */
export function planFx(stage: Quoted): PlanFx | undefined {
  const others = currenciesOf(stage).filter((currency) => currency !== 'USD')
  if (others.length === 0) return undefined
  const source = { source: 'bank-hk', ageSecondsMax: hourSeconds }
  return {
    yuan: { pair: 'USD/CNY', ...source },
    quotes: others.map((currency) => ({ currency, pair: `USD/${currency}`, ...source, costPpm: 200, haircutPpm: 0 })),
  }
}
