import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setReserve } from '../../sandbox/rehearsal/sell.ts'
import {
  type BlockRound,
  type Cleared,
  clearBids,
  clearBuyer,
  closeBlock,
  confirmRanking,
  type Desk,
  deliverBlock,
  dueOf,
  giveBack,
  inviteDesks,
  openBid,
  payBlock,
  sealBids,
  secureBid,
  settleWinner,
} from '../../sandbox/rehearsal/sellBlock.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import { bitcoinAsset, trustAccount } from '../../sandbox/world.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import type { SealedBid } from '../../src/offshore/sale/auction/bid.ts'
import { roundOf } from '../../src/offshore/sale/auction/roundState.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'
import { walkMemory } from './walkMemory.ts'

const tranche = 'A/1'
const subject = { lot: 'A', tranche }

/** The rules that a scene is refused by; empty where it went through. */
async function refused(scene: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await scene()
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.unmet.map(({ rule }) => rule).sort()
  }
}

const balances = (walk: SellWalk) =>
  Object.fromEntries(
    Object.entries(walk.stateOf('offshore').balances).filter(([key]) => / (USD|.*slip44:0)$/.test(key)),
  )

test('a block that goes to the best quote: one desk is asked and bound over FIX 4.4; paid, handed over, and the whole case closes and verifies', async () => {
  const sim = await walkMemory({ models: ['beijing'], seed: 'block' }, () => {}, { block: 'whole' })
  try {
    expect([sim.stageOf('onshore'), sim.stageOf('offshore', subject)]).toEqual(['closed', 'remitted'])
    const kinds = sim.entriesOf('offshore').map(({ entry }) => entry.header.kind)
    for (const kind of ['bid.secured', 'buyer.cleared', 'block.paid', 'delivery.ordered', 'block.delivered'])
      expect([kind, kinds.indexOf(kind) < kinds.indexOf('block.closed')]).toEqual([kind, true])
    expect(kinds.indexOf('block.paid')).toBeLessThan(kinds.indexOf('delivery.ordered'))
    const { balances } = sim.stateOf('offshore')
    expect(Object.keys(balances).filter((key) => /^assets:|bid-deposit|liabilities:block/.test(key))).toEqual([])
    expect(sim.world.bank.balance(trustAccount)).toBe(0n)
    const got = Object.values(sim.world.exchanges).flatMap((exchange) =>
      exchange
        .statement({ account: 'desk-fix' })
        .split('\n')
        .filter((line) => line.includes('"kind":"deposit"')),
    )
    expect(got).toHaveLength(2)
    expect(sim.stateOf('onshore').crossed['block.closed A/1']?.fields.units).toMatch(/^[1-9]\d+$/)
    const report = verifyBundle({
      bundle: simulatedBundle(sim),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
    })
    expect(report.faults).toEqual([])
  } finally {
    await sim.end()
  }
})

