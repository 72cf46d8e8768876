import { decimalsOf } from '../../../core/assets/units.ts'
import { type JournalTransaction, journalText } from '../../../core/ledger/journalText.ts'
import { isCurrency, minorDigits } from '../../../core/money/currency.ts'
import { casesOf } from '../casesOf.ts'
import { type Call, exitDone } from '../command.ts'
import { dayOf } from '../day.ts'
import { type LedgerLine, ledgerOf } from '../zoneReplies.ts'

/** `sluice ledger CASE`. */
export async function printLedger(call: Call): Promise<number> {
  const cases = await casesOf(call)
  const books: { zone: string; case: string; lines: readonly LedgerLine[] }[] = []
  for (const { http, about, id } of cases) books.push({ zone: about.zone, case: id, lines: await ledgerOf(http, id) })
  if (call.json) call.io.out(`${JSON.stringify({ ok: true, books })}\n`)
  else call.io.out(journalOf(books))
  return exitDone
}

/**
 * The books of one case as a journal, in the order of the acts.
 *
 * @example journalOf([{ zone: 'beijing', lines }])
 */
export function journalOf(books: readonly { readonly zone: string; readonly lines: readonly LedgerLine[] }[]): string {
  const rows = books.flatMap(({ zone, lines }) => lines.map((line) => ({ zone, line })))
  rows.sort((a, b) => (a.line.at < b.line.at ? -1 : a.line.at > b.line.at ? 1 : 0))
  const transactions = rows.map(({ zone, line }): JournalTransaction => {
    const about = [line.kind, line.subject.tranche ?? line.subject.lot, books.length > 1 ? zone : undefined]
    return {
      date: dayOf(line.at),
      code: line.entry,
      description: about.filter((part) => part !== undefined).join(' '),
      postings: line.postings.map(({ account, asset, units }) => ({
        account: books.length > 1 ? inZone(account, zone) : account,
        commodity: asset,
        amount: BigInt(units),
        decimals: isCurrency(asset) ? minorDigits(asset) : decimalsOf(asset),
      })),
    }
  })
  return journalText(transactions)
}

/** The zone goes after the first word, which tells hledger what kind of account it is. */
function inZone(account: string, zone: string): string {
  const [kind, ...rest] = account.split(':')
  return [kind, zone, ...rest].join(':')
}
