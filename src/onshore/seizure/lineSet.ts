import { SluiceError } from '../../core/errors.ts'

/**
 * Numbers of a list's lines: `7`, or `"12-5000"` for a run. Thousands of lines of one batch are a few words in a state, and a list of plain numbers is one
 * too.
 */
export type LineSet = readonly (number | string)[]

/** First and last line of a run. */
export type Span = readonly [first: number, last: number]

/** Highest number of a line. */
const lineMax = 1_000_000
/** A run shorter than this is written as its numbers, as people read them. */
const runMin = 8
const run = /^(0|[1-9]\d{0,6})-([1-9]\d{0,6})$/

/**
 * The runs of a set, ascending, touching ones joined.
 *
 * @example spansOf([3, '5-9', 4]) // [[3, 9]]
 * @throws {INPUT_INVALID} on what is neither a line nor a run upwards
 */
export function spansOf(set: LineSet): readonly Span[] {
  const spans = set.map(spanOf).sort(([a], [b]) => a - b)
  const joined: [number, number][] = []
  for (const [first, last] of spans) {
    const before = joined.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

function spanOf(item: number | string): Span {
  const [first, last] = typeof item === 'number' ? [item, item] : (run.exec(item)?.slice(1).map(Number) ?? [])
  const sound = Number.isInteger(first) && Number.isInteger(last) && first! >= 0 && last! <= lineMax
  if (!sound || first! > last!)
    throw new SluiceError('INPUT_INVALID', `lines: expected 7 or "7-20", up to ${lineMax}; found ${String(item)}.`)
  return [first!, last!]
}

/** @example writeSpans([[2, 4], [10, 5000]]) // [2, 3, 4, '10-5000'] */
export function writeSpans(spans: readonly Span[]): LineSet {
  return spans.flatMap<number | string>(([first, last]) =>
    last - first + 1 < runMin ? numbersOf([first, last]) : [`${first}-${last}`],
  )
}

function numbersOf([first, last]: Span): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Each line of a set, ascending, once. */
export function linesIn(set: LineSet): readonly number[] {
  return spansOf(set).flatMap(numbersOf)
}

/** How many lines. @example sizeOf(['1-5000', 6001]) // 5001 */
export function sizeOf(set: LineSet): number {
  return spansOf(set).reduce((sum, [first, last]) => sum + last - first + 1, 0)
}

/** Whether no line stands in the set twice. */
export function eachOnce(set: LineSet): boolean {
  return set.map(spanOf).reduce((sum, [first, last]) => sum + last - first + 1, 0) === sizeOf(set)
}

export function hasLine(set: LineSet, line: number): boolean {
  return set.some((item) => {
    if (typeof item === 'number') return item === line
    const [first, last] = spanOf(item)
    return first <= line && line <= last
  })
}

/** Whether every line of `lines` is in `set`. */
export function covers(set: LineSet, lines: LineSet): boolean {
  return without(lines, set).length === 0
}

/** @example without(['1-10'], [5]) // [1, 2, 3, 4, 6, 7, 8, 9, 10] */
export function without(set: LineSet, other: LineSet): LineSet {
  return writeSpans(subtract(spansOf(set), spansOf(other)))
}

export function union(...sets: readonly LineSet[]): LineSet {
  return writeSpans(spansOf(sets.flat()))
}

/** Lines of both. */
export function common(set: LineSet, other: LineSet): LineSet {
  return without(set, without(set, other))
}

/** Both ascending and joined. */
function subtract(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  const left: Span[] = []
  let at = 0
  for (const [first, last] of spans) {
    let from = first
    while (at < others.length && others[at]![1] < from) at++
    for (let i = at; i < others.length && others[i]![0] <= last; i++) {
      const [begins, ends] = others[i]!
      if (begins > from) left.push([from, begins - 1])
      from = Math.max(from, ends + 1)
    }
    if (from <= last) left.push([from, last])
  }
  return left
}

/** How people read it. @example describeLines(['2-5000', 5003]) // '2-5000, 5003' */
export function describeLines(set: LineSet): string {
  return set.join(', ')
}
