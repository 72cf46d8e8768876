import { describe, expect, test } from 'vitest'
import {
  a,
  applied,
  asset,
  b,
  booked,
  fact,
  type Given,
  held,
  now,
  sale,
  stateOf,
  tranche,
} from '../../../test/support/offshoreFacts.ts'
import type { CaseState, Crossed } from '../../core/case/state.ts'
import { goneOf } from '../sale/goneOf.ts'
import { withdrawalKeyFor } from './withdrawals.ts'

/** What arrives short, what stays below a minimum, and what no platform sends: each fact and each change of the books by itself. */
const txid = 'ab'.repeat(32)
const sent = {
  'transfer.confirmed A/1': { fields: { txid, pays: [{ platform: a, units: '100' }] } } as unknown as Crossed,
}
const credit = (units: string, short?: string) => ({
  transfer: 't',
  platform: a,
  asset,
  units,
  ...(short === undefined ? {} : { short }),
  txid,
  statement: 's',
})
const before = stateOf({ crossed: sent })

describe('a platform credits less than was sent', () => {
  const as = (payload: object, state: CaseState, given: Given = {}) =>
    fact('coins.received', 'sentAsStated', payload, { state, ...given })

  test('what came and what is missing make what was sent; nothing is left unsaid', () => {
    expect(as(credit('100'), before).ok).toBe(true)
    expect(as(credit('90'), before)).toMatchObject({ ok: false, found: '90', required: '100' })
    expect(as(credit('90', '10'), before)).toMatchObject({ ok: true, found: '90, 10 short' })
    expect(as(credit('90', '9'), before).ok).toBe(false)
    expect(as(credit('110'), before).ok).toBe(false)
  })

  test('a test that arrives short has shown nothing', () => {
    const subject = { lot: 'A' } as never
    expect(as(credit('90', '10'), before, { subject }).ok).toBe(false)
    expect(as(credit('100'), before, { subject }).ok).toBe(true)
  })

  const short = booked('coins.received', credit('90', '10'), before)

  test('what came is at the platform, the difference stands apart, and an incident waits for a person', () => {
    expect(short.balances).toEqual({
      [`crossing:onshore ${asset}`]: '-100',
      [`assets:venue:${a}:A ${asset}`]: '90',
      [`assets:missing:${a}:A ${asset}`]: '10',
    })
    expect(Object.values(short.incidents!)).toEqual([{ kind: 'mismatch', at: now, needsPerson: true, lot: 'A' }])
    expect(booked('coins.received', credit('100'), before).incidents).toBeUndefined()
  })

  test('the sale is of what came', () => {
    expect(goneOf(short, tranche)).toEqual({ [a]: '10' })
    expect(goneOf(booked('coins.received', credit('100'), before), tranche)).toEqual({})
  })

  test('what is credited later is booked then, in parts, and no more than was missing', () => {
    expect(fact('coins.received', 'bookedOnce', credit('10'), { state: short }).ok).toBe(true)
    expect(as(credit('10'), short)).toMatchObject({ ok: true, found: '10 after 90' })
    expect([as(credit('11'), short).ok, as(credit('4', '6'), short).ok, as(credit('4'), short).ok]).toEqual([
      false,
      true,
      false,
    ])
    const more = booked('coins.received', credit('4', '6'), short)
    expect([goneOf(more, tranche), Object.keys(more.incidents!).length]).toEqual([{ [a]: '6' }, 1])
    const all = booked('coins.received', credit('6'), more)
    expect(all.balances).toEqual({ [`crossing:onshore ${asset}`]: '-100', [`assets:venue:${a}:A ${asset}`]: '100' })
    expect(goneOf(all, tranche)).toEqual({})
    expect(fact('coins.received', 'bookedOnce', credit('1'), { state: all }).ok).toBe(false)
  })

  test('given up as never credited, it is an expense by name; what comes after all is taken in from there', () => {
    const payload = { platform: a, asset, units: '10', ground: 'not-credited', statement: 's', decision: 'd' }
    expect(fact('rest.declared', 'allThatIsLeft', payload, { state: short }).ok).toBe(true)
    expect(fact('rest.declared', 'allThatIsLeft', { ...payload, units: '9' }, { state: short }).ok).toBe(false)
    const given = booked('rest.declared', payload, short)
    expect(given.balances).toEqual({
      [`crossing:onshore ${asset}`]: '-100',
      [`assets:venue:${a}:A ${asset}`]: '90',
      [`expenses:not-credited:${a} ${asset}`]: '10',
    })
    expect([goneOf(given, tranche), given.stages]).toEqual([{ [a]: '10' }, {}])
    const late = booked('coins.received', credit('10'), given)
    expect(late.balances).toEqual({ [`crossing:onshore ${asset}`]: '-100', [`assets:venue:${a}:A ${asset}`]: '100' })
  })
})

