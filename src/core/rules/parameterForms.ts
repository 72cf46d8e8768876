/** What a parameter may be, and how that is said. */
export interface ParameterForm {
  readonly form: RegExp
  readonly expected: string
}

const whole = { form: /^(0|[1-9]\d{0,14})$/, expected: 'a whole number' }
const counted = { form: /^[1-9]\d{0,8}$/, expected: 'a whole number from 1 on' }
const share = { form: /^(0|[1-9]\d{0,5}|1000000)$/, expected: 'millionths, from 0 to 1000000' }
const ratio = { form: /^(0|[1-9]\d{0,5})(\.\d{1,8})?$/, expected: 'a ratio such as 1.10' }

/** Every parameter that a fact reads, with its form. A pack that gives another a value gives it to nobody: `sluice rules check` says both. */
export const parameterForms = {
  bindingLists: { form: /^[a-z0-9-]+( [a-z0-9-]+)*$/, expected: 'ids of lists with blanks between them' },
  blockPayMinutesMax: whole,
  bookAgeMaxSeconds: whole,
  clearlyBelowPpm: share,
  confirmationsBitcoin: counted,
  confirmationsEthereum: counted,
  confirmationsMin: counted,
  confirmationsTron: counted,
  coolingOffHours: whole,
  coverAgeMaxMinutes: whole,
  depositCover: ratio,
  floorAttemptMinutes: whole,
  floorAttemptsMin: whole,
  homeCurrency: { form: /^[A-Z]{3}$/, expected: 'a currency such as CNY' },
  listAgeMaxDays: whole,
  mandateFreshMinutes: whole,
  measureLevel: { form: /^[a-z]+(-[a-z]+)*$/, expected: 'a level such as county-head' },
  minPriceSources: counted,
  overridesPerOrganMax: whole,
  overridesPerPersonMax: whole,
  participationCapPpm: share,
  quoteCurrencies: { form: /^[A-Z]{3,8}(,[A-Z]{3,8})*$/, expected: 'currencies such as USD,HKD' },
  reserveAverageDays: counted,
  reserveMethod: { form: /^(best-quote|day-average)$/, expected: 'best-quote or day-average' },
  reserveRatioPpm: counted,
  reserveValidityHours: counted,
  retentionYears: counted,
  sourceAgeMaxMinutes: whole,
  streamAgeMaxMs: whole,
  streamApartPpm: share,
  streamCheckSeconds: whole,
  testUnitsMax: whole,
  venueHoldReviewDays: whole,
  volumeAgeMaxMinutes: whole,
} as const satisfies Readonly<Record<string, ParameterForm>>

export type ParameterName = keyof typeof parameterForms

/** @example parameterForm('depositCover')?.expected // 'a ratio such as 1.10' */
export function parameterForm(name: string): ParameterForm | undefined {
  return Object.hasOwn(parameterForms, name) ? parameterForms[name as ParameterName] : undefined
}
