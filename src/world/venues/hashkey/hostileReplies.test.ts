import { createServer } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { Venue } from '../venue.ts'
import { openHashKey } from './hashkey.ts'

/** A venue's answers are hostile until they are read: whatever is missing, of another type or out of range is an error, never a value. */

const nowMs = Date.UTC(2026, 2, 2, 2)
const options = {
  credentials: { apiKey: 'SANDBOX-key', secret: 'SANDBOX-secret' },
  sandbox: true,
  clock: () => nowMs,
}
const registration = {
  entity: 'sandbox-venue',
  legalName: 'SANDBOX',
  apiOrigin: 'http://127.0.0.1:1',
  accountOwner: 'SANDBOX',
  idempotencyClass: 'never' as const,
}

function answering(body: unknown, status = 200): Venue {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return openHashKey({
    ...options,
    registration,
    fetch: () => Promise.resolve(new Response(text, { status })),
  })
}

const order = { clientOrderId: 'a', symbol: 'BTCUSD', side: 'SELL', type: 'LIMIT', price: '1', quantity: '1' } as const
const good = {
  orderId: '17',
  clientOrderId: 'a',
  symbol: 'BTCUSD',
  transactTime: String(nowMs),
  price: '1',
  origQty: '1',
  executedQty: '0',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'SELL',
}

test('a good answer to an order is read', async () => {
  expect(await answering(good).placeOrder(order)).toEqual({
    state: 'open',
    orderId: '17',
    clientOrderId: 'a',
    symbol: 'BTCUSD',
    side: 'SELL',
    type: 'LIMIT',
    price: '1',
    quantity: '1',
    executedQuantity: '0',
    atMs: nowMs,
  })
})

describe('an answer to an order is refused as malformed, its outcome unknown', () => {
  const { orderId: _, ...withoutId } = good
  test.each([
    ['no order id', withoutId],
    ['an order id that is a number', { ...good, orderId: 17 }],
    ['an order id with a path in it', { ...good, orderId: '../17' }],
    ['another client order id', { ...good, clientOrderId: 'b' }],
    ['an unknown status', { ...good, status: 'DONE' }],
    ['a status from the prototype', { ...good, status: 'constructor' }],
    ['a quantity that is a number', { ...good, executedQty: 0.1 }],
    ['a quantity with an exponent', { ...good, executedQty: '1e-7' }],
    ['a negative quantity', { ...good, executedQty: '-1' }],
    ['a time in seconds', { ...good, transactTime: '1740000000' }],
    ['an unknown side', { ...good, side: 'SHORT' }],
    ['a list', [good]],
    ['nothing', null],
    ['a page', '<html></html>'],
    ['half of it', JSON.stringify(good).slice(0, 60)],
  ])('%s', async (_name, body) => {
    await expect(answering(body).placeOrder(order)).rejects.toMatchObject({
      code: 'VENUE_REPLY_MALFORMED',
      facts: { outcome: 'unknown' },
    })
  })
})

describe('a book is refused when it is', () => {
  const t = nowMs
  test.each([
    ['crossed', { t, b: [['101', '1']], a: [['100', '1']] }],
    ['touching', { t, b: [['100', '1']], a: [['100.0', '1']] }],
    [
      'unsorted',
      {
        t,
        b: [
          ['100', '1'],
          ['101', '1'],
        ],
        a: [],
      },
    ],
    [
      'twice at one price',
      {
        t,
        b: [
          ['100', '1'],
          ['100.00', '1'],
        ],
        a: [],
      },
    ],
    ['empty at a level', { t, b: [['100', '0']], a: [] }],
    ['written in numbers', { t, b: [[100, 1]], a: [] }],
    ['without a time', { b: [], a: [] }],
    ['with a third column', { t, b: [['100', '1', 'x']], a: [] }],
  ])('%s', async (_name, body) => {
    await expect(answering(body).depth({ symbol: 'BTCUSD' })).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
  })
})

test('a balance that does not add up is refused', async () => {
  const balances = [{ asset: 'BTC', free: '1', locked: '1', total: '3' }]
  await expect(answering({ balances }).balances()).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
})

test('a deposit address that needs a tag is refused: the tag would be lost', async () => {
  const body = {
    canDeposit: true,
    address: 'bcrt1qsandboxdeposit000000000000000000000',
    addressExt: '12',
    needAddressTag: true,
    minQuantity: '1',
    requiredConfirmTimes: 3,
  }
  await expect(answering(body).depositAddress({ asset: 'BTC', network: 'BTC' })).rejects.toMatchObject({
    code: 'VENUE_REPLY_MALFORMED',
  })
})