describe('what is left below a minimum', () => {
  const rest = (change: object = {}) => ({
    platform: a,
    asset,
    units: '3',
    ground: 'below-minimum',
    statement: 's',
    decision: 'd',
    rest: 'part',
    ...change,
  })
  const settled = (proceeds: 'sold' | 'booked') =>
    stateOf({
      slices: sale({ settled: { orders: 'o', sold: { [a]: '90' } }, proceeds: { USD: proceeds } }),
      balances: held({ [a]: '3' }),
      stages: { 'tranche A/1': 'reserved' },
    })

  test('the platform says that it is less than an order and less than a withdrawal', () => {
    const said = (minOrderUnits: string, minWithdrawalUnits: string, issuer: string = a) =>
      fact('rest.declared', 'cannotBeMoved', rest(), {
        papers: { s: { issuer, body: { ground: 'below-minimum', asset, minOrderUnits, minWithdrawalUnits } } },
      }).ok
    expect(said('4', '4')).toBe(true)
    expect([said('3', '4'), said('4', '3'), said('4', '4', b), said('four', '4')]).toEqual([false, false, false, false])
  })

  test('not while a sale is not settled, a round runs, or some of it is left out', () => {
    const open = (state: Partial<CaseState>) => fact('rest.declared', 'nothingOpen', rest(), { state }).ok
    expect([open(settled('sold')), open({}), open({ slices: sale() })]).toEqual([true, true, false])
    const all = (units: string) =>
      fact('rest.declared', 'allThatIsLeft', rest({ units }), { state: settled('sold') }).ok
    expect([all('3'), all('2'), all('4')]).toEqual([true, false, false])
  })

  test.each(['sold', 'booked'] as const)('once it is given up a tranche whose money is %s goes on', (proceeds) => {
    const state = settled(proceeds)
    expect(fact('rest.declared', 'restStated', rest(), { state })).toMatchObject({ ok: true })
    const after = booked('rest.declared', rest(), state)
    expect(after.stages['tranche A/1']).toBe(proceeds)
    expect(after.balances).toEqual({ [`expenses:below-minimum:${a} ${asset}`]: '3' })
    expect(goneOf(after, tranche)).toEqual({ [a]: '93' })
  })

  test('a platform sends a part at once so that what stays can follow', () => {
    const papers = { [a]: { issuer: a, body: { minUnits: '5', maxUnits: '100' } } }
    const fits = (units: string, there: string) => {
      const withdrawal = withdrawalKeyFor({ tranche, platform: a, asset, address: 'home', units, attempt: 0 })
      const legs = [{ platform: a, units, fee: '1', withdrawal, terms: a }]
      const state = { balances: held({ [a]: there }) }
      return fact(
        'withdrawal.ordered',
        'allThatIsLeft',
        { asset, address: 'home', legs, soldBefore: [] },
        { state, papers },
      ).ok
    }
    expect([fits('100', '100'), fits('100', '105'), fits('100', '250')]).toEqual([true, true, true])
    // 3 would stay for ever.
    expect([fits('100', '103'), fits('98', '103')]).toEqual([false, true])
  })
})

describe('a way back that no platform goes', () => {
  const leg = (platform: string, state: string) => ({ platform, units: '40', fee: '1', state })
  const given = (legs: Readonly<Record<string, object>>, ground = 'stopped', stage = 'withdrawing') => ({
    state: {
      balances: held({ [a]: '40', [b]: '40' }),
      stages: { 'tranche A/1': stage },
      crossed: { 'return.addressed A/1': { fields: { ground } } as unknown as Crossed },
      slices: { withdrawals: { [tranche]: { asset, address: 'home', feeBearer: 'x', sold: {}, legs } } } as never,
    },
  })
  const over = (from: Given, decision = 'wait') => fact('floor.decided', 'wayBackOver', { decision }, from)
  const refused = { x: leg(a, 'failed'), y: leg(b, 'failed') }

  test('ends in a decision once each platform has refused the newest order, and nothing is on its way', () => {
    expect(over(given(refused))).toMatchObject({ ok: true, found: 'refused by each platform' })
    expect(over(given({ x: leg(a, 'failed') })).found).toBe(`${b} has not refused`)
    expect(over(given({ ...refused, y: leg(b, 'ordered') })).found).toBe(`40 ordered at ${b}`)
    expect(over(given({ ...refused, z: leg(a, 'ordered') })).ok).toBe(false)
    expect(over(given({ ...refused, z: { ...leg(a, 'sent'), txid: 't' } })).found).toBe(`40 sent at ${a}`)
    expect(over(given(refused), 'return').ok).toBe(false)
  })

  test('only where the mandate to sell stands: after an acquittal nothing is sold because a platform does not send', () => {
    for (const ground of ['outcome', 'entrustment-ended']) expect(over(given(refused, ground)).ok).toBe(false)
    expect(over(given(refused, 'floor')).ok).toBe(true)
    // Where no way back was begun the decision is what it always was.
    expect(over(given({}, 'outcome', 'unreachable'), 'return').ok).toBe(true)
  })

  test('what one platform had sent is not in the plan for what is sold on', () => {
    const state = stateOf(given({ x: { ...leg(a, 'sent'), arrived: true }, y: leg(b, 'failed') }).state)
    expect(goneOf(state, tranche)).toEqual({ [a]: '40' })
  })

  test('after a settlement what was named as sold before the way back is booked, and counts no more', () => {
    const withdrawals = {
      [tranche]: { asset, address: 'home', feeBearer: 'x', sold: { [a]: '5' }, legs: { k: leg(a, 'ordered') } },
    }
    const slices = {
      ...sale({ settled: { orders: 'o', sold: { [a]: '5' } }, proceeds: { USD: 'sold' } }),
      withdrawals,
    } as never
    const state = stateOf({ slices, balances: held({ [a]: '45' }) })
    const payload = { platform: a, asset, units: '40', fee: '1', withdrawal: 'k', txid: 't', rest: 'more' }
    expect(fact('coins.returned', 'restStated', payload, { state })).toMatchObject({ ok: true, required: 'more' })
    const last = { ...payload, units: '45', rest: 'part' }
    expect(applied('coins.returned', last, state).stages['tranche A/1']).toBe('sold')
  })
})
