import { serializeTransaction } from 'viem/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anvilInstalled } from '../../../../sandbox/nodes/anvil.ts'
import { startEvmNode } from '../../../../sandbox/nodes/evm.ts'
import { makeEvmKey, signOuter, signSafeTransfer } from '../../../../sandbox/signer/signSafe.ts'
import { checkOwnerSignature, checkSafeSigned, staleness } from '../../../core/custody/evm/checkSafeSigned.ts'
import { type EvmBranchProof, readEvmProof, verifyReceipt } from '../../../core/custody/evm/proof.ts'
import { outerTransaction } from '../../../core/custody/evm/safeExecution.ts'
import { buildSafeTransfer, readSafeTransfer } from '../../../core/custody/evm/safeTransfer.ts'
import {
  type EvmStateProof,
  mappedSlot,
  readEvmStateProof,
  slotOf,
  verifyState,
} from '../../../core/custody/evm/stateProof.ts'
import { safeOf, safeSlotsFor, tokenBalanceOf } from '../../../core/custody/evm/stateReading.ts'
import { provedPayments } from '../../../core/custody/payments.ts'
import { checkTransferSigned, readTransfer } from '../../../core/custody/transfer.ts'
import { type ChainWorld, describeChain } from '../describeChain.ts'
import { openEvmChain } from './evmChain.ts'

const at = Date.parse('2026-03-02T01:00:00.000Z')
const key = (holder: string) => makeEvmKey({ seed: 'evm-chain', holder })
const custodians = [key('a'), key('b'), key('c')]
const owners = custodians.map((one) => one.address)
const gas = key('gas')

async function openWorld() {
  const node = await startEvmNode({ clock: () => at })
  const { network } = node
  const chain = openEvmChain({ network, source: { url: node.rpcUrl } })
  const safe = await node.deploySafe({ owners, threshold: 2 })
  const stranger = key('stranger')
  await node.fundCoin(gas.address, 10n ** 18n)
  const build = (to: string, units: bigint, from = gas, asset = node.tokenAsset) =>
    buildSeveral([{ address: to, units }], from, asset)
  const buildSeveral = async (
    pays: readonly { readonly address: string; readonly units: bigint }[],
    from = gas,
    asset = node.tokenAsset,
  ) =>
    buildSafeTransfer({
      network,
      safe,
      safeNonce: (await chain.safeState(safe)).nonce,
      asset,
      pays,
      outer: {
        from: from.address,
        nonce: await chain.nonceOf(from.address),
        gas: 200_000n,
        maxFeePerGas: await chain.feeRate(),
        maxPriorityFeePerGas: 1_000_000_000n,
      },
    })
  const sign = (unsigned: string, who: readonly number[], from = gas) => {
    const signatures = who.map((i) => signSafeTransfer({ unsigned, key: custodians[i]! }))
    return signOuter({ unsigned: outerTransaction({ transfer: readSafeTransfer(unsigned), signatures }), key: from })
  }
  return {
    node,
    chain,
    safe,
    build,
    buildSeveral,
    sign,
    asset: node.tokenAsset,
    fresh: key('fresh').address as string,
    payee: key('payee').address as string,
    fund: async (address: string, units: bigint) => (await node.mintToken(address, units)).txid,
    mine: (blocks: number) => node.mine(blocks),
    signedPayment: async (to: string, units: bigint) => {
      await node.mintToken(safe, units)
      return sign((await build(to, units)).unsigned, [0, 2])
    },
    // The gas account of this one holds nothing.
    unfundedPayment: async () => sign((await build(key('payee').address, 5n, stranger)).unsigned, [0, 1], stranger),
    unwind: (blocks: number) => node.unwind(blocks),
    openAt: (url: string) => openEvmChain({ network, source: { url, timeoutMs: 2_000 } }),
    stop: () => node.stop(),
  } satisfies ChainWorld & Record<string, unknown>
}

const available = anvilInstalled()

