import type { ReadEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenStream } from '../src/core/bundle/openBundle.ts'

/** An entry on its way through the verifier: of which stream it is, and whether it is this share's to decide. */
export interface Passing extends ReadEntry {
  readonly stream: OpenStream
  /** Its number within the stream. */
  readonly number: number
  readonly mine: boolean
}

interface Cursor {
  readonly stream: OpenStream
  next: Passing | undefined
}

/**
 * The entries of all streams in the order of the log, each read once and held no longer than the caller does. Within a stream the order is the file's: who
 * looks at the entries finds one whose index goes back.
 *
 * @param owns whether the entry in a line is this share's: its line is then held to the one encoding
 * @throws {BUNDLE_INVALID} at a line that is not of the format
 */
export function* inLogOrder(streams: readonly OpenStream[], owns: (line: number) => boolean): Generator<Passing> {
  const read = (stream: OpenStream, number: number): Passing | undefined => {
    if (number >= stream.entries.length) return undefined
    const mine = owns(stream.entries.lineOf(number))
    return { ...stream.entries.pass(number, mine), stream, number, mine }
  }
  const cursors: Cursor[] = streams.map((stream) => ({ stream, next: read(stream, 0) }))
  for (;;) {
    const [first, until] = foremost(cursors)
    if (first === undefined) return
    // As long as it stays before all others, nobody need be asked.
    while (first.next !== undefined && first.next.index <= until) {
      const passing = first.next
      yield passing
      first.next = read(first.stream, passing.number + 1)
    }
  }
}

/** The cursor that stands first in the log, and the place of the next one. */
function foremost(cursors: readonly Cursor[]): readonly [first: Cursor | undefined, until: number] {
  let first: Cursor | undefined
  let until = Number.POSITIVE_INFINITY
  for (const cursor of cursors) {
    if (cursor.next === undefined) continue
    if (first === undefined || cursor.next.index < first.next!.index) {
      if (first !== undefined) until = first.next!.index
      first = cursor
    } else if (cursor.next.index < until) until = cursor.next.index
  }
  return [first, until]
}
