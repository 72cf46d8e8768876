import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  asset,
  closed,
  count,
  currency,
  documentHash,
  hex32,
  id,
  list,
  type Of,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import { balanceOf, move, post } from '../../core/ledger/posting.ts'
import { quoteOf } from './currency/planFx.ts'
import { type OrdersState, readSalePlan, type SaleSlice, saleOf } from './sale.ts'

const rowShape = closed({
  platform: id,
  /** Currency of the platform's book; absent: the sale's. */
  currency: optional(Type.String({ pattern: '^[A-Z]{3,6}$' })),
  units: positiveUnits,
  gross: positiveUnits,
  fee: units,
  fills: count,
  statement: documentHash,
})
const shape = closed({ orders: hex32, asset, currency, rows: list(rowShape, 20) })
type Payload = Of<typeof shape>

/** What a platform's signed statement lists for the tranche. */
interface StatementBody {
  readonly asset: string
  readonly currency: string
  readonly fills: readonly {
    readonly clientOrderId: string
    readonly units: string
    readonly gross: string
    readonly fee: string
  }[]
}

/** Row 13: every unit is accounted for, by our orders and by the platforms' own statements. Gross, fee and net stay apart. */
export const saleClosed = defineKind<Payload>({
  name: 'sale.closed',
  stream: 'case',
  zones: ['offshore'],
  reads: ['sale'],
  payload: shape,
  facts: {
    unitsAccounted: ({ payload, state, related, subject }) => {
      const orders = related<OrdersState>('sale')
      if (orders.tranche !== subject.tranche)
        return verdict(false, `orders of ${orders.tranche}`, `orders of ${subject.tranche}`)
      const open = Object.keys(orders.open).length
      const off = payload.rows.find((row) => {
        const total = orders.totals[row.platform]
        const received = balanceOf(state().balances, `assets:venue:${row.platform}`, payload.asset)
        return (
          total === undefined ||
          total.units !== row.units ||
          total.gross !== row.gross ||
          total.fee !== row.fee ||
          received.toString() !== row.units
        )
      })
      const all = Object.keys(orders.totals).length === payload.rows.length
      return verdict(
        open === 0 && off === undefined && all,
        open > 0 ? `${open} orders open` : off === undefined ? 'all sold' : `${off.units} at ${off.platform}`,
        'sold = received at each platform, no order open',
      )
    },
    statementMatches: (input) => {
      const { payload, state, subject, document } = input
      const plan = readSalePlan(document(saleOf(state(), subject.tranche)?.plan ?? ''))
      const strange = payload.rows.find((row) => {
        const venue = plan.venues.find(({ platform }) => platform === row.platform)
        return (
          payload.currency !== plan.currency || venue === undefined || currencyOf(payload, row) !== quoteOf(plan, venue)
        )
      })
      if (strange !== undefined)
        return verdict(
          false,
          `${currencyOf(payload, strange)} at ${strange.platform}`,
          'the currency that the plan names for each platform',
        )
      const off = input.payload.rows.find((row) => !matches(input, row))
      return verdict(
        off === undefined,
        off === undefined ? 'each to the unit and the cent' : `${off.platform} states otherwise`,
        "the platforms' own statements",
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const sales = slice<SaleSlice>(state, 'sale')!
    const proceeds = Object.fromEntries(payload.rows.map((row) => [currencyOf(payload, row), 'sold' as const]))
    return withSlice(state, 'sale', {
      ...sales,
      [subject.tranche!]: { ...saleOf(state, subject.tranche)!, closed: true, proceeds },
    })
  },
  postings: ({ payload }) =>
    payload.rows.flatMap((row) => [
      ...move({
        from: `assets:venue:${row.platform}`,
        to: 'equity:sold',
        asset: payload.asset,
        units: BigInt(row.units),
      }),
      post('equity:sold', currencyOf(payload, row), -BigInt(row.gross)),
      post(`assets:venue:${row.platform}`, currencyOf(payload, row), BigInt(row.gross) - BigInt(row.fee)),
      ...(row.fee === '0' ? [] : [post('expenses:venue-fee', currencyOf(payload, row), BigInt(row.fee))]),
    ]),
  crosses: { to: 'onshore', fields: ['subject'] },
})

function currencyOf(payload: Pick<Payload, 'currency'>, row: Payload['rows'][number]): string {
  return row.currency ?? payload.currency
}

function matches({ payload, paper }: FactInput<Payload>, row: Payload['rows'][number]): boolean {
  const statement = paper(row.statement, 'venue-statement')
  const body = statement.body as unknown as StatementBody
  const sum = (of: 'units' | 'gross' | 'fee'): string =>
    body.fills.reduce((total, fill) => total + BigInt(fill[of]), 0n).toString()
  return (
    statement.issuer === row.platform &&
    body.asset === payload.asset &&
    body.currency === currencyOf(payload, row) &&
    sum('units') === row.units &&
    sum('gross') === row.gross &&
    sum('fee') === row.fee &&
    body.fills.length === row.fills
  )
}
