import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SluiceError } from '../../core/errors.ts'
import { compareDecimals, productDown, sumDecimals, textOf, unitsOf } from './decimal.ts'
import type { Instrument, PlaceOrderParameters, Venue } from './venue.ts'

/** What the suite may do behind the venue's back. A venue that cannot be steered so leaves these tests out, by name and with the reason. */
export interface VenueUnderTest {
  /** Signs with the trading key. */
  readonly venue: Venue
  /** Signs with the withdrawal key. */
  readonly treasury: Venue
  readonly symbol: string
  /** Coins of the symbol's base asset, and the network by which they come. */
  readonly network: string
  readonly depositAddress: string
  readonly whitelistedAddress: string
  readonly bankAccount: string
  credit(parameters: { quantity: string; txid: string }): void
  /** A stranger's order at this venue. */
  stranger(parameters: { side: 'BUY' | 'SELL'; price: string; quantity: string }): void
  /** The answer to the next order, and only to that, is lost, before or after it was taken. */
  loseNextOrder(when: 'before' | 'after'): void
  hideNextOrder(forMs: number): void
  duplicateNextFills(): void
  fillAfterNextCancel(): void
  halt(on: boolean): void
  advance(ms: number): void
  close(): Promise<void>
}

export interface DescribeVenueOptions {
  readonly name: string
  open(): Promise<VenueUnderTest>
  readonly skip?: readonly { readonly test: string; readonly reason: string }[]
}

