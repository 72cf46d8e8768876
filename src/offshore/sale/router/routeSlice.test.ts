import { describe, expect, test } from 'vitest'
import { compare, rational } from '../../../core/price/rational.ts'
import { seededCase } from './cases.ts'
import { checkRoute } from './checkRoute.ts'
import { routeSlice } from './routeSlice.ts'
import type { RouteSliceParameters, VenueBook } from './types.ts'

const plain = (
  venue: string,
  bids: readonly (readonly [bigint, bigint])[],
  more: Partial<VenueBook> = {},
): VenueBook => ({
  venue,
  bids: bids.map(([ticks, lots]) => ({ ticks, lots })),
  lotUnits: 1n,
  lotTickValue: rational(1n),
  fees: [{ from: 0n, ppm: 0n }],
  ...more,
})

const split = (parameters: RouteSliceParameters) => {
  const route = routeSlice(parameters)
  expect(checkRoute(parameters, route)).toBeUndefined()
  expect(route.optimal).toBe(true)
  return Object.fromEntries(route.legs.map(({ venue, lots }) => [venue, Number(lots)]))
}

describe('a slice is split by what is left after costs', () => {
  const a = plain('a', [
    [100n, 5n],
    [90n, 5n],
  ])
  const b = plain('b', [
    [99n, 5n],
    [95n, 5n],
  ])
  const table: readonly [string, RouteSliceParameters, Record<string, number>][] = [
    ['equal fees follow the better price', { books: [a, b], amount: 12n }, { a: 5, b: 7 }],
    [
      'a fee moves coins to the other venue',
      { books: [plain('a', [[100n, 5n]], { fees: [{ from: 0n, ppm: 20_000n }] }), b], amount: 5n },
      { b: 5 },
    ],
    [
      'a quote currency below par moves coins to the other venue',
      { books: [plain('a', [[100n, 5n]], { lotTickValue: rational(98n, 100n) }), b], amount: 5n },
      { b: 5 },
    ],
    ['no bid below the floor is taken', { books: [a, b], amount: 20n, floor: rational(95n) }, { a: 5, b: 10 }],
    ['coins at the venue cap its leg', { books: [{ ...a, capUnits: 3n }, b], amount: 8n }, { a: 3, b: 5 }],
    [
      'a cost per order keeps a small leg away',
      { books: [a, { ...b, perOrderCost: rational(1000n) }], amount: 10n },
      { a: 10 },
    ],
    ['a minimum that cannot be met keeps a leg away', { books: [a, { ...b, minOrderLots: 8n }], amount: 7n }, { a: 7 }],
    [
      'a minimum worth meeting is met',
      {
        books: [
          plain('a', [
            [100n, 5n],
            [10n, 5n],
          ]),
          { ...b, minOrderLots: 8n },
        ],
        amount: 10n,
      },
      { a: 2, b: 8 },
    ],
    [
      'a reserve keeps coins back from poor bids',
      { books: [a, b], amount: 20n, reserve: rational(96n) },
      { a: 5, b: 5 },
    ],
    [
      'a fee tier reached by volume draws the whole slice',
      {
        books: [
          plain('a', [[100n, 20n]], { fees: [{ from: 0n, ppm: 10_000n }] }),
          plain('b', [[100n, 20n]], {
            fees: [
              { from: 0n, ppm: 15_000n },
              { from: 500n, ppm: 0n },
            ],
          }),
        ],
        amount: 20n,
      },
      { b: 20 },
    ],
    [
      'orders larger than allowed are cut and counted',
      { books: [{ ...a, maxOrderLots: 4n, maxOrders: 2 }], amount: 10n },
      { a: 8 },
    ],
  ]
  test.each(table)('%s', (_, parameters, expected) => expect(split(parameters)).toEqual(expected))

  test('lots that do not divide the amount are combined as well as they can be', () => {
    const six = plain('six', [[60n, 9n]], { lotUnits: 6n })
    const ten = plain('ten', [[100n, 9n]], { lotUnits: 10n })
    expect(split({ books: [six, ten], amount: 38n })).toEqual({ six: 3, ten: 2 })
  })

  test('a slice that does not fit is refused when asked for whole', () => {
    expect(() => routeSlice({ books: [a], amount: 11n, partial: 'refuse' })).toThrowError(
      expect.objectContaining({ code: 'VENUE_TOO_THIN' }),
    )
  })

  test('a book whose bids do not fall is refused', () => {
    expect(() =>
      routeSlice({
        books: [
          plain('a', [
            [1n, 1n],
            [1n, 1n],
          ]),
        ],
        amount: 1n,
      }),
    ).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }))
  })
})

