import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import hashkey from '../../../node_modules/ccxt/js/src/hashkey.js'
import watchingHashkey from '../../../node_modules/ccxt/js/src/pro/hashkey.js'
import { hashKeyLike } from '../../../sandbox/exchange/profiles.ts'
import { type ServedExchange, startExchange } from '../../../sandbox/exchange/startExchange.ts'
import { sumDecimals } from '../../../src/world/venues/decimal.ts'
import { openHashKey, orderParameters } from '../../../src/world/venues/hashkey/hashkey.ts'
import { signatureOf } from '../../../src/world/venues/hashkey/sign.ts'
import { requestOf } from '../../../src/world/venues/hashkey/transport.ts'
import type { PlaceOrderParameters } from '../../../src/world/venues/venue.ts'

/**
 * ccxt's `hashkey` (MIT) was written by others for the real venue: if it can trade at our sandbox, the sandbox speaks the venue's
 * language, and if our client sends the same bytes, so does our client. It is used here only, never in the product: it puts a
 * broker's header on every order.
 */

const nowMs = Date.UTC(2026, 2, 2, 2)
const depositAddress = 'bcrt1qsandboxforeignclient00000000000000'

/** ccxt types an order's id as one that may be missing. */
function idOf(order: { id?: string | undefined }): string {
  return order.id ?? ''
}

function foreignClient(origin: string, keys: { apiKey: string; secret: string }) {
  const client = new hashkey({ ...keys, enableRateLimit: false })
  const urls = client.urls as { api: Record<string, string> }
  urls.api = { public: origin, private: origin }
  client.milliseconds = () => nowMs
  return client
}