describe('a block by lots, of which a winner does not pay', () => {
  let walk: SellWalk
  let sealed: Readonly<Record<string, SealedBid>>
  let cleared: Cleared
  const block: BlockRound = {
    tranche,
    rule: 'single-price',
    lots: 10,
    onDefault: 'next-bidder',
    bids: {
      desk: [
        [150, 4],
        [120, 6],
      ],
      'desk-fix': [[180, 8]],
    },
  }
  const lotsOf = ({ clearing }: Cleared) => clearing.allotments.map(({ bidder, lots }) => `${bidder} ${lots}`)
  const defaulted = (bidder: Desk, change: object = {}) => ({
    by: 'p-lam',
    kind: 'bid.defaulted',
    subject,
    payload: { round: 'r-1', bidder, reason: 'unpaid', forfeited: '5000000', currency: 'USD', ...change },
  })
  beforeAll(async () => {
    walk = await walkToSale('default')
    const reserve = await setReserve(walk, tranche)
    await inviteDesks(walk, block)
    await expect(
      walk.offshore.act({
        by: 'p-ho',
        kind: 'bid.committed',
        subject,
        payload: { round: 'r-1', bidder: 'desk', paper: 'a'.repeat(64), commitment: 'b'.repeat(64) },
      }),
    ).rejects.toThrow()
    sealed = await sealBids(walk, block, reserve)
    await walk.clock.pass(31)
    for (const bid of Object.values(sealed)) await openBid(walk, tranche, bid)
    cleared = await clearBids(walk, tranche, sealed)
  })
  afterAll(() => walk.end())

  test('nobody pays before onshore has confirmed, nor before the buyer was screened, nor another sum', async () => {
    expect(lotsOf(cleared)).toEqual(['desk-fix 8', 'desk 2'])
    // What joins a winner to the provider since the round was opened keeps it out; what has ended does not.
    const document = await walk.offshore.document('SANDBOX extract of a company register')
    const from = walk.clock.now().slice(0, 10)
    const tie = { tie: 'late', owner: 'desk', owned: 'provider', kind: 'controls', from, document }
    await walk.offshore.found('tie.declared', tie, [document])
    expect(await refused(() => clearBuyer(walk, tranche, 'desk'))).toEqual(['BJ-buyer'])
    await walk.offshore.found('tie.ended', { tie: 'late', until: from, document }, [document])
    await clearBuyer(walk, tranche, 'desk')
    expect(await refused(() => payBlock(walk, tranche, 'desk', cleared))).toEqual(['HK-MANDATE-blockpaid'])
    await confirmRanking(walk, tranche, cleared)
    expect(await refused(() => payBlock(walk, tranche, 'desk-fix', cleared))).toEqual(['HK-MANDATE-blockpaid'])
    const short = {
      ...cleared,
      clearing: { ...cleared.clearing, allotments: [{ bidder: 'desk', lots: 2, price: '1' }] },
    }
    const { amount } = await dueOf(walk, tranche, 'desk', cleared)
    expect(amount).toBeGreaterThan(0n)
    await expect(payBlock(walk, tranche, 'desk', short)).rejects.toThrow()
  })

  test('a deposit stays while its bidder is bound, and twice is too often', async () => {
    expect(await refused(() => giveBack(walk, tranche, 'desk'))).toEqual(['HK-MANDATE-depositback'])
    // The line of the bank is the same one, and a zone has one entry for it.
    await expect(secureBid(walk, tranche, 'desk')).rejects.toThrow('was taken with other content')
  })

  test('no coin goes before the money, and what is promised is not sold elsewhere', async () => {
    const lots = BigInt(roundOf(walk.stateOf('offshore'), tranche)!.lotUnits)
    const legs = [{ platform: 'sandbox-venue-a', units: (2n * lots).toString(), to: 'desk' }]
    const order = (payload: object) => ({
      by: 'p-lam',
      kind: 'proposal.made',
      subject,
      payload: {
        proposes: 'delivery.ordered',
        payload: { round: 'r-1', bidder: 'desk', asset: bitcoinAsset, legs, ...payload },
      },
    })
    expect(await walk.refusedBy(walk.offshore, order({}))).toEqual(['HK-MANDATE-dvp'])
    await payBlock(walk, tranche, 'desk', cleared)
    // An account at another platform is another one, which nobody screened.
    const unscreened = ['HK-G-12.8.1-delivery', 'HK-G-6.15-current']
    for (const [change, more] of [
      [{ to: 'somebody' }, []],
      [{ units: lots.toString() }, []],
      [{ platform: 'sandbox-venue-c' }, unscreened],
    ] as const)
      expect(await walk.refusedBy(walk.offshore, order({ legs: [{ ...legs[0]!, ...change }] }))).toEqual([
        ...more,
        'HK-MANDATE-dvp',
      ])
    expect(await walk.refusedBy(walk.offshore, order({}))).toEqual([])
    await deliverBlock(walk, tranche, 'desk')
    expect(roundOf(walk.stateOf('offshore'), tranche)!.deals!.desk).toMatchObject({ paidLots: 2, deliveredLots: 2 })
  })

  test('who was not cleared in time has defaulted and loses nothing; the next bid gets the lots at its own price, confirmed again', async () => {
    const early = defaulted('desk-fix', { reason: 'not-cleared', forfeited: '0' })
    await expect(walk.offshore.approved(early, ['p-ng'])).rejects.toThrow(/HK-MANDATE-default|not met/)
    await walk.clock.pass(241)
    await expect(walk.offshore.approved(defaulted('desk-fix'), ['p-ng'])).rejects.toThrow()
    await walk.offshore.approved(early, ['p-ng'])
    const again = await clearBids(walk, tranche, sealed)
    expect(lotsOf(again)).toEqual(['desk 2', 'desk 8'])
    expect(again.clearing.sold).toBe(10)
    expect(again.clearing.excluded).toEqual([{ bidder: 'desk-fix', reason: 'defaulted' }])
    expect(await refused(() => payBlock(walk, tranche, 'desk', again))).toEqual(['HK-MANDATE-blockpaid'])
    await confirmRanking(walk, tranche, again)
    await giveBack(walk, tranche, 'desk-fix')
    await settleWinner(walk, tranche, 'desk', again)
    await giveBack(walk, tranche, 'desk')
    await closeBlock(walk, tranche)
    expect(walk.stageOf('offshore', subject)).toBe('booked')
    const held = balances(walk)
    expect(held['assets:trust:A USD']).toBe((-BigInt(held['equity:sold USD']!)).toString())
  })
})

describe('a winner who was cleared and does not pay', () => {
  let walk: SellWalk
  const block: BlockRound = {
    tranche,
    rule: 'best-quote',
    lots: 1,
    onDefault: 'void',
    bids: { desk: [[50, 1]], 'desk-fix': [[90, 1]] },
  }
  beforeAll(async () => {
    walk = await walkToSale('void')
  })
  afterAll(() => walk.end())

  test('loses the deposit to the case; the round is void where it was so invited, and the coins may be sold otherwise', async () => {
    const reserve = await setReserve(walk, tranche)
    await inviteDesks(walk, block)
    const sealed = await sealBids(walk, block, reserve)
    await walk.clock.pass(31)
    for (const bid of Object.values(sealed)) await openBid(walk, tranche, bid)
    const cleared = await clearBids(walk, tranche, sealed)
    await confirmRanking(walk, tranche, cleared)
    await clearBuyer(walk, tranche, 'desk-fix')
    await expect(inviteDesks(walk, block)).rejects.toThrow()
    await walk.clock.pass(241)
    const payload = { round: 'r-1', bidder: 'desk-fix', reason: 'unpaid', forfeited: '5000000', currency: 'USD' }
    await walk.offshore.approved({ by: 'p-lam', kind: 'bid.defaulted', subject, payload }, ['p-ng'])
    await giveBack(walk, tranche, 'desk')
    expect(await refused(() => giveBack(walk, tranche, 'desk-fix'))).toEqual(['HK-MANDATE-depositback'])
    const held = balances(walk)
    expect(held['assets:trust:A USD']).toBe('5000000')
    expect(held['income:bid-deposit-kept USD']).toBe('-5000000')
    await inviteDesks(walk, { ...block, bids: { desk: [[50, 1]] } })
    expect(roundOf(walk.stateOf('offshore'), tranche)!.bidders).toEqual(['desk'])
  })
})