describe('the split is proven', () => {
  test('2,000 seeded cases of up to 6 venues by 50 levels carry a proof that a plain reader accepts', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const parameters = seededCase(seed, { venuesMax: 6, levelsMax: seed % 40 === 0 ? 50 : 8 })
      const route = routeSlice(parameters)
      expect(checkRoute(parameters, route), `seed ${seed}`).toBeUndefined()
      expect(route.optimal, `seed ${seed}`).toBe(true)
    }
  })

  test('linear cases give the same value by bisection and by search', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const parameters = seededCase(seed, { venuesMax: 6, levelsMax: 30, linear: true })
      const searched = {
        ...parameters,
        books: parameters.books.map((book) => ({
          ...book,
          perOrderCost: rational(0n),
          minFee: 0n,
          fees: [...book.fees, { from: 10n ** 9n, ppm: book.fees[0]!.ppm }],
        })),
      }
      const fast = routeSlice(parameters)
      expect(fast.nodes).toBe(1)
      expect(compare(fast.net, routeSlice(searched).net), `seed ${seed}`).toBe(0)
      expect(checkRoute(parameters, fast)).toBeUndefined()
    }
  })

  test('a proof that claims more than it shows is not believed', () => {
    const parameters = {
      books: [
        plain('a', [
          [100n, 5n],
          [90n, 5n],
        ]),
        plain('b', [[99n, 5n]]),
      ],
      amount: 7n,
    }
    const route = routeSlice(parameters)
    expect(
      checkRoute(parameters, { ...route, certificate: { ...route.certificate, tree: { price: rational(0n) } } }),
    ).toBe('the tree does not prove the bound')
    const fewer = { ...route, legs: route.legs.slice(1) }
    expect(checkRoute(parameters, fewer)).toBeDefined()
  })
})

describe('what may not matter does not matter', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => i + 5_000)
  const options = { venuesMax: 4, levelsMax: 8 }

  test('the order of venues', () => {
    for (const seed of seeds) {
      const parameters = seededCase(seed, options)
      const turned = { ...parameters, books: parameters.books.toReversed() }
      expect(compare(routeSlice(parameters).certificate.value, routeSlice(turned).certificate.value)).toBe(0)
    }
  })

  test('the unit in which coins and money are counted', () => {
    for (const seed of seeds) {
      const parameters = seededCase(seed, options)
      const { floor, reserve } = parameters
      const scaled: RouteSliceParameters = {
        ...parameters,
        amount: parameters.amount * 1000n,
        books: parameters.books.map((book) => ({
          ...book,
          lotUnits: book.lotUnits * 1000n,
          ...(book.capUnits && { capUnits: book.capUnits * 1000n }),
        })),
        ...(floor && { floor: rational(floor.num, floor.den * 1000n) }),
        ...(reserve && { reserve: rational(reserve.num, reserve.den * 1000n) }),
      }
      expect(compare(routeSlice(parameters).net, routeSlice(scaled).net)).toBe(0)
    }
  })

  test('one more venue or one more level never costs', () => {
    for (const seed of seeds) {
      const parameters = seededCase(seed, options)
      if (parameters.books.length < 2) continue
      const fewer = { ...parameters, books: parameters.books.slice(1) }
      expect(compare(routeSlice(parameters).certificate.value, routeSlice(fewer).certificate.value)).not.toBe(-1)
    }
  })
})
