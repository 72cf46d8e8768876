import { describe, expect, test } from 'vitest'
import { agrees, type BookCheck, type BookSource, faultOfSources, offAfter, trustIn } from './bookSource.ts'
import { booksFormat, type LoggedBook, type LoggedBooks } from './loggedBooks.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 2, 2, 3, 0, second)).toISOString()
const shown = (change: Partial<LoggedBook> = {}): LoggedBook =>
  ({
    platform: 'a',
    fetchedAt: at(60),
    changedAt: at(59),
    bids: [
      ['100', '2'],
      ['99', '3'],
    ],
    asks: [['101', '1']],
    ...change,
  }) as LoggedBook
const look = (books: readonly LoggedBook[], streamsOff?: readonly string[]): LoggedBooks => ({
  format: booksFormat,
  asset: 'x',
  currency: 'USD',
  books,
  ...(streamsOff === undefined ? {} : { streamsOff }),
})
const rest = (why = 'due'): BookSource => ({ by: 'rest', why })
const stream = (change: object = {}): BookSource => ({
  by: 'stream',
  host: 'h',
  feed: 'hashkey',
  sequence: '7',
  heardAt: at(59),
  checkedAt: at(0),
  ...change,
})
const check = (change: Partial<BookCheck> = {}): BookCheck => {
  const { changedAt, bids, asks } = shown()
  return { feed: 'hashkey', sequence: '7', heardAt: at(59), changedAt, bids, asks, agreed: true, ...change }
}
const limits = () => ({ ageMaxMs: 2_000, checkSeconds: 300, apartPpm: 1_000 })
const fault = (books: LoggedBooks, before?: LoggedBooks) => faultOfSources({ books, before, limits })
/** The look before, in which the stream was checked and agreed. */
const checked = look([shown({ fetchedAt: at(0), source: rest(), check: check() })])

describe('a stream agrees with what a platform answers', () => {
  test.each([
    ['the same book', {}, true],
    [
      'of the same change, another digit of a size',
      {
        bids: [
          ['100', '2'],
          ['99', '3.1'],
        ],
      },
      false,
    ],
    ['of the same change, another ask', { asks: [['101.1', '1']] }, false],
    ['a moment older and a tenth of a percent off', { changedAt: at(58), bids: [['100.1', '5']] }, true],
    ['a moment older and more than that off', { changedAt: at(58), bids: [['100.2', '5']] }, false],
    ['a moment older with twice the size', { changedAt: at(58), bids: [['100', '10']] }, true],
    ['a moment older with more than twice the size', { changedAt: at(58), bids: [['100', '10.1']] }, false],
    ['a moment older with less than half the size', { changedAt: at(58), bids: [['100', '2.4']] }, false],
    ['a moment older without an ask', { changedAt: at(58), asks: [] }, false],
  ] as const)('%s: %s', (_, change, agreed) => {
    expect(agrees({ stream: shown(change as Partial<LoggedBook>), asked: shown(), apartPpm: 1_000 })).toBe(agreed)
  })
})

describe('books of a look', () => {
  test('that were asked for need no stream', () => {
    expect(fault(look([shown()]))).toBeUndefined()
    expect(fault(look([shown({ source: rest('silent') })]), checked)).toBeUndefined()
  })
  test('may come from a stream that was checked and heard of just now', () => {
    expect(fault(look([shown({ source: stream() })]), checked)).toBeUndefined()
    const next = look([shown({ source: stream() })])
    expect(fault(look([shown({ source: stream() })]), next)).toBeUndefined()
  })
  test.each([
    ['without a look before', stream(), undefined, 'without its check'],
    ['with another moment of its check', stream({ checkedAt: at(1) }), checked, 'without its check'],
    ['after a look that asked because of a gap', stream(), look([shown({ source: rest('gap') })]), 'without its check'],
    ['after a look without the platform', stream(), look([]), 'without its check'],
    ['that was silent for two seconds', stream({ heardAt: at(57) }), checked, 'heard 3000 ms before'],
    ['that was heard of later', stream({ heardAt: at(61) }), checked, 'heard -1000 ms before'],
  ] as const)('a stream %s is refused', (_, source, before, found) => {
    expect(fault(look([shown({ source })]), before)).toContain(found)
  })
  test('a check is good for five minutes', () => {
    const source = stream({ heardAt: at(300) })
    expect(fault(look([shown({ fetchedAt: at(300), source })]), checked)).toBeUndefined()
    const late = shown({ fetchedAt: at(301), source: stream({ heardAt: at(301) }) })
    expect(fault(look([late]), checked)).toContain('checked 301 s before')
  })
  test('a check says what follows from its two books', () => {
    const wrong = check({ bids: [['120', '5']] })
    expect(fault(look([shown({ source: rest(), check: wrong })]))).toContain('does not follow')
    expect(fault(look([shown({ source: stream(), check: check() })]), checked)).toContain(
      'without a book that was asked for',
    )
  })
  test('a stream that disagreed is off for the rest of the sale', () => {
    const disagreed = shown({ source: rest(), check: check({ bids: [['120', '5']], agreed: false }) })
    expect(offAfter(undefined, [disagreed])).toEqual(['a'])
    expect(fault(look([disagreed]))).toContain('streams off')
    const off = look([disagreed], ['a'])
    expect(fault(off)).toBeUndefined()
    expect(trustIn(off, 'a')).toBe('off')
    expect(fault(look([shown({ source: rest('disagreed') })], ['a']), off)).toBeUndefined()
    // Nobody forgets it, and nobody uses it.
    expect(fault(look([shown({ source: rest('disagreed') })]), off)).toContain('streams off')
    expect(fault(look([shown({ source: stream() })], ['a']), off)).toContain('found wrong')
    // Nor is one said to be off that never disagreed.
    expect(fault(look([shown()], ['a']), checked)).toContain('streams off')
  })
})
