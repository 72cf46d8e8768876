import { describe, expect, test } from 'vitest'
import type { Charge, Entry } from '../iso20022/entry.ts'
import { type BankLine, type ExpectedMovement, linesOf, reconcile } from './reconcile.ts'

const usd = (minor: bigint) => ({ currency: 'USD', minor }) as const
const movement: ExpectedMovement = {
  id: 'remittance-1',
  account: 'FX-USD',
  direction: 'CRDT',
  amount: usd(300_000_000n),
  endToEndId: 'E2E-1',
  notBefore: '2026-04-20',
  notAfter: '2026-05-20',
  charges: 'itemised',
}
const charge = (minor: bigint, included = true): Charge => ({ amount: usd(minor), direction: 'DBIT', included })
const line: BankLine = {
  id: 'S1/1',
  account: 'FX-USD',
  direction: 'CRDT',
  amount: usd(299_996_500n),
  endToEndId: 'E2E-1',
  servicerReference: 'R1',
  bookingDate: '2026-05-18',
  valueDate: '2026-05-18',
  charges: [charge(3_500n)],
  returned: false,
}
const plain: BankLine = { ...line, amount: usd(300_000_000n), charges: [] }

test('a credit less its itemised charges matches, and the charges are told', () => {
  expect(reconcile({ expected: [movement], lines: [line] })).toEqual({
    matched: [{ expected: 'remittance-1', line: 'S1/1', chargesMinor: 3_500n }],
    unmatchedExpected: [],
    unmatchedLines: [],
  })
})

test('a debit with charges on top matches when they are itemised', () => {
  const out = { ...movement, direction: 'DBIT' } as const
  const booked = { ...line, direction: 'DBIT', amount: usd(300_003_500n) } as const
  expect(reconcile({ expected: [out], lines: [booked] }).matched).toEqual([
    { expected: 'remittance-1', line: 'S1/1', chargesMinor: 3_500n },
  ])
})

describe('one fault is listed on both sides with its reason:', () => {
  test.each<[string, Partial<BankLine>, string]>([
    ['a cent too little', { amount: usd(299_996_499n) }, 'amount-differs'],
    ['a cent too much', { amount: usd(299_996_501n) }, 'amount-differs'],
    ['charges not itemised', { charges: [] }, 'amount-differs'],
    ['charges stated as not included', { charges: [charge(3_500n, false)] }, 'amount-differs'],
    ['another currency', { amount: { currency: 'HKD', minor: 299_996_500n } }, 'amount-differs'],
    ['credited late', { valueDate: '2026-05-21', bookingDate: '2026-05-21' }, 'date-outside'],
    ['a value date before the window', { valueDate: '2026-04-19' }, 'date-outside'],
    ['another account', { account: 'CBEX-USD' }, 'account-differs'],
    ['the other direction', { direction: 'DBIT' }, 'account-differs'],
    ['returned', { returned: true }, 'returned'],
  ])('%s', (_name, change, reason) => {
    expect(reconcile({ expected: [movement], lines: [{ ...line, ...change }] })).toEqual({
      matched: [],
      unmatchedExpected: [{ expected: 'remittance-1', reason, line: 'S1/1' }],
      unmatchedLines: [{ line: 'S1/1', reason, expected: 'remittance-1' }],
    })
  })
})

test('a line stated twice matches once', () => {
  const lines = [plain, { ...plain, id: 'S1/2' }]
  expect(reconcile({ expected: [movement], lines })).toEqual({
    matched: [{ expected: 'remittance-1', line: 'S1/1', chargesMinor: 0n }],
    unmatchedExpected: [],
    unmatchedLines: [{ line: 'S1/2', reason: 'duplicate' }],
  })
})

test('a second credit of the same payment under another reference is a duplicate too', () => {
  const lines = [plain, { ...plain, id: 'S1/2', servicerReference: 'R2' }]
  expect(reconcile({ expected: [movement], lines }).unmatchedLines).toEqual([
    { line: 'S1/2', reason: 'duplicate', expected: 'remittance-1' },
  ])
})

test('nothing matches by likeness: a line without the end-to-end id stays open, as does the movement', () => {
  const { endToEndId: _gone, ...anonymous } = plain
  expect(reconcile({ expected: [movement], lines: [anonymous] })).toEqual({
    matched: [],
    unmatchedExpected: [{ expected: 'remittance-1', reason: 'no-line' }],
    unmatchedLines: [{ line: 'S1/1', reason: 'not-expected' }],
  })
})

test('where charges are not foreseen, itemised ones do not excuse a lesser amount', () => {
  const strict = { ...movement, charges: 'none' } as const
  expect(reconcile({ expected: [strict], lines: [line] }).matched).toEqual([])
  expect(reconcile({ expected: [strict], lines: [plain] }).matched).toHaveLength(1)
})

test('two movements under one id each find the line of their own amount, whichever comes first', () => {
  const second = { ...movement, id: 'remittance-2', amount: usd(100n) }
  const lines = [
    { ...plain, id: 'S1/1', servicerReference: 'R2', amount: usd(100n) },
    { ...plain, id: 'S1/2' },
  ]
  expect(reconcile({ expected: [movement, second], lines }).matched).toEqual([
    { expected: 'remittance-2', line: 'S1/1', chargesMinor: 0n },
    { expected: 'remittance-1', line: 'S1/2', chargesMinor: 0n },
  ])
})

describe('the lines of a statement', () => {
  const entry: Entry = {
    amount: usd(300n),
    direction: 'CRDT',
    reversal: false,
    status: 'BOOK',
    bookingDate: '2026-05-18',
    valueDate: '2026-05-18',
    servicerReference: 'R1',
    code: { proprietary: 'X' },
    charges: [],
    transactions: [],
  }
  const part = (minor: bigint, endToEndId: string) => ({
    references: { endToEndId },
    amount: usd(minor),
    charges: [],
    remittance: [],
  })
  const statement = (entries: readonly Entry[]) => ({
    id: 'S1',
    account: { scheme: 'other', id: 'FX-USD' } as const,
    balances: [],
    entries,
  })

  test('a batch gives one line for each transaction when they sum to it', () => {
    const lines = linesOf(statement([{ ...entry, transactions: [part(100n, 'A'), part(200n, 'B')] }]))
    expect(lines.map(({ id, endToEndId, amount }) => [id, endToEndId, amount.minor])).toEqual([
      ['S1/1.1', 'A', 100n],
      ['S1/1.2', 'B', 200n],
    ])
  })

  test('a batch that does not sum to its line stays one line without an id', () => {
    const lines = linesOf(statement([{ ...entry, transactions: [part(100n, 'A'), part(201n, 'B')] }]))
    expect(lines.map(({ id, endToEndId, amount }) => [id, endToEndId, amount.minor])).toEqual([
      ['S1/1', undefined, 300n],
    ])
  })

  test('pending lines are left out and NOTPROVIDED is no id', () => {
    const lines = linesOf(
      statement([
        { ...entry, status: 'PDNG' },
        { ...entry, transactions: [part(300n, 'NOTPROVIDED')] },
      ]),
    )
    expect(lines.map(({ id, endToEndId }) => [id, endToEndId])).toEqual([['S1/2', undefined]])
  })
})