/** The suite that every venue passes, whatever it speaks. Quantities are of the first credit of 5 coins. */
export function describeVenue(options: DescribeVenueOptions): void {
  const fact = (name: string, run: () => Promise<void>) =>
    test.skipIf(options.skip?.some((one) => one.test === name))(name, run)

  describe(options.name, () => {
    let world: VenueUnderTest
    let instrument: Instrument
    let nextOrder = 1
    const intent = (terms: Omit<PlaceOrderParameters, 'clientOrderId' | 'symbol'>): PlaceOrderParameters => ({
      clientOrderId: `suite-${nextOrder++}`,
      symbol: world.symbol,
      ...terms,
    })
    /** A price this many ticks from the best bid. */
    const fromBid = async (ticks: bigint): Promise<string> => {
      const { bids } = await world.venue.depth({ symbol: world.symbol, limit: 5 })
      const scale = 12
      return textOf(unitsOf(bids[0]!.price, scale) + ticks * unitsOf(instrument.tick, scale), scale)
    }
    /** One percent under the best bid: a limit that lets a small order through. */
    const marketable = async (): Promise<string> => {
      const scale = 12
      const bid = unitsOf(await fromBid(0n), scale)
      return fromBid(-(bid / 100n / unitsOf(instrument.tick, scale)))
    }

    beforeAll(async () => {
      world = await options.open()
      world.credit({ quantity: '5', txid: 'a'.repeat(64) })
      instrument = (await world.venue.instruments()).find((one) => one.symbol === world.symbol)!
    })
    afterAll(() => world?.close())

    fact('it says who it is: entity, host, owner, and how far its memory of order ids reaches', async () => {
      const { entity, host, accountOwner, idempotencyClass } = world.venue
      expect([entity, host, accountOwner].every((text) => text.length > 0)).toBe(true)
      expect(['client-order-id-forever', 'while-open', 'never']).toContain(idempotencyClass)
    })

    fact('its time is a time', async () => {
      expect(Number.isSafeInteger(await world.venue.serverTime())).toBe(true)
    })

    fact('its instruments have steps, limits and bands', async () => {
      expect(compareDecimals(instrument.tick, '0')).toBe(1)
      expect(compareDecimals(instrument.lot, '0')).toBe(1)
      expect(compareDecimals(instrument.maxQuantity, instrument.minQuantity)).toBe(1)
      expect(instrument.status).toBe('trading')
    })

    fact('its book is sorted and does not cross', async () => {
      const { bids, asks } = await world.venue.depth({ symbol: world.symbol, limit: 20 })
      expect(bids.length).toBeGreaterThan(5)
      expect(bids.length).toBeLessThanOrEqual(20)
      expect(compareDecimals(asks[0]!.price, bids[0]!.price)).toBe(1)
    })

    fact('its trades are of the symbol asked, in order of time', async () => {
      const before = await world.venue.trades({ symbol: world.symbol })
      expect(before.trades.every(({ atMs }, i) => i === 0 || atMs >= before.trades[i - 1]!.atMs)).toBe(true)
      expect(before.symbol).toBe(world.symbol)
    })

    fact('a deposit shows with its transaction and makes the balance', async () => {
      const { address } = await world.venue.depositAddress({ asset: instrument.base, network: world.network })
      expect(address).toBe(world.depositAddress)
      const [deposit] = await world.venue.deposits({ asset: instrument.base })
      expect(deposit).toMatchObject({ txid: 'a'.repeat(64), quantity: '5', state: 'credited', address })
      const balance = (await world.venue.balances()).find((one) => one.asset === instrument.base)
      expect(balance).toMatchObject({ free: '5', locked: '0', total: '5' })
    })

    fact('a selling order at the bid trades, and its fills add up to what the venue booked', async () => {
      const order = intent({ side: 'SELL', type: 'IOC', price: await marketable(), quantity: '0.03' })
      const placed = await world.venue.placeOrder(order)
      const report = await world.venue.order({ clientOrderId: order.clientOrderId })
      expect(report).toMatchObject({ state: 'filled', orderId: placed.orderId, executedQuantity: '0.03' })
      const fills = (await world.venue.fills({ symbol: world.symbol })).filter((one) => one.orderId === placed.orderId)
      expect(fills.length).toBeGreaterThan(0)
      expect(sumDecimals(fills.map((fill) => fill.quantity))).toBe('0.03')
      for (const fill of fills) {
        expect(compareDecimals(fill.price, order.price!)).not.toBe(-1)
        expect(fill.gross).toBe(productDown(fill.price, fill.quantity, instrument.quoteScale))
        expect(fill.maker).toBe(false)
      }
      const { trades } = await world.venue.trades({ symbol: world.symbol })
      const ours = fills.map(({ price, quantity, atMs }) => ({ price, quantity, atMs }))
      expect(trades.slice(-ours.length)).toEqual(ours)
      expect('executedQuote' in report && report.executedQuote).toBe(sumDecimals(fills.map((fill) => fill.gross)))
      const money = (await world.venue.balances()).find((one) => one.asset === instrument.quote)!
      const fees = sumDecimals(fills.map((fill) => fill.fee))
      expect(sumDecimals([money.total, fees])).toBe(sumDecimals(fills.map((fill) => fill.gross)))
    })

    fact('an order away from the market waits, locks its coins, and leaves when it is cancelled', async () => {
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '1' })
      const placed = await world.venue.placeOrder(order)
      expect(placed.state).toBe('open')
      expect((await world.venue.openOrders({ symbol: world.symbol })).map((one) => one.orderId)).toEqual([
        placed.orderId,
      ])
      const locked = (await world.venue.balances()).find((one) => one.asset === instrument.base)
      expect(locked?.locked).toBe('1')
      expect(await world.venue.cancelOrder({ orderId: placed.orderId })).toMatchObject({ state: 'cancelled' })
      expect(await world.venue.cancelOrder({ orderId: placed.orderId })).toMatchObject({ state: 'cancelled' })
      expect(await world.venue.openOrders({})).toEqual([])
    })

    fact('a maker order that would take is refused, and one that waits is filled as maker', async () => {
      const taking = intent({ side: 'SELL', type: 'LIMIT_MAKER', price: await fromBid(0n), quantity: '0.1' })
      await expect(world.venue.placeOrder(taking)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
      const price = await fromBid(1n)
      const order = intent({ side: 'SELL', type: 'LIMIT_MAKER', price, quantity: '0.1' })
      const { orderId } = await world.venue.placeOrder(order)
      world.stranger({ side: 'BUY', price, quantity: '0.04' })
      expect(await world.venue.order({ orderId })).toMatchObject({ state: 'partly-filled', executedQuantity: '0.04' })
      const fills = (await world.venue.fills({ symbol: world.symbol })).filter((one) => one.orderId === orderId)
      expect(fills).toMatchObject([{ maker: true, quantity: '0.04', price }])
      expect(await world.venue.cancelOrder({ orderId })).toMatchObject({ state: 'cancelled', executedQuantity: '0.04' })
    })

    fact('an order below the band, off the tick, off the lot or above the balance is refused', async () => {
      const price = await fromBid(0n)
      const low = textOf((unitsOf(price, 12) / 2n / 10n ** 12n) * 10n ** 12n, 12)
      const cases: Omit<PlaceOrderParameters, 'clientOrderId' | 'symbol'>[] = [
        { side: 'SELL', type: 'LIMIT', price: low, quantity: '0.1' },
        { side: 'SELL', type: 'LIMIT', price: `${price.split('.')[0]}.123456789`, quantity: '0.1' },
        { side: 'SELL', type: 'LIMIT', price, quantity: '0.123456789' },
        { side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '5.5' },
      ]
      for (const one of cases) {
        await expect(world.venue.placeOrder(intent(one))).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
      }
    })

    fact('an order that was never sent is unknown, not absent', async () => {
      const key = { clientOrderId: 'never-sent' }
      expect(await world.venue.order(key)).toEqual({ state: 'unknown', key })
      expect(await world.venue.cancelOrder(key)).toEqual({ state: 'unknown', key })
    })

    fact('an answer lost before the order was taken leaves nothing behind, and the same key places it', async () => {
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '0.1' })
      world.loseNextOrder('before')
      await expect(world.venue.placeOrder(order)).rejects.toMatchObject({
        code: 'VENUE_UNREACHABLE',
        facts: { outcome: 'unknown' },
      })
      expect(await world.venue.order(order)).toMatchObject({ state: 'unknown' })
      expect(await world.venue.placeOrder(order)).toMatchObject({ state: 'open' })
      await world.venue.cancelOrder(order)
    })

    fact('an answer lost after the order was taken does not sell twice when the same key is sent again', async () => {
      const order = intent({ side: 'SELL', type: 'IOC', price: await marketable(), quantity: '0.02' })
      const before = (await world.venue.balances()).find((one) => one.asset === instrument.base)!.total
      world.loseNextOrder('after')
      await expect(world.venue.placeOrder(order)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' })
      expect(await world.venue.placeOrder(order)).toMatchObject({ state: 'filled', executedQuantity: '0.02' })
      const after = (await world.venue.balances()).find((one) => one.asset === instrument.base)!.total
      expect(sumDecimals([after, '0.02'])).toBe(before)
    })

    fact('the same key with other terms is refused', async () => {
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '0.1' })
      await world.venue.placeOrder(order)
      await expect(world.venue.placeOrder({ ...order, quantity: '0.2' })).rejects.toMatchObject({
        code: 'VENUE_REFUSED',
      })
      await world.venue.cancelOrder(order)
    })

    fact('an accepted order may be missing for a while', async () => {
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '0.1' })
      world.hideNextOrder(3_000)
      const placed = await world.venue.placeOrder(order)
      expect(await world.venue.order(order)).toMatchObject({ state: 'unknown' })
      await expect(world.venue.placeOrder(order)).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' })
      world.advance(3_000)
      expect(await world.venue.order(order)).toMatchObject({ state: 'open', orderId: placed.orderId })
      await world.venue.cancelOrder(order)
    })

    fact('fills that are listed twice count once', async () => {
      const once = await world.venue.fills({ symbol: world.symbol })
      world.duplicateNextFills()
      expect(await world.venue.fills({ symbol: world.symbol })).toEqual(once)
    })

    fact('an order that is filled after its cancel was acknowledged comes back as filled', async () => {
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '0.01' })
      await world.venue.placeOrder(order)
      world.fillAfterNextCancel()
      expect(await world.venue.cancelOrder(order)).toMatchObject({ state: 'filled', executedQuantity: '0.01' })
    })

    fact('a halted instrument says so and takes no order', async () => {
      world.halt(true)
      const found = (await world.venue.instruments()).find((one) => one.symbol === world.symbol)
      expect(found?.status).toBe('halted')
      const order = intent({ side: 'SELL', type: 'LIMIT', price: await fromBid(20_000n), quantity: '0.1' })
      await expect(world.venue.placeOrder(order)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
      world.halt(false)
    })

    fact('the trading key cannot withdraw', async () => {
      const coins = {
        asset: instrument.base,
        network: world.network,
        quantity: '0.1',
        address: world.whitelistedAddress,
      }
      await expect(world.venue.withdraw({ key: 'w-0', ...coins })).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    })

    fact('coins leave only to a listed address, and a key asked twice takes them once', async () => {
      const coins = { asset: instrument.base, network: world.network, quantity: '0.1' }
      const elsewhere = { key: 'w-1', ...coins, address: world.depositAddress }
      await expect(world.treasury.withdraw(elsewhere)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
      const request = { key: 'w-2', ...coins, address: world.whitelistedAddress }
      const first = await world.treasury.withdraw(request)
      expect(await world.treasury.withdraw(request)).toEqual(first)
      expect(await world.treasury.withdrawals({ asset: instrument.base })).toMatchObject([
        { withdrawalId: first.withdrawalId, quantity: '0.1', state: 'pending', destination: world.whitelistedAddress },
      ])
    })

    fact('money leaves only to the registered bank account, and a key asked twice takes it once', async () => {
      const request = { key: 'f-1', currency: instrument.quote, amount: '100' }
      const elsewhere = { ...request, bankAccount: 'SOMEBODY-ELSE' }
      await expect(world.treasury.withdrawFiat(elsewhere)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
      const here = { ...request, bankAccount: world.bankAccount }
      const first = await world.treasury.withdrawFiat(here)
      expect(await world.treasury.withdrawFiat(here)).toEqual(first)
      expect(await world.treasury.fiatWithdrawals({ currency: instrument.quote })).toMatchObject([
        { withdrawalId: first.withdrawalId, quantity: '100', state: 'pending' },
      ])
    })

    fact('the statement has every fill, and opening plus changes is closing', async () => {
      const statement = await world.venue.accountStatement({ fromMs: 0, toMs: (await world.venue.serverTime()) + 1 })
      const rows = statement
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, string>)
      const fills = await world.venue.fills({ symbol: world.symbol })
      expect(rows.filter((row) => row.kind === 'fill').map((row) => [row.id, row.gross, row.fee])).toEqual(
        fills.map((fill) => [fill.fillId, fill.gross, fill.fee]),
      )
      const balances = await world.venue.balances()
      for (const row of rows.filter((one) => one.kind === 'closing')) {
        expect(row.amount).toBe(balances.find((one) => one.asset === row.asset)?.total)
      }
    })

    fact('what is asked for wrongly is refused before anything is sent', async () => {
      const good = intent({ side: 'SELL', type: 'LIMIT', price: '1', quantity: '1' })
      for (const bad of [
        { ...good, quantity: '1e3' },
        { ...good, quantity: '0' },
        { ...good, price: '-1' },
        { ...good, clientOrderId: 'a b' },
        { ...good, type: 'MARKET' as const },
      ]) {
        await expect(world.venue.placeOrder(bad)).rejects.toSatisfy(
          (error) => error instanceof SluiceError && error.code === 'INPUT_INVALID',
        )
      }
    })
  })
}
