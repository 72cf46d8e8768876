import type { Statement } from '../iso20022/camt053.ts'
import type { Charge, Direction, Entry, EntryTransaction } from '../iso20022/entry.ts'
import type { Money } from '../iso20022/money.ts'

/** Money that the record expects to see on an account. */
export interface ExpectedMovement {
  /** Ours: the entry that expects it. */
  readonly id: string
  readonly account: string
  readonly direction: Direction
  /** Before charges: what was ordered. */
  readonly amount: Money
  readonly endToEndId: string
  /** Value dates, both inclusive. */
  readonly notBefore: string
  readonly notAfter: string
  /** `none`: the line must be the amount itself. `itemised`: what is missing must be itemised by the bank, to the cent. */
  readonly charges: 'none' | 'itemised'
}

/** One transaction on a booked line of a statement. */
export interface BankLine {
  /** Statement id and place in it: `S1/3` or, in a batch, `S1/3.2`. */
  readonly id: string
  readonly account: string
  readonly direction: Direction
  readonly amount: Money
  readonly endToEndId?: string
  /** The bank's own reference; the same twice is a line stated twice. */
  readonly servicerReference?: string
  readonly bookingDate?: string
  readonly valueDate?: string
  /** Charges contained in the amount. */
  readonly charges: readonly Charge[]
  /** True when the line brings an own payment back. */
  readonly returned: boolean
}

export type LineReason =
  | 'not-expected'
  | 'duplicate'
  | 'returned'
  | 'amount-differs'
  | 'date-outside'
  | 'account-differs'
export type ExpectedReason = 'no-line' | 'amount-differs' | 'date-outside' | 'account-differs' | 'returned'

export interface Match {
  readonly expected: string
  readonly line: string
  /** Ordered − booked (credit), or booked − ordered (debit), explained by itemised charges. */
  readonly chargesMinor: bigint
}

export interface Reconciliation {
  readonly matched: readonly Match[]
  readonly unmatchedExpected: readonly {
    readonly expected: string
    readonly reason: ExpectedReason
    readonly line?: string
  }[]
  readonly unmatchedLines: readonly { readonly line: string; readonly reason: LineReason; readonly expected?: string }[]
}

/**
 * Matches bank lines to expected movements to the cent. A line and a movement match when account, direction, currency and
 * end-to-end id are the same, the value date is inside, and the amount is exact or what is missing is itemised as charges.
 * Nothing is matched by likeness: what differs is listed on both sides with the reason, until somebody resolves it.
 *
 * @example reconcile({ expected, lines: statements.flatMap(linesOf) }).unmatchedLines // []
 */
export function reconcile(parameters: {
  readonly expected: readonly ExpectedMovement[]
  readonly lines: readonly BankLine[]
}): Reconciliation {
  const open = new Map(parameters.expected.map((movement) => [movement.id, movement]))
  const byEndToEnd = Map.groupBy(parameters.expected, (movement) => movement.endToEndId)
  const matched: Match[] = []
  const unmatchedLines: Reconciliation['unmatchedLines'][number][] = []
  const near = new Map<string, { readonly reason: ExpectedReason; readonly line: string }>()
  const seen = new Set<string>()
  for (const line of parameters.lines) {
    if (isRepeated(line, seen)) {
      unmatchedLines.push({ line: line.id, reason: 'duplicate' })
      continue
    }
    const named = (line.endToEndId === undefined ? undefined : byEndToEnd.get(line.endToEndId)) ?? []
    const verdict = judge(line, named, open)
    if ('match' in verdict) {
      matched.push(verdict.match)
      open.delete(verdict.match.expected)
    } else {
      unmatchedLines.push({ line: line.id, ...verdict })
      if (verdict.expected !== undefined && verdict.reason !== 'not-expected' && verdict.reason !== 'duplicate') {
        near.set(verdict.expected, { reason: verdict.reason, line: line.id })
      }
    }
  }
  const unmatchedExpected = [...open.keys()].map((expected) => ({
    expected,
    ...(near.get(expected) ?? { reason: 'no-line' as const }),
  }))
  return { matched, unmatchedExpected, unmatchedLines }
}

type Verdict = { readonly match: Match } | { readonly reason: LineReason; readonly expected?: string }

