import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { setReserve } from '../../sandbox/rehearsal/sell.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { commitmentOf, type SealedBid } from '../../src/offshore/sale/auction/bid.ts'
import { type Clearing, clearRound } from '../../src/offshore/sale/auction/clear.ts'
import { type RoundState, roundOf } from '../../src/offshore/sale/auction/roundState.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
let reserve: string
beforeAll(async () => {
  walk = await walkToSale('round')
  reserve = await setReserve(walk, 'A/1')
})
afterAll(() => walk.end())

const inMinutes = (minutes: number): string => new Date(walk.clock.nowMs() + minutes * 60_000).toISOString()
const invitation = (change: object = {}) => ({
  by: 'p-ho',
  kind: 'bids.invited',
  subject,
  payload: {
    round: 'r-1',
    rule: 'single-price',
    lots: 10,
    lotUnits: '10000000',
    asset: bitcoinAsset,
    currency: 'USD',
    commitBy: inMinutes(30),
    revealBy: inMinutes(60),
    bidders: ['desk', platformA, platformB],
    method: '拍卖',
    consequence: 'price-paid',
    ...change,
  },
})
const propose = (doing: ReturnType<typeof invitation>) => ({
  ...doing,
  kind: 'proposal.made',
  payload: { proposes: doing.kind, payload: doing.payload },
})
const above = (bps: number): string => (Number(reserve) * (1 + bps / 10_000)).toFixed(2).replace(/\.?0+$/, '')
const bids: Readonly<Record<string, SealedBid>> = {}
const bidOfDesk = (bidder: string, ...steps: [bps: number, lots: number][]): SealedBid => ({
  round: 'r-1',
  bidder,
  steps: steps.map(([bps, lots]) => ({ price: above(bps), lots })),
  nonce: hashText(`nonce ${bidder}`),
})
async function commit(bidder: string, commitment: string, issuer = bidder) {
  const paper = await file(walk, walk.offshore, issuer, 'bid-commitment', { round: 'r-1', commitment })
  return {
    by: 'p-ho',
    kind: 'bid.committed',
    subject,
    payload: { round: 'r-1', bidder, paper, commitment },
    documents: [paper],
  }
}
async function open(bid: SealedBid, bidder = bid.bidder) {
  const paper = await file(walk, walk.offshore, bidder, 'sealed-bid', bid as unknown as { [key: string]: Json })
  return { by: 'p-ho', kind: 'bid.opened', subject, payload: { round: 'r-1', bidder, paper }, documents: [paper] }
}
const round = (): RoundState => roundOf(walk.stateOf('offshore'), 'A/1')!

test.each<[string, object]>([
  ['a party that nobody knows', { bidders: ['desk', 'stranger'] }],
  ['the provider itself', { bidders: ['desk', 'provider'] }],
  ['a bidder twice', { bidders: ['desk', 'desk'] }],
  ['a platform whose licence has not begun', { bidders: ['desk', 'sandbox-venue-c'] }],
  [
    'an auction with the consequence of a negotiated sale',
    { consequence: 'price-paid-and-compensation-if-clearly-below-value' },
  ],
  ['a negotiated sale with the consequence of an auction', { method: '变卖' }],
  ['more than lies at the platforms', { lots: 1000 }],
  ['a reveal before the commitments', { revealBy: '2026-03-02T01:00:00.000Z' }],
])('an invitation with %s is refused', async (_, change) => {
  expect(await walk.refusedBy(walk.offshore, propose(invitation(change)))).toEqual(['HK-MANDATE-invite'])
})

test('a negotiated sale says that compensation follows where the price was clearly below value', async () => {
  const change = { method: '变卖', consequence: 'price-paid-and-compensation-if-clearly-below-value' }
  expect(await walk.refusedBy(walk.offshore, propose(invitation(change)))).toEqual([])
})

