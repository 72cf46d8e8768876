import { describe, expect, test } from 'vitest'
import { checkBid, commitmentOf, type SealedBid } from './bid.ts'
import { clearRound, type Envelope, type Round } from './clear.ts'

const round: Round = {
  round: 'r-1',
  rule: 'single-price',
  lots: 10,
  lotUnits: '10000000',
  reserve: '100',
  commitBy: '2026-03-02T02:00:00.000Z',
  revealBy: '2026-03-02T03:00:00.000Z',
  bidders: ['a', 'b', 'c', 'd'],
}
const bid = (bidder: string, ...steps: [price: string, lots: number][]): SealedBid => ({
  round: 'r-1',
  bidder,
  steps: steps.map(([price, lots]) => ({ price, lots })),
  nonce: bidder.charCodeAt(0).toString(16).padStart(64, '0'),
})
const sealed = (of: SealedBid, change: Partial<Envelope> = {}): Envelope => ({
  bidder: of.bidder,
  commitment: commitmentOf(of),
  committedAt: `2026-03-02T01:0${of.bidder.charCodeAt(0) - 96}:00.000Z`,
  opened: { bid: of, at: '2026-03-02T02:30:00.000Z' },
  ...change,
})
const a = bid('a', ['105', 4], ['101', 6])
const b = bid('b', ['103', 3])
const c = bid('c', ['103', 5], ['99', 9])

describe('a round by lots', () => {
  test('at a single price pays the lowest price that gets a lot', () => {
    expect(
      clearRound(
        round,
        [a, b, c].map((one) => sealed(one)),
      ),
    ).toEqual({
      round: 'r-1',
      rule: 'single-price',
      ranking: [
        { rank: 1, bidder: 'a', price: '105', lots: 4 },
        { rank: 2, bidder: 'b', price: '103', lots: 3 },
        { rank: 3, bidder: 'c', price: '103', lots: 5 },
        { rank: 4, bidder: 'a', price: '101', lots: 6 },
      ],
      allotments: [
        { bidder: 'a', price: '103', lots: 4 },
        { bidder: 'b', price: '103', lots: 3 },
        { bidder: 'c', price: '103', lots: 3 },
      ],
      sold: 10,
      unsold: 0,
      price: '103',
      excluded: [],
    })
  })
  test('paid as bid, each pays its own price', () => {
    const { allotments, price } = clearRound(
      { ...round, rule: 'pay-as-bid', lots: 14 },
      [a, b, c].map((one) => sealed(one)),
    )
    expect(allotments).toEqual([
      { bidder: 'a', price: '105', lots: 4 },
      { bidder: 'b', price: '103', lots: 3 },
      { bidder: 'c', price: '103', lots: 5 },
      { bidder: 'a', price: '101', lots: 2 },
    ])
    expect(price).toBeUndefined()
  })
  test('the best quote takes the whole block or nothing', () => {
    const quotes = [sealed(bid('a', ['104', 9])), sealed(bid('b', ['103', 10])), sealed(bid('c', ['102', 20]))]
    const { allotments, unsold } = clearRound({ ...round, rule: 'best-quote' }, quotes)
    expect([allotments, unsold]).toEqual([[{ bidder: 'b', price: '103', lots: 10 }], 0])
    expect(clearRound({ ...round, rule: 'best-quote' }, quotes.slice(0, 1)).unsold).toBe(10)
  })
  test('equal prices go to the earlier envelope, whatever order they are read in', () => {
    const all = [a, b, c].map((one) => sealed(one))
    const first = clearRound(round, all)
    for (const other of [[all[2]!, all[0]!, all[1]!], all.toReversed()]) expect(clearRound(round, other)).toEqual(first)
  })
  test('decimals are compared as numbers, not as text', () => {
    const { ranking } = clearRound(round, [sealed(bid('a', ['101.5', 1])), sealed(bid('b', ['1000', 1]))])
    expect(ranking.map(({ bidder }) => bidder)).toEqual(['b', 'a'])
  })
})

describe('a winner that defaults', () => {
  const all = [a, b, c].map((one) => sealed(one))
  test('leaves its lots to the next bids, at a price of their own; what others were allotted stands', () => {
    const { allotments, sold, price, excluded } = clearRound(round, all, [{ bidder: 'b', taken: 0 }])
    expect(allotments).toEqual([
      { bidder: 'a', price: '103', lots: 4 },
      { bidder: 'c', price: '103', lots: 3 },
      { bidder: 'c', price: '101', lots: 2 },
      { bidder: 'a', price: '101', lots: 1 },
    ])
    expect([sold, price, excluded]).toEqual([10, undefined, [{ bidder: 'b', reason: 'defaulted' }]])
  })
  test('keeps what it had taken', () => {
    const { allotments, sold } = clearRound(round, all, [{ bidder: 'b', taken: 2 }])
    expect(allotments.find(({ bidder }) => bidder === 'b')).toEqual({ bidder: 'b', price: '103', lots: 2 })
    expect(sold).toBe(10)
  })
  test('leaves a block to the next quote, and to nobody after the last', () => {
    const quotes = [sealed(bid('a', ['104', 10])), sealed(bid('b', ['103', 10]))]
    const without = (...who: string[]) =>
      clearRound(
        { ...round, rule: 'best-quote' },
        quotes,
        who.map((bidder) => ({ bidder, taken: 0 })),
      )
    expect(without('a').allotments).toEqual([{ bidder: 'b', price: '103', lots: 10 }])
    expect([without('a', 'b').sold, without('a', 'b').unsold]).toEqual([0, 10])
  })
})

