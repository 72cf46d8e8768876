import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import {
  addressReturn,
  arrivalOf,
  askPlatform,
  coinsReturnedBy,
  homeAddress,
  type Leg,
  screenHomeward,
  sendFromPlatform,
  termsPaper,
  withdrawalOf,
} from '../../sandbox/rehearsal/returnCoins.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { makeHolder } from '../../sandbox/signer/holder.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { balanceOf } from '../../src/core/ledger/posting.ts'
import { freeUnits } from '../../src/onshore/custody/units.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

/** A tranche that lies at both platforms comes back before it was priced: every act of its way once wrongly and once rightly. */
const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
let home: string
let legs: readonly Leg[]
let out: bigint
const txids: Record<string, string> = {}
beforeAll(async () => {
  walk = await walkToSale('way-back')
  home = homeAddress(walk.custody, 0)
  out = atVenues()
}, 600_000)
afterAll(() => walk.end())

const atVenues = (): bigint =>
  [platformA, platformB].reduce(
    (sum, platform) => sum + balanceOf(walk.stateOf('offshore').balances, `assets:venue:${platform}:A`, bitcoinAsset),
    0n,
  )
const custody = (): bigint => balanceOf(walk.stateOf('onshore').balances, 'assets:custody', bitcoinAsset)

/** The rules that a proposal is refused by. */
function proposed(zone: 'onshore' | 'offshore', by: string, doing: Omit<Doing, 'by'>): Promise<readonly string[]> {
  const { kind, payload, ...rest } = doing
  return walk.refusedBy(walk[zone], { ...rest, by, kind: 'proposal.made', payload: { proposes: kind, payload } })
}

async function addressed(change: object = {}, said: object = {}, issuer = 'psb') {
  const body = { tranche: 'A/1', ground: 'entrustment-ended', feeBearer: 'provider', ...said }
  const decision = await file(walk, walk.onshore, issuer, 'return-decision', body)
  return {
    kind: 'return.addressed',
    subject,
    payload: {
      ground: 'entrustment-ended',
      decision,
      asset: bitcoinAsset,
      address: home,
      feeBearer: 'provider',
      readBack: true,
      ...change,
    },
    documents: [decision],
  }
}

test("an address that is not the agency's, was used, or was not read back takes no coins", async () => {
  const strange = makeHolder({ seed: walk.seed, holder: 'victim' }).bitcoinAddress
  const { held } = walk.stateOf('onshore').slices.custody as unknown as { held: { address: string }[] }
  const cases: [string, object][] = [
    ['of nobody here', { address: strange }],
    ['of a platform', { address: walk.world.depositAddress[platformA]! }],
    ['where coins of the case stood', { address: held[0]!.address }],
    ['not read back', { readBack: false }],
  ]
  for (const [what, change] of cases)
    expect([what, await proposed('onshore', 'p-wang', await addressed(change))]).toEqual([what, ['CN-CPL-245-home']])
})

test('the organ responsible decides, on a ground that holds, and names who bears the fee', async () => {
  const ask = async (...given: Parameters<typeof addressed>) => proposed('onshore', 'p-wang', await addressed(...given))
  expect(await ask({}, {}, 'cbex')).toEqual(['CN-HOUSE-return-decision'])
  expect(await ask({}, { tranche: 'A/2' })).toEqual(['CN-HOUSE-return-decision'])
  // Offshore nobody found the floor out of reach.
  expect(await ask({ ground: 'floor' }, { ground: 'floor' })).toEqual(['CN-HOUSE-return-decision'])
  expect(await ask({ feeBearer: 'cbex' })).toEqual(['CN-HOUSE-return-fee'])
  expect(await ask({ feeBearer: 'nobody' }, { feeBearer: 'nobody' })).toEqual(['CN-HOUSE-return-fee'])
  // An acquittal is the court's to say, and no platform's.
  expect(await ask({ ground: 'outcome' }, { ground: 'outcome' }, 'court')).toEqual([])
  expect(await ask()).toEqual([])
})

