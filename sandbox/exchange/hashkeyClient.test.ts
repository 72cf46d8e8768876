import type { VenueUnderTest } from '../../src/world/venues/describeVenue.ts'
import { describeVenue } from '../../src/world/venues/describeVenue.ts'
import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import { createExchange } from './createExchange.ts'
import { inProcessFetch } from './inProcessFetch.ts'
import type { VenueProfile } from './profile.ts'
import { entityB, hashKeyLike } from './profiles.ts'
import { startExchange } from './startExchange.ts'

const symbol = 'BTCUSD'
const startMs = Date.UTC(2026, 2, 2, 2)

async function open(profile: VenueProfile, wire: 'loopback' | 'in process' = 'loopback'): Promise<VenueUnderTest> {
  let nowMs = startMs
  const clock = () => nowMs
  const depositAddress = 'bcrt1qsandboxdeposit000000000000000000000'
  const whitelistedAddress = 'bcrt1qsandboxreturn0000000000000000000000'
  const bankAccount = 'SANDBOX-BANK-001'
  const options = {
    seed: 7,
    clock,
    entity: 'sandbox-venue',
    profile,
    accounts: [
      {
        id: 'agent',
        owner: 'SANDBOX Overseas Agent',
        depositAddresses: [{ asset: 'BTC', network: 'BTC', address: depositAddress }],
        whitelist: [{ asset: 'BTC', network: 'BTC', address: whitelistedAddress }],
        bankAccounts: [bankAccount],
      },
    ],
  }
  const served = wire === 'loopback' ? await startExchange(options) : undefined
  const exchange = served ?? createExchange(options)
  const client = (purpose: 'trade' | 'withdraw') =>
    openHashKey({
      registration: exchange.registrationAt('agent', served?.url ?? 'http://127.0.0.1:1'),
      credentials: exchange.credentials('agent', purpose),
      sandbox: true,
      clock,
      ...(served ? {} : { fetch: inProcessFetch(exchange) }),
    })
  const { control } = exchange
  return {
    venue: client('trade'),
    treasury: client('withdraw'),
    symbol,
    network: 'BTC',
    depositAddress,
    whitelistedAddress,
    bankAccount,
    credit: ({ quantity, txid }) =>
      void exchange.creditDeposit({ asset: 'BTC', amount: quantity, txid, address: depositAddress }),
    stranger: (order) => void control.stranger({ symbol, ...order }),
    loseNextOrder: (when) =>
      control.fault({ kind: when === 'before' ? 'timeout-before-accept' : 'timeout-after-accept', on: 'placeOrder' }),
    hideNextOrder: (forMs) => control.fault({ kind: 'not-found', forMs }),
    duplicateNextFills: () => control.fault({ kind: 'duplicate-fills' }),
    fillAfterNextCancel: () => control.fault({ kind: 'fill-after-cancel' }),
    halt: (on) => (on ? control.halt(symbol) : control.resume(symbol)),
    advance: (ms) => {
      nowMs += ms
    },
    close: async () => served?.stop(),
  }
}

describeVenue({ name: 'HashKey client against the HashKey-like sandbox', open: () => open(hashKeyLike) })
describeVenue({ name: 'HashKey client against sandbox entity B', open: () => open(entityB) })
describeVenue({
  name: 'HashKey client against the sandbox in one process',
  open: () => open(hashKeyLike, 'in process'),
})
