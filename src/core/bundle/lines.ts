import type { SluiceError } from '../errors.ts'
import { type Flaw, flaw, flawError } from '../flaws/flaw.ts'
import { bundleLimits } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'

/** Where a line stands, without its line feed. */
export interface LinePlace {
  /** From 1. */
  readonly number: number
  readonly from: number
  readonly to: number
}

export interface LineScanner {
  /** The next line, or undefined at the end. @throws {BUNDLE_INVALID} a line without its end, one too long, too many of them */
  next(): LinePlace | undefined
  /** The bytes of the line that was found last. */
  bytes(): Uint8Array
}

const windowBytes = 1_048_576
const lineFeed = 10

/** Goes through the lines of a source from its beginning, holding no more of it than one line needs. */
export function scanLines(source: ByteSource): LineScanner {
  let number = 0
  let at = 0
  let start = 0
  let window: Uint8Array = new Uint8Array(0)
  let line: LinePlace | undefined
  /** Place of the next line feed, with all before it in the window. */
  const findEnd = (): number => {
    for (let searched = at; ; ) {
      const found = window.indexOf(lineFeed, searched - start)
      if (found >= 0) return start + found
      searched = Math.max(at, start + window.length)
      if (searched - at > bundleLimits.lineBytesMax) throw invalidLine(number, flaw('LINE_LIMITS'))
      if (searched >= source.size) throw invalidLine(number, flaw('LINE_NEWLINE'))
      const wanted = Math.max(windowBytes, 2 * (searched - at))
      start = at
      window = source.read(at, Math.min(source.size, at + wanted))
    }
  }
  return {
    next: () => {
      if (at >= source.size) return undefined
      number++
      if (number > bundleLimits.linesMax) throw invalidLine(number, flaw('LINE_LIMITS'))
      const to = findEnd()
      if (to - at > bundleLimits.lineBytesMax) throw invalidLine(number, flaw('LINE_LIMITS'))
      line = { number, from: at, to }
      at = to + 1
      return line
    },
    bytes: () => (line === undefined ? window.subarray(0, 0) : window.subarray(line.from - start, line.to - start)),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws {BUNDLE_INVALID} with the line, where it is no UTF-8 */
export function textOfLine(bytes: Uint8Array, line: number): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalidLine(line, flaw('LINE_UTF8'))
  }
}

/** That a line is not of the format: what was expected there, and what stands there. */
export function invalidLine(line: number, expected: Flaw, found?: string | Flaw): SluiceError {
  const values = { line: String(line), expected }
  const of = found === undefined ? flaw('LINE', values) : flaw('LINE_FOUND', { ...values, found })
  return flawError('BUNDLE_INVALID', of, { line })
}

/** That parts cannot stand in one bundle. */
export function refuseParts(expected: Flaw): never {
  throw flawError('BUNDLE_INVALID', flaw('BUNDLE_PARTS', { expected }))
}
