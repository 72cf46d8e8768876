import type { Paper } from '../../../core/record/paper.ts'
import type { PlanFx } from './planFx.ts'
import type { LoggedRate } from './worth.ts'

/** Body of a paper `fx-rates`: what a bank quotes, each rate with its own moment. */
export interface RateSheet {
  readonly rates: readonly Pick<LoggedRate, 'base' | 'quote' | 'rate' | 'asOf'>[]
}

/**
 * What is wrong with the rates of a look, or undefined: each is one that the plan names, of the source that it names, and a bank's stands on a sheet that the
 * bank signed. A platform's own rate is its book, and like the books the zone's word.
 */
export function sheetFault(parameters: {
  readonly fx: PlanFx | undefined
  readonly rates: readonly LoggedRate[]
  readonly paper: (sha256: string, type: string) => Paper
}): string | undefined {
  const { fx, rates, paper } = parameters
  for (const rate of rates) {
    const named = fx && [fx.yuan, ...fx.quotes].find(({ pair }) => pair === `${rate.base}/${rate.quote}`)
    if (named === undefined || named.source !== rate.source) return `${rateText(rate)} is no rate of the plan`
    if (named.symbol !== undefined) continue
    if (rate.paper === undefined) return `${rateText(rate)} without the bank's signed sheet`
    const sheet = paper(rate.paper, 'fx-rates')
    const { rates: signed } = sheet.body as unknown as RateSheet
    const same = signed.some(
      ({ base, quote, rate: of, asOf }) =>
        base === rate.base && quote === rate.quote && of === rate.rate && asOf === rate.asOf,
    )
    if (sheet.issuer !== rate.source || !same)
      return `${rateText(rate)}, and the sheet of ${sheet.issuer} says otherwise`
  }
  return undefined
}

export function rateText({ base, quote, rate, source, asOf }: LoggedRate): string {
  return `${base}/${quote} ${rate} of ${source} at ${asOf}`
}
