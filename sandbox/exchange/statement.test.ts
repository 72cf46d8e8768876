import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashText } from '../../src/core/record/hash.ts'
import { fillsAsUnits, readStatement } from '../../src/world/venues/statement.ts'
import { openTestExchange, type TestExchange, testStartMs } from './exchangeForTests.ts'
import { hashKeyLike } from './profiles.ts'

describe('a statement', () => {
  let world: TestExchange
  let text: string
  beforeAll(async () => {
    world = await openTestExchange({ profile: hashKeyLike })
    const { venue, treasury, clock } = world
    for (const clientOrderId of ['first', 'second']) {
      clock.nowMs += 60_000
      await venue.placeOrder({
        clientOrderId,
        symbol: 'BTCUSD',
        side: 'SELL',
        type: 'IOC',
        price: '60000',
        quantity: '0.02',
      })
    }
    await treasury.withdrawFiat({ key: 'f', currency: 'USD', amount: '1000', bankAccount: 'SANDBOX-BANK-001' })
    text = await venue.accountStatement({ fromMs: testStartMs, toMs: clock.nowMs + 1 })
  })
  afterAll(() => world.exchange.stop())

  test('is canonical lines that say SANDBOX, and its hash is of the bytes as they came', () => {
    const statement = readStatement(text)
    expect(statement.hash).toBe(hashText(text))
    expect(statement).toMatchObject({ entity: 'sandbox-venue', account: 'agent', owner: 'SANDBOX Overseas Agent' })
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({ kind: 'statement', notice: 'SANDBOX' })
    expect([...statement.opening]).toEqual([
      ['BTC', '0'],
      ['USD', '0'],
    ])
    expect(statement.closing.get('BTC')).toBe('9.96')
    expect(statement.lines.map((line) => line.kind).filter((kind) => kind !== 'fill')).toEqual([
      'deposit',
      'fiat-withdrawal',
    ])
  })

  test('of a part begins with what was there before', () => {
    const part = world.exchange.statement({ account: 'agent', fromMs: testStartMs + 60_001 })
    const statement = readStatement(part)
    expect(statement.opening.get('BTC')).toBe('9.98')
    expect(statement.closing).toEqual(readStatement(text).closing)
  })

  test('gives its fills in base units', () => {
    const fills = fillsAsUnits({
      statement: readStatement(text),
      asset: 'BTC',
      assetScale: 8,
      currency: 'USD',
      currencyScale: 2,
    })
    const sum = (of: 'units' | 'gross' | 'fee') => fills.reduce((total, fill) => total + BigInt(fill[of]), 0n)
    expect(new Set(fills.map((fill) => fill.clientOrderId))).toEqual(new Set(['first', 'second']))
    expect(sum('units')).toBe(4_000_000n)
    const orders = world.exchange.ledger().filter((line) => line.to === 'customer:agent' && line.asset === 'USD')
    expect(sum('gross').toString()).toBe(
      orders.reduce((total, line) => total + BigInt(Math.round(Number(line.amount) * 100)), 0n).toString(),
    )
  })

  test('with one digit changed anywhere in an amount does not add up', () => {
    const places = [...text.matchAll(/"(?:amount|gross|fee|quantity)":"[0-9.]*([0-9])"/g)]
    expect(places.length).toBeGreaterThan(10)
    for (const place of places) {
      const at = place.index + place[0].length - 2
      const changed = `${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`
      const row = changed.slice(changed.lastIndexOf('\n', at) + 1, changed.indexOf('\n', at))
      // What a withdrawal paid in fees is inside its amount: its own field changes no balance.
      if (row.includes('"kind":"fiat-withdrawal"') && place[0].startsWith('"fee"')) continue
      expect(() => readStatement(changed), row).toThrow(expect.objectContaining({ code: 'VENUE_REPLY_MALFORMED' }))
    }
  })

  test('with a line dropped, doubled or moved is refused', () => {
    const lines = text.trimEnd().split('\n')
    const first = lines.findIndex((line) => line.includes('"kind":"fill"'))
    const join = (rows: readonly string[]) => `${rows.join('\n')}\n`
    const bad = {
      dropped: join(lines.toSpliced(first, 1)),
      doubled: join(lines.toSpliced(first, 0, lines[first]!)),
      moved: join(lines.toSpliced(first, 1).toSpliced(-2, 0, lines[first]!)),
      spaced: text.replace('{"account"', '{ "account"'),
      unended: text.trimEnd(),
      headless: join(lines.slice(1)),
      empty: '',
    }
    for (const [name, changed] of Object.entries(bad)) {
      expect(() => readStatement(changed), name).toThrow(expect.objectContaining({ code: 'VENUE_REPLY_MALFORMED' }))
    }
  })
})
