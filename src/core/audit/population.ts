import type { FiledBundle } from '../bundle/filed.ts'
import { amountsOf, entriesOf, fieldOf, rowsOf } from './entries.ts'

/** What others say that there is: each list is a population of its own, had from who keeps it. Absent: not asked. */
export interface Sources {
  /** Numbers of the case system. */
  readonly cases?: readonly string[]
  /** Addresses that are under watch. */
  readonly addresses?: readonly string[]
  readonly fills?: readonly Fill[]
  readonly bankLines?: readonly BankLine[]
}

/** A fill as a platform's own statement has it. Base units and minor units, as text. */
export interface Fill {
  readonly platform: string
  readonly fill: string
  readonly units: string
  readonly gross: string
  readonly fee: string
}

/** A booked line of a bank statement. */
export interface BankLine {
  /** Account number as the bank has it. */
  readonly account: string
  readonly reference: string
  readonly currency: string
  /** Minor units without sign. */
  readonly amount: string
}

export const populations = ['case', 'address', 'fill', 'bank-line'] as const
export type Population = (typeof populations)[number]

/** One member of a population that the record and the source do not share, or of which they say different things. */
export interface Gap {
  readonly of: Population
  /** Where it is missing; `differs` where both have it. */
  readonly missing: 'record' | 'source' | 'differs'
  readonly id: string
  readonly record?: string
  readonly source?: string
  /** Entry of the record that has it. */
  readonly entry?: string
}

export interface PopulationResult {
  /** Members that both sides have and say the same of, by population; absent where the source was not given. */
  readonly agreed: Readonly<Partial<Record<Population, number>>>
  readonly gaps: readonly Gap[]
  /** Populations that no source was given for: nothing is said of them. */
  readonly notAsked: readonly Population[]
}

interface Member {
  readonly says: string
  readonly entry?: string
}

/**
 * Holds the record against what others say that there is, in both directions: what they have and the record has not, and the other way round.
 *
 * @example reconcilePopulation({ bundles, sources: { cases: ['京公顺2026-0001'] } }).gaps
 */
export function reconcilePopulation(parameters: {
  readonly bundles: readonly FiledBundle[]
  readonly sources: Sources
}): PopulationResult {
  const { bundles, sources } = parameters
  const { cases, addresses, fills, bankLines } = sources
  const agreed: Partial<Record<Population, number>> = {}
  const gaps: Gap[] = []
  const compare = (of: Population, record: Map<string, Member>, source: Map<string, Member>): void => {
    agreed[of] = 0
    for (const id of [...new Set([...record.keys(), ...source.keys()])].sort()) {
      const [ours, theirs] = [record.get(id), source.get(id)]
      const entry = ours?.entry === undefined ? {} : { entry: ours.entry }
      if (ours?.says === theirs?.says) agreed[of] = agreed[of]! + 1
      else if (ours === undefined) gaps.push({ of, missing: 'record', id, source: theirs!.says })
      else if (theirs === undefined) gaps.push({ of, missing: 'source', id, record: ours.says, ...entry })
      else gaps.push({ of, missing: 'differs', id, record: ours.says, source: theirs.says, ...entry })
    }
  }
  const named = (ids: readonly string[]): Map<string, Member> => new Map(ids.map((id) => [id, { says: id }]))
  if (cases !== undefined) compare('case', casesOf(bundles), named(cases))
  if (addresses !== undefined) compare('address', addressesOf(bundles), named(addresses))
  if (fills !== undefined) {
    const theirs = fills.map(({ platform, fill, units, gross, fee }) => [
      `${platform} ${fill}`,
      { says: `${units} for ${gross} less ${fee}` },
    ])
    compare('fill', fillsOf(bundles), new Map(theirs as [string, Member][]))
  }
  if (bankLines !== undefined) compare('bank-line', recordedLines(bundles, bankLines), statedLines(bankLines))
  const asked = { case: cases, address: addresses, fill: fills, 'bank-line': bankLines }
  return { agreed, gaps, notAsked: populations.filter((of) => asked[of] === undefined) }
}

function casesOf(bundles: readonly FiledBundle[]): Map<string, Member> {
  const found = new Map<string, Member>()
  for (const one of entriesOf(bundles)) {
    if (one.kind !== 'case.opened') continue
    const { entry, id } = one
    const number = fieldOf(entry, 'caseNumber')
    if (typeof number === 'string') found.set(number, { says: number, entry: id })
  }
  return found
}

/** Where the agency holds: addresses that seized coins were moved to. Those of a suspect or a platform are not ours to watch. */
function addressesOf(bundles: readonly FiledBundle[]): Map<string, Member> {
  const found = new Map<string, Member>()
  const text = (hash: string): string | undefined =>
    bundles.find(({ documents }) => documents.has(hash))?.documents.text(hash)
  for (const one of entriesOf(bundles)) {
    if (one.kind !== 'custody.secured') continue
    const { entry, id } = one
    for (const { address } of rowsOf(entry, 'moves', { text })) {
      if (typeof address === 'string') found.set(address, { says: address, entry: id })
    }
  }
  return found
}

interface RecordedFill {
  readonly fill: string
  readonly units: string
  readonly gross: string
  readonly fee: string
}

function fillsOf(bundles: readonly FiledBundle[]): Map<string, Member> {
  const platforms = new Map<string, string>()
  const found = new Map<string, Member>()
  for (const one of entriesOf(bundles)) {
    if (one.kind !== 'order.placed' && one.kind !== 'order.reported') continue
    const { entry, id, kind } = one
    const order = String(fieldOf(entry, 'clientOrderId') ?? '')
    if (kind === 'order.placed') platforms.set(order, String(fieldOf(entry, 'platform')))
    const fills = kind === 'order.reported' ? fieldOf(entry, 'fills') : undefined
    for (const row of Array.isArray(fills) ? (fills as unknown as RecordedFill[]) : []) {
      const place = `${platforms.get(order) ?? 'unknown'} ${row.fill}`
      found.set(place, { says: `${row.units} for ${row.gross} less ${row.fee}`, entry: id })
    }
  }
  return found
}

/** Lines of one reference and account are summed: a bank may book one payment as several. */
function statedLines(lines: readonly BankLine[]): Map<string, Member> {
  const sums = new Map<string, bigint>()
  for (const { account, reference, currency, amount } of lines) {
    const place = `${account} ${reference} ${currency}`
    sums.set(place, (sums.get(place) ?? 0n) + BigInt(amount))
  }
  return new Map([...sums].map(([place, sum]) => [place, { says: sum.toString() }]))
}

/** What the record says of the accounts that statements were given for; of other accounts nobody was asked. */
function recordedLines(bundles: readonly FiledBundle[], stated: readonly BankLine[]): Map<string, Member> {
  const accounts = new Set(stated.map(({ account }) => account))
  const found = new Map<string, Member>()
  for (const bundle of bundles) {
    const numbers = new Map<string, { readonly number: string; readonly currency: string }>()
    for (const one of entriesOf([bundle])) {
      if (one.kind !== 'account.registered') continue
      const { entry } = one
      const account = String(fieldOf(entry, 'account'))
      numbers.set(account, { number: String(fieldOf(entry, 'number')), currency: String(fieldOf(entry, 'currency')) })
    }
    for (const { account, reference, amount, entry } of amountsOf([bundle])) {
      const known = numbers.get(account)
      if (known === undefined || !accounts.has(known.number)) continue
      const place = `${known.number} ${reference} ${known.currency}`
      // One payment may stand in several entries of one case: it is one line of the bank.
      found.set(place, { says: found.get(place)?.says ?? amount, entry })
    }
  }
  return found
}
