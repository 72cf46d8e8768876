/**
 * Currencies by ISO 4217 code with their minor units: the decimals of one fen, cent or sen below the unit.
 * Only what a case can meet: where it is sold, settled, fined or valued. Source: ISO 4217 list one, 2024-06-25.
 */
export const currencies = {
  AED: { minorDigits: 2, numeric: '784', name: 'UAE Dirham' },
  AUD: { minorDigits: 2, numeric: '036', name: 'Australian Dollar' },
  CAD: { minorDigits: 2, numeric: '124', name: 'Canadian Dollar' },
  CHF: { minorDigits: 2, numeric: '756', name: 'Swiss Franc' },
  CNY: { minorDigits: 2, numeric: '156', name: 'Yuan Renminbi' },
  EUR: { minorDigits: 2, numeric: '978', name: 'Euro' },
  GBP: { minorDigits: 2, numeric: '826', name: 'Pound Sterling' },
  HKD: { minorDigits: 2, numeric: '344', name: 'Hong Kong Dollar' },
  JPY: { minorDigits: 0, numeric: '392', name: 'Yen' },
  KRW: { minorDigits: 0, numeric: '410', name: 'Won' },
  KWD: { minorDigits: 3, numeric: '414', name: 'Kuwaiti Dinar' },
  MOP: { minorDigits: 2, numeric: '446', name: 'Pataca' },
  SEK: { minorDigits: 2, numeric: '752', name: 'Swedish Krona' },
  SGD: { minorDigits: 2, numeric: '702', name: 'Singapore Dollar' },
  THB: { minorDigits: 2, numeric: '764', name: 'Baht' },
  TWD: { minorDigits: 2, numeric: '901', name: 'New Taiwan Dollar' },
  USD: { minorDigits: 2, numeric: '840', name: 'US Dollar' },
} as const satisfies Record<string, CurrencyFacts>

export interface CurrencyFacts {
  /** Decimals of the minor unit: 2 for fen and cents, 0 for yen. */
  readonly minorDigits: number
  /** ISO 4217 three-digit code, as text. */
  readonly numeric: string
  readonly name: string
}

/** ISO 4217 alphabetic code of a currency that Sluice knows. */
export type Currency = keyof typeof currencies

/** @example isCurrency('CNY') // true; isCurrency('RMB') // false: not an ISO code */
export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(currencies, code)
}

/** Decimals between the currency's unit and its minor unit. @example minorDigits('CNY') // 2 */
export function minorDigits(currency: Currency): number {
  return currencies[currency].minorDigits
}
