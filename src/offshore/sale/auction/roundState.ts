import type { Subject } from '../../../core/case/kind.ts'
import { type CaseState, crossedOf, slice, withSlice } from '../../../core/case/state.ts'
import type { Balances } from '../../../core/ledger/posting.ts'
import type { OfLot } from '../../handover/atPlatforms.ts'
import type { Default, Round } from './clear.ts'

/** What follows a clearing, as it was invited. A round without terms ranks and delivers nothing. */
export interface RoundTerms {
  /** What each bidder leaves with the trust before its envelope counts. Minor units of the round's currency. */
  readonly deposit: string
  /** From the confirmation onshore until the price must have come. */
  readonly payMinutes: number
  /** Whether the lots of who did not pay go to the next bids, or back to the tranche. */
  readonly onDefault: 'next-bidder' | 'void'
}

/** What one bidder has given and got so far. Amounts in minor units. */
export interface Deal {
  /** What is held of its deposit. */
  readonly deposit: string
  /** The registered account of its own that the deposit came from: there it goes back. */
  readonly from?: string
  /** Where the buyer takes what lies at a platform: an account of its own there, or an address that the platform has screened. Without one it is not cleared. */
  readonly places?: Readonly<Record<string, string>>
  readonly paidLots: number
  readonly paidGross: string
  /** The order to hand over, while it is under way. */
  readonly ordered?: {
    readonly entry: string
    readonly at: string
    readonly legs: readonly { readonly platform: string; readonly units: string; readonly to: string }[]
  }
  readonly deliveredLots: number
  readonly deliveredGross: string
  /** When the price came last, and from which registered account of its own. */
  readonly paidAt?: string
  readonly paidFrom?: string
  /** Why it gets no more lots: it did not pay, could not be cleared, or was paid back because nothing was handed over in time. */
  readonly defaulted?: 'unpaid' | 'not-cleared' | 'not-delivered'
}

/** A sealed round of a tranche: what was invited, and what was committed and opened so far. */
export interface RoundState extends Omit<Round, 'reserve'> {
  readonly reserve: string
  readonly asset: string
  readonly currency: string
  readonly method: '拍卖' | '变卖'
  readonly envelopes: readonly {
    readonly bidder: string
    readonly commitment: string
    readonly committedAt: string
    /** Hash of the paper with the bid, and when it was opened. */
    readonly opened?: { readonly paper: string; readonly at: string }
  }[]
  readonly clearing?: { readonly entry: string; readonly document: string }
  readonly terms?: RoundTerms
  readonly deals?: Readonly<Record<string, Deal>>
  /** Lots by bidder, as the newest clearing allots them. */
  readonly allotted?: readonly { readonly bidder: string; readonly lots: number }[]
  readonly defaults?: readonly Default[]
  readonly closed?: boolean
  /** What buyers of blocks of the tranche have got, of rounds before too: base units by platform. */
  readonly delivered?: Readonly<Record<string, string>>
}

export interface RoundSlice {
  readonly [tranche: string]: RoundState
}

export function roundOf(state: CaseState, tranche: string | undefined): RoundState | undefined {
  return tranche === undefined ? undefined : slice<RoundSlice>(state, 'round')?.[tranche]
}

export function withRound(state: CaseState, tranche: string, round: RoundState): CaseState {
  return withSlice(state, 'round', { ...slice<RoundSlice>(state, 'round'), [tranche]: round })
}

const none: Deal = { deposit: '0', paidLots: 0, paidGross: '0', deliveredLots: 0, deliveredGross: '0' }

export function dealOf(round: RoundState | undefined, bidder: string): Deal {
  return round?.deals?.[bidder] ?? none
}

export function withDeal(round: RoundState, bidder: string, change: Partial<Deal>): RoundState {
  return { ...round, deals: { ...round.deals, [bidder]: { ...dealOf(round, bidder), ...change } } }
}

/** Whether a round has handed coins over. */
export function hasDelivered({ deals = {} }: RoundState): boolean {
  return Object.values(deals).some(({ deliveredLots }) => deliveredLots > 0)
}

/** Lots that the newest clearing gives a bidder. */
export function allottedTo(round: RoundState | undefined, bidder: string): number {
  return (round?.allotted ?? []).filter((row) => row.bidder === bidder).reduce((sum, { lots }) => sum + lots, 0)
}

/** What onshore said to the newest clearing, and until when its winners pay; undefined while it has not answered. */
export function answerTo(
  state: CaseState,
  subject: Subject,
): { readonly answer: string; readonly payBy: string } | undefined {
  const round = roundOf(state, subject.tranche)
  const said = crossedOf(state, 'ranking.confirmed', subject)
  if (round?.clearing === undefined || said?.fields.clearingEntry !== round.clearing.entry) return undefined
  const payMs = Date.parse(said.recordedAt) + (round.terms?.payMinutes ?? 0) * 60_000
  return { answer: String(said.fields.answer), payBy: new Date(payMs).toISOString() }
}

/** Whether coins of the tranche are still promised to a round, so that nothing else may be done with them. A round without terms promises none. */
export function roundUnderway(state: CaseState, subject: Subject): boolean {
  const round = roundOf(state, subject.tranche)
  if (round?.terms === undefined || round.closed === true) return false
  if (round.clearing === undefined) return true
  const answered = answerTo(state, subject)
  if (answered?.answer === 'refuse') return false
  return answered === undefined || openLots(round) > 0
}

/** Lots that were allotted and are neither delivered nor given up. */
export function openLots(round: RoundState): number {
  return [...new Set((round.allotted ?? []).map(({ bidder }) => bidder))]
    .filter((bidder) => dealOf(round, bidder).defaulted === undefined || dealOf(round, bidder).paidLots > 0)
    .reduce((sum, bidder) => {
      const deal = dealOf(round, bidder)
      const due = deal.defaulted === undefined ? allottedTo(round, bidder) : deal.paidLots
      return sum + due - deal.deliveredLots
    }, 0)
}

/** By which the term of delivery starts and is met, for each buyer. */
export function blockMark(
  event: string,
  { subject, payload, recordedAt }: { subject: Subject; payload: { bidder: string }; recordedAt: string },
) {
  return { event, on: recordedAt, key: `${subject.tranche} ${payload.bidder}` }
}

/** Account of what a buyer has paid for a block of a lot and has not got. */
export function blockDebt(bidder: string, { lot = 'none' }: OfLot): string {
  return `liabilities:block:${lot}:${bidder}`
}

/** What all buyers of blocks of a lot have paid and not got, as it stands in the books: below zero. */
export function owedForBlocks(balances: Balances, currency: string, subject: OfLot): bigint {
  const prefix = blockDebt('', subject)
  return Object.entries(balances)
    .filter(([key]) => key.startsWith(prefix) && key.endsWith(` ${currency}`))
    .reduce((sum, [, units]) => sum + BigInt(units), 0n)
}
