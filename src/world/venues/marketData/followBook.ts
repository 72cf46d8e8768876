import { crc32 } from 'node:zlib'
import type { Depth } from '../venue.ts'
import type { BookEvent, BookFeed, BookSequence } from './feed.ts'
import { type BookLevel, depthOf, emptyBook, isCrossed, type LocalBook } from './localBook.ts'

/** Why a followed book is not to be used. */
export type Doubt = 'no-image' | 'gap' | 'checksum' | 'crossed' | 'malformed'

export interface Followed {
  /** live: every change since the image was seen, in order. Anything else waits for a new image. */
  readonly state: 'live' | Doubt
  /** Time of the last change by the venue's clock. */
  readonly changedAtMs: number
  /** When this process last heard of the book. */
  readonly heardAtMs: number
  /** What the venue calls the last change: its number, version or checksum; empty where it calls it nothing. */
  readonly sequence: string
}

/** How often each thing was seen: what an operator reads to know whether a feed is any good. */
export interface FollowCounts {
  readonly images: number
  readonly changes: number
  readonly dropped: number
  readonly doubts: Readonly<Partial<Record<Doubt, number>>>
}

/**
 * One book followed over a feed: applies images and changes in order, and says so when it can no longer be trusted: a number is missing, a checksum
 * differs, bid and ask cross, a message cannot be read. Then it shows nothing until a new image came. Pure: time is told, nothing is sent.
 *
 * @example
 * const book = new FollowedBook({ feed: krakenFeed({ depth: 10 }), symbol: 'XBT/USD' })
 * for (const event of feed.read(message)) book.apply(event, nowMs)
 * book.depth(20, nowMs) // undefined while not live
 */
export class FollowedBook {
  readonly symbol: string
  readonly #feed: BookFeed
  readonly #book: LocalBook = emptyBook()
  /** Changes that came before the image that a reader has to fetch: kept in order, used as far as the image does not hold them. */
  #waiting: BookEvent[] = []
  #last: bigint | undefined
  /** The whole book before a change of which more messages may come. */
  #whole: { readonly book: Sides; readonly changedAtMs: number; readonly sequence: string } | undefined
  #sequence = ''
  #state: 'live' | Doubt = 'no-image'
  #changedAtMs = 0
  #heardAtMs = 0
  readonly #counts = { images: 0, changes: 0, dropped: 0, doubts: {} as Partial<Record<Doubt, number>> }

  constructor({ feed, symbol }: { readonly feed: BookFeed; readonly symbol: string }) {
    this.#feed = feed
    this.symbol = symbol
  }

  get followed(): Followed {
    return {
      state: this.#state,
      changedAtMs: this.#changedAtMs,
      heardAtMs: this.#heardAtMs,
      sequence: this.#whole?.sequence ?? this.#sequence,
    }
  }