describe('a client that we did not write trades at the sandbox', () => {
  let exchange: ServedExchange
  let client: hashkey

  beforeAll(async () => {
    exchange = await startExchange({
      seed: 11,
      clock: () => nowMs,
      entity: 'sandbox-venue',
      profile: hashKeyLike,
      accounts: [
        {
          id: 'stranger',
          owner: 'SANDBOX foreign client',
          depositAddresses: [{ asset: 'BTC', network: 'BTC', address: depositAddress }],
          whitelist: [{ asset: 'BTC', network: 'BTC', address: 'bcrt1qsandboxreturn000000000000000000' }],
        },
      ],
    })
    exchange.creditDeposit({ asset: 'BTC', amount: '3', txid: 'b'.repeat(64), address: depositAddress })
    client = foreignClient(exchange.url, exchange.credentials('stranger', 'trade'))
  })
  afterAll(() => exchange.stop())

  test('its watcher reads our stream of books, and sees what REST shows', async () => {
    const watcher = new watchingHashkey({ enableRateLimit: false })
    const urls = watcher.urls as { api: Record<string, unknown> }
    urls.api = {
      public: exchange.url,
      private: exchange.url,
      ws: { public: `${exchange.url.replace('http', 'ws')}/quote/ws/v1` },
    }
    // What ccxt asks for before it opens a plain ws.
    await watcher.loadHttpProxyAgent()
    try {
      const watched = await watcher.watchOrderBook('BTC/USD')
      const asked = await client.fetchOrderBook('BTC/USD')
      expect(watched.bids.slice(0, 3)).toEqual(asked.bids.slice(0, 3))
      expect(watched.asks.slice(0, 3)).toEqual(asked.asks.slice(0, 3))
    } finally {
      await watcher.close()
    }
  })

  test('it loads the markets with their steps and limits', async () => {
    const markets = await client.loadMarkets()
    expect(Object.keys(markets).sort()).toEqual(['BTC/HKD', 'BTC/USD', 'ETH/USD', 'USDT/USD'])
    expect(markets['BTC/USD']).toMatchObject({
      id: 'BTCUSD',
      active: true,
      spot: true,
      precision: { price: 0.01, amount: 0.00001 },
      limits: { amount: { min: 0.00001, max: 16 } },
    })
  })

  test('it loads the coins and their networks', async () => {
    const currencies = (await client.fetchCurrencies()) as Record<string, { type: string; networks: object }>
    expect(currencies.USD?.type).toBe('fiat')
    expect(Object.keys(currencies.USDT?.networks ?? {})).toEqual(['ETH', 'Tron'])
  })

  test('it reads the time and a book of at most 100 levels a side', async () => {
    expect(await client.fetchTime()).toBe(nowMs)
    const book = await client.fetchOrderBook('BTC/USD', 200)
    expect(book.bids).toHaveLength(100)
    expect(book.asks[0]![0]).toBeGreaterThan(book.bids[0]![0] as number)
  })

  test('it finds the deposit and where to send the next', async () => {
    const [deposit] = await client.fetchDeposits('BTC')
    expect(deposit).toMatchObject({ amount: 3, currency: 'BTC', status: 'ok', txid: 'b'.repeat(64) })
    expect(await client.fetchDepositAddress('BTC', { network: 'BTC' })).toMatchObject({ address: depositAddress })
  })

  test('it places an order that waits, finds it both ways, lists and cancels it', async () => {
    const placed = await client.createOrder('BTC/USD', 'limit', 'sell', 0.5, 70_000, { clientOrderId: 'foreign-1' })
    expect(placed).toMatchObject({ status: 'open', clientOrderId: 'foreign-1', amount: 0.5, price: 70_000 })
    expect(await client.fetchOrder(idOf(placed), 'BTC/USD')).toMatchObject({ status: 'open', filled: 0 })
    const params = { clientOrderId: 'foreign-1' }
    expect(await client.fetchOrder('', 'BTC/USD', params)).toMatchObject({ id: placed.id })
    expect((await client.fetchOpenOrders('BTC/USD')).map((order) => order.id)).toEqual([placed.id])
    expect((await client.fetchBalance()).BTC).toEqual({ free: 2.5, used: 0.5, total: 3 })
    await client.cancelOrder(idOf(placed), 'BTC/USD')
    expect(await client.fetchOrder(idOf(placed), 'BTC/USD')).toMatchObject({ status: 'canceled' })
    expect(await client.fetchOpenOrders('BTC/USD')).toEqual([])
  })

  test('it sells to a fill, by limit and by market, and its fills and balance agree with the statement', async () => {
    const limit = await client.createOrder('BTC/USD', 'limit', 'sell', 0.2, 60_000, { timeInForce: 'IOC' })
    expect(await client.fetchOrder(idOf(limit), 'BTC/USD')).toMatchObject({ status: 'closed', filled: 0.2 })
    const market = await client.createOrder('BTC/USD', 'market', 'sell', 0.1)
    expect(await client.fetchOrder(idOf(market), 'BTC/USD')).toMatchObject({ status: 'closed', filled: 0.1 })
    const trades = await client.fetchMyTrades('BTC/USD')
    expect(trades.length).toBeGreaterThan(2)
    expect(trades.every((trade) => trade.side === 'sell' && trade.takerOrMaker === 'taker')).toBe(true)
    const raw = trades.map((trade) => trade.info as { id: string; qty: string; commission: string })
    expect(sumDecimals(raw.map((one) => one.qty))).toBe('0.3')
    const rows = exchange
      .statement({ account: 'stranger' })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>)
    const fills = rows.filter((row) => row.kind === 'fill')
    expect(fills.map((row) => row.id)).toEqual(raw.map((one) => one.id))
    expect(fills.map((row) => row.fee)).toEqual(raw.map((one) => one.commission))
    const balances = (await client.fetchBalance()).info as { balances: { asset: string; total: string }[] }
    for (const row of rows.filter((one) => one.kind === 'closing')) {
      expect(row.amount).toBe(balances.balances.find((one) => one.asset === row.asset)?.total)
    }
  })

  test('it buys back, by amount of money and by quantity', async () => {
    const byCost = await client.createMarketBuyOrderWithCost('BTC/USD', 1_000)
    expect(await client.fetchOrder(idOf(byCost), 'BTC/USD')).toMatchObject({ status: 'closed', side: 'buy' })
    const byQuantity = await client.createOrder('BTC/USD', 'market', 'buy', 0.01)
    expect(await client.fetchOrder(idOf(byQuantity), 'BTC/USD')).toMatchObject({ status: 'closed', filled: 0.01 })
  })

  test('it understands the refusals: wrong signature, no funds, unknown order, used id, key without permission', async () => {
    const wrong = foreignClient(exchange.url, { ...exchange.credentials('stranger', 'trade'), secret: 'wrong' })
    await expect(wrong.fetchBalance()).rejects.toMatchObject({ name: 'AuthenticationError' })
    await expect(client.createOrder('BTC/USD', 'limit', 'sell', 3.5, 70_000)).rejects.toMatchObject({
      name: 'InsufficientFunds',
    })
    await expect(client.fetchOrder('1', 'BTC/USD')).rejects.toMatchObject({ name: 'OrderNotFound' })
    const again = { clientOrderId: 'foreign-1' }
    await expect(client.createOrder('BTC/USD', 'limit', 'sell', 0.5, 70_000, again)).rejects.toMatchObject({
      name: 'DuplicateOrderId',
    })
    const address = 'bcrt1qsandboxreturn000000000000000000'
    await expect(client.withdraw('BTC', 0.1, address, undefined, { network: 'BTC' })).rejects.toMatchObject({
      name: 'PermissionDenied',
    })
  })

  test('it withdraws with the withdrawal key to a listed address and to no other', async () => {
    const treasury = foreignClient(exchange.url, exchange.credentials('stranger', 'withdraw'))
    const listed = 'bcrt1qsandboxreturn000000000000000000'
    await expect(treasury.withdraw('BTC', 0.1, depositAddress, undefined, { network: 'BTC' })).rejects.toMatchObject({
      name: 'PermissionDenied',
    })
    const { info } = await treasury.withdraw('BTC', 0.1, listed, undefined, { network: 'BTC' })
    // In that answer the venue's id is `orderId`; ccxt takes `id`, which is "0" there.
    const { orderId } = info as { orderId: string }
    expect((await treasury.fetchWithdrawals('BTC')).map((one) => [one.id, one.amount])).toEqual([[orderId, 0.1]])
  })

  test('it reads its fee tier', async () => {
    expect(await client.fetchTradingFee('BTC/USD')).toMatchObject({ maker: 0.0029, taker: 0.0029 })
  })
})

