import { expect, test } from 'vitest'
import { addressReturn, bringCoinsBack, homeAddress } from '../../sandbox/rehearsal/returnCoins.ts'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { findSecrets } from '../../src/core/assets/secrets.ts'
import type { Balances } from '../../src/core/ledger/posting.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { freeUnits } from '../../src/onshore/custody/units.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { walkToSale } from './sellWalk.ts'
import type { Simulation } from './simulate.ts'
import { walkMemory } from './walkMemory.ts'

const of = (balances: Balances, account: string): bigint => BigInt(balances[`${account} ${bitcoinAsset}`] ?? '0')

/** What stands under the accounts of a kind, in both zones together. */
function inBoth(sim: Simulation, prefix: string): bigint {
  return [sim.stateOf('onshore').balances, sim.stateOf('offshore').balances]
    .flatMap((balances) => Object.entries(balances))
    .filter(([key]) => key.startsWith(prefix) && key.endsWith(` ${bitcoinAsset}`))
    .reduce((sum, [, units]) => sum + BigInt(units), 0n)
}

function faultsOf(sim: Simulation) {
  return verifyBundle({ bundle: simulatedBundle(sim), kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }).faults
}

test('the floor stays out of reach: the coins come back, go to the victim in kind, the deposit is released, the case closes, the bundle verifies', async () => {
  const sim = await walkMemory({ seed: 'goes-back' }, () => {}, { trouble: 'return' })
  try {
    expect(sim.stageOf('onshore')).toBe('closed')
    expect(sim.stateOf('onshore').stages['tranche A/1']).toBe('back')
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('returned')
    expect(sim.stageOf('offshore', { lot: 'A', tranche: 'A/1' })).toBe('sent-back')
    expect(inBoth(sim, 'assets:')).toBe(0n)
    expect(inBoth(sim, 'crossing:')).toBe(0n)
    // 0.0002 BTC at either platform.
    expect(inBoth(sim, 'expenses:withdrawal-fee:provider')).toBe(40_000n)
    // All that was seized went back but what moving it cost: the test, the tranche, two returns, and the platforms' fees.
    const { balances } = sim.stateOf('onshore')
    const costs = 2_000n + 3_000n + 2n * 2_000n + 40_000n
    expect(of(balances, 'equity:returned')).toBe(-of(balances, 'equity:seized') - costs)
    // A zone keeps no text that looks like a secret: nothing that is said on the way back may.
    for (const text of sim.zones.offshore.documents.values())
      if (/"withdrawal-(terms|outcome)"/.test(text))
        expect(findSecrets(canonical((JSON.parse(text) as { body: Json }).body), { bareHex: 'allow' })).toEqual([])
    const kinds = sim.entriesOf('onshore').map(({ entry }) => entry.header.kind)
    expect(kinds.filter((kind) => kind === 'coins.arrived')).toHaveLength(2)
    expect(faultsOf(sim)).toEqual([])
  } finally {
    await sim.end()
  }
}, 900_000)

test('under the model of Saxony, before any judgment, they come back too and go to whom the organ finds entitled', async () => {
  const sim = await walkMemory({ models: ['saxony'], seed: 'goes-back-saxony' }, () => {}, { trouble: 'return' })
  try {
    expect(sim.stageOf('onshore')).toBe('closed')
    expect(sim.stateOf('onshore').stages['tranche A/1']).toBe('back')
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('returned')
    expect(sim.stageOf('offshore', { lot: 'A', tranche: 'A/1' })).toBe('sent-back')
    expect(inBoth(sim, 'assets:')).toBe(0n)
    expect(inBoth(sim, 'crossing:')).toBe(0n)
    const rules = [...sim.entriesOf('onshore'), ...sim.entriesOf('offshore')].flatMap(
      ({ entry }) => (entry.fields.decision!.value as { rules: string[] }).rules,
    )
    expect(rules).toEqual(expect.arrayContaining(['SN-way-withdrawal', 'SN-way-arrived', 'SN-111n-recipient']))
    expect(faultsOf(sim)).toEqual([])
  } finally {
    await sim.end()
  }
}, 900_000)

test('a sale that was stopped half way: only the rest comes back, what was sold is closed and brought home, what came back is a lot of its own', async () => {
  const walk = await walkToSale('half-way')
  const subject = { lot: 'A', tranche: 'A/1' }
  try {
    await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
    for (let minute = 0; minute < 4; minute++) await walk.clock.pass(1)
    await walk.offshore.act({ by: 'p-ng', kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } })
    await walk.seller.work()
    const { totals, open, cleared } = walk.seller.ordersOf('A/1')!
    expect([Object.keys(open), cleared?.why]).toEqual([[], 'stopped'])
    const sold = Object.values(totals).reduce((sum, { units }) => sum + BigInt(units), 0n)
    const received = inBoth(walk, 'assets:venue:')
    expect(sold > 0n && sold < received).toBe(true)
    const address = homeAddress(walk.custody, 0)
    await addressReturn(walk, { subject, ground: 'stopped', address })
    const free = freeUnits(walk.stateOf('onshore'), 'A')
    const came = await bringCoinsBack(walk, { subject, address, sold: true })
    // Sold, returned and fees make what was received.
    expect(sold + came + 40_000n).toBe(received)
    expect(inBoth(walk, 'assets:venue:')).toBe(sold)
    expect(walk.stageOf('offshore', subject)).toBe('rest-sent-back')
    expect(walk.stageOf('offshore', { lot: 'A' })).toBe('route-agreed')
    await closeSale(walk, subject)
    expect(walk.stageOf('offshore', subject)).toBe('sold')
    expect(inBoth(walk, 'assets:venue:')).toBe(0n)
    expect(walk.stageOf('onshore', subject)).toBe('transferred')
    expect(walk.stageOf('onshore', { lot: 'A' })).toBe('tested')
    expect(freeUnits(walk.stateOf('onshore'), 'A')).toBe(free + came)
    const payload = { into: 'C', units: came.toString(), ground: 'returned-coins', reason: 'SANDBOX' }
    await walk.onshore.approved({ by: 'p-zhang', kind: 'lot.split', subject: { lot: 'A' }, payload }, ['p-chen'])
    expect(walk.stageOf('onshore', { lot: 'C' })).toBe('classified')
    expect(freeUnits(walk.stateOf('onshore'), 'C')).toBe(came)
    expect(freeUnits(walk.stateOf('onshore'), 'A')).toBe(free)
    expect(inBoth(walk, 'crossing:')).toBe(0n)
    expect(faultsOf(walk)).toEqual([])
  } finally {
    await walk.end()
  }
}, 900_000)
