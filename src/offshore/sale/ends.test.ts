import { describe, expect, test } from 'vitest'
import {
  a,
  applied,
  asset,
  b,
  c,
  fact,
  type Given,
  held,
  kindOf,
  nothing,
  sale,
  stateOf,
  total,
  tranche,
} from '../../../test/support/offshoreFacts.ts'
import type { FactInput, Verdict } from '../../core/case/kind.ts'
import type { CaseState, Crossed } from '../../core/case/state.ts'
import { hashText } from '../../core/record/hash.ts'
import { withdrawalKeyFor } from '../handover/withdrawals.ts'
import { disposalPlanFormat } from './plan/disposalPlan.ts'
import { type SaleSlice, salePlanFormat } from './sale.ts'

/** How a sale ends: closed, settled, sold on, sent back, paid out and remitted, each fact and each change of state by itself. */
const subject = { lot: 'A', tranche }
const address = 'bc1qhome'

describe('a sale is closed when all that lay at platforms is sold', () => {
  const row = { platform: a, units: '40', gross: '100', fee: '1', fills: 1, statement: '' }
  const close = (given: Given, rows: readonly object[] = [row]) =>
    fact('sale.closed', 'unitsAccounted', { asset, currency: 'USD', rows }, { state: { slices: sale() }, ...given })

  test('a platform at which orders filled nothing has no row, and keeps nobody', () => {
    const state = { slices: sale(), balances: held({ [a]: '40' }) }
    expect(close({ state, orders: { totals: { [a]: total('40'), [b]: nothing } } }).ok).toBe(true)
  })

  test('coins at a platform where nothing was ever offered keep it open', () => {
    const state = { slices: sale(), balances: held({ [a]: '40', [b]: '60' }) }
    const found = close({ state, orders: { totals: { [a]: total('40') } } })
    expect([found.ok, found.found]).toEqual([false, `60 left at ${b}`])
  })

  test('a platform that sold something and is left out, named twice, or with another number of fills, is none of it', () => {
    const state = { slices: sale(), balances: held({ [a]: '40' }) }
    const totals = { [a]: total('40'), [b]: total('5') }
    expect(close({ state, orders: { totals } }).found).toBe(`nothing of ${b}, which sold 5`)
    expect(close({ state, orders: { totals: { [a]: total('40') } } }, [row, row]).ok).toBe(false)
    expect(close({ state, orders: { totals: { [a]: total('40', '100', 2) } } }).ok).toBe(false)
  })

  test('only in the asset of its plan', () => {
    const plan = { format: salePlanFormat, asset: 'another', currency: 'USD', venues: [{ platform: a }] }
    const given = { state: { slices: sale() }, documents: { p: JSON.stringify(plan) } }
    const payload = { asset, currency: 'USD', rows: [] }
    expect(fact('sale.closed', 'statementMatches', payload, given).found).toBe(asset)
  })
})

