import { describe, expect, test } from 'vitest'
import { parseDecimal, rational } from '../../../core/price/rational.ts'
import { alternatives } from './alternatives.ts'
import { analyseSale, type TcaFill } from './analyseSale.ts'

const fill = (venue: string, slice: string, units: bigint, price: string, fee: string, mid: string): TcaFill => ({
  venue,
  slice,
  units,
  price: parseDecimal(price),
  fee: parseDecimal(fee),
  mid: parseDecimal(mid),
})

describe('the cost of a sale', () => {
  const report = analyseSale({
    units: 100n,
    arrivalMid: parseDecimal('1000'),
    endMid: parseDecimal('990'),
    fills: [fill('a', '1', 60n, '999', '60', '1000'), fill('b', '2', 30n, '994', '30', '995')],
    marketVwap: parseDecimal('996'),
    forecast: { costBpsE2: 2000, lowBpsE2: 1500, highBpsE2: 2500 },
  })

  test('falls into fees, liquidity, market and opportunity, to the last digit', () => {
    expect(report.fees).toEqual(rational(90n))
    expect(report.liquidity).toEqual(rational(90n))
    expect(report.market).toEqual(rational(150n))
    expect(report.opportunity).toEqual(rational(100n))
    expect(report.shortfall).toEqual(rational(430n))
    expect(report.bps).toEqual({
      shortfall: '43.00',
      fees: '9.00',
      liquidity: '9.00',
      market: '15.00',
      opportunity: '10.00',
      cost: '20.03',
      againstVwap: '-13.39',
    })
  })
  test('is shown by venue and slice, and the parts add up', () => {
    expect(report.byVenue.a!.net).toEqual(rational(59_880n))
    expect(report.bySlice[2]!.market).toEqual(rational(150n))
    expect(report.byVenue.a!.units + report.byVenue.b!.units).toBe(report.units)
  })
  test('is held against the forecast', () => expect(report.withinForecast).toBe(true))
  test('stops when more was filled than given', () => {
    expect(() =>
      analyseSale({
        units: 1n,
        arrivalMid: rational(1n),
        endMid: rational(1n),
        fills: [fill('a', '1', 2n, '1', '0', '1')],
      }),
    ).toThrowError('filled more')
  })
})

test('other ways on the same books bring at most what the router brought', () => {
  const book = (venue: string, top: bigint) => ({
    venue,
    lotUnits: 1n,
    lotTickValue: rational(1n),
    fees: [{ from: 0n, ppm: 0n }],
    bids: [0n, 1n, 2n].map((down) => ({ ticks: top - down * 5n, lots: 5n })),
  })
  const books = [book('a', 100n), book('b', 99n)]
  const found = alternatives([
    { books, amount: 10n },
    { books, amount: 10n },
  ])
  expect(found.routed).toEqual(rational(2n * (500n + 495n)))
  expect(found.bestSingleVenue).toEqual(rational(2n * (500n + 475n)))
  expect(found.equalSplit).toEqual(rational(2n * (500n + 495n)))
  expect(found.dumpSold).toBe(20n)
  expect(found.dump).toEqual(rational(500n + 495n + 475n + 470n))
})
