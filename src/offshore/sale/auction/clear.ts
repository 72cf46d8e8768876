import { SluiceError } from '../../../core/errors.ts'
import { checkBid, commitmentOf, compareText, type SealedBid } from './bid.ts'

/** How lots are priced: all at the lowest price that still gets one, each at its own bid, or the whole block to the one best quote. */
export type ClearingRule = 'single-price' | 'pay-as-bid' | 'best-quote'

/** What is put up, as it was invited: nothing of it can change afterwards. */
export interface Round {
  readonly round: string
  readonly rule: ClearingRule
  readonly lots: number
  /** Base units of one lot. */
  readonly lotUnits: string
  readonly reserve: string
  readonly commitBy: string
  readonly revealBy: string
  readonly bidders: readonly string[]
}

/** A commitment as it was recorded, and what was opened against it; absent where nothing was. */
export interface Envelope {
  readonly bidder: string
  readonly commitment: string
  readonly committedAt: string
  readonly opened?: { readonly bid: SealedBid; readonly at: string }
}

export type Exclusion =
  | 'not-invited'
  | 'late'
  | 'not-opened'
  | 'opened-late'
  | 'changed'
  | 'malformed'
  | 'below-reserve'
  | 'defaulted'

export interface Allotment {
  readonly bidder: string
  readonly lots: number
  /** For a whole unit. */
  readonly price: string
}

/** A winner that did not take what it was allotted, and how many lots it had taken by then. */
export interface Default {
  readonly bidder: string
  readonly taken: number
}

export interface Clearing {
  readonly round: string
  readonly rule: ClearingRule
  /** Best first: what is sent onshore to be confirmed or refused. */
  readonly ranking: readonly {
    readonly rank: number
    readonly bidder: string
    readonly price: string
    readonly lots: number
  }[]
  readonly allotments: readonly Allotment[]
  readonly sold: number
  readonly unsold: number
  /** The single price, where there is one. */
  readonly price?: string
  readonly excluded: readonly { readonly bidder: string; readonly reason: Exclusion }[]
}

/**
 * Clears a sealed round. Any bidder gets the same from the same envelopes, in whatever order they came.
 *
 * Stated rules: a commitment after `commitBy` or from who was not invited does not count; nor one that was not opened by `revealBy`, or was opened as
 * another bid than was committed to, or as none. Steps below the reserve fall away. Equal prices go to the commitment that was recorded first, then by
 * the bidder's id. A bidder's second commitment is late by definition: the first one binds.
 *
 * Who was allotted lots and did not take them has defaulted: in the order of `defaulted`, what each left is cleared once more by the same rule among the
 * bids that got nothing or not all. What others were allotted, or itself had taken, stands at its price; at a single price the lots of each clearing have
 * their own.
 *
 * @example clearRound(round, envelopes).allotments[0] // { bidder: 'desk-a', lots: 3, price: '64010' }
 */
export function clearRound(round: Round, envelopes: readonly Envelope[], defaulted: readonly Default[] = []): Clearing {
  const { steps, excluded } = stepsOf(round, envelopes)
  const wanted = round.rule === 'best-quote' ? steps.filter(({ lots }) => lots >= round.lots) : steps
  wanted.sort(
    (a, b) => compareText(b.price, a.price) || order(a.committedAt, b.committedAt) || order(a.bidder, b.bidder),
  )
  const left = wanted.map(({ lots }) => lots)
  const out = new Set<string>()
  const take = (lots: number): readonly Allotment[] => {
    const taken: Allotment[] = []
    let open = lots
    wanted.forEach(({ bidder, price }, i) => {
      if (open === 0 || out.has(bidder) || left[i] === 0) return
      if (round.rule === 'best-quote' && left[i]! < open) return
      const some = Math.min(left[i]!, open)
      taken.push({ bidder, price, lots: some })
      left[i] = left[i]! - some
      open -= some
    })
    const lowest = taken.at(-1)?.price
    return round.rule === 'single-price' && lowest !== undefined
      ? taken.map((row) => ({ ...row, price: lowest }))
      : taken
  }
  let given = merged(take(round.lots))
  for (const { bidder, taken } of defaulted) {
    out.add(bidder)
    const { kept, freed } = keep(given, bidder, taken)
    given = merged([...kept, ...take(freed)])
  }
  const prices = new Set(given.map(({ price }) => price))
  const [price] = prices
  const sold = given.reduce((sum, { lots }) => sum + lots, 0)
  return {
    round: round.round,
    rule: round.rule,
    ranking: wanted
      .filter(({ bidder }) => !out.has(bidder))
      .map(({ bidder, price: bid, lots }, i) => ({ rank: i + 1, bidder, price: bid, lots })),
    allotments: given,
    sold,
    unsold: round.lots - sold,
    ...(round.rule === 'single-price' && price !== undefined && prices.size === 1 ? { price } : {}),
    excluded: [...excluded, ...[...out].map((bidder) => ({ bidder, reason: 'defaulted' as const }))].sort(
      (a, b) => order(a.bidder, b.bidder) || order(a.reason, b.reason),
    ),
  }
}

/** The steps that count, and who fell out and why. */
function stepsOf(round: Round, envelopes: readonly Envelope[]) {
  const excluded: { bidder: string; reason: Exclusion }[] = []
  const seen = new Set<string>()
  const steps: (Allotment & { readonly committedAt: string })[] = []
  const byTime = [...envelopes].sort((a, b) => order(a.committedAt, b.committedAt) || order(a.bidder, b.bidder))
  for (const envelope of byTime) {
    const { bidder, committedAt } = envelope
    const reason = seen.has(bidder) ? 'late' : reasonAgainst(round, envelope)
    seen.add(bidder)
    if (reason !== undefined) {
      excluded.push({ bidder, reason })
      continue
    }
    const good = envelope.opened!.bid.steps.filter(({ price }) => compareText(price, round.reserve) >= 0)
    if (good.length === 0) excluded.push({ bidder, reason: 'below-reserve' })
    for (const { price, lots } of good) steps.push({ bidder, price, lots, committedAt })
  }
  return { steps, excluded }
}

/** What stands after a default: of the bidder's own lots the first that it had taken. */
function keep(given: readonly Allotment[], bidder: string, taken: number) {
  let left = taken
  let freed = 0
  const kept = given.flatMap((row) => {
    if (row.bidder !== bidder) return [row]
    const some = Math.min(row.lots, left)
    left -= some
    freed += row.lots - some
    return some === 0 ? [] : [{ ...row, lots: some }]
  })
  return { kept, freed }
}

function reasonAgainst(round: Round, { bidder, commitment, committedAt, opened }: Envelope): Exclusion | undefined {
  if (!round.bidders.includes(bidder)) return 'not-invited'
  if (committedAt > round.commitBy) return 'late'
  if (opened === undefined) return 'not-opened'
  if (opened.at > round.revealBy) return 'opened-late'
  if (opened.bid.round !== round.round || opened.bid.bidder !== bidder || commitmentOf(opened.bid) !== commitment)
    return 'changed'
  try {
    checkBid(opened.bid)
    return undefined
  } catch (error) {
    if (error instanceof SluiceError) return 'malformed'
    throw error
  }
}

/** Lots of one bidder at one price are one allotment. */
function merged(rows: readonly Allotment[]): readonly Allotment[] {
  const found = new Map<string, Allotment>()
  for (const row of rows) {
    const key = `${row.bidder} ${row.price}`
    found.set(key, { ...row, lots: (found.get(key)?.lots ?? 0) + row.lots })
  }
  return [...found.values()]
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
