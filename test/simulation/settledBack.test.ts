import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { approveFx, bringHome } from '../../sandbox/rehearsal/bringHome.ts'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { close, distribute, returnInKind, returnLot } from '../../sandbox/rehearsal/finish.ts'
import { retry } from '../../sandbox/rehearsal/goesBack.ts'
import {
  addressReturn,
  arrivalOf,
  askPlatform,
  coinsReturnedBy,
  homeAddress,
  screenHomeward,
  sendFromPlatform,
  withdrawalOf,
} from '../../sandbox/rehearsal/returnCoins.ts'
import { setReserve, settleSale, startSale } from '../../sandbox/rehearsal/sell.ts'
import { enact } from '../../sandbox/rehearsal/way.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { balanceOf } from '../../src/core/ledger/posting.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { saleOf } from '../../src/offshore/sale/sale.ts'
import { unitsInCustody } from '../../src/onshore/custody/units.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'
import { pay } from './walkMemory.ts'

// A whole case, minute by minute: slow on a busy machine.
vi.setConfig({ testTimeout: 1_500_000, hookTimeout: 1_500_000 })

/**
 * A sale is stopped and settled; then what is left of its tranche goes back, while the money of what was sold comes home. The last coins are on the chain
 * longer than the money is in the bank: nothing is shared out before they have come. What came, with what never left, goes to the victim in kind.
 */
const subject = { lot: 'A', tranche: 'A/1' }
const platforms = [platformA, platformB] as const
const depositFen = 120_000_000n
let walk: SellWalk
let sold: bigint
let received: bigint
let came = 0n
let late: Awaited<ReturnType<typeof arrivalOf>>

beforeAll(async () => {
  const sim = await walkToSale('settled-back')
  const pass = async (minutes: number): Promise<void> => {
    await sim.clock.pass(minutes)
    await pay(sim)
  }
  walk = { ...sim, clock: { ...sim.clock, pass } }
})
afterAll(() => walk?.end())

const atVenues = (): bigint =>
  platforms.reduce(
    (sum, platform) => sum + balanceOf(walk.stateOf('offshore').balances, `assets:venue:${platform}:A`, bitcoinAsset),
    0n,
  )

/** A second stream of orders for the sale that runs, under an id of its own: it would sell the whole plan once more. */
function openedAgain(): readonly string[] {
  const { zones, offshore } = walk
  const actor = { org: zones.offshore.parameters.id, person: 'worker', role: 'system' }
  const payload = { case: offshore.caseId, lot: 'A', tranche: 'A/1' }
  const action = { id: 'orders again', kind: 'orders.opened', actor, subject, payload, documents: [] }
  const result = zones.offshore.fork().act(action, { parent: offshore.caseId })
  return result.outcome === 'refused' ? result.refusal.unmet.map(({ rule }) => rule) : []
}

test('what was sold is settled, and all that still lies at the platforms is ordered back: nothing of it counts as sold any more', async () => {
  received = atVenues()
  await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
  await walk.clock.pass(1)
  expect(openedAgain()).toEqual(['HK-MANDATE-running'])
  for (let minute = 1; minute < 4; minute++) await walk.clock.pass(1)
  await walk.offshore.act({ by: 'p-ng', kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } })
  await walk.seller.work()
  const left = await settleSale(walk, subject)
  sold = received - left
  expect(sold > 0n && left > 0n).toBe(true)
  const address = homeAddress(walk.custody, 0)
  await addressReturn(walk, { subject, ground: 'stopped', address })
  for (const platform of platforms)
    walk.world.exchanges[platform]!.allowWithdrawal('trust', { asset: 'BTC', network: 'BTC', address })
  await screenHomeward(walk, subject, address)
  const { legs, ...order } = await withdrawalOf(walk, subject, address)
  expect(order.payload.soldBefore).toEqual([])
  expect(legs.reduce((sum, { units }) => sum + BigInt(units), 0n)).toBe(left)
  await enact(walk, order)
  for (const [i, leg] of legs.entries()) {
    await askPlatform(walk, leg, address)
    const txid = (await sendFromPlatform(walk, leg.platform))!
    await walk.clock.pass(10)
    const last = i === legs.length - 1
    await enact(walk, await coinsReturnedBy(walk, { subject, leg, address, txid, last: last ? 'part' : 'more' }))
    const arrival = await arrivalOf(walk, { subject, leg, address, txid })
    if (last) late = arrival
    else await enact(walk, arrival)
    came += BigInt(leg.units) - BigInt(leg.fee)
  }
  expect(atVenues()).toBe(0n)
  // The sale was settled, and its money lies at the platforms: what comes next is their payment, and no closing of the sale.
  expect(walk.stageOf('offshore', subject)).toBe('sold')
  expect(saleOf(walk.stateOf('offshore'), 'A/1')).toMatchObject({ closed: false, proceeds: { USD: 'sold' } })
  expect(sold + came + 40_000n).toBe(received)
})