function judge(
  line: BankLine,
  named: readonly ExpectedMovement[],
  open: ReadonlyMap<string, ExpectedMovement>,
): Verdict {
  const [first] = named
  if (!first) return { reason: line.returned ? 'returned' : 'not-expected' }
  if (line.returned) return { reason: 'returned', expected: first.id }
  const here = named.filter(({ account, direction }) => account === line.account && direction === line.direction)
  if (!here[0]) return { reason: 'account-differs', expected: first.id }
  const left = here.filter(({ id }) => open.has(id))
  if (!left[0]) return { reason: 'duplicate', expected: here[0].id }
  const exact = left.filter((movement) => chargesBetween(movement, line) !== undefined)
  if (!exact[0]) return { reason: 'amount-differs', expected: left[0].id }
  const dated = exact.find((movement) => isInside(movement, line))
  if (!dated) return { reason: 'date-outside', expected: exact[0].id }
  return { match: { expected: dated.id, line: line.id, chargesMinor: chargesBetween(dated, line)! } }
}

/** Charges that stand between what was ordered and what was booked; undefined when they do not explain it to the cent. */
function chargesBetween(movement: ExpectedMovement, line: BankLine): bigint | undefined {
  if (movement.amount.currency !== line.amount.currency) return undefined
  const credit = line.direction === 'CRDT'
  const between = credit ? movement.amount.minor - line.amount.minor : line.amount.minor - movement.amount.minor
  if (movement.charges === 'none') return between === 0n ? 0n : undefined
  const itemised = line.charges.filter(({ included }) => included)
  if (itemised.some(({ amount }) => amount.currency !== line.amount.currency)) return undefined
  // A charge given back stands as a credit and counts against the others.
  const total = itemised.reduce(
    (all, { amount, direction }) => all + (direction === 'CRDT' ? -amount.minor : amount.minor),
    0n,
  )
  return total === between && total >= 0n ? total : undefined
}

function isInside(movement: ExpectedMovement, line: BankLine): boolean {
  // Without a value date, the booking date is the only one that the bank stands for.
  const date = line.valueDate ?? line.bookingDate
  return date !== undefined && movement.notBefore <= date && date <= movement.notAfter
}

function isRepeated(line: BankLine, seen: Set<string>): boolean {
  if (line.servicerReference === undefined) return false
  const key = `${line.account} ${line.servicerReference}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

/**
 * The booked lines of a statement, one for each transaction: a batch gives several, if the bank says the amount of each and they
 * sum to the line; otherwise the line stands as one and will not match.
 */
export function linesOf(statement: Statement): BankLine[] {
  return statement.entries.flatMap((entry, index) =>
    entry.status === 'BOOK'
      ? linesOfEntry({ entry, id: `${statement.id}/${index + 1}`, account: statement.account.id })
      : [],
  )
}

interface EntryPlace {
  readonly entry: Entry
  readonly id: string
  readonly account: string
}

function linesOfEntry({ entry, id, account }: EntryPlace): BankLine[] {
  const { transactions } = entry
  if (transactions.length > 1 && isWholeBatch(entry)) {
    return transactions.map((transaction, index) => ({
      ...lineOf({ entry, id: `${id}.${index + 1}`, account }, transaction),
      amount: transaction.amount!,
      charges: transaction.charges,
      ...(entry.servicerReference === undefined
        ? {}
        : { servicerReference: `${entry.servicerReference}.${index + 1}` }),
    }))
  }
  const only = transactions.length === 1 ? transactions[0] : undefined
  return [lineOf({ entry, id, account }, only)]
}

function isWholeBatch(entry: Entry): boolean {
  const { transactions, amount, direction } = entry
  const same = transactions.every(
    (transaction) =>
      transaction.amount?.currency === amount.currency && (transaction.direction ?? direction) === direction,
  )
  return same && transactions.reduce((all, transaction) => all + transaction.amount!.minor, 0n) === amount.minor
}

function lineOf({ entry, id, account }: EntryPlace, transaction: EntryTransaction | undefined): BankLine {
  const endToEndId = transaction?.references.endToEndId
  const { servicerReference, bookingDate, valueDate } = entry
  return {
    id,
    account,
    direction: entry.direction,
    amount: entry.amount,
    ...(endToEndId === undefined || endToEndId === 'NOTPROVIDED' ? {} : { endToEndId }),
    ...(servicerReference === undefined ? {} : { servicerReference }),
    ...(bookingDate === undefined ? {} : { bookingDate }),
    ...(valueDate === undefined ? {} : { valueDate }),
    // Some banks repeat the charges of the line in its only transaction: they are taken once.
    charges: entry.charges.length > 0 ? entry.charges : (transaction?.charges ?? []),
    returned: entry.reversal || transaction?.returned !== undefined,
  }
}
