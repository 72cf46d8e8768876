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
import { move, post } from '../../core/ledger/posting.ts'
import { atPlatforms, heldAt, type OfLot, venueAccount } from '../handover/atPlatforms.ts'
import { quoteOf } from './currency/planFx.ts'
import { type OrdersState, ordersOfRun, readSalePlan, runOf, type SaleSlice, saleOf } from './sale.ts'

export const saleRowFields = {
  platform: id,
  /** Currency of the platform's book; absent: the sale's. */
  currency: optional(Type.String({ pattern: '^[A-Z]{3,6}$' })),
  units: positiveUnits,
  gross: positiveUnits,
  fee: units,
  fills: count,
  statement: documentHash,
}
const rowShape = closed(saleRowFields)
const shape = closed({ orders: hex32, asset, currency, rows: list(rowShape, 20) })
type Payload = Of<typeof shape>

/** What a platform's signed statement lists for the sale. */
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

/**
 * Row 13: every unit is accounted for, by our orders and by the platforms' own statements. Gross, fee and net stay apart. A platform that sold nothing has no
 * row; coins that lie at one keep the sale from being closed, whether anything was ever offered there or not.
 */
export const saleClosed = defineKind<Payload>({
  name: 'sale.closed',
  stream: 'case',
  zones: ['offshore'],
  reads: ['sale'],
  payload: shape,
  facts: {
    unitsAccounted: (input) => {
      const { payload, state, related, subject } = input
      const orders = related<OrdersState>('sale')
      const sale = saleOf(state(), subject.tranche)
      const run = sale === undefined ? 1 : runOf(sale)
      if (!ordersOfRun(orders, subject.tranche!, run) || sale?.settled !== undefined)
        return verdict(
          false,
          `orders of sale ${orders.run ?? 1} of ${orders.tranche}`,
          `orders of sale ${run} of ${subject.tranche}, not settled`,
        )
      const open = Object.keys(orders.open).length
      const off = payload.rows.find((row) => {
        const total = orders.totals[row.platform]
        const received = heldAt(state(), row.platform, payload.asset, subject)
        return (
          total === undefined ||
          total.units !== row.units ||
          total.gross !== row.gross ||
          total.fee !== row.fee ||
          total.fills !== row.fills ||
          received.toString() !== row.units
        )
      })
      const unsaid = unnamed(input, orders)
      return verdict(
        open === 0 && off === undefined && unsaid === undefined,
        open > 0
          ? `${open} orders open`
          : off !== undefined
            ? `${off.units} at ${off.platform}`
            : (unsaid ?? 'all sold'),
        'sold = received at each platform, each named once, no order open and no coin left',
      )
    },
    statementMatches: (input) => {
      const strange = strangeCurrency(input)
      if (strange !== undefined)
        return verdict(false, strange, 'the asset of the plan, in the currency that it names for each platform')
      const off = input.payload.rows.find((row) => !statesSold(input, row))
      return verdict(
        off === undefined,
        off === undefined ? 'each to the unit and the cent' : `${off.platform} states otherwise`,
        "the platforms' own statements",
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const sales = slice<SaleSlice>(state, 'sale')!
    const sale = saleOf(state, subject.tranche)!
    const proceeds = { ...sale.proceeds, ...proceedsOf(payload) }
    return withSlice(state, 'sale', { ...sales, [subject.tranche!]: { ...sale, closed: true, proceeds } })
  },
  postings: ({ payload, subject }) => payload.rows.flatMap((row) => soldPostings(row, payload, subject)),
  crosses: { to: 'onshore', fields: ['subject'] },
})

/** A platform that sold something or still holds coins and has no row of its own, in words; undefined where there is none. */
function unnamed({ payload, state, subject }: FactInput<Payload>, orders: OrdersState): string | undefined {
  const named = new Set(payload.rows.map(({ platform }) => platform))
  if (named.size !== payload.rows.length) return 'a platform named twice'
  const sold = Object.entries(orders.totals).find(([platform, { units: of }]) => of !== '0' && !named.has(platform))
  if (sold !== undefined) return `nothing of ${sold[0]}, which sold ${sold[1].units}`
  const holding = [...atPlatforms(state(), payload.asset, subject)]
  const left = holding.find(([platform, held]) => held > 0n && !named.has(platform))
  return left && `${left[1]} left at ${left[0]}`
}

type SoldRow = Pick<Payload['rows'][number], 'platform' | 'currency' | 'units' | 'gross' | 'fee'>

function currencyOf(payload: Pick<Payload, 'currency'>, row: Pick<SoldRow, 'currency'>): string {
  return row.currency ?? payload.currency
}

/** Another asset than the plan's, or a row that is not in the currency of its platform's book by the plan, in words; undefined where there is none. */
export function strangeCurrency(
  input: Pick<FactInput<Pick<Payload, 'asset' | 'currency' | 'rows'>>, 'payload' | 'state' | 'subject' | 'document'>,
): string | undefined {
  const { payload, state, subject, document } = input
  const plan = readSalePlan(document(saleOf(state(), subject.tranche)?.plan ?? ''))
  if (payload.asset !== plan.asset) return payload.asset
  const row = payload.rows.find((each) => {
    const venue = plan.venues.find(({ platform }) => platform === each.platform)
    return (
      payload.currency !== plan.currency || venue === undefined || currencyOf(payload, each) !== quoteOf(plan, venue)
    )
  })
  return row === undefined ? undefined : `${currencyOf(payload, row)} at ${row.platform}`
}

/** What a tranche was sold for, by currency: to be paid out. */
export function proceedsOf({
  currency,
  rows,
}: {
  readonly currency: string
  readonly rows: readonly SoldRow[]
}): Readonly<Record<string, 'sold'>> {
  const sold = rows.filter(({ units }) => units !== '0')
  return Object.fromEntries(sold.map((row) => [currencyOf({ currency }, row), 'sold' as const]))
}

/** What a platform sold: coins out, gross in, its fee apart, in the currency of its book. */
export function soldPostings(
  row: SoldRow,
  payload: { readonly asset: string; readonly currency: string },
  subject: OfLot,
) {
  const { platform, units: sold, gross, fee } = row
  const money = currencyOf(payload, row)
  const account = venueAccount(platform, subject)
  return [
    ...move({ from: account, to: 'equity:sold', asset: payload.asset, units: BigInt(sold) }),
    post('equity:sold', money, -BigInt(gross)),
    post(account, money, BigInt(gross) - BigInt(fee)),
    ...(fee === '0' ? [] : [post('expenses:venue-fee', money, BigInt(fee))]),
  ]
}

/** Whether the platform's signed statement lists for the sale what the row says: units, gross and fee in all, and as many fills. */
export function statesSold(
  { payload, paper }: Pick<FactInput<Pick<Payload, 'asset' | 'currency'>>, 'payload' | 'paper'>,
  row: Payload['rows'][number],
): boolean {
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
