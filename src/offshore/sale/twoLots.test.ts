import { describe, expect, test } from 'vitest'
import { a, asset, b, booked, fact, held, sale, stateOf, total } from '../../../test/support/offshoreFacts.ts'
import type { CaseState } from '../../core/case/state.ts'
import { withdrawalKeyFor } from '../handover/withdrawals.ts'
import type { SaleSlice } from './sale.ts'

/** Two lots of one case lie at the same platforms, in the same asset, and sell for the same currency: whose coins and whose money is what, everywhere. */
const A = { lot: 'A', tranche: 'A/1' }
const B = { lot: 'B', tranche: 'B/1' }
const row = (units: string, gross: string) => ({ platform: a, units, gross, fee: '1', fills: 1, statement: '' })
const closing = (units: string, gross: string) => ({ asset, currency: 'USD', rows: [row(units, gross)] })
const booking = (platform: string, amount: string) => ({
  account: 'trust-usd',
  currency: 'USD',
  rows: [{ platform, amount, reference: 'r' }],
  statement: '',
  withdrawalFee: '0',
  feeAuthority: 'x',
})

/** 40 of lot A and 70 of lot B at one platform; both have sold all of it. */
const both: CaseState = stateOf({
  slices: { sale: { ...(sale().sale as object), ...(sale({}, 'B/1').sale as object) } as never },
  balances: {
    'crossing:onshore': '0',
    ...held({ [a]: '40' }),
    ...held({ [a]: '70' }, asset, 'B'),
  },
})

describe('two lots at one platform', () => {
  test('each is closed with its own coins: those of the other are neither counted nor in the way', () => {
    const close = (subject: typeof A, units: string) =>
      fact('sale.closed', 'unitsAccounted', closing(units, '100'), {
        state: both,
        subject,
        orders: { totals: { [a]: total(units) } },
      })
    expect(close(A, '40')).toMatchObject({ ok: true, found: 'all sold' })
    expect(close(B, '70').ok).toBe(true)
    expect(close(A, '110').ok).toBe(false)
  })

  test('each is settled with what is left of its own', () => {
    const settle = (subject: typeof A, left: string) =>
      fact(
        'sale.settled',
        'unitsAccounted',
        { ...closing('30', '100'), rows: [{ ...row('30', '100'), left }] },
        { state: both, subject, orders: { totals: { [a]: total('30') } } },
      )
    expect([settle(A, '10').ok, settle(B, '40').ok, settle(A, '80').ok]).toEqual([true, true, false])
  })

  test('what goes back of a lot is what lies there of that lot', () => {
    const order = (tranche: string, units: string) => {
      const key = { tranche, platform: a, asset, address: 'home', units, attempt: 0 }
      const leg = { platform: a, units, fee: '1', withdrawal: withdrawalKeyFor(key), terms: a }
      const papers = { [a]: { issuer: a, body: { maxUnits: '1000' } } }
      const payload = { asset, address: 'home', legs: [leg], soldBefore: [] }
      const state = { ...both, slices: {} }
      return fact('withdrawal.ordered', 'allThatIsLeft', payload, {
        state,
        papers,
        subject: { lot: tranche[0]!, tranche },
      })
    }
    expect([order('A/1', '40').ok, order('B/1', '70').ok, order('A/1', '110').ok]).toEqual([true, true, false])
  })

  test('a block is made of the coins of its own lot', () => {
    const order = (units: string) =>
      fact(
        'delivery.ordered',
        'unitsAtPlatforms',
        { asset, legs: [{ platform: a, units, to: 'desk' }] },
        { state: both },
      )
    expect([order('40').ok, order('41').ok]).toEqual([true, false])
  })
})

describe('both sold for dollars', () => {
  const first = booked('sale.closed', closing('40', '1001'), both, A)
  const sold = booked('sale.closed', closing('70', '2001'), first, B)
  const net = (state: CaseState, amount: string, subject: typeof A) =>
    fact('proceeds.booked', 'grossFeeNet', booking(a, amount), { state, subject }).ok

  test('a lot is paid out what its own coins brought, to the cent', () => {
    expect([net(sold, '1000', A), net(sold, '2000', B)]).toEqual([true, true])
    expect([net(sold, '3000', A), net(sold, '2000', A), net(sold, '1000', B)]).toEqual([false, false, false])
  })

  test('a lot counts as paid out by its own platforms, whatever the other still has out', () => {
    const after = booked('proceeds.booked', booking(a, '1000'), sold, A)
    const sales = after.slices.sale as unknown as SaleSlice
    expect([sales['A/1']!.proceeds, sales['B/1']!.proceeds]).toEqual([{ USD: 'booked' }, { USD: 'sold' }])
    expect(net(after, '2000', B)).toBe(true)
  })

  test('a lot remits no more than its own, though the trust holds what both brought', () => {
    const paid = booked(
      'proceeds.booked',
      booking(a, '2000'),
      booked('proceeds.booked', booking(a, '1000'), sold, A),
      B,
    )
    const remit = (amount: string, subject: typeof A) =>
      fact('remittance.ordered', 'withinProceeds', { amount, currency: 'USD' }, { state: paid, subject })
    expect(remit('1000', A)).toMatchObject({ ok: true, required: 'at most 1000' })
    expect([remit('1001', A).ok, remit('2000', B).ok, remit('3000', B).ok]).toEqual([false, true, false])
    expect(paid.balances).toMatchObject({ 'assets:trust:A USD': '1000', 'assets:trust:B USD': '2000' })
  })

  test('what a buyer of a block of one lot has paid and not got keeps nothing back of the other', () => {
    const paid = booked('proceeds.booked', booking(a, '1000'), sold, A)
    const { balances } = paid
    const state = {
      ...paid,
      balances: { ...balances, 'liabilities:block:B:desk USD': '-900', 'assets:trust:B USD': '900' },
    }
    const remit = (subject: typeof A) =>
      fact('remittance.ordered', 'withinProceeds', { amount: '1000', currency: 'USD' }, { state, subject })
    expect([remit(A).required, remit(B).required]).toEqual(['at most 1000', 'at most 0'])
  })
})

test('a block of one lot is closed though coins and money of another lie at the platforms', () => {
  const left = fact(
    'block.closed',
    'nothingLeft',
    { asset, currency: 'USD' },
    {
      state: { balances: { ...held({ [a]: '70' }, asset, 'B'), ...held({ [b]: '9' }, 'USD', 'B') } },
    },
  )
  expect(left).toMatchObject({ ok: true, found: '0 units and 0 USD at platforms' })
})
