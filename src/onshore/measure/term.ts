import { type FactInput, verdict } from '../../core/case/kind.ts'

/** By which clock the longest term of a freeze is counted. Virtual currency stands in none of the articles: the organ's paper says as what it was frozen. */
const clockOf: Readonly<Record<string, string>> = {
  funds: 'freeze-funds',
  'funds-major': 'freeze-funds-major',
  securities: 'freeze-securities',
  equity: 'freeze-equity',
}

export const propertyClasses = ['funds', 'funds-major', 'securities', 'equity'] as const

/**
 * A freeze has a last day, no later than the law allows for its class (MPS-159 arts 243 to 245); a seizure or sealing need not have one. Counted from the
 * first day; a holiday prolongs nothing.
 */
export function termVerdict(
  parameters: {
    readonly kind: string
    readonly from: string
    readonly expires: string | undefined
    readonly propertyClass: string | undefined
  },
  term: FactInput<unknown>['term'],
) {
  const { kind, from, expires, propertyClass } = parameters
  if (kind !== 'frozen') {
    const sound = expires === undefined || expires > from
    return verdict(sound, expires ?? 'no last day', 'none, or one after the first')
  }
  const clock = clockOf[propertyClass ?? '']
  if (clock === undefined || expires === undefined)
    return verdict(false, clock === undefined ? 'no class of property' : 'no last day', 'a class and a last day')
  const { lastDay } = term(clock, from)
  return verdict(expires > from && expires <= lastDay!, expires, `after ${from}, not after ${lastDay}`)
}
