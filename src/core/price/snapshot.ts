import { SluiceError } from '../errors.ts'
import { hashText } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { parseDecimal } from './rational.ts'

/** Where a price comes from. A venue is a legal entity with an API host; an index is nobody's order book and is labelled so. */
export interface PriceSource {
  readonly id: string
  readonly kind: 'licensed-venue' | 'venue' | 'index' | 'desk' | 'bank' | 'central-bank'
  readonly entity: string
  readonly host: string
  /** Number in the licensing register, where there is one. */
  readonly licence?: string
}

/** One price that one party saw. `price` is quote currency for one whole unit of `asset`, as decimal text, never altered. */
export interface Observation {
  readonly source: string
  readonly asset: string
  readonly currency: string
  readonly basis: 'bid' | 'ask' | 'last' | 'close' | 'vwap' | 'firm-quote'
  readonly price: string
  /** The moment that the price is of, by the source's own clock, and when it was fetched. RFC 3339, UTC, milliseconds. */
  readonly asOf: string
  readonly fetchedAt: string
  /** Party that fetched it, and the SHA-256 of the reply as received. */
  readonly capturedBy: string
  readonly replySha256: string
}

/** One bar of a source: whole periods only. Volume in the asset, turnover in the currency. */
export interface Bar {
  readonly source: string
  readonly asset: string
  readonly currency: string
  readonly startSeconds: number
  readonly lengthSeconds: number
  readonly close: string
  readonly volume: string
  /** Absent where the source does not say: then a VWAP cannot be had from it. */
  readonly turnover?: string
}

/** Units of `quote` for one `base` on a day or at a moment. USDT and USDC have rates like any currency: they are never taken at par. */
export interface FxRate {
  readonly source: string
  readonly base: string
  readonly quote: string
  readonly rate: string
  readonly asOf: string
}

/** Everything a price decision rests on, frozen. The hash of its canonical form goes into the record. */
export interface PriceSnapshot {
  readonly version: 1
  readonly frozenAt: string
  /** Parties that captured, and to which group each belongs: two parties of one group are not independent. */
  readonly parties: readonly { readonly id: string; readonly group: string }[]
  readonly sources: readonly PriceSource[]
  readonly observations: readonly Observation[]
  readonly bars: readonly Bar[]
  readonly fx: readonly FxRate[]
  /** Who captured the bars, each by the hash of what they got: the same series from two unrelated parties stands on two. */
  readonly barsCapturedBy?: readonly { readonly party: string; readonly barsSha256: string }[]
}

/** Hash of the bars of a snapshot in canonical form: what a second party compares its own capture with. */
export function barsHash(bars: readonly Bar[]): string {
  return hashText(canonical(bars as unknown as Json))
}

/** How the bars of a snapshot stand: two parties of different groups got these very bars, one did, or nobody says so. */
export function barsStanding(snapshot: PriceSnapshot): 'two-parties' | 'single-source' | 'none' {
  const hash = barsHash(snapshot.bars)
  const groupOf = new Map(snapshot.parties.map(({ id, group }) => [id, group]))
  const same = (snapshot.barsCapturedBy ?? []).filter(({ barsSha256 }) => barsSha256 === hash)
  const groups = new Set(same.map(({ party }) => groupOf.get(party)))
  return groups.size >= 2 ? 'two-parties' : groups.size === 1 ? 'single-source' : 'none'
}

/** @example snapshotHash(snapshot) // '9f2c…' */
export function snapshotHash(snapshot: PriceSnapshot): string {
  return hashText(canonical(snapshot as unknown as Json))
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** Milliseconds since 1970 of an RFC 3339 moment in UTC. @throws {INPUT_INVALID} any other form or a date that does not exist */
export function momentMs(text: string): number {
  const ms = moment.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) {
    throw new SluiceError('INPUT_INVALID', 'Expected a moment such as 2026-01-02T03:04:05.000Z.', {
      facts: { text: String(text).slice(0, 40) },
    })
  }
  return ms
}

/**
 * Refuses a snapshot that is not one: unknown sources or parties, prices that are not positive plain decimals, prices from the future.
 *
 * @throws {INPUT_INVALID} {AMOUNT_MALFORMED}
 */
export function checkSnapshot(snapshot: PriceSnapshot): void {
  const sources = unique(
    snapshot.sources.map(({ id }) => id),
    'source',
  )
  const parties = unique(
    snapshot.parties.map(({ id }) => id),
    'party',
  )
  const frozenMs = momentMs(snapshot.frozenAt)
  const known = (source: string) => sources.has(source) || refuse('A price names a source that is not listed.', source)
  for (const { source, price, capturedBy, asOf, fetchedAt, replySha256 } of snapshot.observations) {
    known(source)
    if (!parties.has(capturedBy)) refuse('A price names a party that is not listed.', capturedBy)
    if (!/^[0-9a-f]{64}$/.test(replySha256)) refuse('The hash of a reply is not 64 hexadecimal digits.', replySha256)
    positive(price)
    momentMs(asOf)
    if (momentMs(fetchedAt) > frozenMs) refuse('A price was fetched after the snapshot was frozen.', fetchedAt)
  }
  for (const bar of snapshot.bars) {
    known(bar.source)
    positive(bar.close)
    if (!Number.isSafeInteger(bar.startSeconds) || !Number.isSafeInteger(bar.lengthSeconds) || bar.lengthSeconds <= 0)
      refuse('A bar has no time.', bar.source)
    if ((bar.startSeconds + bar.lengthSeconds) * 1000 > frozenMs)
      refuse('A bar ends after the snapshot was frozen.', bar.source)
    if (parseDecimal(bar.volume).num < 0n || (bar.turnover !== undefined && parseDecimal(bar.turnover).num < 0n))
      refuse('A bar has a negative volume.', bar.source)
  }
  for (const { party } of snapshot.barsCapturedBy ?? [])
    if (!parties.has(party)) refuse('Bars name a party that is not listed.', party)
  for (const { source, rate, asOf } of snapshot.fx) {
    known(source)
    positive(rate)
    if (momentMs(asOf) > frozenMs) refuse('A rate is from after the snapshot was frozen.', asOf)
  }
}

function unique(ids: readonly string[], what: string): Set<string> {
  const set = new Set(ids)
  if (set.size !== ids.length) refuse(`A ${what} is listed twice.`, ids.join(' '))
  return set
}

function positive(text: string): void {
  if (parseDecimal(text).num <= 0n) refuse('A price is not positive.', text)
}

function refuse(message: string, found: string): never {
  throw new SluiceError('INPUT_INVALID', message, { facts: { found: found.slice(0, 80) } })
}
