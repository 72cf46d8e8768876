import type { VenueUnderTest } from '../../src/world/venues/describeVenue.ts'
import { describeVenue } from '../../src/world/venues/describeVenue.ts'
import { openFixOrders } from '../../src/world/venues/fix/fixOrders.ts'
import { memoryStore } from '../../src/world/venues/fix/store.ts'
import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import { createExchange, type Exchange } from './createExchange.ts'
import { startFixAcceptor } from './fixAcceptor.ts'
import { inProcessFetch } from './inProcessFetch.ts'
import type { VenueProfile } from './profile.ts'
import { entityB, hashKeyLike } from './profiles.ts'
import { startExchange } from './startExchange.ts'

const symbol = 'BTCUSD'
const startMs = Date.UTC(2026, 2, 2, 2)

async function open(
  profile: VenueProfile,
  wire: 'loopback' | 'in process' | 'fix' = 'loopback',
): Promise<VenueUnderTest> {
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
  const served = wire === 'in process' ? undefined : await startExchange(options)
  const exchange = served ?? createExchange(options)
  const client = (purpose: 'trade' | 'withdraw') =>
    openHashKey({
      registration: exchange.registrationAt('agent', served?.url ?? 'http://127.0.0.1:1'),
      credentials: exchange.credentials('agent', purpose),
      sandbox: true,
      timeoutMs: 30_000,
      clock,
      ...(served ? {} : { fetch: inProcessFetch(exchange) }),
    })
  const { control } = exchange
  const fix = wire === 'fix' ? await openFix(exchange, clock) : undefined
  return {
    // Orders by FIX, all else by REST, as a venue with a FIX gateway is used.
    venue: fix ? { ...client('trade'), ...fix.orders } : client('trade'),
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
    close: async () => {
      await fix?.close()
      await served?.stop()
    },
  }
}

async function openFix(exchange: Exchange, clock: () => number) {
  const acceptor = await startFixAcceptor({
    exchange,
    account: 'agent',
    clock,
    customerCompId: 'SLUICE',
    password: 'SANDBOX-password',
  })
  const orders = openFixOrders({
    entity: exchange.entity,
    endpoint: acceptor,
    sandbox: true,
    timeoutMs: 30_000,
    senderCompId: 'SLUICE',
    targetCompId: exchange.entity,
    logonFields: [[554, 'SANDBOX-password']],
    clock,
    store: memoryStore(),
    quoteScaleOf: () => 2,
  })
  const close = async () => {
    await orders.close()
    await acceptor.stop()
  }
  return { orders, close }
}

describeVenue({ name: 'HashKey client against the HashKey-like sandbox', open: () => open(hashKeyLike) })
describeVenue({ name: 'HashKey client against sandbox entity B', open: () => open(entityB) })
describeVenue({
  name: 'HashKey client against the sandbox in one process',
  open: () => open(hashKeyLike, 'in process'),
})
describeVenue({ name: 'FIX 4.4 orders against the HashKey-like sandbox', open: () => open(hashKeyLike, 'fix') })
