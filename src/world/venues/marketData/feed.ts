import type { BookLevel } from './localBook.ts'

/**
 * What one message of a venue says about one book, read strictly and put into one form. Numbers of updates are bigint: venues use 64 bits.
 *
 * - image: the whole book (as deep as the feed goes).
 * - change: levels that are now so; a quantity of zero is a level that is gone.
 */
export interface BookEvent {
  readonly kind: 'image' | 'change'
  readonly symbol: string
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
  /** Time of the change by the venue's clock, ms since 1970; absent where the message has none. */
  readonly atMs?: number
  readonly sequence: BookSequence
}

/**
 * How a feed lets its reader find out that something is missing.
 * - chained: numbers of the first and last update that it holds; the next begins right after. An image says the last that it holds.
 * - linked: names the last number of the event before it.
 * - versioned: images with a version that grows; each stands for itself, an older one is dropped.
 * - checksummed: CRC-32 over the best levels, as the venue writes them.
 * - grouped: one change comes in several messages that share a number; the book is whole only when the next number comes or the feed is quiet. Numbers
 *   never fall for one book, and say nothing about a message that was lost.
 * - none: nothing is said; only a crossed book and silence can be seen.
 */
export type BookSequence =
  | { readonly rule: 'chained'; readonly first: bigint; readonly last: bigint }
  | { readonly rule: 'linked'; readonly first: bigint; readonly last: bigint; readonly before: bigint }
  | { readonly rule: 'versioned'; readonly version: bigint }
  | { readonly rule: 'checksummed'; readonly checksum: number; readonly over: ChecksumText }
  | { readonly rule: 'grouped'; readonly group: bigint }
  | { readonly rule: 'none' }

/** The text that a venue's checksum is made over. */
export type ChecksumText = (top: { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] }) => string

/** A venue's dialect. */
export interface BookFeed {
  readonly name: string
  /** What is sent to hear of a symbol's book; undefined where the address says it. */
  subscribe(symbol: string): string | undefined
  /** Sent in this interval so that the connection stays open; undefined where the venue asks first. */
  readonly ping?: { readonly everyMs: number; readonly text: (nowMs: number) => string }
  /** Answer to a ping of the venue's; undefined where the message is none. */
  pong?(message: unknown): string | undefined
  /**
   * The events of one message; none where it is about something else.
   *
   * @throws {VENUE_REPLY_MALFORMED} naming the path: the connection is then not to be trusted any more
   */
  read(message: unknown): readonly BookEvent[]
  /** How many levels of a side the venue keeps its reader up to date on; undefined where all. */
  readonly depthMax?: number
  /** Whether the feed begins with an image; otherwise one has to be fetched by REST. */
  readonly sendsImage: boolean
}