describe('what does not count, and why', () => {
  const only = (envelope: Envelope, change: Partial<Round> = {}) => {
    const { excluded, sold } = clearRound({ ...round, ...change }, [envelope])
    return [excluded[0]?.reason, sold]
  }
  test.each<[string, Envelope]>([
    ['not-invited', sealed(bid('e', ['105', 1]))],
    ['late', sealed(a, { committedAt: '2026-03-02T02:00:00.001Z' })],
    ['not-opened', { bidder: 'a', commitment: commitmentOf(a), committedAt: '2026-03-02T01:00:00.000Z' }],
    ['opened-late', sealed(a, { opened: { bid: a, at: '2026-03-02T03:00:00.001Z' } })],
    ['changed', sealed(a, { opened: { bid: bid('a', ['110', 4]), at: '2026-03-02T02:30:00.000Z' } })],
    ['changed', sealed(a, { opened: { bid: { ...a, nonce: 'f'.repeat(64) }, at: '2026-03-02T02:30:00.000Z' } })],
    ['changed', sealed(bid('b', ['105', 1]), { bidder: 'a' })],
    ['malformed', sealed(bid('a', ['101', 1], ['105', 1]))],
    ['malformed', sealed(bid('a', ['1e3', 1]))],
    ['below-reserve', sealed(bid('a', ['99.99', 10]))],
  ])('%s', (reason, envelope) => expect(only(envelope)).toEqual([reason, 0]))
  test('at the very deadline it still counts', () => {
    const edge = sealed(a, { committedAt: round.commitBy, opened: { bid: a, at: round.revealBy } })
    expect(only(edge)).toEqual([undefined, 10])
  })
  test('a second envelope of one bidder: the first binds', () => {
    const second = sealed(bid('a', ['200', 10]), { committedAt: '2026-03-02T01:59:00.000Z' })
    const { excluded, price } = clearRound(round, [second, sealed(a)])
    expect([excluded, price]).toEqual([[{ bidder: 'a', reason: 'late' }], '101'])
  })
})

test('a commitment hides the bid, and each part of the bid is in it', () => {
  const changes: Partial<SealedBid>[] = [
    { round: 'r-2' },
    { bidder: 'b' },
    { nonce: '1'.repeat(64) },
    { steps: [{ price: '105', lots: 5 }] },
  ]
  expect(new Set([a, ...changes.map((change) => ({ ...a, ...change }))].map(commitmentOf)).size).toBe(5)
  expect(commitmentOf(a)).toMatch(/^[0-9a-f]{64}$/)
})

test('a bid without a nonce of 32 bytes, with no lots or a price of nothing is none', () => {
  for (const change of [
    { nonce: 'ab' },
    { steps: [] },
    { steps: [{ price: '0', lots: 1 }] },
    { steps: [{ price: '5', lots: 0 }] },
  ])
    expect(() => checkBid({ ...a, ...change })).toThrowError(/expected/)
})

test('no lot is sold twice, nobody pays more than they bid, and nothing below the reserve, in ten thousand made-up rounds', () => {
  let seed = 7
  const random = (most: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % most
  }
  for (let n = 0; n < 10_000; n++) {
    const bids = ['a', 'b', 'c', 'd'].map((bidder) => {
      const top = 95 + random(20)
      return bid(
        bidder,
        ...Array.from({ length: 1 + random(3) }, (_, i): [string, number] => [String(top - i), 1 + random(6)]),
      )
    })
    const rule = (['single-price', 'pay-as-bid', 'best-quote'] as const)[random(3)]!
    const found = clearRound(
      { ...round, rule, lots: 1 + random(12) },
      bids.map((one) => sealed(one)),
    )
    const lots = found.allotments.reduce((sum, row) => sum + row.lots, 0)
    expect(lots).toBe(found.sold)
    for (const { bidder, price } of found.allotments) {
      const best = Number(bids.find((one) => one.bidder === bidder)!.steps[0]!.price)
      expect(Number(price)).toBeGreaterThanOrEqual(100)
      expect(Number(price)).toBeLessThanOrEqual(best)
    }
  }
})
