import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBitcoinNode } from '../../../../sandbox/nodes/bitcoin.ts'
import { custodyDescriptor, makeCustodian } from '../../../../sandbox/signer/custodian.ts'
import { signPsbt } from '../../../../sandbox/signer/signPsbt.ts'
import { buildPayment } from '../../../core/custody/bitcoin/buildPayment.ts'
import { addressAt, parseDescriptor } from '../../../core/custody/bitcoin/descriptor.ts'
import { finalizePayment } from '../../../core/custody/bitcoin/finalizePayment.ts'
import { bitcoinRegtestBcoin as network } from '../../../core/custody/bitcoin/network.ts'
import { type ChainWorld, describeChain } from '../describeChain.ts'
import { ChainSources } from '../sources.ts'
import { openBitcoinChain } from './bitcoinChain.ts'
import { scanDescriptor } from './scanDescriptor.ts'

const at = Date.parse('2026-03-02T01:00:00.000Z')
const custodians = ['a', 'b', 'c'].map((holder) => makeCustodian({ seed: 'chain', holder }))
const descriptor = parseDescriptor(custodyDescriptor({ threshold: 2, custodians }))
const address = (index: number) => addressAt(descriptor, { branch: 0, index }, network)

async function openWorld() {
  const node = await startBitcoinNode({ seed: 'chain', clock: () => at })
  const basic = { user: 'x', password: node.apiKey }
  const chain = openBitcoinChain({ network, source: { url: node.rpcUrl, basic } })
  const fund = async (to: string, units: bigint) => (await node.mintTo(to, units)).txid
  const pay = (txid: string, vout: number, held: bigint, to: string, units: bigint) => {
    const built = buildPayment({
      network,
      descriptor,
      utxos: [{ txid, vout, amountSat: held, place: { branch: 0, index: 9 } }],
      outputs: [{ address: to, amountSat: units }],
      fee: { sat: held - units },
    })
    const signed = [0, 2].reduce((psbt, i) => signPsbt({ psbt, xprv: custodians[i]!.keyFile.xprv }).psbt, built.psbt)
    return finalizePayment({ approved: built.psbt, signed, descriptor, network }).raw
  }
  return {
    node,
    chain,
    asset: `${network.id}/slip44:0`,
    fresh: address(1),
    payee: address(2),
    fund,
    mine: async (blocks: number) => void (await node.mine(blocks)),
    signedPayment: async (to: string, units: bigint) =>
      pay(await fund(address(9), units + 1_000n), 0, units + 1_000n, to, units),
    unfundedPayment: async () => pay('d'.repeat(64), 0, 50_000n, address(2), 49_000n),
    unwind: (blocks: number) => node.unwind(blocks),
    openAt: (url: string) => openBitcoinChain({ network, source: { url, timeoutMs: 2_000 } }),
    stop: () => node.stop(),
  } satisfies ChainWorld & { node: unknown }
}

describeChain('Bitcoin over bcoin', openWorld)

describe('Bitcoin over bcoin', () => {
  let world: Awaited<ReturnType<typeof openWorld>>
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.stop())

  test('a descriptor’s coins are found with their places, spent ones not', async () => {
    const { chain, node } = world
    await node.mintTo(address(0), 100_000n)
    const second = await node.mintTo(address(3), 200_000n)
    const before = await scanDescriptor({ chain, descriptor, network, gap: 4 })
    expect(before.next).toEqual([{ branch: 0, index: 4 }, { branch: 1, index: 0 }]) // biome-ignore format: one row
    expect(before.utxos.map(({ amountSat, place }) => [amountSat, place.index])).toEqual([
      [100_000n, 0],
      [200_000n, 3],
    ])
    const built = buildPayment({
      network,
      descriptor,
      utxos: before.utxos.filter((coin) => coin.txid === second.txid),
      outputs: [{ address: address(5), amountSat: 150_000n }],
      fee: { rateSatPerKvb: await chain.feeRate() },
      change: before.next[1]!,
    })
    const signed = [1, 2].reduce((psbt, i) => signPsbt({ psbt, xprv: custodians[i]!.keyFile.xprv }).psbt, built.psbt)
    const { raw, txid } = finalizePayment({ approved: built.psbt, signed, descriptor, network })
    expect(await chain.broadcast(raw)).toEqual({ txid, known: false })
    await node.mine(1)
    const after = await scanDescriptor({ chain, descriptor, network, gap: 4 })
    expect(after.next).toEqual([{ branch: 0, index: 6 }, { branch: 1, index: 1 }]) // biome-ignore format: one row
    expect(after.utxos.map(({ amountSat, place }) => [amountSat, place])).toEqual([
      [100_000n, { branch: 0, index: 0 }],
      [150_000n, { branch: 0, index: 5 }],
      [50_000n - built.feeSat, { branch: 1, index: 0 }],
    ])
  })

  test('a second spend of the same coin is refused while the first waits', async () => {
    const { chain, fund } = world
    const txid = await fund(address(9), 80_000n)
    const spend = (to: string, sat: bigint) => {
      const built = buildPayment({
        network,
        descriptor,
        utxos: [{ txid, vout: 0, amountSat: 80_000n, place: { branch: 0, index: 9 } }],
        outputs: [{ address: to, amountSat: 80_000n - sat }],
        fee: { sat },
      })
      const signed = [0, 1].reduce((psbt, i) => signPsbt({ psbt, xprv: custodians[i]!.keyFile.xprv }).psbt, built.psbt)
      return finalizePayment({ approved: built.psbt, signed, descriptor, network }).raw
    }
    await chain.broadcast(spend(address(7), 1_000n))
    await expect(chain.broadcast(spend(address(8), 1_000n))).rejects.toMatchObject({ code: 'CHAIN_REFUSED' })
  })
})

test('a network without a source is named as such', () => {
  expect(() => new ChainSources([]).chain('eip155:1')).toThrow('no source configured for eip155:1')
  expect(() => new ChainSources([]).chain('eip155:1')).toThrow(
    expect.objectContaining({ code: 'CHAIN_SOURCE_MISSING' }),
  )
})
