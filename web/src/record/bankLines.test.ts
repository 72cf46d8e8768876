import { describe, expect, test } from 'vitest'
import type { Account } from '../../../src/core/case/directory.ts'
import type { CaseState } from '../../../src/core/case/state.ts'
import { SluiceError } from '../../../src/core/errors.ts'
import { writeUncheckedCamt053 } from '../../../src/core/iso20022/camt053.ts'
import type { Entry } from '../../../src/core/iso20022/entry.ts'
import { signPaper } from '../../../src/core/record/paper.ts'
import type { Clearing } from '../../../src/offshore/sale/auction/clear.ts'
import { bankLineActionId } from '../../../src/offshore/sale/auction/deposits.ts'
import type { Deal, RoundState } from '../../../src/offshore/sale/auction/roundState.ts'
import { lineAct, lineActs, linesOf, type NamedLine, ownAccount } from './bankLines.ts'
import { paperOf, type ReadPaperText } from './papers.ts'

const asset = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
const account = (owner: string, purpose: string, number: string): Account => ({ owner, bank: 'bank', currency: 'USD', number, purpose, drawnBy: [] }) // biome-ignore format: one row
const accounts = {
  trust: account('trust', 'trust', 'T'),
  old: account('desk', 'bidder', 'D-0'),
  own: account('desk', 'bidder', 'D-1'),
  elsewhere: account('desk', 'other', 'D-2'),
}

const booked = (reference: string, servicerReference: string, direction: 'CRDT' | 'DBIT', minor: bigint, status = 'BOOK'): Entry => ({
  amount: { minor, currency: 'USD' },
  direction,
  reversal: false,
  status,
  servicerReference,
  code: { proprietary: 'SANDBOX' },
  charges: [],
  transactions: [{ references: { endToEndId: reference }, charges: [], remittance: [], debtor: { name: 'SANDBOX DESK' }, debtorAccount: { id: 'D-1' } }],
}) as unknown as Entry // biome-ignore format: one line

function statement(number: string, entries: readonly Entry[]): ReadPaperText {
  const counted = entries.filter(({ status }) => status === 'BOOK')
  const sum = counted.reduce(
    (all, { amount, direction }) => all + (direction === 'CRDT' ? amount.minor : -amount.minor),
    0n,
  )
  const balance = (type: string, minor: bigint) => ({
    type,
    amount: { minor, currency: 'USD' },
    direction: 'CRDT',
    date: '2026-03-02',
  })
  const balances = [balance('OPBD', 1_000_000n), balance('CLBD', 1_000_000n + sum)]
  const xml = new TextDecoder().decode(
    writeUncheckedCamt053({
      messageId: 'M',
      createdAt: '2026-03-02T03:00:00.000Z',
      statements: [{ id: 'S', account: { id: number }, balances, entries }],
    } as never),
  )
  const { text } = signPaper({ type: 'camt.053', world: 'rehearsal', issuer: 'bank', issuedAt: '2026-03-02T03:00:00.000Z', body: { xml }, secretKey: new Uint8Array(32).fill(7) }) // biome-ignore format: one paper
  const read = paperOf(text, 'camt.053')
  if (read === undefined || read instanceof SluiceError) throw new TypeError('a paper that does not read')
  return read
}

describe('lines of a statement', () => {
  test('those that are booked on a trust account under a reference of their own', () => {
    const entries = [
      booked('BID-1', 'L1', 'CRDT', 5_000n),
      booked('TWICE', 'L2', 'CRDT', 1n),
      booked('TWICE', 'L3', 'CRDT', 1n),
      booked('LATER', 'L4', 'CRDT', 1n, 'PDNG'),
      booked('BACK-1', 'L5', 'DBIT', 5_000n),
    ]
    const found = linesOf(statement('T', entries), accounts)
    if (found instanceof SluiceError) throw found
    expect(found.map(({ name, reference, credit, amount, account: of }) => [name, reference, credit, amount, of])).toEqual([
      ['L1', 'BID-1', true, 5_000n, 'trust'],
      ['L5', 'BACK-1', false, 5_000n, 'trust'],
    ]) // biome-ignore format: one table
  })

  test('none of an account that is no trust account, and a flaw where it does not read', () => {
    expect(linesOf(statement('D-1', [booked('BID-1', 'L1', 'CRDT', 5_000n)]), accounts)).toEqual([])
    const broken = statement('T', [])
    expect(linesOf({ ...broken, body: { xml: '<none/>' } }, accounts)).toBeInstanceOf(SluiceError)
  })
})

