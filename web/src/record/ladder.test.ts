import { describe, expect, test } from 'vitest'
import type { DeskVenue } from '../../../src/host/desk/deskBooks.ts'
import { aboveFloor, ageSeconds, inSaleCurrency, ladderOf } from './ladder.ts'

const venue = (platform: string, bids: DeskVenue['bids'], asks: DeskVenue['asks']): DeskVenue => ({
  platform,
  host: 'h',
  symbol: 'BTCUSD',
  currency: 'USD',
  floor: '99',
  worth: '1',
  by: 'stream',
  bids,
  asks,
})
const a = venue('a', [['100', '1'], ['99', '2'], ['9.5', '4']], [['101', '1'], ['102', '2']]) // biome-ignore format: levels
const b = venue('b', [['100', '0.5'], ['99.5', '1']], [['100.5', '3']]) // biome-ignore format: levels

test('a ladder has the best prices at the spread, asks above and bids below, with what lies up to each', () => {
  const ladder = ladderOf([a], '99', 5)
  expect(ladder.asks.map(({ price, depth }) => [price, depth])).toEqual([
    ['102', '3'],
    ['101', '1'],
  ])
  expect(ladder.bids.map(({ price, quantity, depth, belowFloor }) => [price, quantity, depth, belowFloor])).toEqual([
    ['100', '1', '1', false],
    ['99', '2', '3', false],
    ['9.5', '4', '7', true],
  ])
  expect(ladder.spreadBps).toBe('99.50')
  expect(ladder.bids.map(({ bar }) => Math.round(bar * 100))).toEqual([14, 43, 100])
})

test('the consolidated ladder adds up what several platforms show at one price and says whose it is', () => {
  const ladder = ladderOf([a, b], '0', 3)
  expect(ladder.bids.map(({ price, quantity, platforms }) => [price, quantity, platforms])).toEqual([
    ['100', '1.5', ['a', 'b']],
    ['99.5', '1', ['b']],
    ['99', '2', ['a']],
  ])
  expect([ladder.bestBid, ladder.bestAsk, ladder.spreadBps]).toEqual(['100', '100.5', '49.88'])
})

test('platforms that cross each other show a spread below zero', () => {
  expect(ladderOf([venue('a', [['101', '1']], []), venue('b', [], [['100', '1']])], '0', 3).spreadBps).toBe('-99.50')
})

test('a ladder of nothing has no best price and no spread', () => {
  expect(ladderOf([venue('a', [], [])], '0', 3)).toEqual({ asks: [], bids: [] })
})

test('what lies above the floor, and the age of a book', () => {
  expect(aboveFloor(a)).toBe('3')
  const now = '2026-03-02T03:00:10.000Z'
  expect(ageSeconds({ now }, { ...a, seenAt: '2026-03-02T03:00:08.400Z' })).toBe(1)
  expect(ageSeconds({ now }, a)).toBeUndefined()
})

describe('a sale over books in dollars and in Hong Kong dollars', () => {
  const hkd = { ...venue('h', [['780', '1'], ['773', '2']], [['790', '1']]), currency: 'HKD', floor: '774', worth: '0.128' } // biome-ignore format: a book

  test('lays them over each other in the currency of the sale, and never by their bare figures', () => {
    const ladder = ladderOf(inSaleCurrency([a, hkd]), '99', 4)
    expect(ladder.bids.map(({ price, platforms, belowFloor }) => [price, platforms, belowFloor])).toEqual([
      ['100', ['a'], false],
      ['99.84', ['h'], false],
      ['99', ['a'], false],
      ['98.94', ['h'], true],
    ])
    expect([ladder.bestAsk, ladder.spreadBps]).toEqual(['101', '99.50'])
  })

  test('holds each book to the floor in its own currency', () => {
    expect(ladderOf([hkd], hkd.floor, 5).bids.map(({ belowFloor }) => belowFloor)).toEqual([false, true])
    expect(aboveFloor(hkd)).toBe('1')
  })

  test('leaves out a book whose currency has no rate yet, and says nothing of its floor', () => {
    const { floor: _, worth: __, ...unrated } = hkd
    expect(inSaleCurrency([unrated])).toEqual([])
    expect(aboveFloor(unrated)).toBeUndefined()
    expect(ladderOf([unrated], undefined, 5).bids.map(({ belowFloor }) => belowFloor)).toEqual([false, false])
  })
})
