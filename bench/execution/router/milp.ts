import highs from 'highs'
import { ceilOf } from '../../../src/core/price/rational.ts'
import { buildProblem } from '../../../src/offshore/sale/router/problem.ts'
import type { RouteSliceParameters, VenueBook } from '../../../src/offshore/sale/router/types.ts'

/**
 * The same slice as a mixed integer program in CPLEX LP text, written from the filters' definitions and not from the search's pieces:
 * the oracle of tests and benches (solved by HiGHS). The objective is the value over the reserve, in reporting units.
 */
export function milpOf(parameters: RouteSliceParameters): string {
  const { books, amount } = parameters
  const { venues } = buildProblem(parameters)
  const rows: string[] = []
  const bounds: string[] = []
  const integers: string[] = []
  const binaries: string[] = []
  const goal: string[] = []
  const reserve = parameters.reserve === undefined ? 0 : Number(parameters.reserve.num) / Number(parameters.reserve.den)
  const sold: string[] = []
  books.forEach((book, v) => {
    const levels = venues[v]!.depth.levels
    if (levels.length === 0) return
    const rate = Number(book.lotTickValue.num) / Number(book.lotTickValue.den)
    const depth = Number(venues[v]!.depth.lots.at(-1)!)
    rows.push(`${levels.map((_, k) => `x${v}_${k}`).join(' + ')} - X${v} = 0`)
    rows.push(`${levels.map(({ ticks }, k) => `${ticks} x${v}_${k}`).join(' + ')} - G${v} = 0`)
    integers.push(`X${v}`)
    levels.forEach(({ lots }, k) => {
      integers.push(`x${v}_${k}`)
      binaries.push(`u${v}_${k}`)
      rows.push(`x${v}_${k} - ${lots} u${v}_${k} <= 0`)
      rows.push(`x${v}_${k} - u${v}_${k} >= 0`)
      if (k + 1 < levels.length) rows.push(`x${v}_${k} - ${lots} u${v}_${k + 1} >= 0`)
    })
    const cap = book.capUnits === undefined ? depth : Number(book.capUnits / book.lotUnits)
    bounds.push(`X${v} <= ${Math.max(0, Math.min(depth, cap))}`)
    ordersRows(
      book,
      v,
      levels.map(({ ticks }) => ticks),
      depth,
      rows,
      binaries,
    )
    feeRows(book, v, rows, binaries)
    const perOrder = book.perOrderCost === undefined ? 0 : Number(book.perOrderCost.num) / Number(book.perOrderCost.den)
    goal.push(`${rate} G${v} - ${rate} F${v} - ${perOrder} N${v} - ${reserve * Number(book.lotUnits)} X${v}`)
    sold.push(`${book.lotUnits} X${v}`)
  })
  if (sold.length > 0) rows.push(`${sold.join(' + ')} <= ${amount}`)
  const text = (items: readonly string[]) => items.map((item) => ` ${item}`).join('\n')
  return `Maximize\n obj: ${goal.join(' + ') || '0 z'}\nSubject To\n${text(rows)}\nBounds\n${text(bounds)}\nGeneral\n${text(integers)}\nBinary\n${text(binaries)}\nEnd\n`
}

function ordersRows(
  book: VenueBook,
  v: number,
  ticks: readonly bigint[],
  depth: number,
  rows: string[],
  binaries: string[],
): void {
  const size = book.maxOrderLots === undefined ? depth : Number(book.maxOrderLots)
  const count = book.maxOrderLots === undefined ? 1 : (book.maxOrders ?? 1)
  const kinds = Array.from({ length: count + 1 }, (_, j) => `n${v}_${j}`)
  binaries.push(...kinds)
  rows.push(`${kinds.join(' + ')} = 1`)
  rows.push(`N${v} - ${kinds.map((kind, j) => `${j} ${kind}`).join(' - ')} = 0`)
  rows.push(`X${v} - ${kinds.map((kind, j) => `${j * size} ${kind}`).join(' - ')} <= 0`)
  rows.push(`X${v} - ${kinds.map((kind, j) => `${j === 0 ? 0 : (j - 1) * size + 1} ${kind}`).join(' - ')} >= 0`)
  ticks.forEach((price, k) => {
    const least = Math.max(Number(book.minOrderLots ?? 1n), Number(ceilOf({ num: book.minNotional ?? 0n, den: price })))
    // Level k is the deepest used when u_k = 1 and u_(k+1) = 0.
    const deepest = k + 1 < ticks.length ? `${'%'} u${v}_${k} + ${'%'} u${v}_${k + 1}` : `${'%'} u${v}_${k}`
    for (let j = 1; j <= count; j++) {
      const big = j * least
      rows.push(`X${v} - ${big} n${v}_${j} - ${deepest.replaceAll('%', String(big))} >= ${-big}`)
    }
  })
}

function feeRows(book: VenueBook, v: number, rows: string[], binaries: string[]): void {
  const parts = book.fees.map((_, t) => `g${v}_${t}`)
  rows.push(`${parts.join(' + ')} - G${v} = 0`)
  rows.push(`F${v} - ${parts.map((part, t) => `${Number(book.fees[t]!.ppm) / 1e6} ${part}`).join(' - ')} >= 0`)
  rows.push(`F${v} - ${Number(book.minFee ?? 0n)} N${v} >= 0`)
  book.fees.forEach((tier, t) => {
    const next = book.fees[t + 1]
    if (next === undefined) return
    const size = next.from - tier.from
    binaries.push(`w${v}_${t}`)
    rows.push(`g${v}_${t} <= ${size}`)
    rows.push(`g${v}_${t} - ${size} w${v}_${t} >= 0`)
    rows.push(`g${v}_${t + 1} - 10000000 w${v}_${t} <= 0`)
  })
}

interface Solver {
  solve(
    model: string,
    options: Record<string, unknown>,
  ): { Status: string; ObjectiveValue: number; Columns: Record<string, { Primal: number }> }
}

/** HiGHS in WebAssembly, told to close the gap completely. */
export async function openHighs(): Promise<(model: string) => ReturnType<Solver['solve']>> {
  const solver = await (highs as unknown as () => Promise<Solver>)()
  return (model) => solver.solve(model, { mip_rel_gap: 0, mip_abs_gap: 1e-9, output_flag: false })
}
