import { expect, test } from 'vitest'
import type { FixField } from './message.ts'
import { quoteRequest, readQuote } from './quoteMessages.ts'

const request = { quoteRequestId: 'r1', symbol: 'BTCUSD', quantity: '2.50', currency: 'USD', answerByMs: 60_000 }
const good: readonly FixField[] = [
  [131, 'r1'],
  [117, 'Q-7'],
  [537, '1'],
  [55, 'BTCUSD'],
  [15, 'USD'],
  [132, '63500.10'],
  [134, '2.5'],
  [62, '20260302-02:00:30.000'],
]
const changed = (tag: number, value?: string): readonly FixField[] =>
  good.flatMap((field) => (field[0] !== tag ? [field] : value === undefined ? [] : [[tag, value] as const]))
const read = (fields: readonly FixField[]) => readQuote({ type: 'S', fields }, request)

test('a request is a sale of one symbol, the fields of its group in the dictionary’s order', () => {
  expect(
    quoteRequest(request, 0)
      .map(([tag, value]) => `${tag}=${value}`)
      .join(' '),
  ).toBe('131=r1 146=1 55=BTCUSD 537=1 54=2 38=2.5 15=USD 126=19700101-00:01:00.000 60=19700101-00:00:00.000')
})

test('a quote is what the desk pays, for how much, until when', () => {
  expect(read(good)).toEqual({
    quoteRequestId: 'r1',
    quoteId: 'Q-7',
    symbol: 'BTCUSD',
    price: '63500.1',
    quantity: '2.5',
    currency: 'USD',
    validUntilMs: Date.UTC(2026, 2, 2, 2, 0, 30),
  })
})

test.each([
  ['without an id', changed(117), 'VENUE_REPLY_MALFORMED'],
  ['without a bid', changed(132), 'VENUE_REPLY_MALFORMED'],
  ['with a bid of zero', changed(132, '0'), 'VENUE_REPLY_MALFORMED'],
  ['with an exponent', changed(132, '6e4'), 'VENUE_REPLY_MALFORMED'],
  ['without an end', changed(62), 'VENUE_REPLY_MALFORMED'],
  ['with an end in another form', changed(62, '2026-03-02T02:00:30'), 'VENUE_REPLY_MALFORMED'],
  ['for another symbol', changed(55, 'ETHUSD'), 'VENUE_REFUSED'],
  ['in another currency', changed(15, 'USDT'), 'VENUE_REFUSED'],
  ['for more than was asked', changed(134, '2.500001'), 'VENUE_REFUSED'],
  ['that is indicative', changed(537, '0'), 'VENUE_REFUSED'],
] as const)('a quote %s is refused', (_, fields, code) => {
  expect(() => read(fields)).toThrow(expect.objectContaining({ code }))
})