test('before an address has crossed nothing is withdrawn', async () => {
  const { legs: _, ...order } = await withdrawalOf(walk, subject, home)
  expect(await proposed('offshore', 'p-lam', order)).toEqual([
    'HK-G-12.8.1-home',
    'HK-G-6.15-current',
    'HK-ROUTE-return',
  ])
})

test('before it was screened at this very address nothing goes back to it', async () => {
  await addressReturn(walk, { subject, ground: 'entrustment-ended', address: home })
  const { legs: _, ...order } = await withdrawalOf(walk, subject, home)
  await screenHomeward(walk, subject, homeAddress(walk.custody, 7))
  expect(await proposed('offshore', 'p-lam', order)).toEqual(['HK-G-12.8.1-home'])
  await screenHomeward(walk, subject, home)
  expect(await proposed('offshore', 'p-lam', order)).toEqual([])
})

test('the order: to that address only, all that is left, on terms of the platform, once', async () => {
  expect(walk.stateOf('offshore').crossed['return.addressed A/1']?.fields).toEqual({
    ground: 'entrustment-ended',
    asset: bitcoinAsset,
    address: home,
    feeBearer: 'provider',
  })
  const found = await withdrawalOf(walk, subject, home)
  legs = found.legs
  expect(legs.reduce((sum, { units }) => sum + BigInt(units), 0n)).toBe(out)
  const ask = (change: object, documents: readonly string[] = []) => {
    const { legs: _, ...order } = found
    const doing = { ...order, payload: { ...order.payload, ...change }, documents: [...order.documents, ...documents] }
    return proposed('offshore', 'p-lam', doing)
  }
  const [first, second] = legs
  const other = homeAddress(walk.custody, 1)
  expect(await ask({ address: other })).toEqual(expect.arrayContaining(['HK-ROUTE-return', 'HK-MANDATE-withdrawal']))
  expect(await ask({ legs: [first] })).toEqual(['HK-MANDATE-withdrawal'])
  const less = { ...first!, units: (BigInt(first!.units) - 1n).toString() }
  expect(await ask({ legs: [less, second] })).toEqual(['HK-MANDATE-withdrawal'])
  expect(await ask({ legs: [first, first, second] })).toEqual(['HK-MANDATE-withdrawal'])
  expect(await ask({ legs: [{ ...first!, withdrawal: 'a'.repeat(32) }, second] })).toEqual(['HK-MANDATE-withdrawal'])
  expect(await ask({ soldBefore: [{ platform: platformA, units: '1' }] })).toEqual(['HK-MANDATE-withdrawal'])
  expect(await ask({ legs: [{ ...first!, fee: '0' }, second] })).toEqual(['HK-ROUTE-limits'])
  const on = async (change: object) => {
    const terms = await termsPaper(walk, first!.platform, home, change)
    return ask({ legs: [{ ...first!, terms }, second] }, [terms])
  }
  expect(await on({ whitelisted: false })).toEqual(['HK-ROUTE-return'])
  expect(await on({ accountHolder: 'desk' })).toEqual(['HK-ROUTE-return'])
  expect(await on({ minUnits: '900000000' })).toEqual(['HK-ROUTE-limits'])
  expect(await on({ maxUnits: 'many' })).toEqual(['HK-ROUTE-limits'])
  expect(await on({ particulars: ['originator-name'] })).toEqual(['HK-G-12.14.2a-particulars'])
  expect(await on({ thirdPartyApprovedBy: '' })).toEqual(['HK-G-11.5c-payment'])
  // Terms that another platform signed bind nobody.
  expect(await ask({ legs: [{ ...first!, terms: second!.terms }, second] })).toEqual(
    expect.arrayContaining(['HK-ROUTE-return', 'HK-ROUTE-limits', 'HK-G-11.5c-payment']),
  )
  expect(await ask({})).toEqual([])
  const hold = {
    by: 'p-ng',
    kind: 'hold.placed',
    subject: {},
    payload: {
      hold: 'venue/trust/a',
      kind: 'venue-hold',
      reason: 'venue hold, reason restricted',
      lots: ['A'],
      reviewOn: '2026-04-01',
      mayLift: 'trust',
    },
  }
  expect(await walk.refusedBy(walk.offshore, hold)).toEqual([])
  expect(await ask({})).toEqual(expect.arrayContaining(['HK-G-157-return']))
  const lift = { hold: 'venue/trust/a', reason: 'venue hold, reason restricted' }
  await walk.offshore.act({ by: 'p-ng', kind: 'hold.lifted', subject: {}, payload: lift })
  const { legs: _, ...order } = found
  await walk.offshore.approved({ ...order, by: 'p-lam' }, ['p-ng'])
  expect(walk.stageOf('offshore', subject)).toBe('withdrawing')
  // What was ordered counts as possibly sent: it is not ordered again, and nothing else happens with it.
  expect(await ask({})).toEqual(['HK-MANDATE-withdrawal'])
})

