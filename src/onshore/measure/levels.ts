import { type FactInput, verdict } from '../../core/case/kind.ts'

/** Levels of authority, lowest first (MPS-159 art 228 asks the head of an organ at county level or above for valuable property). */
const levels = ['officer', 'unit-head', 'county-head', 'city-head', 'province-head']

/** @example atLeast('city-head', 'county-head') // true */
export function atLeast(found: string, required: string): boolean {
  return levels.includes(found) && levels.indexOf(found) >= levels.indexOf(required)
}

/** What a decision on a measure says of itself. */
export interface DecisionBody {
  readonly level?: string
  readonly measure?: string
}

type Reader = Pick<FactInput<{ readonly decision: string }>, 'paper' | 'payload'>

export function decisionOf({ paper, payload }: Reader): { readonly issuer: string; readonly level: string } {
  const { issuer, body } = paper(payload.decision, 'seizure-decision')
  return { issuer, level: String((body as DecisionBody).level) }
}

/** Decided at the level that the model asks or above; for a year's freeze or one of equity at city level (MPS-159 arts 239(2), 243(2)). */
export function levelVerdict(
  reader: Reader,
  parameters: { readonly asked: string; readonly propertyClass?: string | undefined },
) {
  const { asked, propertyClass = '' } = parameters
  const { level } = decisionOf(reader)
  const city = ['funds-major', 'equity'].includes(propertyClass) && !atLeast(asked, 'city-head')
  const required = city ? 'city-head' : asked
  return verdict(atLeast(level, required), level, `${required} or above`)
}
