import { describe, expect, test } from 'vitest'
import type { SalePlan } from '../sale.ts'
import { faultOfTape, type Print, type TradeTape, tapeFormat, tapeSince } from './tradeTape.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 2, 2, 3, 0, second)).toISOString()
const venue = { platform: 'a', host: 'a.test', symbol: 'BTCUSD' }
const prints: readonly Print[] = [
  [at(10), '64000', '0.5'],
  [at(20), '64010', '0.1'],
  [at(30), '64020', '0.2'],
]
const since = (second: number, whole = false) =>
  tapeSince({ venue, quote: 'USD', since: at(second), until: at(30), prints, whole })

describe('a stretch of a tape', () => {
  test('begins where the one before ended, and leaves the running moment to the next', () => {
    expect(since(15)).toMatchObject({ from: at(15), until: at(30), prints: [prints[1]] })
  })
  test('begins later where the page does not reach back: of its oldest moment some may lie before it', () => {
    expect(since(5)).toMatchObject({ from: '2026-03-02T03:00:10.001Z', prints: [prints[1]] })
    expect(since(5, true)).toMatchObject({ from: at(5), prints: [prints[0], prints[1]] })
  })
  test('is empty where the page holds nothing older than now', () => {
    const none = tapeSince({ venue, quote: 'USD', since: at(0), until: at(5), prints, whole: false })
    expect(none).toMatchObject({ from: at(5), until: at(5), prints: [] })
  })
})

describe('a tape of a plan', () => {
  const plan = { currency: 'USD', venues: [{ ...venue, units: '1', takerPpm: '0' }] } as unknown as SalePlan
  const tape = (change: object = {}): TradeTape => ({ format: tapeFormat, tapes: [{ ...since(15), ...change }] })
  const fault = (one: TradeTape, before?: TradeTape) => faultOfTape({ plan, tape: one, before, recordedAt: at(31) })
  test('is taken', () => {
    expect(fault(tape())).toBeUndefined()
    expect(fault(tape(), tape({ from: at(0), until: at(15), prints: [] }))).toBeUndefined()
  })
  test.each([
    ['counts nothing twice', tape(), tape({ from: at(0), until: at(16), prints: [] })],
    ['is of no other platform', tape({ platform: 'b' }), undefined],
    ['is of no other market', tape({ symbol: 'BTCUSDT' }), undefined],
    ['is in no other currency', tape({ quote: 'USDT' }), undefined],
    ['is not from the future', tape({ until: at(40) }), undefined],
    ['holds no trade outside its stretch', tape({ prints: [[at(14), '64000', '1']] }), undefined],
    ['holds its trades in order', tape({ prints: [prints[1], [at(16), '1', '1']] }), undefined],
    ['holds no trade for nothing', tape({ prints: [[at(16), '0', '1']] }), undefined],
    ['holds no quantity that is none', tape({ prints: [[at(16), '64000', '1e9']] }), undefined],
  ])('%s', (_, one, before) => expect(fault(one, before)).toMatch(/platform|trade|tape/))
})