describe('what is left goes back', () => {
  const terms = (platform: string, maxUnits = '1000') => ({ issuer: platform, body: { maxUnits } })
  const leg = (platform: string, units: string, attempt = 0) => ({
    platform,
    units,
    fee: '1',
    withdrawal: withdrawalKeyFor({ tranche, platform, asset, address, units, attempt }),
    terms: platform,
  })
  const payload = (legs: readonly object[], soldBefore: readonly object[] = []) => ({
    orders: 'o',
    asset,
    address,
    legs,
    soldBefore,
  })

  test('a platform at which orders filled nothing sold nothing, and is not to be named as if it had', () => {
    const given: Given = {
      state: { slices: sale(), balances: held({ [a]: '40', [b]: '60' }) },
      orders: { totals: { [a]: total('10'), [b]: nothing } },
      papers: { [a]: terms(a), [b]: terms(b) },
    }
    const order = payload([leg(a, '30'), leg(b, '60')], [{ platform: a, units: '10' }])
    expect(fact('withdrawal.ordered', 'allThatIsLeft', order, given).ok).toBe(true)
  })

  test('after a settlement what was sold is booked: all that lies there goes back, and nothing is named as sold', () => {
    const slices = sale({ settled: { orders: 'o', sold: { [a]: '10' } } })
    const given: Given = {
      state: { slices, balances: held({ [a]: '30' }) },
      orders: { totals: { [a]: total('10') } },
      papers: { [a]: terms(a) },
    }
    expect(fact('withdrawal.ordered', 'allThatIsLeft', payload([leg(a, '30')]), given).ok).toBe(true)
    const again = payload([leg(a, '20')], [{ platform: a, units: '10' }])
    expect(fact('withdrawal.ordered', 'allThatIsLeft', again, given).ok).toBe(false)
  })

  test('a platform that sends a part at once is asked as often as it takes, each time after the coins before have come', () => {
    let state = stateOf({ balances: held({ [a]: '250' }) })
    const ask = (attempt: number) =>
      fact('withdrawal.ordered', 'orderedOnce', payload([leg(a, '100', attempt)]), { state })
    for (let attempt = 0; attempt < 4; attempt++) {
      expect([attempt, ask(attempt).ok]).toEqual([attempt, true])
      const { withdrawal } = leg(a, '100', attempt)
      state = applied('withdrawal.ordered', payload([leg(a, '100', attempt)]), state)
      expect(ask(attempt + 1).ok).toBe(false)
      const sent = { platform: a, withdrawal, txid: `tx${attempt}`, rest: 'more', units: '100', fee: '1', asset }
      state = applied('coins.returned', sent, state)
      expect(ask(attempt + 1).ok).toBe(false)
      // What crosses of one platform is kept with its newest word only.
      const arrived = { fields: { platform: a, txid: `tx${attempt}` } } as unknown as Crossed
      state = { ...state, crossed: { ...state.crossed, [`coins.arrived:${a} ${tranche}`]: arrived } }
    }
  })

  const deals = { desk: { deliveredLots: 2, paidLots: 2 } } as object
  const settled = { orders: 'o', sold: {} }
  const past = [{ plan: 'q', orders: 'o', sold: { [a]: '5' } }]
  test.each<[string, { sale?: Partial<SaleSlice[string]>; round?: object; sold?: object }, string, string]>([
    ['nothing sold', {}, 'whole', 'sent-back'],
    ['a sale that was not settled and sold', { sale: {}, sold: { [a]: '5' } }, 'part', 'rest-sent-back'],
    [
      'a sale that was settled, its money at the platforms',
      { sale: { settled: { ...settled, sold: { [a]: '5' } }, proceeds: { USD: 'sold' } } },
      'part',
      'sold',
    ],
    [
      'a sale that was settled, one of its currencies paid out',
      { sale: { settled: { ...settled, sold: { [a]: '5' } }, proceeds: { USD: 'booked', HKD: 'sold' } } },
      'part',
      'sold',
    ],
    [
      'a sale that was settled and paid out',
      { sale: { settled: { ...settled, sold: { [a]: '5' } }, proceeds: { USD: 'booked' } } },
      'part',
      'booked',
    ],
    // Nothing of the second is there to be closed: its tranche would have waited for a statement of no sale for ever.
    ['a second sale that was stopped before it sold', { sale: { past, proceeds: { USD: 'sold' } } }, 'part', 'sold'],
    ['a block whose round is not closed', { round: { deals, delivered: { [a]: '5' } } }, 'part', 'rest-sent-back'],
    ['a block whose round is closed', { round: { deals, delivered: { [a]: '5' }, closed: true } }, 'part', 'booked'],
    // The round after it kept no deals of the one before: its block was taken for nothing, and the money of it had no way on.
    [
      'a block, and a round after it without a buyer',
      { round: { deals: {}, delivered: { [a]: '5' } } },
      'part',
      'booked',
    ],
  ])('the last coins leave after %s', (_, { sale: row, round, sold = {} }, rest, stage) => {
    const { withdrawal } = leg(a, '40')
    const withdrawals = {
      [tranche]: {
        asset,
        address,
        feeBearer: 'x',
        sold,
        legs: { [withdrawal]: { platform: a, units: '40', fee: '1', state: 'ordered' } },
      },
    }
    const slices = {
      ...(row === undefined ? {} : sale(row)),
      ...(round === undefined ? {} : { round: { [tranche]: round } }),
      withdrawals,
    } as unknown as CaseState['slices']
    const left = Object.values(sold).reduce((sum: bigint, units) => sum + BigInt(String(units)), 40n)
    const state = stateOf({ slices, balances: held({ [a]: String(left) }) })
    const sent = { platform: a, asset, units: '40', fee: '1', withdrawal, txid: 't', rest }
    expect(fact('coins.returned', 'restStated', sent, { state })).toMatchObject({ ok: true, required: rest })
    expect(applied('coins.returned', sent, state).stages[`tranche ${tranche}`]).toBe(stage)
  })

  test('a tranche that went back keeps its name: a new route gives others', () => {
    const row = { tranche, platform: a, units: '40' }
    const plan = { format: disposalPlanFormat, tranches: [{ tranche, allocation: [{ platform: a, units: '40' }] }] }
    const crossed = { 'entrustment.accepted A': { fields: { units: '40' } } as unknown as Crossed }
    const given = { state: { crossed }, documents: { p: JSON.stringify(plan) } }
    const agreed = { tranches: [row], plan: 'p' }
    expect(fact('route.agreed', 'planPositioned', agreed, given).ok).toBe(true)
    const back = { ...given, state: { crossed, stages: { [`tranche ${tranche}`]: 'sent-back' } } }
    expect(fact('route.agreed', 'planPositioned', agreed, back).ok).toBe(false)
  })
})

