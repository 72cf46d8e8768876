import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import type { Venue } from '../../src/world/venues/venue.ts'
import type { ExchangeOptions } from './createExchange.ts'
import { type ServedExchange, startExchange } from './startExchange.ts'

export const testAddress = 'bcrt1qsandboxdeposit000000000000000000000'
export const testStartMs = Date.UTC(2026, 2, 2, 2)

export interface TestExchange {
  readonly exchange: ServedExchange
  readonly venue: Venue
  readonly treasury: Venue
  readonly clock: { nowMs: number }
}

/** One account, ten coins, a clock that the test tells. */
export async function openTestExchange(
  options: Pick<ExchangeOptions, 'profile'> & Partial<ExchangeOptions>,
): Promise<TestExchange> {
  const clock = { nowMs: testStartMs }
  const exchange = await startExchange({
    seed: 7,
    clock: () => clock.nowMs,
    entity: 'sandbox-venue',
    accounts: [
      {
        id: 'agent',
        owner: 'SANDBOX Overseas Agent',
        depositAddresses: [{ asset: 'BTC', network: 'BTC', address: testAddress }],
        bankAccounts: ['SANDBOX-BANK-001'],
      },
    ],
    ...options,
  })
  exchange.creditDeposit({ asset: 'BTC', amount: '10', txid: 'a'.repeat(64), address: testAddress })
  const open = (purpose: 'trade' | 'withdraw') =>
    openHashKey({
      registration: exchange.registration('agent'),
      credentials: exchange.credentials('agent', purpose),
      sandbox: true,
      timeoutMs: 30_000,
      clock: () => clock.nowMs,
    })
  return { exchange, venue: open('trade'), treasury: open('withdraw'), clock }
}