describe('our client sends the bytes that ccxt sends, and no broker', () => {
  const origin = 'http://127.0.0.1:1'
  const keys = { apiKey: 'SANDBOX-key', secret: 'SANDBOX-secret' }
  const orders: [PlaceOrderParameters, Record<string, string>][] = [
    [
      { clientOrderId: 'a-1', symbol: 'BTCUSD', side: 'SELL', type: 'LIMIT', price: '64000.5', quantity: '0.5' },
      { clientOrderId: 'a-1' },
    ],
    [
      { clientOrderId: 'a-2', symbol: 'BTCUSD', side: 'SELL', type: 'LIMIT_MAKER', price: '64000.01', quantity: '1' },
      { clientOrderId: 'a-2' },
    ],
    [
      { clientOrderId: 'a-3', symbol: 'ETHUSD', side: 'BUY', type: 'IOC', price: '3200', quantity: '0.0001' },
      { timeInForce: 'IOC', clientOrderId: 'a-3' },
    ],
    [
      { clientOrderId: 'a-4', symbol: 'BTCHKD', side: 'SELL', type: 'MARKET', quantity: '0.00123' },
      { clientOrderId: 'a-4' },
    ],
  ]

  for (const recvWindowMs of [undefined, 5_000]) {
    for (const [order, params] of orders) {
      test(`${order.type} order with ${recvWindowMs === undefined ? 'the default window' : `a window of ${recvWindowMs} ms`}`, async () => {
        const exchange = await startExchange({
          seed: 1,
          clock: () => nowMs,
          entity: 'sandbox-venue',
          profile: hashKeyLike,
          accounts: [],
        })
        const client = foreignClient(exchange.url, keys)
        await client.loadMarkets()
        await exchange.stop()
        const urls = client.urls as { api: Record<string, string> }
        urls.api = { public: origin, private: origin }
        if (recvWindowMs !== undefined) client.options.recvWindow = recvWindowMs
        const symbol = `${order.symbol.slice(0, 3)}/${order.symbol.slice(3)}`
        const type = order.type === 'IOC' ? 'limit' : order.type
        const price = order.price === undefined ? undefined : Number(order.price)
        const request = client.createOrderRequest(symbol, type, order.side, Number(order.quantity), price, params)
        const theirs = client.sign('api/v1/spot/order', 'private', 'POST', request) as {
          url: string
          method: string
          body: string
          headers: Record<string, string>
        }
        const ours = requestOf(
          {
            entity: 'sandbox-venue',
            origin: new URL(origin),
            ...keys,
            clock: () => nowMs,
            timeoutMs: 1_000,
            ...(recvWindowMs === undefined ? {} : { recvWindowMs }),
            fetch,
          },
          {
            method: 'POST',
            path: '/api/v1/spot/order',
            parameters: orderParameters(order),
            signed: true,
            changes: true,
          },
        )
        expect(ours.url).toBe(theirs.url)
        expect(ours.init.method).toBe(theirs.method)
        expect(ours.init.body).toBe(theirs.body)
        const { 'INPUT-SOURCE': broker, broker_sign: brokerSign, ...rest } = theirs.headers
        expect(broker).toBe('10000700011')
        expect(brokerSign).toHaveLength(64)
        expect(ours.init.headers).toEqual(rest)
      })
    }
  }

  test('queries and cancels are signed alike', () => {
    const client = foreignClient(origin, keys)
    const options = {
      entity: 'sandbox-venue',
      origin: new URL(origin),
      ...keys,
      clock: () => nowMs,
      timeoutMs: 1_000,
      fetch,
    }
    const query = client.sign('api/v1/spot/order', 'private', 'GET', { origClientOrderId: 'a-1' }) as { url: string }
    const cancel = client.sign('api/v1/spot/order', 'private', 'DELETE', { orderId: '17' }) as { body: string }
    const common = { path: '/api/v1/spot/order', signed: true }
    expect(
      requestOf(options, { ...common, method: 'GET', parameters: [['origClientOrderId', 'a-1']], changes: false }).url,
    ).toBe(query.url)
    expect(
      requestOf(options, { ...common, method: 'DELETE', parameters: [['orderId', '17']], changes: true }).init.body,
    ).toBe(cancel.body)
  })

  test('nothing that our client sends has a header or field of a broker, referrer or rebate', async () => {
    const seen: string[] = []
    const venue = openHashKey({
      registration: {
        entity: 'sandbox-venue',
        legalName: 'SANDBOX',
        apiOrigin: origin,
        accountOwner: 'SANDBOX',
        idempotencyClass: 'never',
      },
      credentials: keys,
      sandbox: true,
      clock: () => nowMs,
      fetch: (url, init) => {
        seen.push(`${String(url)} ${JSON.stringify(init)}`)
        return Promise.resolve(new Response('{"code":"0001","msg":"no"}', { status: 400 }))
      },
    })
    const quiet = (promise: Promise<unknown>) => promise.catch(() => undefined)
    await quiet(venue.placeOrder(orders[0]![0]))
    await quiet(venue.cancelOrder({ orderId: '1' }))
    await quiet(venue.order({ orderId: '1' }))
    await quiet(venue.balances())
    await quiet(venue.withdraw({ key: 'w', asset: 'BTC', network: 'BTC', quantity: '1', address: 'x' }))
    expect(seen).toHaveLength(5)
    expect(seen.filter((one) => /broker|input-source|rebate|referr|affiliate|invite/i.test(one))).toEqual([])
  })
})

test('the signature is the one of the published example', () => {
  // docs.hashkey.com/hk/en, "Signature (TRADE & USER_DATA)", examples 1 and 2: key and text as printed there.
  const secret = 'lH3ELTNiFxCQTmi9pPcWWikhsjO04Yoqw3euoHUuOLC3GYBW64ZqzQsiOEHXQS76'
  const text =
    'symbol=ETHBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1538323200000'
  expect(signatureOf(text, secret)).toBe('5f2750ad7589d1d40757a55342e621a44037dad23b5128cc70e18ec1d1c3f4c6')
})
