import { SluiceError } from '../../../core/errors.ts'
import { compareRates } from '../../../core/money/rate.ts'
import { readPaper } from '../../../core/record/paper.ts'
import type { LoggedBooks } from '../../../offshore/sale/books/loggedBooks.ts'
import type { RateSource } from '../../../offshore/sale/currency/planFx.ts'
import type { RateSheet } from '../../../offshore/sale/currency/sheets.ts'
import { faultOfRates, type LoggedRate } from '../../../offshore/sale/currency/worth.ts'
import type { SalePlan } from '../../../offshore/sale/sale.ts'
import { shortest } from '../../../world/venues/decimal.ts'
import type { Desk } from './desk.ts'

/**
 * The rates that a plan names, as its sources say them now: a bank's from its signed sheet, which is kept; a stablecoin's from the best bid of its own book.
 * A source that does not answer is left out, and with it the books in its currency. Undefined for a plan in one currency.
 */
export async function lookAtRates(desk: Desk, { fx }: SalePlan): Promise<readonly LoggedRate[] | undefined> {
  if (fx === undefined) return undefined
  const sheets = new Map<string, readonly LoggedRate[]>()
  const rates: LoggedRate[] = []
  for (const named of [fx.yuan, ...fx.quotes]) {
    const { source, symbol, pair } = named
    if (symbol !== undefined) {
      const own = await unless(() => ofBook(desk, { ...named, symbol }))
      if (own !== undefined) rates.push(own)
      continue
    }
    const sheet = sheets.get(source) ?? (await unless(() => ofBank(desk, source))) ?? []
    sheets.set(source, sheet)
    const found = sheet.find(({ base, quote }) => `${base}/${quote}` === pair)
    if (found !== undefined && !rates.includes(found)) rates.push(found)
  }
  return rates
}

/** What of a look may be compared at a moment: books whose currency has a live rate, and no others. Undefined where the floor in yuan is not known. */
export function countable(plan: SalePlan, look: LoggedBooks, at: string): LoggedBooks | undefined {
  const live = (books: LoggedBooks['books']): boolean => faultOfRates(plan, { ...look, books }, at) === undefined
  const books = look.books.filter((book) => live([book]))
  return live([]) ? { ...look, books } : undefined
}

/** The sheets that the rates of a look stand on, each once. */
export function sheetsOf({ rates = [] }: LoggedBooks): readonly string[] {
  return [...new Set(rates.flatMap(({ paper }) => (paper === undefined ? [] : [paper])))]
}

async function ofBank(desk: Desk, source: string): Promise<readonly LoggedRate[]> {
  const text = await desk.rateSheet(source)
  const paper = await desk.putDocument(text)
  const { rates } = readPaper(text).body as unknown as RateSheet
  return rates.map(({ base, quote, rate, asOf }) => ({ source, base, quote, rate, asOf, paper }))
}

async function ofBook(
  desk: Desk,
  { source, host, symbol, pair }: RateSource & { readonly symbol: string },
): Promise<LoggedRate | undefined> {
  const venue = desk.venueFor(source)
  if (venue.host !== host) throw new SluiceError('VENUE_REFUSED', `${source} is bound to ${venue.host}, not ${host}.`)
  const { bids, changedAtMs } = await venue.depth({ symbol, limit: 5 })
  const best = bids
    .map(({ price }) => shortest(price))
    .sort(compareRates)
    .at(-1)
  const [base = '', quote = ''] = pair.split('/')
  return best === undefined ? undefined : { source, base, quote, rate: best, asOf: new Date(changedAtMs).toISOString() }
}

/** A source that does not answer has no rate now; whatever else is wrong is not silent. */
async function unless<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof SluiceError && /^(VENUE|BANK)_/.test(error.code) && error.facts.rateLimited !== true)
      return undefined
    throw error
  }
}
