import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Custody } from '../../sandbox/coins/coins.ts'
import { anvilInstalled } from '../../sandbox/nodes/anvil.ts'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { provedPayments } from '../../src/core/custody/payments.ts'
import { readSafe } from '../../src/core/custody/wallet.ts'
import { balanceOf } from '../../src/core/ledger/posting.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { transfersOf } from '../../src/onshore/custody/transfer.ts'
import { freeUnits } from '../../src/onshore/custody/units.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { openEvmChain } from '../../src/world/chains/evm/evmChain.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import type { MemoryEntry } from './memoryZone.ts'
import { type Simulation, simulate } from './simulate.ts'
import { walkMemory } from './walkMemory.ts'

// A whole sale over a real node: slow on a busy machine.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 })

const available = anvilInstalled()

const openChain = ({ world }: Simulation) =>
  openEvmChain({ network: world.evm!.network, source: { url: world.evm!.rpcUrl } })

describe.skipIf(!available)('a token that the agency keeps in a Safe', () => {
  let sim: Simulation
  const seen: { readonly kind: string; readonly entry: MemoryEntry['entry'] }[] = []
  beforeAll(async () => {
    sim = await walkMemory({ seed: 'token', traded: 'USDT' }, (_, { entry }) => {
      seen.push({ kind: entry.header.kind, entry })
    })
  })
  afterAll(() => sim?.end())
  const payloads = (kind: string, field: string): readonly (Json | undefined)[] =>
    seen.filter((one) => one.kind === kind).map(({ entry }) => entry.fields[`payload.${field}`]?.value)

  test('is sold and returned to the last unit, and the case closes with both ledgers at nought', () => {
    expect(sim.stageOf('onshore')).toBe('closed')
    const { asset, found } = sim.traded
    const report = verifyBundle({
      bundle: simulatedBundle(sim),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
    })
    expect([report.faults, report.counts.replayed]).toEqual([[], report.counts.entries])
    const seized = found.reduce((sum, { units }) => sum + units, 0n)
    expect(report.holdings.find((row) => row.asset === asset)).toEqual({
      asset,
      seized: seized.toString(),
      sold: (seized - found.at(-1)!.units).toString(),
      returned: found.at(-1)!.units.toString(),
      networkFees: '0',
      inCustody: '0',
    })
    // What the network took is of the lender's coin, and its loan has ended.
    const [lent, returned, expensed] = ['gas.lent', 'gas.settled', 'gas.settled'].map((kind, i) =>
      BigInt(String(payloads(kind, ['units', 'returned', 'expensed'][i]!)[0])),
    )
    expect(returned! + expensed!).toBe(lent)
    expect(expensed).toBe(payloads('transfer.approved', 'fee').reduce((sum, fee) => sum + BigInt(String(fee)), 0n))
  })

  test('goes to both platforms of a tranche in one transaction, and one proof shows both payments', () => {
    const [, tranche] = payloads('transfer.confirmed', 'pays') as unknown as { address: string; units: string }[][]
    expect(tranche).toHaveLength(2)
    const proof = String(payloads('transfer.confirmed', 'proof')[1])
    const shown = provedPayments({
      network: sim.traded.network,
      proof: sim.zones.onshore.documents.get(proof)!,
      confirmationsMin: 32,
    })
    for (const { address, units } of tranche!)
      expect(shown).toContainEqual(expect.objectContaining({ address, asset: sim.traded.asset, units: BigInt(units) }))
  })

  test('is sold by orders at prices no lower than that floor', () => {
    const floor = Number(payloads('reserve.set', 'floor')[0])
    const prices = payloads('order.placed', 'price').map(Number)
    expect(prices.length).toBeGreaterThan(10)
    expect(prices.filter((price) => price < floor)).toEqual([])
  })
})

