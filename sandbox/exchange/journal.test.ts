import { expect, test } from 'vitest'
import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import { createExchange } from './createExchange.ts'
import { testAddress, testStartMs } from './exchangeForTests.ts'
import { inProcessFetch } from './inProcessFetch.ts'
import { hashKeyLike } from './profiles.ts'

function open(lines: string[], clock: { nowMs: number }) {
  const exchange = createExchange({
    seed: 3,
    clock: () => clock.nowMs,
    entity: 'sandbox-venue',
    profile: hashKeyLike,
    accounts: [
      {
        id: 'agent',
        owner: 'SANDBOX',
        depositAddresses: [{ asset: 'BTC', network: 'BTC', address: testAddress }],
        bankAccounts: ['BANK'],
      },
    ],
    journal: { lines: [...lines], append: (line) => lines.push(line) },
  })
  const client = (purpose: 'trade' | 'withdraw') =>
    openHashKey({
      registration: exchange.registrationAt('agent', 'http://127.0.0.1:1'),
      credentials: exchange.credentials('agent', purpose),
      sandbox: true,
      clock: () => clock.nowMs,
      fetch: inProcessFetch(exchange),
    })
  return { exchange, venue: client('trade'), treasury: client('withdraw') }
}

const sell = (clientOrderId: string, type: 'LIMIT' | 'IOC', price: string) =>
  ({ clientOrderId, symbol: 'BTCUSD', side: 'SELL', type, price, quantity: '0.5' }) as const

test('an exchange that is killed and started on its journal goes on as if nothing had happened', async () => {
  const clock = { nowMs: testStartMs }
  const morning = async (world: ReturnType<typeof open>) => {
    world.exchange.creditDeposit({ asset: 'BTC', amount: '10', txid: 'a'.repeat(64), address: testAddress })
    await world.venue.placeOrder(sell('a', 'IOC', '60000'))
    await world.venue.placeOrder(sell('w', 'LIMIT', '65000'))
    await expect(world.venue.placeOrder(sell('x', 'LIMIT', '1'))).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    clock.nowMs += 90_000
    world.exchange.control.shift({ asset: 'BTC', ppm: 30_000 })
    await world.venue.depth({ symbol: 'BTCUSD' })
    const money = { key: 'f', currency: 'USD', amount: '500', bankAccount: 'BANK' }
    world.exchange.control.fault({ kind: 'timeout-after-accept', on: 'fiatWithdraw' })
    await expect(world.treasury.withdrawFiat(money)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' })
  }
  const afternoon = async (world: ReturnType<typeof open>) => {
    clock.nowMs = testStartMs + 600_000
    await world.venue.placeOrder(sell('b', 'IOC', '60000'))
    return [
      await world.venue.depth({ symbol: 'BTCUSD' }),
      await world.venue.fills({ symbol: 'BTCUSD' }),
      await world.venue.openOrders({}),
      world.exchange.pendingWithdrawals(),
      world.exchange.statement({ account: 'agent' }),
      world.exchange.ledger(),
    ]
  }
  const lines: string[] = []
  const first = open(lines, clock)
  await morning(first)
  const written = [...lines]
  const whole = await afternoon(first)
  // Killed at noon; the clock has moved on before it is started again.
  const again = open(written, clock)
  expect(await afternoon(again)).toEqual(whole)
  expect(written).toEqual(lines)
})

test('what is asked for is written down before it is done', async () => {
  const clock = { nowMs: testStartMs }
  const lines: string[] = []
  const { venue, exchange } = open(lines, clock)
  exchange.creditDeposit({ asset: 'BTC', amount: '10', txid: 'a'.repeat(64), address: testAddress })
  await venue.placeOrder(sell('a', 'LIMIT', '70000'))
  expect(lines.map((line) => (JSON.parse(line) as { act: string }).act)).toEqual(['begin', 'creditDeposit', 'request'])
  // A crash right after the last line: the order is there when the exchange comes back.
  expect(await open(lines, clock).venue.order({ clientOrderId: 'a' })).toMatchObject({ state: 'open' })
})
