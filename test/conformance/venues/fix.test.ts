import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createExchange } from '../../../sandbox/exchange/createExchange.ts'
import { startFixAcceptor } from '../../../sandbox/exchange/fixAcceptor.ts'
import { hashKeyLike } from '../../../sandbox/exchange/profiles.ts'
import { openFixOrders } from '../../../src/world/venues/fix/fixOrders.ts'
import { memoryStore } from '../../../src/world/venues/fix/store.ts'
import { dataDir } from '../../support/data.ts'
import { readFixDictionary } from './fixDictionary.ts'
import { recordingProxy } from './recordingProxy.ts'

const nowMs = Date.UTC(2026, 2, 2, 2)
const data = dataDir()

test.skipIf(!data)(
  'every message of a day, ours and the sandbox’s, is one that the FIX 4.4 dictionary allows',
  async () => {
    const address = 'bcrt1qsandboxfix000000000000000000000'
    const exchange = createExchange({
      seed: 5,
      clock: () => nowMs,
      entity: 'sandbox-venue',
      profile: hashKeyLike,
      accounts: [{ id: 'agent', owner: 'SANDBOX', depositAddresses: [{ asset: 'BTC', network: 'BTC', address }] }],
    })
    exchange.creditDeposit({ asset: 'BTC', amount: '5', txid: 'e'.repeat(64), address })
    const password = 'SANDBOX-password'
    const acceptor = await startFixAcceptor({
      exchange,
      account: 'agent',
      clock: () => nowMs,
      customerCompId: 'SLUICE',
      password,
    })
    const proxy = await recordingProxy(acceptor)
    const store = memoryStore()
    const orders = openFixOrders({
      entity: 'sandbox-venue',
      endpoint: proxy,
      sandbox: true,
      timeoutMs: 30_000,
      senderCompId: 'SLUICE',
      targetCompId: 'sandbox-venue',
      logonFields: [[554, password]],
      clock: () => nowMs,
      store,
      quoteScaleOf: () => 2,
    })
    const sell = { symbol: 'BTCUSD', side: 'SELL', quantity: '0.5' } as const
    await orders.placeOrder({ ...sell, clientOrderId: 'ioc', type: 'IOC', price: '60000' })
    await orders.placeOrder({ ...sell, clientOrderId: 'market', type: 'MARKET' })
    await orders.placeOrder({ ...sell, clientOrderId: 'wait', type: 'LIMIT', price: '66000' })
    await orders.placeOrder({ ...sell, clientOrderId: 'make', type: 'LIMIT_MAKER', price: '67000' })
    exchange.control.stranger({ symbol: 'BTCUSD', side: 'BUY', price: '66000', quantity: '0.2' })
    await orders.cancelOrder({ clientOrderId: 'wait' })
    await orders.cancelOrder({ clientOrderId: 'wait' })
    const refused = { ...sell, clientOrderId: 'low', type: 'LIMIT', price: '1' } as const
    await expect(orders.placeOrder(refused)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    expect(await orders.order({ clientOrderId: 'low' })).toMatchObject({ state: 'unknown' })
    proxy.cut()
    exchange.control.stranger({ symbol: 'BTCUSD', side: 'BUY', price: '67000', quantity: '500' })
    // The first to ask finds that the line is gone; the next one opens it again.
    await expect(orders.fills({ symbol: 'BTCUSD' })).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' })
    const fills = await orders.fills({ symbol: 'BTCUSD' })
    expect(fills.filter((fill) => fill.clientOrderId === 'make').map((fill) => [fill.quantity, fill.maker])).toEqual([
      ['0.5', true],
    ])
    await orders.close()
    const dictionary = readFixDictionary(join(data!, 'apis/FIX44.xml.gz'))
    const types = new Set(proxy.messages.map(({ from, message }) => `${from} ${message.type}`))
    for (const type of [
      'client A',
      'client D',
      'client F',
      'client H',
      'client 5',
      'venue A',
      'venue 8',
      'venue 9',
      'venue 5',
    ]) {
      expect(types).toContain(type)
    }
    for (const { from, message } of proxy.messages)
      expect([from, message.type, dictionary.faults(message)]).toEqual([from, message.type, []])
    await proxy.stop()
    await acceptor.stop()
  },
)

test.skipIf(!data)('the dictionary finds a message that is wrong', () => {
  const dictionary = readFixDictionary(join(data!, 'apis/FIX44.xml.gz'))
  const good = [
    [49, 'A'],
    [56, 'B'],
    [34, '2'],
    [52, '20260302-02:00:00.000'],
    [11, 'a'],
    [55, 'BTCUSD'],
    [54, '2'],
  ] as const
  expect(dictionary.faults({ type: 'H', fields: [...good] })).toEqual([])
  expect(dictionary.faults({ type: 'H', fields: good.slice(0, 5) })).toEqual([
    'Symbol is missing in H',
    'Side is missing in H',
  ])
  expect(dictionary.faults({ type: 'H', fields: [...good.slice(0, 6), [54, 'x'], [44, '1'], [77777, '1']] })).toEqual([
    'Side may not be x',
    'Price is not of H',
    'tag 77777 is not in the dictionary',
  ])
})
