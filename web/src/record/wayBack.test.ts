import { expect, test } from 'vitest'
import type { CaseState } from '../../../src/core/case/state.ts'
import { SluiceError } from '../../../src/core/errors.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import type { Json } from '../../../src/core/record/jcs.ts'
import { signPaper } from '../../../src/core/record/paper.ts'
import { withdrawalKeyFor } from '../../../src/offshore/handover/withdrawals.ts'
import type { OrdersState } from '../../../src/offshore/sale/sale.ts'
import { paperOf, type ReadPaperText } from './papers.ts'
import { addressedReturn, expectedAt, settlement, toWithdraw, withdrawalOrder, withdrawalOutcome } from './wayBack.ts'

const asset = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
const address = 'rb1q0000000000000000000000000000000000000'
const tranche = 'A/1'
const txid = 'ab'.repeat(32)

function paper(issuer: string, type: string, body: Json): ReadPaperText {
  const { text } = signPaper({ type, world: 'rehearsal', issuer, issuedAt: '2026-03-02T03:00:00.000Z', body, secretKey: new Uint8Array(32).fill(7) }) // biome-ignore format: one paper
  const read = paperOf(text, type)
  if (read === undefined || read instanceof SluiceError) throw new TypeError('a paper that does not read')
  return read
}

const orders = {
  id: '11'.repeat(32),
  state: { totals: { a: { units: '30', gross: '900', fee: '1', fills: 2 } } } as unknown as OrdersState,
}

/** Offshore: 100 lie at a, of which 30 are sold and not booked; 50 at b. */
function offshore(more: object = {}): CaseState {
  return {
    balances: { [`assets:venue:a:A ${asset}`]: '100', [`assets:venue:b:A ${asset}`]: '50' },
    crossed: { 'return.addressed A/1': { fields: { address, asset, feeBearer: 'provider' } } },
    slices: { sale: { [tranche]: { currency: 'USD' } }, ...more },
    stages: {},
  } as unknown as CaseState
}

const terms = (platform: string, maxUnits: string) =>
  paper(platform, 'withdrawal-terms', { address, asset, fee: '2', minUnits: '1', maxUnits })

test('a paper is read as it came, and what is wrong with it is said', () => {
  expect(paperOf('  ', 'return-decision')).toBeUndefined()
  expect(paperOf('{"a": 1}', 'return-decision')).toBeInstanceOf(SluiceError)
  const { text } = paper('psb', 'return-decision', { tranche })
  expect(paperOf(text, 'withdrawal-terms')).toMatchObject({ message: expect.stringContaining('expected withdrawal-terms') }) // biome-ignore format: one assertion
  expect(paperOf(text.replace('psb', 'psc'), 'return-decision')).toBeInstanceOf(SluiceError)
})

test('a return address carries ground and bearer of the organ’s decision', () => {
  const decision = paper('psb', 'return-decision', { tranche, ground: 'stopped', feeBearer: 'provider' })
  expect(addressedReturn({ decision, asset, address })).toEqual({
    kind: 'return.addressed',
    payload: { ground: 'stopped', decision: hashText(decision.text), asset, address, feeBearer: 'provider', readBack: true }, // biome-ignore format: one payload
    texts: [decision.text],
  })
})

test('all that is left is withdrawn, less what was sold and is not booked, at most what a platform sends at once', () => {
  const state = offshore()
  expect(toWithdraw(state, tranche, orders)?.left).toEqual(new Map([['a', 70n], ['b', 50n]])) // biome-ignore format: one map
  expect(withdrawalOrder({ state, tranche, orders, terms: { a: terms('a', '1000') } })).toBeUndefined()
  const act = withdrawalOrder({ state, tranche, orders, terms: { a: terms('a', '1000'), b: terms('b', '40') } })
  const key = (platform: string, units: string) =>
    withdrawalKeyFor({ tranche, platform, asset, address, units, attempt: 0 })
  expect(act?.payload).toMatchObject({
    orders: orders.id,
    soldBefore: [{ platform: 'a', units: '30' }],
    legs: [
      { platform: 'a', units: '70', fee: '2', withdrawal: key('a', '70') },
      { platform: 'b', units: '40', fee: '2', withdrawal: key('b', '40') },
    ],
  })
  expect(act?.texts).toHaveLength(2)
})

test('what was booked is not counted as sold again, and nothing goes before an address has crossed', () => {
  const booked = offshore({ sale: { [tranche]: { settled: { orders: orders.id, sold: { a: '30' } } } } })
  expect(toWithdraw(booked, tranche, orders)).toMatchObject({ soldBefore: [], left: new Map([['a', 100n], ['b', 50n]]) }) // biome-ignore format: one assertion
  expect(toWithdraw({ ...booked, crossed: {} }, tranche, orders)).toBeUndefined()
})

test.each([
  [{ state: 'sent', units: '50' }, 'coins.returned', 'more'],
  [{ state: 'sent', units: '120' }, 'coins.returned', 'part'],
  [{ state: 'failed' }, 'withdrawal.failed', undefined],
])('a platform’s word %j is entered as %s, and what follows as %s', (said, kind, rest) => {
  const state = offshore({ withdrawals: { [tranche]: { asset, address, sold: { a: '30' }, legs: {} } } })
  const word = paper('b', 'withdrawal-outcome', { asset, address, fee: '2', txid, withdrawal: 'cd'.repeat(16), ...said }) // biome-ignore format: one paper
  const act = withdrawalOutcome(state, tranche, word)
  expect([act?.kind, act?.payload.rest, act?.payload.platform]).toEqual([kind, rest, 'b'])
  expect(act?.payload.statement).toBe(hashText(word.text))
})

test('a word that is neither is no act', () => {
  const word = paper('b', 'withdrawal-outcome', { asset, state: 'pending', units: '1' })
  expect(withdrawalOutcome(offshore(), tranche, word)).toBeUndefined()
})

test('what a platform sent is expected less its fee, until the chain has shown it', () => {
  const sent = { platform: 'b', asset, units: '50', fee: '2', address, txid, rest: 'whole' }
  const state = { crossed: { 'coins.returned:b A/1': { fields: sent } }, slices: {} } as unknown as CaseState
  expect(expectedAt(state, tranche)).toEqual([{ platform: 'b', asset, units: '48', address, txid }])
  const arrived = { ...state, slices: { homeward: { [tranche]: { arrived: { [`${txid} 0`]: { platform: 'b', units: '48' } } } } } } // biome-ignore format: one state
  expect(expectedAt(arrived as unknown as CaseState, tranche)).toEqual([])
})

test('a settlement counts what was sold and what is left at each platform, in the currency of each', () => {
  const said = { asOf: '2026-03-02T05:00:00.000Z', held: '999' }
  const statements = {
    a: paper('a', 'venue-statement', { ...said, currency: 'HKD' }),
    b: paper('b', 'venue-statement', { ...said, currency: 'USD' }),
  }
  const parameters = { state: offshore(), tranche, asset, orders }
  expect(settlement({ ...parameters, statements: { a: statements.a } })).toBeUndefined()
  expect(settlement({ ...parameters, statements })?.payload).toMatchObject({
    orders: orders.id,
    currency: 'USD',
    asOf: said.asOf,
    rows: [
      { platform: 'a', currency: 'HKD', units: '30', gross: '900', fee: '1', fills: 2, left: '70' },
      { platform: 'b', units: '0', gross: '0', fee: '0', fills: 0, left: '50' },
    ],
  })
})
