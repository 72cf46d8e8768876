import { SluiceError } from '../errors.ts'
import { divide, multiply, parseDecimal, type Rational } from './rational.ts'
import { type FxRate, momentMs } from './snapshot.ts'

/** By which pairs each currency becomes the reporting currency, in order: `{ USD: ['USD/CNY'], USDT: ['USDT/USD', 'USD/CNY'], CNY: [] }`. */
export type FxPaths = Readonly<Record<string, readonly string[]>>

export interface ConvertParameters {
  readonly value: Rational
  readonly currency: string
  readonly rates: readonly FxRate[]
  readonly paths: FxPaths
  /** The latest rate not after this moment is taken; none older than `ageMsMax` before it. */
  readonly atMs: number
  readonly ageMsMax: number
  /** Pairs of which a rate grows old sooner, such as those of stablecoins: by pair as the path writes it. */
  readonly pairAgeMsMax?: Readonly<Record<string, number>>
}

/**
 * Exact value in the reporting currency. A pair is used as quoted or inverted; nothing is assumed to be worth one of anything.
 *
 * @example convert({ value, currency: 'USDT', rates, paths, atMs, ageMsMax: 86_400_000 })
 * @throws {PRICE_EVIDENCE_LACKING} no path, no rate, or only an old one
 */
export function convert(parameters: ConvertParameters): Rational {
  const { value, currency, rates, paths, atMs, ageMsMax, pairAgeMsMax = {} } = parameters
  const path = Object.hasOwn(paths, currency) ? paths[currency] : undefined
  if (path === undefined) lacking(`No path is defined from ${currency} to the reporting currency.`, { currency })
  let result = value
  let held = currency
  for (const pair of path) {
    const [base = '', quote = ''] = pair.split('/')
    const forward = held === base
    if (!forward && held !== quote) lacking(`The path of ${currency} breaks at ${pair}.`, { currency, pair })
    const rate = latest(rates, base, quote, atMs, Math.min(ageMsMax, pairAgeMsMax[pair] ?? ageMsMax))
    result = forward ? multiply(result, rate) : divide(result, rate)
    held = forward ? quote : base
  }
  return result
}

function latest(rates: readonly FxRate[], base: string, quote: string, atMs: number, ageMsMax: number): Rational {
  let found: FxRate | undefined
  let foundMs = Number.NEGATIVE_INFINITY
  for (const rate of rates) {
    if (rate.base !== base || rate.quote !== quote) continue
    const ms = momentMs(rate.asOf)
    // Of two sources at one moment the first listed counts: the snapshot's order is part of its hash.
    if (ms <= atMs && ms > foundMs) {
      found = rate
      foundMs = ms
    }
  }
  if (found === undefined || atMs - foundMs > ageMsMax)
    lacking(`No rate ${base}/${quote} is young enough.`, { base, quote, found: found?.asOf ?? 'none' })
  return parseDecimal(found.rate)
}

function lacking(message: string, facts: Record<string, unknown>): never {
  throw new SluiceError('PRICE_EVIDENCE_LACKING', message, { facts })
}
