import { expect, test } from 'vitest'
import { seededCase } from './cases.ts'
import { parseBook } from './parseBook.ts'
import { prepareRoute } from './prepareRoute.ts'
import { routeSlice } from './routeSlice.ts'

test('a prepared route sells the same lots at the same limits as the full one', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const parameters = seededCase(seed, { venuesMax: 6, levelsMax: 30, linear: true })
    const quick = prepareRoute(parameters)?.(parameters.amount)
    const full = routeSlice(parameters)
    const legs = parameters.books.flatMap(({ venue }, v) =>
      quick!.lots[v]! > 0n ? [{ venue, lots: quick!.lots[v], limitTicks: quick!.limitTicks[v] }] : [],
    )
    expect(legs).toEqual(full.legs.map(({ venue, lots, limitTicks }) => ({ venue, lots, limitTicks })))
  }
})

test('a book in decimals becomes whole ticks and lots', () => {
  const parameters = { venue: 'v', tick: '0.01', lot: '0.00001', assetDecimals: 8, quoteRate: '720.5', takerPpm: 1000n }
  const book = parseBook({
    ...parameters,
    bids: [
      ['95000.01', '0.500019'],
      ['95000', '0.000009'],
    ],
  })
  expect(book.bids).toEqual([{ ticks: 9500001n, lots: 50001n }])
  expect(book.lotUnits).toBe(1000n)
  expect(book.lotTickValue).toEqual({ num: 1441n, den: 20_000_000n })
  expect(() => parseBook({ ...parameters, bids: [['95000.001', '1']] })).toThrowError('between two ticks')
  expect(() => parseBook({ ...parameters, bids: [['9e4', '1']] })).toThrowError('plain decimal')
})