const clearing = { allotments: [{ bidder: 'desk', lots: 2, price: '60000' }] } as unknown as Clearing
function round(deals: Readonly<Record<string, Partial<Deal>>>, more: Partial<RoundState> = {}): RoundState {
  const none = { deposit: '0', paidLots: 0, paidGross: '0', deliveredLots: 0, deliveredGross: '0' }
  return {
    round: 'r',
    asset,
    currency: 'USD',
    lotUnits: '50000000',
    bidders: ['desk', 'other'],
    terms: { deposit: '5000', payMinutes: 60, onDefault: 'void' },
    deals: Object.fromEntries(Object.entries(deals).map(([bidder, deal]) => [bidder, { ...none, ...deal }])),
    ...more,
  } as unknown as RoundState
}
const state = (of: RoundState, answer?: string): CaseState =>
  ({
    slices: { round: { 'A/1': of } },
    crossed:
      answer === undefined
        ? {}
        : {
            'ranking.confirmed A/1': { recordedAt: '2026-03-02T03:00:00.000Z', fields: { clearingEntry: 'c', answer } },
          },
  }) as unknown as CaseState
const asked = (of: RoundState, answer?: string) =>
  lineActs({ state: state(of, answer), tranche: 'A/1', round: of, cleared: of.clearing === undefined ? undefined : clearing }) // biome-ignore format: one call

describe('what a line may stand for', () => {
  const ranked = { clearing: { entry: 'c', document: 'd' }, allotted: [{ bidder: 'desk', lots: 2 }] }

  test('before the result a deposit of each who has given none', () => {
    expect(asked(round({ desk: { deposit: '5000' } }))).toEqual([
      { kind: 'bid.secured', bidder: 'other', amount: '5000', credit: true },
    ])
  })

  test('after it the price of who was allotted, once it is confirmed, and each deposit that is held', () => {
    const of = round({ desk: { deposit: '5000' }, other: { deposit: '5000' } }, ranked)
    const back = (bidder: string) => ({ kind: 'bid.released', bidder, amount: '5000', credit: false })
    expect(asked(of, 'refuse')).toEqual([back('desk'), back('other')])
    // Two lots of half a coin at 60,000.
    const price = { kind: 'block.paid', bidder: 'desk', amount: '6000000', credit: true, lots: 2 }
    expect(asked(of, 'confirm')).toEqual([price, back('desk'), back('other')])
    const paid = round({ desk: { paidLots: 2, paidGross: '6000000' } }, ranked)
    expect(asked(paid, 'confirm')).toEqual([])
  })

  test('nothing of a round that is closed or asks for no deposit', () => {
    expect(asked(round({}, { closed: true }))).toEqual([])
    const { terms: _, ...without } = round({})
    expect(asked(without as RoundState)).toEqual([])
  })
})

test('the entry is named after the line, and the account is the one that the bank names', () => {
  const line: NamedLine = { name: 'L1', credit: true, amount: 5_000n, currency: 'USD', account: 'trust', number: 'T', reference: 'BID-1', other: { account: 'D-1' } } // biome-ignore format: one line
  const act = { kind: 'bid.secured', bidder: 'desk', amount: '5000', credit: true } as const
  expect(ownAccount(accounts, act, line)).toBe('own')
  expect(ownAccount(accounts, act, { currency: 'USD' })).toBe('old')
  expect(ownAccount(accounts, act, { currency: 'HKD' })).toBeUndefined()
  const made = lineAct({ act, line, round: round({}), bidderAccount: 'own', statement: statement('T', []) })
  expect(made.id).toBe(bankLineActionId('T', 'L1'))
  expect(made.payload).toMatchObject({ round: 'r', bidder: 'desk', amount: '5000', account: 'trust', bidderAccount: 'own', reference: 'BID-1' }) // biome-ignore format: one payload
  expect(Object.keys(made.payload)).not.toContain('lots')
})
