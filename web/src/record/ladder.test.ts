import { expect, test } from 'vitest'
import type { DeskVenue } from '../../../src/host/desk/deskBooks.ts'
import { aboveFloor, ageSeconds, ladderOf } from './ladder.ts'

const venue = (platform: string, bids: DeskVenue['bids'], asks: DeskVenue['asks']): DeskVenue => ({
  platform,
  host: 'h',
  symbol: 'BTCUSD',
  currency: 'USD',
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
  expect(aboveFloor(a, '99')).toBe('3')
  const now = '2026-03-02T03:00:10.000Z'
  expect(ageSeconds({ now }, { ...a, seenAt: '2026-03-02T03:00:08.400Z' })).toBe(1)
  expect(ageSeconds({ now }, a)).toBeUndefined()
})
