import { SluiceError } from '../../core/errors.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical } from '../../core/record/jcs.ts'
import { isDecimal, unitsOf } from './decimal.ts'

/** A venue's statement of one account, read and added up again. Amounts are decimal text. */
export interface VenueStatement {
  /** SHA-256 of the bytes as they came, in hex: what the record keeps. */
  readonly hash: string
  readonly entity: string
  readonly account: string
  readonly owner: string
  readonly fromMs: number
  readonly toMs: number
  readonly opening: ReadonlyMap<string, string>
  readonly closing: ReadonlyMap<string, string>
  readonly lines: readonly StatementLine[]
}

export type StatementLine =
  | {
      readonly kind: 'deposit' | 'fiat-deposit' | 'withdrawal' | 'fiat-withdrawal'
      readonly id: string
      readonly atMs: number
      readonly asset: string
      readonly amount: string
      readonly reference: string
    }
  | ({ readonly kind: 'fill'; readonly id: string; readonly atMs: number } & StatementFill)

export interface StatementFill {
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly price: string
  readonly quantity: string
  readonly asset: string
  readonly gross: string
  readonly grossAsset: string
  readonly fee: string
  readonly feeAsset: string
  readonly maker: boolean
}

type Row = Readonly<Record<string, unknown>>

const moves = ['deposit', 'fiat-deposit', 'withdrawal', 'fiat-withdrawal'] as const
/** No asset is kept finer than this by any venue that we know. */
const finest = 18

/**
 * Reads a statement in canonical JSON lines: one header, opening balances, lines in order of time, closing balances. Every asset is
 * added up again: opening plus what happened must be closing, exactly; an id stands once.
 *
 * @example readStatement(await venue.accountStatement({ fromMs, toMs })).lines.length
 * @throws {VENUE_REPLY_MALFORMED} with the number of the line
 */
export function readStatement(text: string): VenueStatement {
  const rows = text.split('\n')
  if (rows.pop() !== '') malformed(rows.length + 1, 'a line end after the last line')
  const [header, ...rest] = rows.map(rowOf)
  if (header?.kind !== 'statement') malformed(1, 'a header')
  const opening = new Map<string, string>()
  const closing = new Map<string, string>()
  const lines: StatementLine[] = []
  const ids = new Set<string>()
  const sums = new Map<string, bigint>()
  const fromMs = millis(header, 'fromMs', 1)
  const toMs = millis(header, 'toMs', 1)
  rest.forEach((row, i) => {
    const at = i + 2
    const { kind } = row
    if (kind === 'opening' || kind === 'closing') {
      const into = kind === 'opening' ? opening : closing
      const asset = text1(row, 'asset', at)
      if (into.has(asset)) malformed(at, `one ${kind} balance of ${asset}`)
      into.set(asset, amountAt(row, 'amount', at))
      if (kind === 'opening') add(sums, asset, unitsOf(amountAt(row, 'amount', at), finest))
      return
    }
    const line = kind === 'fill' ? fillOf(row, at) : moveOf(row, at)
    const last = lines.at(-1)
    if (closing.size > 0 || (last && last.atMs > line.atMs)) malformed(at, 'lines in order of time')
    if (line.atMs < fromMs || line.atMs >= toMs) malformed(at, 'a time within the statement')
    if (ids.has(line.id)) malformed(at, 'an id that was not there before')
    ids.add(line.id)
    lines.push(line)
    for (const [asset, change] of changesOf(line)) add(sums, asset, change)
  })
  for (const asset of new Set([...sums.keys(), ...closing.keys()])) {
    const sum = sums.get(asset) ?? 0n
    if (sum !== unitsOf(closing.get(asset) ?? '0', finest)) {
      malformed(rows.length, `opening and changes of ${asset} to be its closing balance`)
    }
  }
  const { entity, account, owner } = named(header)
  return { hash: hashText(text), entity, account, owner, fromMs, toMs, opening, closing, lines }
}