  get counts(): FollowCounts {
    return { ...this.#counts, doubts: { ...this.#counts.doubts } }
  }

  /** Undefined while the book is not live: a doubtful book is never shown. */
  depth(limit: number, nowMs: number): Depth | undefined {
    if (this.#state !== 'live') return undefined
    if (this.#whole !== undefined && nowMs - this.#heardAtMs >= quietMs) this.#close()
    // Closing a group may have shown that the book cannot be trusted.
    if (this.followed.state !== 'live') return undefined
    const { symbol } = this
    if (this.#whole === undefined) return depthOf(this.#book, { symbol, changedAtMs: this.#changedAtMs, limit })
    return depthOf(this.#whole.book, { symbol, changedAtMs: this.#whole.changedAtMs, limit })
  }

  /** The group that was open is over: what stands now is whole. */
  #close(): boolean {
    this.#whole = undefined
    return isCrossed(this.#book) ? this.#doubt('crossed') : false
  }

  /** Returns true when a new image is needed now. */
  apply(event: BookEvent, nowMs: number): boolean {
    if (event.symbol !== this.symbol) return false
    this.#heardAtMs = nowMs
    if (event.kind === 'image') return this.#takeImage(event)
    if (this.#state !== 'live') {
      if (this.#waiting.length < waitingMax) this.#waiting.push(event)
      return this.#state !== 'no-image'
    }
    return this.#take(event)
  }

  /** A message that cannot be read may have been about anything. */
  distrust(doubt: Doubt = 'malformed'): void {
    this.#state = doubt
    this.#waiting = []
    this.#last = undefined
    this.#whole = undefined
    this.#counts.doubts[doubt] = (this.#counts.doubts[doubt] ?? 0) + 1
  }

  #takeImage(event: BookEvent): boolean {
    const { sequence } = event
    if (this.#state === 'live' && this.#last !== undefined && numberOf(sequence) < this.#last) {
      // A versioned feed may repeat itself, or step back by one: what is older than what stands is nothing new.
      this.#counts.dropped++
      return false
    }
    this.#counts.images++
    this.#whole = undefined
    this.#book.bids.reset(event.bids)
    this.#book.asks.reset(event.asks)
    this.#trim()
    this.#last = numberOf(sequence)
    this.#sequence = nameOf(sequence)
    this.#changedAtMs = event.atMs ?? this.#changedAtMs
    this.#state = 'live'
    const doubt = this.#doubtOf(sequence)
    if (doubt !== undefined) return this.#doubt(doubt)
    const waiting = this.#waiting
    this.#waiting = []
    for (const change of waiting) if (this.#take(change)) return true
    return false
  }

  #take(event: BookEvent): boolean {
    const { sequence } = event
    if (isOld(sequence, this.#last)) {
      this.#counts.dropped++
      return false
    }
    if (!follows(sequence, this.#last)) return this.#doubt('gap')
    this.#counts.changes++
    if (sequence.rule === 'grouped') {
      if (sequence.group !== this.#last && this.#close()) return true
      this.#whole ??= { book: sidesOf(this.#book), changedAtMs: this.#changedAtMs, sequence: this.#sequence }
    }
    for (const level of event.bids) this.#book.bids.put(level)
    for (const level of event.asks) this.#book.asks.put(level)
    this.#trim()
    this.#last = numberOf(sequence)
    this.#sequence = nameOf(sequence)
    this.#changedAtMs = event.atMs ?? this.#changedAtMs
    const doubt = this.#doubtOf(sequence)
    return doubt === undefined ? false : this.#doubt(doubt)
  }

  #trim(): void {
    const { depthMax } = this.#feed
    if (depthMax === undefined) return
    this.#book.bids.cut(depthMax)
    this.#book.asks.cut(depthMax)
  }

  #doubtOf(sequence: BookSequence): Doubt | undefined {
    if (sequence.rule === 'checksummed') {
      const { bids, asks } = this.#book
      const text = sequence.over({ bids: bids.top(checksumLevelsMax), asks: asks.top(checksumLevelsMax) })
      if (crc32(text) !== sequence.checksum >>> 0) return 'checksum'
    }
    return sequence.rule !== 'grouped' && isCrossed(this.#book) ? 'crossed' : undefined
  }

  #doubt(doubt: Doubt): true {
    this.distrust(doubt)
    return true
  }
}

const waitingMax = 10_000
/** So long after its last message a group is taken to be complete. */
const quietMs = 250
/** Deep enough for any slice; a book in the middle of a change is read from a copy. */
const copiedLevelsMax = 200

interface Sides {
  readonly bids: Pick<LocalBook['bids'], 'top'>
  readonly asks: Pick<LocalBook['asks'], 'top'>
}

function sidesOf({ bids, asks }: LocalBook): Sides {
  const copy = (levels: readonly BookLevel[]) => ({ top: (count: number) => levels.slice(0, count) })
  return { bids: copy(bids.top(copiedLevelsMax)), asks: copy(asks.top(copiedLevelsMax)) }
}
const checksumLevelsMax = 25

function numberOf(sequence: BookSequence): bigint {
  if (sequence.rule === 'versioned') return sequence.version
  if (sequence.rule === 'grouped') return sequence.group
  return sequence.rule === 'chained' || sequence.rule === 'linked' ? sequence.last : 0n
}

function nameOf(sequence: BookSequence): string {
  if (sequence.rule === 'none') return ''
  return sequence.rule === 'checksummed' ? `crc32 ${sequence.checksum >>> 0}` : numberOf(sequence).toString()
}

/** Whether all that it holds stood in what came before. */
function isOld(sequence: BookSequence, last: bigint | undefined): boolean {
  if (last === undefined) return false
  if (sequence.rule === 'versioned') return sequence.version <= last
  if (sequence.rule === 'grouped') return sequence.group < last
  return (sequence.rule === 'chained' || sequence.rule === 'linked') && sequence.last <= last
}

function follows(sequence: BookSequence, last: bigint | undefined): boolean {
  if (last === undefined) return true
  // The first change after an image may begin inside it; each later one begins right after the one before.
  if (sequence.rule === 'chained') return sequence.first <= last + 1n && sequence.last > last
  if (sequence.rule === 'linked') return sequence.before === last || (sequence.first <= last && sequence.last >= last)
  return true
}