describe('the money goes home', () => {
  const booking = (platforms: readonly string[], currency = 'USD') => ({
    account: 't',
    currency,
    rows: platforms.map((platform) => ({ platform, amount: '99', reference: platform })),
  })

  test('a currency counts as paid out once every platform has paid, on whichever days', () => {
    const money = { ...held({ [a]: '99', [b]: '50' }, 'USD'), ...held({ [c]: '7' }, 'HKD') }
    const slices = sale({ proceeds: { USD: 'sold', HKD: 'sold' } })
    const first = applied('proceeds.booked', booking([a]), stateOf({ slices, balances: money }))
    const proceeds = (state: CaseState) => (state.slices.sale as unknown as SaleSlice)[tranche]!.proceeds
    expect(proceeds(first)).toEqual({ USD: 'sold', HKD: 'sold' })
    const { [`assets:venue:${a}:A USD`]: _, ...rest } = money
    const second = applied('proceeds.booked', booking([b]), { ...first, balances: rest })
    expect(proceeds(second)).toEqual({ USD: 'booked', HKD: 'sold' })
  })

  const remit = (change: object = {}) => ({ amount: '100', currency: 'USD', endToEndId: 'E', ...change })
  const approval = (number: string) =>
    ({
      'fx.approved:USD A': {
        fields: { number, currency: 'USD', ceiling: '150', from: '2026-03-01', until: '2026-03-31' },
      },
    }) as never

  test('a ceiling counts what went out under its own approval, and of no other lot', () => {
    const sent = (tranche_: string, number?: string) => ({
      [`${tranche_} before`]: {
        amount: '100',
        currency: 'USD',
        tranche: tranche_,
        done: true,
        ...(number === undefined ? {} : { approval: number }),
      },
    })
    const open = (remittances: object, number = '2') =>
      fact('remittance.ordered', 'fxOpen', remit(), {
        state: { crossed: approval(number), slices: { remittances } as never },
      })
    expect(open({})).toMatchObject({ ok: true, found: '100 USD on 2026-03-02' })
    expect(open(sent('C/1', '2')).ok).toBe(true)
    expect(open(sent('A/2', '1')).ok).toBe(true)
    expect(open(sent('A/2', '2')).ok).toBe(false)
    // One from before the number was kept counts against every approval of its lot.
    expect(open(sent('A/2')).ok).toBe(false)
    const state = applied('remittance.ordered', remit(), stateOf({ crossed: approval('2') }))
    expect(state.slices.remittances).toMatchObject({ E: { approval: '2', tranche } })
  })

  test('each currency of a tranche is remitted once, as onshore settles it', () => {
    const once = (change: object) =>
      fact('remittance.ordered', 'sentOnce', remit(change), {
        state: { slices: { remittances: { D: { amount: '60', currency: 'USD', tranche, done: true } } } as never },
      })
    expect(once({}).found).toBe('60 sent before')
    expect(once({ currency: 'HKD' }).ok).toBe(true)
    expect(once({ currency: 'HKD', endToEndId: 'D' }).ok).toBe(false)
  })

  test('what a buyer has paid for coins that it has not got is not remitted', () => {
    const balances = {
      'assets:trust:A USD': '150',
      'liabilities:block:A:desk USD': '-60',
      'liabilities:block:A:desk HKD': '-9',
    }
    expect(fact('remittance.ordered', 'withinProceeds', remit(), { state: { balances } })).toMatchObject({
      ok: false,
      required: 'at most 90',
    })
    expect(fact('remittance.ordered', 'withinProceeds', remit({ amount: '90' }), { state: { balances } }).ok).toBe(true)
  })
})

test('the orders of a sale are opened under the id of its plan and no other, so that a zone has one record of them', () => {
  const opened = (actionId: string, change: object = {}) => {
    const payload = { case: 'c', lot: 'A', tranche, ...change }
    const input = { payload, actionId, subject, related: () => stateOf({ slices: sale({ plan: 'p2' }) }) }
    return kindOf('orders.opened').facts.openedOnce!(input as unknown as FactInput<never, never>) as unknown as Verdict
  }
  expect(opened('orders:p2').ok).toBe(true)
  expect(opened('orders:p1').ok).toBe(false)
  expect(opened('a trader’s own').ok).toBe(false)
  expect(opened('orders:p2', { lot: 'B' }).ok).toBe(false)
})

test('a platform states the volume of the account in the currency of its own book, in which its tiers count', () => {
  const fees = { volume: '0', tiers: [{ from: '0', takerPpm: '100' }] }
  const venues = [
    { platform: a, quote: 'USD', fees },
    { platform: b, quote: 'HKD', fees },
  ]
  const text = JSON.stringify({ format: salePlanFormat, currency: 'USD', venues })
  const stated = (currencies: Readonly<Record<string, string>>) => {
    const rows = Object.entries(currencies)
    const asOf = '2026-03-02T04:59:00.000Z'
    return fact(
      'sale.started',
      'volumesStated',
      { plan: hashText(text), volumes: rows.map(([platform]) => ({ platform, statement: platform })) },
      {
        documents: { [hashText(text)]: text },
        papers: Object.fromEntries(
          rows.map(([platform, currency]) => [
            platform,
            { issuer: platform, body: { account: 'none', currency, asOf, hours: {} } },
          ]),
        ) as never,
        parameters: { volumeAgeMaxMinutes: '10' },
      },
    )
  }
  expect(stated({ [a]: 'USD', [b]: 'HKD' }).ok).toBe(true)
  expect(stated({ [a]: 'USD', [b]: 'USD' })).toMatchObject({ ok: false, found: `none of ${b}` })
})
