import { SluiceError } from '../errors.ts'
import { readCamt053 } from '../iso20022/camt053.ts'
import type { EntryTransaction } from '../iso20022/entry.ts'
import { given } from '../iso20022/parties.ts'
import { utf8ToBytes } from '../record/hash.ts'
import type { Paper } from '../record/paper.ts'

export interface StatementLine {
  /** What the bank itself calls the line, or, where it gives none, the payer's: the same in every statement, under whichever reference it was found. */
  readonly name: string
  readonly credit: boolean
  /** Minor units. */
  readonly amount: bigint
  readonly currency: string
  /** Who paid a credit, or was paid by a debit, as the bank names them; absent where it names nobody. */
  readonly other?: { readonly name?: string; readonly account?: string }
}

/**
 * The one booked line of an account's camt.053 that carries a reference (end-to-end id, the id of an instruction that was booked as one, or
 * the bank's own). A reference that two lines carry identifies none: a duplicated line is seen, not guessed about.
 *
 * @returns undefined when no line or more than one carries it
 * @throws {INPUT_INVALID} {MESSAGE_MALFORMED} {STATEMENT_UNBALANCED}
 */
export function statementLine(parameters: {
  readonly paper: Paper
  readonly account: string
  readonly reference: string
}): StatementLine | undefined {
  const { paper, account, reference } = parameters
  const { xml } = paper.body as { xml?: unknown }
  if (typeof xml !== 'string') throw new SluiceError('INPUT_INVALID', 'expected a camt.053 under "xml" in the paper.')
  const { statements } = readCamt053(utf8ToBytes(xml))
  const lines = statements
    .filter((statement) => statement.account.id === account)
    .flatMap((statement) => statement.entries)
    .filter(
      (entry) =>
        entry.status === 'BOOK' &&
        (entry.transactions.some(
          ({ references }) => references.endToEndId === reference || references.paymentInformationId === reference,
        ) ||
          entry.reference === reference),
    )
  const line = lines[0]
  if (line === undefined || lines.length > 1) return undefined
  const credit = line.direction === 'CRDT'
  return {
    name: line.servicerReference ?? line.reference ?? line.transactions[0]?.references.endToEndId ?? reference,
    credit,
    amount: line.amount.minor,
    currency: line.amount.currency,
    ...given('other', otherOf(line.transactions, reference, credit)),
  }
}

/** The other side of the one transaction that carries the reference, or that the line consists of: of several, nobody is the other side. */
function otherOf(
  transactions: readonly EntryTransaction[],
  reference: string,
  credit: boolean,
): StatementLine['other'] {
  const carrying = transactions.filter(({ references }) => references.endToEndId === reference)
  const [only, ...more] = carrying.length > 0 ? carrying : transactions
  if (only === undefined || more.length > 0) return undefined
  const [party, account] = credit ? [only.debtor, only.debtorAccount] : [only.creditor, only.creditorAccount]
  const other = { ...given('name', party?.name), ...given('account', account?.id) }
  return Object.keys(other).length === 0 ? undefined : other
}
