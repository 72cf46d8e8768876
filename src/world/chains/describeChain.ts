import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { provedPayments } from '../../core/custody/payments.ts'
import type { ChainAdapter } from './chain.ts'

/** A local network with an adapter on it, as the suite needs it. */
export interface ChainWorld {
  readonly chain: ChainAdapter
  /** CAIP-19 id of what is moved; the adapter's default asset if it is the chain's own coin. */
  readonly asset: string
  /** An address that nobody has used. */
  readonly fresh: string
  /** Another one. */
  readonly payee: string
  /** Gives units to an address in a block of their own. @returns the transaction's id */
  fund(address: string, units: bigint): Promise<string>
  mine(blocks: number): Promise<void>
  /** A signed transaction, not yet sent, that pays units to an address. */
  signedPayment(address: string, units: bigint): Promise<string>
  /** A signed transaction that the network must refuse, since what it spends is not there. */
  unfundedPayment(): Promise<string>
  /** Takes the newest blocks off the chain. */
  unwind(blocks: number): Promise<void>
  /** The same adapter over another source. */
  openAt(url: string): ChainAdapter
  stop(): Promise<void>
}

/** Tests that an adapter does not run, each with its reason. */
export interface ChainSuiteOptions {
  /** False where the local network cannot be had: then all are skipped, by name. */
  readonly available?: boolean
  readonly skip?: readonly { readonly test: string; readonly reason: string }[]
}

/** The suite that every chain adapter passes. */
export function describeChain(name: string, open: () => Promise<ChainWorld>, options: ChainSuiteOptions = {}): void {
  const check = (title: string, body: () => Promise<void>) => {
    const skip = options.skip?.find((one) => one.test === title)
    if (skip) test.skip(`${title} (${skip.reason})`, body)
    else test(title, body)
  }
  describe.skipIf(options.available === false)(`${name} keeps the contract of chain adapters`, () => {
    let world: ChainWorld
    beforeAll(async () => {
      world = await open()
    })
    afterAll(() => world?.stop())
    honestTests(check, () => world)
    hostileTests(check, () => world)
  })
}

type Check = (title: string, body: () => Promise<void>) => void