describe.skipIf(!available)('what a transfer out of a Safe is built from', () => {
  let sim: Simulation
  let custody: Custody
  beforeAll(async () => {
    sim = await simulate({ seed: 'token-build', world: true, traded: 'USDT' })
    const seized = await seize(sim)
    custody = seized.custody
    await entrust(sim, { held: seized.held, inventory: seized.inventory, depositFen: 120_000_000n })
  })
  afterAll(() => sim?.end())
  const pays = () =>
    [platformA, platformB].map((platform) => ({
      platform,
      address: sim.world.depositAddress[platform]!,
      units: sim.traded.testUnits.toString(),
    }))
  const build = (more: object) =>
    sim.onshore.post<{ readonly fee: string }>(`/api/cases/${sim.onshore.caseId}/transfers`, {
      lot: 'A',
      pays: pays().map(({ address, units }) => ({ address, units })),
      fee: sim.traded.fees.test.toString(),
      ...custody.request,
      ...more,
    })

  test('names who pays the network, and at most how much', async () => {
    expect(BigInt((await build({})).fee)).toBeLessThanOrEqual(sim.traded.fees.test)
    await expect(build({ gasAccount: undefined })).rejects.toThrow('gasAccount: expected the account that pays')
    await expect(build({ fee: '1000' })).rejects.toThrow('the network now asks for up to')
    await expect(build({ gasAccount: 'nobody' })).rejects.toThrow('Not an address')
  })

  test('is refused where the Safe has other owners than the record', async () => {
    const { slices } = sim.stateOf('onshore')
    const stream = sim.zones.onshore.streams.get(sim.onshore.caseId)! as { state: unknown }
    const before = stream.state
    const wallet = JSON.stringify({ ...readSafe(custody.wallet), threshold: 3 })
    const own = slices.custody as unknown as { readonly wallets: readonly object[] }
    stream.state = {
      ...(before as object),
      slices: { ...slices, custody: { ...own, wallets: [{ ...own.wallets[0], wallet }] } },
    }
    await expect(build({})).rejects.toThrow('has other owners than the record: 2 of')
    stream.state = before
  })

  test('that the chain takes and that fails is booked as its fee alone, and is built and approved anew', async () => {
    const move = (transfer: string) =>
      moveCoins(sim, { transfer, purpose: 'test', lot: 'A', pays: pays(), fee: sim.traded.fees.test, custody })
    const { safe } = readSafe(custody.wallet)
    const state = () => sim.stateOf('onshore')
    const free = freeUnits(state(), 'A')
    await sim.world.evm!.issuer('addBlackList', safe)
    await expect(move('test-a')).rejects.toThrow('the chain took test-a, and it failed')
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('testing')
    expect(freeUnits(state(), 'A')).toBe(free)
    const { txid, fee, failed, confirmed } = transfersOf(state())['test-a']!
    expect([failed, confirmed]).toEqual([true, undefined])
    const { gas } = sim.world.coins
    const feeAsset = gas!.asset
    expect([
      balanceOf(state().balances, 'expenses:network-fee', feeAsset),
      balanceOf(state().balances, 'assets:gas', feeAsset),
    ]).toEqual([BigInt(fee), gas!.units - BigInt(fee)])
    // Neither its failure nor its success can be said again, nor the failure of another.
    const proof = sim.zones.onshore.document(await openChain(sim).failure({ txid: txid! }))
    const again = (payload: object): Doing => ({
      by: 'p-wang',
      kind: 'transfer.failed',
      subject: { lot: 'A' },
      payload: { transfer: 'test-a', purpose: 'test', txid: txid!, proof, ...payload },
      documents: [proof],
    })
    expect(await sim.refusedBy(sim.onshore, again({}))).toContain('CN-CPL-245-confirmed')
    await sim.world.evm!.issuer('removeBlackList', safe)
    await move('test-a2')
    expect(sim.stageOf('onshore', { lot: 'A' })).toBe('tested')
    const second = transfersOf(state())['test-a2']!
    expect(second.confirmed).toBe(true)
    await expect(openChain(sim).failure({ txid: second.txid! })).rejects.toThrow('the transaction succeeded')
    expect(await sim.refusedBy(sim.onshore, again({ transfer: 'test-a2', txid: second.txid! }))).toContain(
      'CN-CPL-245-confirmed',
    )
  })
})
