import { bundleLimits } from '../src/core/bundle/bundle.ts'
import type { Collector } from './collector.ts'
import { faultKinds } from './report.ts'

/** One of several workers on one bundle: it decides the entries whose lines fall to it. All apply all entries. */
export interface Share {
  readonly of: number
  readonly take: number
  /**
   * Memory that all shares see ({@link dealtBytes}, zeros at first): lines are dealt while the work goes on, to the share that comes to them first. Who
   * began later or has more beside decides fewer, and nobody waits for another's half. Absent: lines are dealt beforehand.
   */
  readonly dealt?: Uint8Array
}

/** Lines that are dealt together: so few that at the end nobody waits long, so many that asking costs nothing. */
const linesDealt = 16
/** Bytes of {@link Share.dealt}. */
export const dealtBytes = Math.ceil((bundleLimits.linesMax + 1) / linesDealt)

/** The work as it goes through the entries of all zones. */
export interface Work {
  /** Whether the entry in a line of the file is this share's to decide. */
  owns(line: number): boolean
  /** Steps to the next entry. False: the rest cannot say anything that comes first. */
  next(recordedAt: string, mine: boolean): boolean
  /** Whether the present entry is this share's. */
  mine(): boolean
  /** Turns to what is done once: only the first share tells it. */
  alone(): void
  /** Whether it ended before the last entry. */
  ended(): boolean
}

export function createWork(parameters: {
  readonly share: Share
  readonly total: number
  readonly collector: Collector
  /** End where a meaning is broken: what comes after it in time is not asked. */
  readonly stopAtFirst: boolean
  readonly progress?: (done: number, total: number) => void
}): Work {
  const { share, total, collector, stopAtFirst, progress } = parameters
  const owns = ownerOf(share)
  let own = true
  let step = -1
  let ended: string | undefined
  let stopped = false
  return {
    owns,
    alone: () => collector.stand(step, share.take === 0),
    ended: () => stopped,
    mine: () => own,
    next: (recordedAt, mine) => {
      if (step >= 0) progress?.(step + 1, total)
      if (stopAtFirst) {
        ended = earliest(collector) ?? ended
        if (ended !== undefined && recordedAt > ended) {
          stopped = true
          return false
        }
      }
      step++
      own = mine
      collector.stand(step, mine)
      if (step + 1 === total) progress?.(total, total)
      return true
    },
  }
}

function ownerOf({ of, take, dealt }: Share): Work['owns'] {
  // Kinds alternate in a stream, and some cost more than others: neighbours are dealt out as if by chance.
  if (dealt === undefined) return (line) => (Math.imul(line, 0x9e3779b1) >>> 8) % of === take
  return (line) => {
    const place = Math.floor(line / linesDealt)
    const owner = Atomics.compareExchange(dealt, place, 0, take + 1)
    return owner === 0 || owner === take + 1
  }
}

/** All of the work by one, to its end. */
export function workAlone(collector: Collector): Work {
  return createWork({ share: { of: 1, take: 0 }, total: Number.POSITIVE_INFINITY, collector, stopAtFirst: false })
}

function earliest(collector: Collector): string | undefined {
  let found: string | undefined
  for (const { fault } of collector.found().faults) {
    if (faultKinds[fault.kind] !== 1 || fault.follows === true || fault.recordedAt === undefined) continue
    if (found === undefined || fault.recordedAt < found) found = fault.recordedAt
  }
  return found
}
