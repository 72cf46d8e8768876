import { expect, test } from 'vitest'
import { SluiceError } from '../../src/core/errors.ts'
import { productDown, sumDecimals, textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import type { OrderType } from '../../src/world/venues/venue.ts'
import { entityB, hashKeyLike } from './profiles.ts'
import { normalsAt } from './random.ts'
import { startExchange } from './startExchange.ts'

/** Two customers do whatever comes to mind for a while; the books must balance after each step and at the end. */

const types: readonly OrderType[] = ['LIMIT', 'LIMIT', 'LIMIT_MAKER', 'IOC', 'MARKET']

test.each([
  { profile: hashKeyLike, seed: 1 },
  { profile: hashKeyLike, seed: 2 },
  { profile: entityB, seed: 3 },
])('nothing is made or lost at $profile.name with seed $seed, whatever two customers do', async ({ profile, seed }) => {
  const clock = { nowMs: Date.UTC(2026, 2, 2, 2) }
  const accounts = ['a', 'b'].map((id) => ({
    id,
    owner: `SANDBOX ${id}`,
    depositAddresses: [{ asset: 'BTC', network: 'BTC', address: `bcrt1qsandbox0000000000000000${id}` }],
    bankAccounts: [`BANK-${id}`],
  }))
  const exchange = await startExchange({ seed, clock: () => clock.nowMs, entity: 'sandbox-venue', profile, accounts })
  const clients = accounts.map(({ id, depositAddresses }) => {
    const address = depositAddresses[0]!.address
    exchange.creditDeposit({ asset: 'BTC', amount: '3', txid: id.repeat(64), address })
    exchange.creditFiat({ account: id, currency: 'USD', amount: '50000', reference: `IN-${id}` })
    const open = (purpose: 'trade' | 'withdraw') =>
      openHashKey({
        registration: exchange.registration(id),
        credentials: exchange.credentials(id, purpose),
        sandbox: true,
        timeoutMs: 30_000,
        clock: () => clock.nowMs,
      })
    return { id, venue: open('trade'), treasury: open('withdraw') }
  })
  const chances = normalsAt(String(seed), 'fuzz', 2_000).map((one) => Math.abs(one))
  let next = 0
  const pick = (n: number) => chances[next++ % chances.length]! % n
  const sides = { placed: 0, refused: 0 }
  for (let step = 0; step < 250; step++) {
    const client = clients[pick(2)]!
    const mid = unitsOf(exchange.control.mid('BTCUSD'), 2)
    const price = textOf(((mid * BigInt(996_000 + pick(8_000))) / 1_000_000n / 10n) * 10n, 2)
    const type = types[pick(types.length)]!
    const side = type === 'MARKET' || pick(2) === 0 ? 'SELL' : 'BUY'
    const quantity = textOf(BigInt(1 + pick(40_000)), 5)
    const order = { clientOrderId: `o-${step}`, symbol: 'BTCUSD', side, type, quantity } as const
    try {
      switch (pick(6)) {
        case 0: {
          const [waiting] = await client.venue.openOrders({})
          if (waiting) await client.venue.cancelOrder(waiting)
          break
        }
        case 1:
          clock.nowMs += pick(120_000)
          break
        case 2: {
          const amount = String(1 + pick(5_000))
          const bankAccount = `BANK-${client.id}`
          await client.treasury.withdrawFiat({ key: `f-${step}`, currency: 'USD', amount, bankAccount })
          break
        }
        default:
          await client.venue.placeOrder(type === 'MARKET' ? order : { ...order, price })
          sides.placed++
      }
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'VENUE_REFUSED') throw error
      sides.refused++
    }
    // Asserts that every asset adds up to nothing and every balance to its postings.
    exchange.ledger()
  }
  expect(sides.placed).toBeGreaterThan(30)
  for (const { id, venue } of clients) {
    const statement = exchange.statement({ account: id })
    const rows = statement
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>)
    const balances = await venue.balances()
    for (const { asset, amount } of rows.filter((row) => row.kind === 'closing')) {
      expect(balances.find((one) => one.asset === asset)?.total).toBe(amount)
    }
    const fills = await venue.fills({ symbol: 'BTCUSD' })
    expect(fills.length).toBe(rows.filter((row) => row.kind === 'fill').length)
    for (const fill of fills) expect(fill.gross).toBe(productDown(fill.price, fill.quantity, 2))
    for (const waiting of await venue.openOrders({})) await venue.cancelOrder(waiting)
    expect(sumDecimals((await venue.balances()).map((one) => one.locked))).toBe('0')
  }
  const traded = await Promise.all(clients.map(({ venue }) => venue.fills({ symbol: 'BTCUSD' })))
  expect(traded.flat().some((fill) => fill.maker)).toBe(true)
  await exchange.stop()
})