function honestTests(check: Check, world: () => ChainWorld): void {
  const balance = (address: string, height?: number) =>
    world().chain.balanceAt({ address, asset: world().asset, ...(height !== undefined && { height }) })

  check('the tip rises with each block and names it', async () => {
    const { chain, mine } = world()
    const before = await chain.tip()
    await mine(2)
    const after = await chain.tip()
    expect(after.height).toBe(before.height + 2)
    expect(after.hash).not.toBe(before.hash)
  })

  check('a balance is stated at a height: nothing before the payment, all of it after', async () => {
    const { chain, fresh, fund, asset } = world()
    const before = await chain.tip()
    await fund(fresh, 637_000n)
    const after = await chain.tip()
    expect(await balance(fresh, before.height)).toEqual({ asset, units: 0n, height: before.height, hash: before.hash })
    expect(await balance(fresh)).toEqual({ asset, units: 637_000n, height: after.height, hash: after.hash })
  })

  check('history shows each movement with its block', async () => {
    const { chain, fresh, fund, asset } = world()
    const earlier = (await chain.history({ address: fresh, asset })).length
    const txid = await fund(fresh, 5_000n)
    const { height } = await chain.tip()
    const moves = await chain.history({ address: fresh, asset })
    expect(moves).toHaveLength(earlier + 1)
    expect(moves.at(-1)).toMatchObject({ txid, direction: 'in', units: 5_000n, asset, height })
  })

  check('a transaction is found by its id, with its block and its confirmations', async () => {
    const { chain, payee, fund, mine } = world()
    const txid = await fund(payee, 7_000n)
    const { height, hash } = await chain.tip()
    await mine(3)
    expect(await chain.transaction(txid)).toMatchObject({ txid, block: { height, hash }, confirmations: 4 })
  })

  check('an unknown transaction is undefined, a malformed id is refused', async () => {
    const { chain, fund, fresh } = world()
    const known = await fund(fresh, 1_000n)
    const unknown = known.replace(/.{8}$/, '00000000')
    expect(await chain.transaction(unknown)).toBeUndefined()
    await expect(chain.transaction('../mempool')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  check('a proof holds without the source, and not once a digit is changed', async () => {
    const { chain, payee, fund, mine, asset } = world()
    const txid = await fund(payee, 123_456n)
    await mine(5)
    const proof = await chain.proof({ txid })
    const shown = provedPayments({ network: chain.network, proof, confirmationsMin: 1 })
    expect(shown).toContainEqual(
      expect.objectContaining({ txid, address: payee, asset, units: 123_456n, confirmations: 6 }),
    )
    expect(provedPayments({ network: chain.network, proof, confirmationsMin: 6 })).toEqual(shown)
    expect(provedPayments({ network: chain.network, proof, confirmationsMin: 7 })).toEqual([])
    const middle = Math.floor(proof.length / 2)
    const digit = proof[middle] === '5' ? '6' : '5'
    const changed = proof.slice(0, middle) + digit + proof.slice(middle + 1)
    expect(() => provedPayments({ network: chain.network, proof: changed, confirmationsMin: 1 })).toThrow()
  })

  check('what stands in no block has no proof', async () => {
    const { chain, fresh, fund } = world()
    const unknown = (await fund(fresh, 1_000n)).replace(/.{8}$/, '00000000')
    await expect(chain.proof({ txid: unknown })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  check('the same bytes broadcast twice move coins once', async () => {
    const { chain, payee, signedPayment, mine } = world()
    const before = (await balance(payee)).units
    const raw = await signedPayment(payee, 40_000n)
    const first = await chain.broadcast(raw)
    expect(first.known).toBe(false)
    expect(await chain.broadcast(raw)).toEqual({ txid: first.txid, known: true })
    expect(await chain.transaction(first.txid)).toMatchObject({ confirmations: 0 })
    expect((await balance(payee)).units).toBe(before)
    await mine(1)
    expect(await chain.broadcast(raw)).toEqual({ txid: first.txid, known: true })
    expect(await chain.transaction(first.txid)).toMatchObject({ raw, confirmations: 1 })
    expect((await balance(payee)).units).toBe(before + 40_000n)
  })

  check('what the network does not take is refused, not reported as sent', async () => {
    const { chain, unfundedPayment } = world()
    await expect(chain.broadcast(await unfundedPayment())).rejects.toMatchObject({ code: 'CHAIN_REFUSED' })
  })

  check('what is no transaction is refused before it is sent', async () => {
    for (const raw of ['', 'zz', '00', '0xdeadbeef']) {
      await expect(world().chain.broadcast(raw)).rejects.toMatchObject({ code: 'TRANSACTION_INVALID' })
    }
  })

  check('the fee rate is positive', async () => expect(await world().chain.feeRate()).toBeGreaterThan(0n))

  check('a payment whose block was taken back no longer counts, and its proof ends elsewhere', async () => {
    const { chain, payee, fund, mine, unwind } = world()
    const before = (await balance(payee)).units
    const txid = await fund(payee, 90_000n)
    const { hash } = await chain.tip()
    expect(
      provedPayments({ network: chain.network, proof: await chain.proof({ txid }), confirmationsMin: 1 }),
    ).not.toEqual([])
    await unwind(1)
    expect((await balance(payee)).units).toBe(before)
    expect((await chain.tip()).hash).not.toBe(hash)
    await mine(1)
    const other = await fund(payee, 91_000n)
    const proof = await chain.proof({ txid: other })
    expect(provedPayments({ network: chain.network, proof, confirmationsMin: 1 })).not.toEqual([])
  })

  check('an address of another chain is refused', async () => {
    for (const address of ['', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq']) {
      await expect(balance(address)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
    }
  })
}

const lies: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  '"ok"',
  '<html>',
  '[{"id":0,"result":null,"error":null}]',
  '{"result":7}',
]

function hostileTests(check: Check, world: () => ChainWorld): void {
  check('a source that lies is not believed', async () => {
    for (const lie of lies) {
      await withServer(
        (_, response) => response.end(lie),
        async (url) => {
          const chain = world().openAt(url)
          await expect(chain.tip(), lie).rejects.toMatchObject({ code: 'CHAIN_REPLY_MALFORMED' })
          await expect(chain.balanceAt({ address: world().fresh }), lie).rejects.toMatchObject({
            code: 'CHAIN_REPLY_MALFORMED',
          })
        },
      )
    }
  })

  check('a source that cannot be asked is unreachable', async () => {
    let closed = ''
    await withServer(
      (_, response) => response.writeHead(503).end(),
      async (url) => {
        closed = url
        await expect(world().openAt(url).tip()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
      },
    )
    await expect(world().openAt(closed).tip()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  })

  check('a source that sends us elsewhere is not followed', async () => {
    await withServer(
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      async (url) => {
        await expect(world().openAt(url).tip()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
      },
    )
  })
}

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