describeChain('EVM over JSON-RPC', openWorld, { available })

describe.skipIf(!available)('a Safe on an EVM chain', () => {
  let world: Awaited<ReturnType<typeof openWorld>>
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.stop())
  const units = async (address: string, asset = world.asset) => (await world.chain.balanceAt({ address, asset })).units

  test('says its owners, threshold and nonce', async () =>
    expect(await world.chain.safeState(world.safe)).toEqual({ owners, threshold: 2, nonce: 0n }))

  test('pays tokens once two owners and the gas account have signed what was approved', async () => {
    const { chain, node, safe, build, sign, payee, asset } = world
    await node.mintToken(safe, 2_000_000n)
    const { unsigned, pays } = await build(payee, 1_500_000n)
    expect(pays).toEqual([{ address: payee, asset, units: 1_500_000n }])
    const raw = sign(unsigned, [2, 1])
    const wallet = { owners, threshold: 2 }
    expect(checkSafeSigned({ approved: unsigned, signed: raw, wallet })).toMatchObject({ ok: true, signers: [1, 2] })
    const { txid } = await chain.broadcast(raw)
    await node.mine(3)
    expect([await units(safe), await units(payee)]).toEqual([500_000n, 1_500_000n])
    const proof = await chain.proof({ txid })
    expect(provedPayments({ network: node.network, proof, confirmationsMin: 3 })).toEqual([
      // Log 0 is the Safe's own.
      { txid, index: 1, address: payee, asset, units: 1_500_000n, confirmations: 3 },
    ])
    expect(provedPayments({ network: node.network, proof, confirmationsMin: 4 })).toEqual([])
  })

  test('pays several at once, all or none, and each is shown by the one proof', async () => {
    const { chain, node, safe, buildSeveral, sign, payee, asset } = world
    const other = key('other payee').address
    const before = [await units(safe), await units(payee), await units(other)] as const
    await node.mintToken(safe, 30n)
    const pays = [
      { address: payee as string, units: 10n },
      { address: other as string, units: 20n },
    ]
    const { txid } = await chain.broadcast(sign((await buildSeveral(pays)).unsigned, [0, 1]))
    await node.mine(2)
    expect([await units(safe), await units(payee), await units(other)]).toEqual([
      before[0],
      before[1] + 10n,
      before[2] + 20n,
    ])
    const proved = provedPayments({ network: node.network, proof: await chain.proof({ txid }), confirmationsMin: 2 })
    expect(proved.map(({ address, asset: of, units: sum }) => ({ address, of, sum }))).toEqual(
      pays.map(({ address, units: sum }) => ({ address, of: asset, sum })),
    )
    // The second asks for more than there is: the first is not paid either.
    const tooMuch = await buildSeveral([pays[0]!, { ...pays[1]!, units: 10n ** 15n }])
    const failed = await chain.broadcast(sign(tooMuch.unsigned, [0, 1]))
    await node.mine(1)
    await expect(chain.proof({ txid: failed.txid })).rejects.toThrow('did not succeed')
    expect([(await chain.transaction(txid))?.failed, (await chain.transaction(failed.txid))?.failed]).toEqual([
      undefined,
      true,
    ])
    expect(await units(payee)).toBe(before[1] + 10n)
  })

  test('proves a payment by two branches of its block, and nothing where one of their bytes is changed', async () => {
    const { chain, node, payee } = world
    const { txid } = await node.mintToken(payee, 5n)
    await node.mine(1)
    const text = await chain.proof({ txid })
    const proof = JSON.parse(text) as EvmBranchProof
    expect(proof.format).toBe('sluice/evm-receipt/2')
    const network = node.network
    expect(verifyReceipt({ proof: readEvmProof(text), network }).transfers.at(-1)).toMatchObject({
      to: payee,
      units: 5n,
    })
    for (const part of ['transaction', 'receipt', 'headers'] as const) {
      proof[part].forEach((hex, i) => {
        const at = 2 + 2 * Math.floor((hex.length - 2) / 4)
        const other = hex.slice(at, at + 2) === '00' ? '01' : '00'
        const changed = { ...proof, [part]: proof[part].with(i, `${hex.slice(0, at)}${other}${hex.slice(at + 2)}`) }
        // A changed head is only another head: that it is the chain's is attested.
        if (part === 'headers' && i === proof.headers.length - 1) return
        expect(() => verifyReceipt({ proof: changed, network })).toThrow('does not hold')
      })
    }
    expect(() => verifyReceipt({ proof: { ...proof, position: 1 }, network })).toThrow('does not hold')
  })

  test('proves its balance, its owners, threshold and nonce, and what it has of a token, as the chain says them', async () => {
    const { chain, node, safe, payee } = world
    const mapping = 1n
    const token = { address: node.token, slots: [safe, payee, owners[0]!].map((of) => mappedSlot(of, mapping)) }
    const nobody = `0x${'5a'.repeat(20)}`
    const text = await chain.stateProof({
      accounts: [{ address: safe, slots: safeSlotsFor(owners) }, token, { address: nobody, slots: [slotOf(0n)] }],
    })
    const proved = verifyState(readEvmStateProof(text))
    const { height, hash } = await chain.tip()
    expect(proved).toMatchObject({ confirmations: 1, block: { height, hash: `0x${hash}` } })
    const [account, contract, empty] = proved.accounts
    expect(account!.balance).toBe(await units(safe, `${node.network}/slip44:60`))
    const found = safeOf(account!)
    expect({ ...found, owners: found?.owners.toSorted() }).toMatchObject({
      address: safe,
      owners: owners.toSorted(),
      threshold: 2,
      nonce: (await chain.safeState(safe)).nonce,
    })
    for (const holder of [safe, payee, owners[0]!])
      expect(tokenBalanceOf({ token: contract!, holder, mapping })).toBe(await units(holder))
    expect(tokenBalanceOf({ token: contract!, holder: nobody, mapping })).toBeUndefined()
    expect(empty).toMatchObject({ exists: false, balance: 0n, nonce: 0n })
    expect([...empty!.slots.values()]).toEqual([0n])
    // An owner left out of what was asked for: the ring does not close, and it is no Safe rather than one with fewer owners.
    const fewer = await chain.stateProof({ accounts: [{ address: safe, slots: safeSlotsFor(owners.slice(1)) }] })
    expect(safeOf(verifyState(readEvmStateProof(fewer)).accounts[0]!)).toBeUndefined()
    // The same proof under the header of another block.
    await node.fundCoin(gas.address, 1n)
    const later = JSON.parse(await chain.stateProof({ accounts: [] })) as EvmStateProof
    const moved = { ...(JSON.parse(text) as EvmStateProof), headers: later.headers }
    expect(() => verifyState(moved)).toThrow('does not hold')
  })

  test('reads the same to the record as to the chain', async () => {
    const { node, safe, build, sign, payee, asset } = world
    const { unsigned, safeTxHash, feeMax } = await build(payee, 100n)
    const reference = { network: node.network, wallet: JSON.stringify({ safe, owners, threshold: 2 }) }
    expect(readTransfer({ ...reference, unsigned })).toEqual({
      txid: safeTxHash.slice(2),
      pays: [{ address: payee, asset, units: 100n }],
      feeAsset: `${node.network}/slip44:60`,
      fee: feeMax,
    })
    const raw = sign(unsigned, [0, 1])
    expect(checkTransferSigned({ ...reference, unsigned, signed: raw })).toMatchObject({ ok: true, raw })
    expect(checkTransferSigned({ ...reference, unsigned, signed: sign(unsigned, [0]) })).toMatchObject({ ok: false })
  })

  test('pays the chain’s own coin too', async () => {
    const { chain, node, safe, build, sign } = world
    const coin = `${node.network}/slip44:60`
    const to = key('coin-payee').address
    await node.fundCoin(safe, 7_000n)
    await chain.broadcast(sign((await build(to, 6_000n, gas, coin)).unsigned, [0, 1]))
    await node.mine(1)
    expect([await units(safe, coin), await units(to, coin)]).toEqual([1_000n, 6_000n])
  })

  test('an approved transfer goes stale when another was carried out first', async () => {
    const { chain, node, safe, build, sign, payee } = world
    await node.mintToken(safe, 20n)
    const now = async () => ({
      safeNonce: (await chain.safeState(safe)).nonce,
      outerNonce: await chain.nonceOf(gas.address),
      baseFeePerGas: await chain.baseFee(),
    })
    const [first, second] = [await build(payee, 10n), await build(payee, 9n)]
    expect(staleness(second.unsigned, await now())).toEqual([])
    await chain.broadcast(sign(first.unsigned, [0, 1]))
    await node.mine(1)
    expect(staleness(second.unsigned, await now()).map((one) => one.what)).toEqual([
      'nonce of the Safe',
      'nonce of the gas account',
    ])
    await expect(chain.broadcast(sign(second.unsigned, [0, 1]))).rejects.toMatchObject({ code: 'CHAIN_REFUSED' })
    expect(staleness((await build(payee, 9n)).unsigned, await now())).toEqual([])
  })

  test('one owner’s signature is checked as it comes back', async () => {
    const { unsigned } = await world.build(world.payee, 5n)
    const { signature } = signSafeTransfer({ unsigned, key: custodians[1]! })
    expect(checkOwnerSignature({ approved: unsigned, signature, owners })).toBe(owners[1])
    expect(checkOwnerSignature({ approved: unsigned, signature, owners: [owners[0]!, owners[2]!] })).toBeUndefined()
  })

  test('an issuer’s freeze stops payments, and a burn shows in the balance though in no transfer', async () => {
    const { chain, node, safe, build, sign, payee } = world
    await node.mintToken(safe, 3_000n)
    const before = await chain.history({ address: safe, asset: world.asset })
    await node.issuer('addBlackList', safe)
    const { txid } = await chain.broadcast(sign((await build(payee, 1n)).unsigned, [0, 1]))
    await node.mine(1)
    await expect(chain.proof({ txid })).rejects.toThrow('did not succeed')
    expect(await units(safe)).toBeGreaterThanOrEqual(3_000n)
    await node.issuer('destroyBlackFunds', safe)
    expect(await units(safe)).toBe(0n)
    expect(await chain.history({ address: safe, asset: world.asset })).toEqual(before)
  })

  test('a payment is proved among many of one block', async () => {
    const { chain, node } = world
    const to = key('one-of-many').address
    const first = await chain.nonceOf(gas.address)
    const txids: string[] = []
    for (let i = 0; i < 130; i++) {
      const unsigned = serializeTransaction({
        type: 'eip1559',
        chainId: 31337,
        nonce: Number(first) + i,
        gas: 21_000n,
        maxFeePerGas: 10_000_000_000n,
        to,
        value: BigInt(i + 1),
      })
      txids.push((await chain.broadcast(signOuter({ unsigned, key: gas }))).txid)
    }
    await node.mine(1)
    for (const i of [0, 1, 16, 127, 128, 129]) {
      const proof = await chain.proof({ txid: txids[i]! })
      const asset = `${node.network}/slip44:60`
      expect(provedPayments({ network: node.network, proof, confirmationsMin: 1 })).toEqual([
        { txid: txids[i], index: 0, address: to, asset, units: BigInt(i + 1), confirmations: 1 },
      ])
    }
  })

  test('two nodes that are told the same times make the same blocks', async () => {
    const [a, b] = [await openWorld(), await openWorld()]
    try {
      expect(await a.node.tip()).toEqual(await b.node.tip())
      expect(a.safe).toBe(b.safe)
    } finally {
      await a.stop()
      await b.stop()
    }
  })
})