describe('what an answer means for the next step', () => {
  test.each([
    ['a refusal with its code', '{"code":"-1136","msg":"low"}', 400, 'VENUE_REFUSED', 'none'],
    ['a refusal inside a 200', '{"code":"-1136","msg":"low"}', 200, 'VENUE_REFUSED', 'none'],
    ['a refusal inside a 200, as a number', '{"code":-1107,"msg":"symbol not exist"}', 200, 'VENUE_REFUSED', 'none'],
    ['a rate limit', '{"code":"0003","msg":"slow"}', 429, 'VENUE_UNREACHABLE', 'none'],
    ['a ban', '', 418, 'VENUE_UNREACHABLE', 'none'],
    ['an inner error', '{"code":"-1001","msg":"x"}', 500, 'VENUE_UNREACHABLE', 'unknown'],
    ['"execution status unknown"', '{"code":"-1006","msg":"x"}', 400, 'VENUE_UNREACHABLE', 'unknown'],
    ['"order creation timeout"', '{"code":"-1146","msg":"x"}', 200, 'VENUE_UNREACHABLE', 'unknown'],
    ['a 404 page called JSON', '<html>404</html>', 404, 'VENUE_REPLY_MALFORMED', 'unknown'],
    ['a redirect', '', 302, 'VENUE_REPLY_MALFORMED', 'unknown'],
  ])('%s', async (_name, body, status, code, outcome) => {
    await expect(answering(body, status).placeOrder(order)).rejects.toMatchObject({ code, facts: { outcome } })
  })
})

test('the real venue is not asked for what its API does not have', async () => {
  let asked = 0
  const venue = openHashKey({
    ...options,
    sandbox: false,
    registration: { ...registration, apiOrigin: 'https://api-pro.hashkey.com' },
    fetch: () => {
      asked++
      return Promise.reject(new TypeError('no network in a test'))
    },
  })
  const money = { key: 'f', currency: 'USD', amount: '1', bankAccount: 'X' }
  await expect(venue.withdrawFiat(money)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
  await expect(venue.fiatWithdrawals({ currency: 'USD' })).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
  await expect(venue.accountStatement({ fromMs: 0, toMs: 1 })).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
  expect(asked).toBe(0)
})

describe('over a real connection', () => {
  const servers: ReturnType<typeof createServer>[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function serving(handle: Parameters<typeof createServer>[1], timeoutMs = 30_000): Promise<Venue> {
    const server = createServer(handle!)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound ? bound.port : 0
    return openHashKey({
      ...options,
      timeoutMs,
      registration: { ...registration, apiOrigin: `http://127.0.0.1:${port}` },
    })
  }

  test('silence ends in an unknown outcome', async () => {
    const venue = await serving(() => undefined, 200)
    await expect(venue.placeOrder(order)).rejects.toMatchObject({
      code: 'VENUE_UNREACHABLE',
      facts: { outcome: 'unknown' },
    })
    await expect(venue.balances()).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE', facts: { outcome: 'none' } })
  })

  test('an answer that begins and never ends is silence too', async () => {
    const venue = await serving((_request, response) => void response.writeHead(200).write('{"a'), 200)
    await expect(venue.placeOrder(order)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' })
  })

  test('a redirect is not followed', async () => {
    let followed = false
    const venue = await serving((request, response) => {
      if (request.url === '/elsewhere') followed = true
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    await expect(venue.placeOrder(order)).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
    expect(followed).toBe(false)
  })

  test('an answer without end is cut off', async () => {
    const venue = await serving((_request, response) => {
      response.writeHead(200)
      response.end(Buffer.alloc(9 * 1024 * 1024, 0x20))
    })
    await expect(venue.balances()).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
  })

  test('no error of ours shows the secret or the signature', async () => {
    const venue = await serving((_request, response) => response.writeHead(400).end('{"code":"0002","msg":"wrong"}'))
    const error: unknown = await venue.placeOrder(order).catch((caught: unknown) => caught)
    const shown = `${String(error)} ${JSON.stringify(error)} ${JSON.stringify((error as { facts: unknown }).facts)}`
    expect(shown).not.toMatch(/SANDBOX-secret|signature=/)
  })
})
