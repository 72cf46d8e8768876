import { defineKind, verdict } from '../../core/case/kind.ts'
import { asset, closed, currency, hex32, list, type Of, time, units } from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { atPlatforms, heldAt } from '../handover/atPlatforms.ts'
import { proceedsOf, saleRowFields, soldPostings, statesSold, strangeCurrency } from './closeSale.ts'
import { endOf } from './proveStop.ts'
import { type OrdersState, ordersOfRun, runOf, type SaleSlice, saleOf } from './sale.ts'

const rowShape = closed({
  ...saleRowFields,
  units,
  gross: units,
  /** What still lies at the platform for the tranche. */
  left: units,
})
const shape = closed({ orders: hex32, asset, currency, asOf: time, rows: list(rowShape, 20) })
type Payload = Of<typeof shape>

/**
 * A sale is over and coins are left: stopped, or at its end. Nothing of it is open by the record and by each platform's word; what it sold is booked by the
 * platforms' own statements, and what they hold is counted. What is left may then be sold by another plan, in the books or as a block. An order of unknown
 * fate holds all of it up: nobody offers again what may be sold.
 */
export const saleSettled = defineKind<Payload>({
  name: 'sale.settled',
  stream: 'case',
  zones: ['offshore'],
  reads: ['sale'],
  payload: shape,
  facts: {
    saleOver: ({ related, state, subject, recordedAt }) => {
      const sale = saleOf(state(), subject.tranche)
      const orders = related<OrdersState>('sale')
      const ours = sale !== undefined && ordersOfRun(orders, subject.tranche!, runOf(sale))
      const over = sale !== undefined && (sale.stopped || recordedAt > endOf(sale))
      const { cleared, count } = orders
      const proved =
        sale?.stop === undefined ? count === 0 || cleared?.why === 'ended' : cleared?.stop === sale.stop.entry
      return verdict(
        ours && over && proved && sale.settled === undefined && !sale.closed,
        sale === undefined
          ? 'no sale'
          : `${over ? 'over' : 'running'}, ${proved ? 'nothing open' : 'not proved that nothing is open'}`,
        'a sale of the tranche that was stopped or is past its end, with the proof that nothing of it is open, settled once',
      )
    },
    unitsAccounted: ({ payload, state, subject, related }) => {
      const orders = related<OrdersState>('sale')
      const none = { units: '0', gross: '0', fee: '0', fills: 0 }
      const off = payload.rows.find((row) => {
        const total = orders.totals[row.platform] ?? none
        const held = heldAt(state(), row.platform, payload.asset, subject)
        return (
          total.units !== row.units ||
          total.gross !== row.gross ||
          total.fee !== row.fee ||
          total.fills !== row.fills ||
          held !== BigInt(row.units) + BigInt(row.left)
        )
      })
      const named = new Set(payload.rows.map(({ platform }) => platform))
      const holding = atPlatforms(state(), payload.asset, subject).keys()
      const missing = [...holding, ...Object.keys(orders.totals)].find((platform) => !named.has(platform))
      const left = payload.rows.reduce((sum, row) => sum + BigInt(row.left), 0n)
      const open = Object.keys(orders.open).length
      return verdict(
        off === undefined && missing === undefined && named.size === payload.rows.length && open === 0 && left > 0n,
        open > 0
          ? `${open} orders open`
          : missing !== undefined
            ? `nothing of ${missing}`
            : off === undefined
              ? `${left} left`
              : `${off.units} sold and ${off.left} left at ${off.platform}`,
        'received = sold + left at each platform, no order open, something left',
      )
    },
    statementMatches: (input) => {
      const { payload, paper, state, subject, recordedAt } = input
      const strange = strangeCurrency(input)
      if (strange !== undefined)
        return verdict(false, strange, 'the asset of the plan, in the currency that it names for each platform')
      const sale = saleOf(state(), subject.tranche)
      const from = sale === undefined ? '~' : (sale.stop?.at ?? endOf(sale))
      const off = payload.rows.find((row) => {
        const { held, asOf } = paper(row.statement, 'venue-statement').body as { held?: string; asOf?: string }
        // The account may hold coins of other cases beside: less than is left of this one it may not.
        const holds = typeof held === 'string' && /^\d{1,40}$/.test(held) && BigInt(held) >= BigInt(row.left)
        return !statesSold(input, row) || !holds || asOf !== payload.asOf
      })
      const dated = payload.asOf >= from && payload.asOf <= recordedAt
      return verdict(
        off === undefined && dated,
        off === undefined ? `as of ${payload.asOf}` : `${off.platform} states otherwise`,
        `each platform's own statement of the sale's fills and of what it holds, as of one moment after ${from}`,
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const sales = slice<SaleSlice>(state, 'sale')!
    const sold = Object.fromEntries(
      payload.rows.filter((row) => row.units !== '0').map((row) => [row.platform, row.units]),
    )
    const settled = { orders: payload.orders, sold }
    const sale = saleOf(state, subject.tranche)!
    return withSlice(state, 'sale', {
      ...sales,
      [subject.tranche!]: { ...sale, settled, proceeds: { ...sale.proceeds, ...proceedsOf(payload) } },
    })
  },
  postings: ({ payload, subject }) =>
    payload.rows.filter((row) => row.units !== '0').flatMap((row) => soldPostings(row, payload, subject)),
})