test('a lost answer is asked about and not asked for again; what is not listed, the platform refuses', async () => {
  const [first] = legs
  const exchange = walk.world.exchanges[first!.platform]!
  await expect(askPlatform(walk, first!, home)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
  for (const leg of legs)
    walk.world.exchanges[leg.platform]!.allowWithdrawal('trust', { asset: 'BTC', network: 'BTC', address: home })
  exchange.control.fault({ kind: 'timeout-after-accept', on: 'withdraw' })
  exchange.control.fault({ kind: 'late-withdrawal', forMs: 600_000 })
  await askPlatform(walk, first!, home)
  await askPlatform(walk, first!, home)
  expect(await walk.world.treasurer(first!.platform).withdrawals({ asset: 'BTC' })).toMatchObject([
    { key: first!.withdrawal, state: 'pending', destination: home },
  ])
  expect(await sendFromPlatform(walk, first!.platform)).toBeUndefined()
  await walk.clock.pass(10)
  txids[first!.platform] = (await sendFromPlatform(walk, first!.platform))!
})

test("a platform's word that nothing was sent frees the coins to be ordered again, under another key", async () => {
  const second = legs[1]!
  const { platform, withdrawal } = second
  const failed = async (state: string, issuer = platform) => {
    const statement = await file(walk, walk.offshore, issuer, 'withdrawal-outcome', {
      withdrawal,
      state,
      asset: bitcoinAsset,
    })
    const payload = { platform, asset: bitcoinAsset, withdrawal, statement }
    return { by: 'p-lam', kind: 'withdrawal.failed', subject, payload, documents: [statement] }
  }
  expect(await walk.refusedBy(walk.offshore, await failed('pending'))).toEqual(['HK-RECEIPT-failed'])
  expect(await walk.refusedBy(walk.offshore, await failed('failed', platformA))).toEqual(['HK-RECEIPT-failed'])
  expect(await walk.refusedBy(walk.offshore, await failed('failed'))).toEqual([])
  expect(await walk.refusedBy(walk.offshore, await failed('failed'))).toEqual(['HK-RECEIPT-failed'])
  const { legs: again, ...order } = await withdrawalOf(walk, subject, home)
  expect(again.map(({ platform: of, units }) => [of, units])).toEqual([[platform, second.units]])
  expect(again[0]!.withdrawal).not.toBe(withdrawal)
  await walk.offshore.approved({ ...order, by: 'p-lam' }, ['p-ng'])
  legs = [legs[0]!, again[0]!]
})

test("what went back is booked by the platform's word, to the unit, and who bears the fee is named", async () => {
  const [first] = legs
  const txid = txids[first!.platform]!
  const said = async (change: object = {}, leg: Leg = first!) => {
    const doing = await coinsReturnedBy(walk, { subject, leg, address: home, txid, last: 'more' })
    return { ...doing, by: 'p-lam', payload: { ...doing.payload, ...change } }
  }
  expect(await walk.refusedBy(walk.offshore, await said({ units: '1' }))).toEqual(
    expect.arrayContaining(['HK-RECEIPT-returned']),
  )
  expect(await walk.refusedBy(walk.offshore, await said({ txid: 'b'.repeat(64) }))).toEqual(['HK-RECEIPT-returned'])
  expect(await walk.refusedBy(walk.offshore, await said({ rest: 'whole' }))).toEqual(['HK-RECEIPT-returned'])
  expect(await walk.refusedBy(walk.offshore, await said({}, { ...first!, fee: '1' }))).toEqual(['HK-RECEIPT-returned'])
  expect(await walk.refusedBy(walk.offshore, await said())).toEqual([])
  expect(await walk.refusedBy(walk.offshore, await said())).toEqual(['HK-RECEIPT-returned'])
  const { balances } = walk.stateOf('offshore')
  expect(balanceOf(balances, 'expenses:withdrawal-fee:provider', bitcoinAsset)).toBe(BigInt(first!.fee))
  expect(atVenues()).toBe(out - BigInt(first!.units))
})

test('custody has it when the chain shows it: not elsewhere, not less, not twice, not by word alone', async () => {
  const [first, second] = legs
  const before = custody()
  const arrival = async (leg: Leg, txid: string, change: object = {}) => {
    const doing = await arrivalOf(walk, { subject, leg, address: home, txid })
    return { ...doing, by: 'p-wang', payload: { ...doing.payload, ...change } }
  }
  const txid = txids[first!.platform]!
  const strange = { address: walk.world.depositAddress[platformA]!, index: 1 }
  expect(await walk.refusedBy(walk.onshore, await arrival(first!, txid, strange))).toEqual(['CN-CPL-245-arrived'])
  expect(await walk.refusedBy(walk.onshore, await arrival(first!, txid, { units: '1' }))).toEqual([
    'CN-CPL-245-arrived',
  ])
  expect(await walk.refusedBy(walk.onshore, await arrival(first!, txid, { index: 1 }))).toEqual(['CN-CPL-245-arrived'])
  expect(await walk.refusedBy(walk.onshore, await arrival(first!, txid))).toEqual([])
  const net = BigInt(first!.units) - BigInt(first!.fee)
  expect(custody()).toBe(before + net)
  expect(await walk.refusedBy(walk.onshore, await arrival(first!, txid))).toEqual(['CN-CPL-245-arrived'])
  expect(walk.stageOf('onshore', subject)).toBe('transferred')
  // The second platform sends less than it says: its word stands offshore, and onshore nothing is booked.
  walk.world.exchanges[second!.platform]!.control.fault({ kind: 'short-withdrawal', share: 10_000 })
  await askPlatform(walk, second!, home)
  const short = (await sendFromPlatform(walk, second!.platform))!
  await walk.clock.pass(10)
  const said = await coinsReturnedBy(walk, { subject, leg: second!, address: home, txid: short, last: 'whole' })
  expect(await walk.refusedBy(walk.offshore, { ...said, by: 'p-lam' })).toEqual([])
  expect(walk.stageOf('offshore', subject)).toBe('sent-back')
  expect(walk.stageOf('offshore', { lot: 'A' })).toBe('accepted')
  expect(await walk.refusedBy(walk.onshore, await arrival(second!, short))).toEqual(['CN-CPL-245-arrived'])
  // What the chain shows is not what was said: a smaller sum is not taken for it either.
  const units = (BigInt(second!.units) - BigInt(second!.fee) - BigInt(second!.units) / 100n).toString()
  expect(await walk.refusedBy(walk.onshore, await arrival(second!, short, { units }))).toEqual(['CN-CPL-245-arrived'])
  expect(custody()).toBe(before + net)
  expect(walk.stageOf('onshore', { lot: 'A' })).toBe('tested')
  expect(freeUnits(walk.stateOf('onshore'), 'A')).toBe(custody() - balanceOfLotB())
})

/** Lot B never moved. */
const balanceOfLotB = (): bigint =>
  BigInt((walk.stateOf('onshore').slices.custody as unknown as { lots: { B: { units: string } } }).lots.B.units)
