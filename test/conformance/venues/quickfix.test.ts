import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFixOrders } from '../../../src/world/venues/fix/fixOrders.ts'
import { type FixStore, memoryStore } from '../../../src/world/venues/fix/store.ts'
import { dataDir } from '../../support/data.ts'
import { freePort } from '../../support/ports.ts'
import { type RecordingProxy, recordingProxy } from './recordingProxy.ts'

/** QuickFIX shares no line with us and knows its dictionary: what it accepts is FIX 4.4. From Debian's libquickfix-dev, built here. */
const data = dataDir()
const installed = existsSync('/usr/include/quickfix/SocketAcceptor.h') && existsSync('/usr/bin/g++')

describe.skipIf(!installed || !data)('QuickFIX as the other side', () => {
  let folder: string
  let acceptor: ChildProcessWithoutNullStreams
  let said = ''
  let proxy: RecordingProxy
  let store: FixStore
  // The other side has no clock to be told: this test runs in real time.
  const clock = () => Date.now()
  const open = (over: FixStore) =>
    openFixOrders({
      entity: 'quickfix',
      endpoint: proxy,
      sandbox: true,
      senderCompId: 'SLUICE',
      targetCompId: 'QF',
      clock,
      store: over,
      quoteScaleOf: () => 2,
      timeoutMs: 10_000,
    })
  const sell = (clientOrderId: string, price: string) =>
    ({ clientOrderId, symbol: 'BTCUSD', side: 'SELL', type: 'LIMIT', price, quantity: '1' }) as const

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-quickfix-'))
    const binary = join(folder, 'acceptor')
    const source = join(import.meta.dirname, 'quickfix/acceptor.cpp')
    execFileSync('/usr/bin/g++', ['-std=c++14', '-w', '-O0', '-o', binary, source, '-lquickfix', '-lpthread'])
    const dictionary = join(folder, 'FIX44.xml')
    writeFileSync(dictionary, gunzipSync(readFileSync(join(data!, 'apis/FIX44.xml.gz'))))
    const port = await freePort()
    acceptor = spawn(binary, [String(port), dictionary])
    acceptor.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    await until(() => said.includes('ready'))
    proxy = await recordingProxy({ host: '127.0.0.1', port })
    store = memoryStore()
  })
  afterAll(async () => {
    await proxy?.stop()
    acceptor?.kill('SIGKILL')
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('it takes our orders, trades, cancels, rejects and answers for them', async () => {
    const orders = open(store)
    expect(await orders.placeOrder(sell('wait', '65000.5'))).toMatchObject({ state: 'open', price: '65000.5' })
    expect(await orders.order({ clientOrderId: 'wait' })).toMatchObject({ state: 'open' })
    expect(await orders.cancelOrder({ clientOrderId: 'wait' })).toMatchObject({ state: 'cancelled' })
    expect(await orders.cancelOrder({ clientOrderId: 'wait' })).toMatchObject({ state: 'cancelled' })
    await orders.placeOrder(sell('sold', '64000'))
    expect(await orders.order({ clientOrderId: 'sold' })).toMatchObject({ state: 'filled', executedQuantity: '1' })
    expect(await orders.fills({ symbol: 'BTCUSD' })).toMatchObject([
      { clientOrderId: 'sold', quantity: '0.4', price: '64000', gross: '25600', fee: '1.5', maker: false },
      { clientOrderId: 'sold', quantity: '0.6', price: '64000', gross: '38400', fee: '1.5', maker: false },
    ])
    await expect(orders.placeOrder(sell('low', '999'))).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    await orders.close()
  })

  test('after a cut line the numbers go on, and an order whose answer was lost is asked for, not sent again', async () => {
    const orders = open(store)
    await orders.placeOrder(sell('before', '66000'))
    const sentBefore = proxy.messages.length
    const lost = orders.placeOrder(sell('lost', '64000'))
    await until(() => proxy.messages.slice(sentBefore).some(({ message }) => message.type === 'D'))
    proxy.cut()
    // The answer may have come before the cut; then it is the next question that finds the line gone.
    const unreachable = (error: unknown) => expect(error).toMatchObject({ code: 'VENUE_UNREACHABLE' })
    await lost.catch(unreachable)
    await orders.order({ clientOrderId: 'before' }).catch(unreachable)
    expect(await orders.placeOrder(sell('lost', '64000'))).toMatchObject({ state: 'filled', executedQuantity: '1' })
    const fills = (await orders.fills({ symbol: 'BTCUSD' })).filter((fill) => fill.clientOrderId === 'lost')
    expect(fills.map((fill) => fill.quantity)).toEqual(['0.4', '0.6'])
    const sent = proxy.messages.filter(({ from, message }) => from === 'client' && message.type === 'D')
    const ofLost = sent.filter(({ message }) => message.fields.some(([tag, value]) => tag === 11 && value === 'lost'))
    expect(ofLost).toHaveLength(1)
    await orders.close()
  })

  test('a client that has lost its place asks for what it missed, and counts each fill once', async () => {
    // As after a crash between a report and the note of its number.
    store.setNumbers({ nextOut: store.nextOut, nextIn: store.nextIn - 4 })
    const before = store.reports.length
    const orders = open(store)
    const fills = await orders.fills({ symbol: 'BTCUSD' })
    expect(new Set(fills.map((fill) => fill.fillId)).size).toBe(4)
    expect(fills).toHaveLength(4)
    expect(store.reports).toHaveLength(before)
    expect(proxy.messages.some(({ from, message }) => from === 'client' && message.type === '2')).toBe(true)
    await orders.close()
  })

  test('it quotes, and a quote is taken once, whole, under an id of ours; what has ended or was withdrawn is not sent', async () => {
    const orders = open(store)
    const ask = (quoteRequestId: string, quantity: string) =>
      orders.requestQuote({ quoteRequestId, symbol: 'BTCUSD', quantity, currency: 'USD', answerByMs: clock() + 60_000 })
    const quote = await ask('rfq-1', '2.5')
    expect(quote).toMatchObject({ price: '63500', quantity: '2.5', currency: 'USD', quoteRequestId: 'rfq-1' })
    const sentBefore = proxy.messages.filter(({ from, message }) => from === 'client' && message.type === 'D').length
    expect(await orders.takeQuote({ quote, clientOrderId: 'taken' })).toMatchObject({ executedQuantity: '2.5' })
    // Asked for again, it is looked up and not sold again.
    expect(await orders.takeQuote({ quote, clientOrderId: 'taken' })).toMatchObject({ state: 'filled' })
    expect((await orders.fills({ symbol: 'BTCUSD' })).filter((fill) => fill.clientOrderId === 'taken')).toMatchObject([
      { price: '63500', quantity: '2.5', gross: '158750', fee: '0' },
    ])
    await expect(orders.takeQuote({ quote, clientOrderId: 'twice' })).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    await expect(ask('rfq-2', '6')).rejects.toMatchObject({ code: 'VENUE_REFUSED', facts: { venueCode: '6' } })
    const withdrawn = await ask('rfq-3', '3')
    // The withdrawal comes right behind the quote.
    await until(() => proxy.messages.some(({ from, message }) => from === 'venue' && message.type === 'Z'))
    await orders.order({ clientOrderId: 'taken' })
    await expect(orders.takeQuote({ quote: withdrawn, clientOrderId: 'late' })).rejects.toMatchObject({
      code: 'VENUE_REFUSED',
    })
    const ended = { ...(await ask('rfq-4', '1')), validUntilMs: clock() - 1 }
    await expect(orders.takeQuote({ quote: ended, clientOrderId: 'ended' })).rejects.toMatchObject({
      code: 'VENUE_REFUSED',
    })
    const sent = proxy.messages.filter(({ from, message }) => from === 'client' && message.type === 'D').length
    expect(sent - sentBefore).toBe(2)
    await orders.close()
  })

  test('it rejected none of our messages as wrong', () => {
    const rejects = proxy.messages.filter(
      ({ from, message }) => from === 'venue' && (message.type === '3' || message.type === 'j'),
    )
    expect(rejects).toEqual([])
    expect(said).not.toContain('rejected')
  })
})

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('it did not come to this in ten seconds')
}