test('envelopes come before the deadline, one of each who was invited, under their own signature', async () => {
  await walk.offshore.approved(invitation(), ['p-lam', 'p-ng'])
  Object.assign(bids, {
    desk: bidOfDesk('desk', [200, 4], [150, 6]),
    [platformA]: bidOfDesk(platformA, [180, 5]),
    [platformB]: bidOfDesk(platformB, [190, 10]),
  })
  expect(await walk.refusedBy(walk.offshore, await open(bids.desk!))).toEqual(['HK-MANDATE-open'])
  expect(await walk.refusedBy(walk.offshore, await commit('desk', commitmentOf(bids.desk!), platformA))).toEqual([
    'HK-MANDATE-envelope',
  ])
  expect(await walk.refusedBy(walk.offshore, await commit('counsel', 'a'.repeat(64)))).toEqual(['HK-MANDATE-envelope'])
  for (const bidder of ['desk', platformA, platformB]) {
    expect(await walk.refusedBy(walk.offshore, await commit(bidder, commitmentOf(bids[bidder]!)))).toEqual([])
  }
  expect(await walk.refusedBy(walk.offshore, await commit('desk', 'b'.repeat(64)))).toEqual(['HK-MANDATE-envelope'])
  await walk.clock.pass(31)
  expect(await walk.refusedBy(walk.offshore, await commit('desk', 'b'.repeat(64)))).toEqual(['HK-MANDATE-envelope'])
})

let clearing: Clearing
test('after it they are opened; one that changed its bid and one that stays shut do not count, and everybody computes the same', async () => {
  const again = (document: object, change: object = {}) => {
    const hash = walk.zones.offshore.document(canonical(document as unknown as Json))
    const allotments = (document as Clearing).allotments.map(({ bidder, lots }) => ({ bidder, lots }))
    const { sold, unsold } = document as Clearing
    return {
      by: 'p-ho',
      kind: 'bids.cleared',
      subject,
      payload: { round: 'r-1', clearing: hash, sold, unsold, allotments, ...change },
      documents: [hash],
    }
  }
  expect(await walk.refusedBy(walk.offshore, await open(bids.desk!))).toEqual([])
  expect(await walk.refusedBy(walk.offshore, await open(bids.desk!))).toEqual(['HK-MANDATE-open'])
  const changed = { ...bids[platformA]!, steps: [{ price: above(500), lots: 10 }] }
  expect(await walk.refusedBy(walk.offshore, await open(changed))).toEqual([])
  const opened: Readonly<Record<string, SealedBid>> = { desk: bids.desk!, [platformA]: changed }
  const envelopes = round().envelopes.map(({ bidder, commitment, committedAt, opened: at }) => ({
    bidder,
    commitment,
    committedAt,
    ...(at === undefined ? {} : { opened: { bid: opened[bidder]!, at: at.at } }),
  }))
  clearing = clearRound(round(), envelopes)
  expect(clearing.excluded).toEqual([
    { bidder: platformA, reason: 'changed' },
    { bidder: platformB, reason: 'not-opened' },
  ])
  expect(clearing.price).toBe(above(150))
  expect(await walk.refusedBy(walk.offshore, again(clearing))).toEqual(['HK-MANDATE-clear'])
  await walk.clock.pass(30)
  const favoured = { ...clearing, allotments: [{ bidder: platformB, lots: 10, price: above(150) }] }
  expect(await walk.refusedBy(walk.offshore, again(favoured))).toEqual(['HK-MANDATE-clear'])
  expect(await walk.refusedBy(walk.offshore, again(clearing, { allotments: [] }))).toEqual(['HK-MANDATE-clear'])
  expect(await walk.refusedBy(walk.offshore, again(clearing))).toEqual([])
  expect(await walk.refusedBy(walk.offshore, again(clearing))).toEqual(['HK-MANDATE-clear'])
})

test('onshore sees who gets how much, no price, and confirms that result or none', async () => {
  const crossed = walk.stateOf('onshore').crossed['bids.cleared A/1']!
  expect(JSON.stringify(crossed.fields)).not.toContain(clearing.price)
  expect(crossed.fields.allotments).toEqual([{ bidder: 'desk', lots: 10 }])
  const answer = (change: object = {}) => ({
    by: 'p-qian',
    kind: 'ranking.confirmed',
    subject,
    payload: {
      answer: 'confirm',
      clearingEntry: crossed.entry,
      clearing: String(crossed.fields.clearing),
      round: 'r-1',
      ...change,
    },
  })
  const asked = (change: object) => walk.refusedBy(walk.onshore, propose(answer(change) as never))
  expect(await asked({ clearing: '0'.repeat(64) })).toEqual(['CN-HOUSE-ranking'])
  expect(await asked({ round: 'r-2' })).toEqual(['CN-HOUSE-ranking'])
  expect(await asked({ answer: 'refuse' })).toEqual([])
  await walk.onshore.approved(answer(), ['p-zhou'])
  expect(walk.stateOf('offshore').crossed['ranking.confirmed A/1']?.fields.answer).toBe('confirm')
})