/** The fills of one asset against one currency, in base units as text: the body of a venue's statement as a paper of the record. */
export function fillsAsUnits(parameters: {
  statement: VenueStatement
  asset: string
  assetScale: number
  currency: string
  currencyScale: number
}): readonly { clientOrderId: string; units: string; gross: string; fee: string }[] {
  const { statement, asset, assetScale, currency, currencyScale } = parameters
  return statement.lines.flatMap((line) => {
    if (line.kind !== 'fill' || line.asset !== asset || line.grossAsset !== currency || line.feeAsset !== currency)
      return []
    return [
      {
        clientOrderId: line.clientOrderId,
        units: unitsOf(line.quantity, assetScale).toString(),
        gross: unitsOf(line.gross, currencyScale).toString(),
        fee: unitsOf(line.fee, currencyScale).toString(),
      },
    ]
  })
}

function changesOf(line: StatementLine): readonly (readonly [asset: string, change: bigint])[] {
  if (line.kind !== 'fill') {
    const amount = unitsOf(line.amount, finest)
    return [[line.asset, line.kind.endsWith('deposit') ? amount : -amount]]
  }
  const sign = line.side === 'SELL' ? 1n : -1n
  return [
    [line.asset, -sign * unitsOf(line.quantity, finest)],
    [line.grossAsset, sign * unitsOf(line.gross, finest)],
    [line.feeAsset, -unitsOf(line.fee, finest)],
  ]
}

function rowOf(text: string, i: number): Row {
  let value: unknown
  try {
    value = JSON.parse(text)
    if (canonical(value as never) !== text) throw new SluiceError('NOT_CANONICAL', 'another encoding')
  } catch (cause) {
    throw new SluiceError('VENUE_REPLY_MALFORMED', `Line ${i + 1} of the statement is not canonical JSON.`, {
      facts: { line: i + 1 },
      cause,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed(i + 1, 'an object')
  return value as Row
}

function named(header: Row): { entity: string; account: string; owner: string } {
  return {
    entity: text1(header, 'entity', 1),
    account: text1(header, 'account', 1),
    owner: text1(header, 'owner', 1),
  }
}

function moveOf(row: Row, at: number): StatementLine {
  const kind = moves.find((one) => one === row.kind) ?? malformed(at, 'a known kind of line')
  return {
    kind,
    id: text1(row, 'id', at),
    atMs: millis(row, 'atMs', at),
    asset: text1(row, 'asset', at),
    amount: amountAt(row, 'amount', at),
    reference: typeof row.reference === 'string' ? row.reference : malformed(at, 'a reference'),
  }
}

function fillOf(row: Row, at: number): StatementLine {
  const side = row.side === 'BUY' || row.side === 'SELL' ? row.side : malformed(at, 'a side')
  return {
    kind: 'fill',
    id: text1(row, 'id', at),
    atMs: millis(row, 'atMs', at),
    orderId: text1(row, 'orderId', at),
    clientOrderId: text1(row, 'clientOrderId', at),
    symbol: text1(row, 'symbol', at),
    side,
    price: amountAt(row, 'price', at),
    quantity: amountAt(row, 'quantity', at),
    asset: text1(row, 'asset', at),
    gross: amountAt(row, 'gross', at),
    grossAsset: text1(row, 'grossAsset', at),
    fee: amountAt(row, 'fee', at),
    feeAsset: text1(row, 'feeAsset', at),
    maker: typeof row.maker === 'boolean' ? row.maker : malformed(at, 'maker as true or false'),
  }
}

function text1(row: Row, key: string, at: number): string {
  const value = row[key]
  return typeof value === 'string' && value !== '' ? value : malformed(at, `${key} as text`)
}

function amountAt(row: Row, key: string, at: number): string {
  const value = row[key]
  return isDecimal(value) ? value : malformed(at, `${key} as a plain decimal`)
}

function millis(row: Row, key: string, at: number): number {
  const value = row[key]
  return Number.isSafeInteger(value) ? (value as number) : malformed(at, `${key} in ms`)
}

function add(sums: Map<string, bigint>, asset: string, amount: bigint): void {
  sums.set(asset, (sums.get(asset) ?? 0n) + amount)
}

function malformed(line: number, expected: string): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `Line ${line} of the statement: expected ${expected}.`, {
    facts: { line, expected },
  })
}
