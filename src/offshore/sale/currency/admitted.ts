import { type FactInput, verdict } from '../../../core/case/kind.ts'
import { licenceAt } from '../../../core/case/registers.ts'
import type { CaseState } from '../../../core/case/state.ts'
import { isCurrency } from '../../../core/money/currency.ts'
import { clearanceOf } from '../../clearance/clear.ts'
import { type PlanFx, type PlanQuotes, quoteOf, quotesOf } from './planFx.ts'

type Input = Pick<FactInput<unknown, CaseState>, 'state' | 'subject' | 'registers' | 'recordedAt' | 'parameter'>

/**
 * Whether a plan sells only for what the mandate lets it be sold for. Money needs to be named there. A stablecoin is a virtual asset besides: whoever sells
 * for it buys it, so that the platform's licence has to admit it for this client too, as the register has it at that moment.
 */
export function quotesAdmitted(
  plan: PlanQuotes,
  { state, subject, registers, recordedAt, parameter }: Input,
): { readonly ok: boolean; readonly found: string; readonly required: string } {
  const named = parameter('quoteCurrencies').split(',')
  const required = `currencies of the mandate (${named.join(', ')}); a stablecoin only where the platform is licensed for it`
  const all = quotesOf(plan)
  const strange = all.find((quote) => !named.includes(quote))
  if (strange !== undefined) {
    const what = isCurrency(strange)
      ? 'money that the mandate does not name'
      : 'a stablecoin that the mandate does not name'
    return { ok: false, found: `${strange}, ${what}`, required }
  }
  for (const venue of plan.venues) {
    const quote = quoteOf(plan, venue)
    if (isCurrency(quote)) continue
    const cleared = clearanceOf(state(), subject.lot, venue.platform)
    const answer = licenceAt({
      registers: registers(),
      entity: venue.platform,
      asset: assetOf(plan.fx, quote),
      clientType: cleared?.clientType ?? 'none',
      accountOwner: cleared?.accountHolder,
      at: recordedAt,
    })
    if (!answer.ok) return { ok: false, found: `${quote} at ${venue.platform}: ${answer.found}`, required }
  }
  return { ok: true, found: all.join(', '), required }
}

/**
 * Whether what each currency of a plan brings has a way home: the trust takes cash (row 14) and the bank remits money (row 16), so each has to be money, and
 * the trust to have an account in it. What a stablecoin brings would lie at the platform as another coin to be sold.
 */
export function proceedsComeHome(plan: PlanQuotes, { directory }: Pick<FactInput<unknown>, 'directory'>) {
  const trust = Object.values(directory().accounts).filter(({ purpose }) => purpose === 'trust')
  const held = [...new Set(trust.map(({ currency }) => currency))].sort()
  const stuck = quotesOf(plan).find((quote) => !isCurrency(quote) || !held.includes(quote))
  return verdict(
    stuck === undefined,
    stuck === undefined
      ? quotesOf(plan).join(', ')
      : `${stuck}, ${isCurrency(stuck) ? 'in which the trust has no account' : 'a stablecoin, which no bank pays out or remits'}`,
    `money that the trust has an account in (${held.join(', ') || 'none'})`,
  )
}

function assetOf(fx: PlanFx | undefined, quote: string): string {
  return fx?.quotes.find(({ currency }) => currency === quote)?.asset ?? quote
}