test('the money of what was sold comes home meanwhile, and is not shared out while coins are on their way', async () => {
  await bringHome(walk, 'A/1', await approveFx(walk))
  expect([walk.stageOf('offshore', subject), walk.stageOf('onshore', subject)]).toEqual(['remitted', 'credited'])
  await expect(distribute(walk)).rejects.toThrow('CN-EXE-10-shares')
  expect(
    await walk.refusedBy(walk.onshore, {
      by: 'p-wang',
      kind: 'deposit.released',
      subject: { lot: 'A' },
      payload: { reference: 'x' },
    }),
  ).not.toEqual([])
  await enact(walk, late)
  // What came stands in the lot still: it would end with it.
  await expect(distribute(walk)).rejects.toThrow('CN-EXE-10-shares')
})

test('what came back and what never left go to the victim in kind, the rest to the treasury; the case closes and verifies', async () => {
  const units = unitsInCustody(walk.stateOf('onshore'), 'A')
  expect(units > came).toBe(true)
  const payload = { into: 'C', units: units.toString(), ground: 'returned-coins', reason: 'SANDBOX retrial' }
  await walk.onshore.approved({ by: 'p-zhang', kind: 'lot.split', subject: { lot: 'A' }, payload }, ['p-chen'])
  await distribute(walk)
  await retry(walk, 'C', walk.held.slice(0, -1))
  await returnInKind(walk, { custody: walk.custody, lot: 'C', units })
  await returnLot(walk, { custody: walk.custody, held: walk.held })
  await close(walk, depositFen)
  await walk.seller.work()
  expect(walk.stageOf('onshore')).toBe('closed')
  for (const zone of ['onshore', 'offshore'] as const) {
    const open = Object.keys(walk.stateOf(zone).balances).filter((key) => key.startsWith('assets:'))
    expect([zone, open]).toEqual([zone, []])
  }
  const crossing = (of: string): bigint =>
    (['onshore', 'offshore'] as const)
      .flatMap((zone) => Object.entries(walk.stateOf(zone).balances))
      .filter(([key]) => key.startsWith('crossing:') && key.endsWith(` ${of}`))
      .reduce((sum, [, value]) => sum + BigInt(value), 0n)
  expect([crossing(bitcoinAsset), crossing('USD')]).toEqual([0n, 0n])
  const kinds = walk.entriesOf('offshore').map(({ entry }) => entry.header.kind)
  const of = (kind: string): number => kinds.filter((one) => one === kind).length
  expect([of('sale.settled'), of('sale.closed'), of('sale.analysed'), of('proceeds.booked')]).toEqual([1, 0, 1, 1])
  const report = verifyBundle({
    bundle: simulatedBundle(walk),
    kindsOnshore: onshoreKinds,
    kindsOffshore: offshoreKinds,
  })
  expect(report.faults).toEqual([])
})
