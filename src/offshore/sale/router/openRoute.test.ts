import { expect, test } from 'vitest'
import { seededCase, seededRandom } from './cases.ts'
import { openRoute } from './openRoute.ts'
import { routeSlice } from './routeSlice.ts'
import type { Level, RouteSliceParameters } from './types.ts'

/** What the full router sells, as lots and limits by venue. */
function fullSplit(parameters: RouteSliceParameters) {
  const { legs } = routeSlice(parameters)
  return parameters.books.map(({ venue }) => {
    const leg = legs.find((one) => one.venue === venue)
    return [leg?.lots ?? 0n, leg?.limitTicks ?? 0n]
  })
}

test('after any change of any book the split is that of the full router, to the lot', () => {
  let routed = 0
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed)
    const whole = (to: number) => Math.floor(random() * to)
    const parameters = seededCase(seed, { venuesMax: 5, levelsMax: 20, linear: true })
    const open = openRoute(parameters)!
    let { books } = parameters
    for (let i = 0; i < 12; i++) {
      const v = whole(books.length)
      const { bids } = books[v]!
      const old = bids[whole(bids.length)]
      const level: Level = {
        ticks: random() < 0.6 && old !== undefined ? old.ticks : BigInt(850 + whole(160)),
        lots: random() < 0.3 ? 0n : BigInt(1 + whole(30)),
      }
      open.update(v, level)
      const rest = bids.filter(({ ticks }) => ticks !== level.ticks)
      const changed = level.lots > 0n ? [...rest, level] : rest
      books = books.with(v, { ...books[v]!, bids: changed.toSorted((a, b) => Number(b.ticks - a.ticks)) })
      const quick = open.route(parameters.amount)
      expect(
        books.map((_, u) => [quick!.lots[u], quick!.limitTicks[u]]),
        `seed ${seed}, change ${i}`,
      ).toEqual(fullSplit({ ...parameters, books }))
      routed++
    }
  }
  expect(routed).toBe(720)
})

test('a filter that binds is left to the search, one that does not is kept', () => {
  const book = {
    venue: 'v',
    lotUnits: 1n,
    lotTickValue: { num: 1n, den: 1n },
    fees: [{ from: 0n, ppm: 1000n }],
    bids: [{ ticks: 100n, lots: 50n }],
    minOrderLots: 10n,
    minNotional: 1500n,
  }
  const open = openRoute({ books: [book] })!
  expect(open.route(20n)?.lots).toEqual([20n])
  expect(open.route(12n)).toBeUndefined()
  expect(open.route(5n)).toBeUndefined()
})

test('what cannot be prepared and what cannot be a change are refused', () => {
  const book = seededCase(1, { venuesMax: 1, levelsMax: 5, linear: true }).books[0]!
  expect(openRoute({ books: [{ ...book, minFee: 5n }] })).toBeUndefined()
  const open = openRoute({ books: [book] })!
  for (const [v, level] of [
    [1, { ticks: 1n, lots: 1n }],
    [0, { ticks: 0n, lots: 1n }],
    [0, { ticks: 1n, lots: -1n }],
  ] as const)
    expect(() => open.update(v, level)).toThrowError('names no venue')
})
