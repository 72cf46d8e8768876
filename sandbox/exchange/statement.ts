import { assert } from '../../src/core/errors.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { textOf } from '../../src/world/venues/decimal.ts'
import { assertConserved, balanceOf } from './ledger.ts'
import { type Account, assetOf, type ExchangeState } from './state.ts'

interface Line {
  readonly atMs: number
  readonly id: string
  /** What it does to the account, by asset, in base units at the venue. */
  readonly changes: ReadonlyMap<string, bigint>
  readonly row: { readonly [key: string]: Json }
}

/**
 * The venue's statement of one account from `fromMs` to before `toMs`: JSON lines in canonical form, one header, the opening balance of
 * each asset, what happened in order of time and id, the closing balance of each asset. Opening plus changes is closing, asserted here and again by
 * whoever reads it. Amounts are decimal text; times are ms since 1970.
 */
export function statementOf(state: ExchangeState, account: Account, period: { fromMs: number; toMs: number }): string {
  const all = linesOf(state, account)
  const within = all.filter((line) => line.atMs >= period.fromMs && line.atMs < period.toMs)
  const opening = sumOf(all.filter((line) => line.atMs < period.fromMs))
  const closing = sumOf(all.filter((line) => line.atMs < period.toMs))
  assertConserved(state.ledger)
  for (const [asset, amount] of sumOf(all)) {
    assert(
      amount === balanceOf(state.ledger, `customer:${account.id}`, asset),
      `${asset} of the statement is the ledger's`,
    )
  }
  const assets = [...new Set([...opening.keys(), ...closing.keys()])].sort()
  const balances = (kind: string, of: ReadonlyMap<string, bigint>) =>
    assets.map((asset) => ({ kind, asset, amount: amountText(state, asset, of.get(asset) ?? 0n) }))
  const rows: Json[] = [
    {
      kind: 'statement',
      notice: 'SANDBOX',
      entity: state.entity,
      legalName: state.legalName,
      account: account.id,
      owner: account.owner,
      fromMs: period.fromMs,
      toMs: period.toMs,
      rounding: 'gross of a fill is cut down, its fee rounded up, to the unit in which the asset is kept',
    },
    ...balances('opening', opening),
    ...within.map((line) => line.row),
    ...balances('closing', closing),
  ]
  return rows.map((row) => `${canonical(row)}\n`).join('')
}

function sumOf(lines: readonly Line[]): Map<string, bigint> {
  const sum = new Map<string, bigint>()
  for (const { changes } of lines) {
    for (const [asset, amount] of changes) sum.set(asset, (sum.get(asset) ?? 0n) + amount)
  }
  return sum
}

function linesOf(state: ExchangeState, account: Account): readonly Line[] {
  const mine = (one: { account: string }) => one.account === account.id
  const lines: Line[] = [
    ...state.deposits.filter(mine).map((one) => ({
      atMs: one.atMs,
      id: one.depositId,
      changes: new Map([[one.asset, one.amount]]),
      row: {
        kind: one.network === 'BANK' ? 'fiat-deposit' : 'deposit',
        id: one.depositId,
        atMs: one.atMs,
        asset: one.asset,
        amount: amountText(state, one.asset, one.amount),
        network: one.network,
        address: one.address,
        reference: one.txid,
        index: one.index,
      },
    })),
    ...state.fills.filter((fill) => fill.order.account === account.id).map((fill) => fillLine(state, fill)),
    ...state.withdrawals.filter(mine).map((one) => ({
      atMs: one.atMs,
      id: one.withdrawalId.slice(1),
      changes: new Map([[one.asset, -one.amount]]),
      row: {
        kind: one.kind === 'fiat' ? 'fiat-withdrawal' : 'withdrawal',
        id: one.withdrawalId,
        key: one.clientOrderId,
        atMs: one.atMs,
        asset: one.asset,
        amount: amountText(state, one.asset, one.amount),
        fee: amountText(state, one.asset, one.fee),
        network: one.network,
        destination: one.destination,
        reference: one.reference,
      },
    })),
  ]
  // Ids count up, so that they order what happened in one millisecond.
  return lines.sort((a, b) => a.atMs - b.atMs || (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
}

function fillLine(state: ExchangeState, fill: ExchangeState['fills'][number]): Line {
  const market = state.markets.get(fill.order.symbol)!
  const sign = fill.order.side === 'SELL' ? 1n : -1n
  const changes = new Map([
    [market.base, -sign * fill.quantity],
    [market.quote, sign * fill.gross],
  ])
  changes.set(fill.feeAsset, (changes.get(fill.feeAsset) ?? 0n) - fill.fee)
  return {
    atMs: fill.atMs,
    id: fill.fillId,
    changes,
    row: {
      kind: 'fill',
      id: fill.fillId,
      orderId: fill.order.orderId,
      clientOrderId: fill.order.clientOrderId,
      atMs: fill.atMs,
      symbol: market.symbol,
      side: fill.order.side,
      price: textOf(fill.price, market.priceScale),
      quantity: textOf(fill.quantity, market.baseScale),
      asset: market.base,
      gross: textOf(fill.gross, market.quoteScale),
      grossAsset: market.quote,
      fee: amountText(state, fill.feeAsset, fill.fee),
      feeAsset: fill.feeAsset,
      maker: fill.maker,
    },
  }
}

export function amountText(state: ExchangeState, asset: string, amount: bigint): string {
  return textOf(amount, assetOf(state.profile, asset).scale)
}
