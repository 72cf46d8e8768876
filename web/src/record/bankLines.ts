import type { Account } from '../../../src/core/case/directory.ts'
import type { CaseState } from '../../../src/core/case/state.ts'
import { SluiceError } from '../../../src/core/errors.ts'
import { readCamt053 } from '../../../src/core/iso20022/camt053.ts'
import { type StatementLine, statementLine } from '../../../src/core/money/statementLine.ts'
import { hashText, utf8ToBytes } from '../../../src/core/record/hash.ts'
import type { Clearing } from '../../../src/offshore/sale/auction/clear.ts'
import { priceOf } from '../../../src/offshore/sale/auction/deliver.ts'
import { bankLineActionId } from '../../../src/offshore/sale/auction/deposits.ts'
import { allottedTo, answerTo, dealOf, type RoundState } from '../../../src/offshore/sale/auction/roundState.ts'
import type { CaseAct, ReadPaperText } from './papers.ts'

type Accounts = Readonly<Record<string, Account>>

/** A line of a trust account's statement that a reference identifies. */
export interface NamedLine extends StatementLine {
  /** The trust account, as the directory calls it. */
  readonly account: string
  readonly number: string
  readonly reference: string
}

/** The booked lines of registered trust accounts in a camt.053, each under a reference that no other line carries; what is wrong where it does not read. */
export function linesOf({ paper, body }: ReadPaperText, accounts: Accounts): readonly NamedLine[] | SluiceError {
  try {
    const { statements } = readCamt053(utf8ToBytes(String(body.xml ?? '')))
    return statements.flatMap(({ account: { id: number }, entries }) => {
      const account = Object.entries(accounts).find(([, one]) => one.purpose === 'trust' && one.number === number)?.[0]
      if (account === undefined) return []
      return entries.flatMap(({ status, reference: own, transactions }) => {
        if (status !== 'BOOK') return []
        const [first] = transactions
        const candidates = [first?.references.endToEndId, first?.references.paymentInformationId, own]
        for (const reference of candidates) {
          const line = reference === undefined ? undefined : statementLine({ paper, account: number, reference })
          if (line !== undefined) return [{ ...line, account, number, reference: reference! }]
        }
        return []
      })
    })
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
}

/** What a line of the bank may stand for in a round. Minor units. */
export interface LineAct {
  readonly kind: 'bid.secured' | 'bid.released' | 'block.paid'
  readonly bidder: string
  readonly amount: string
  readonly credit: boolean
  /** Lots that a price is for. */
  readonly lots?: number
}

/** What the bank's lines are waited for: deposits before the result is known, the price of who was allotted, deposits that are held and go back. */
export function lineActs(parameters: {
  readonly state: CaseState
  readonly tranche: string
  readonly round: RoundState
  /** The newest clearing, where there is one. */
  readonly cleared: Clearing | undefined
}): readonly LineAct[] {
  const { state, tranche, round, cleared } = parameters
  const { terms } = round
  if (terms === undefined || round.closed === true) return []
  const confirmed = answerTo(state, { lot: tranche.split('/')[0]!, tranche })?.answer === 'confirm'
  return round.bidders.flatMap((bidder): readonly LineAct[] => {
    const { deposit, paidLots, paidGross, defaulted } = dealOf(round, bidder)
    if (deposit === '0' && round.clearing === undefined)
      return [{ kind: 'bid.secured', bidder, amount: terms.deposit, credit: true }]
    const lots = allottedTo(round, bidder) - paidLots
    const owes = confirmed && cleared !== undefined && defaulted === undefined && lots > 0
    const price = owes ? (priceOf(round, cleared, bidder) - BigInt(paidGross)).toString() : '0'
    return [
      ...(owes ? [{ kind: 'block.paid', bidder, amount: price, credit: true, lots } as const] : []),
      ...(deposit === '0' || round.clearing === undefined
        ? []
        : [{ kind: 'bid.released', bidder, amount: deposit, credit: false } as const]),
    ]
  })
}

/** The bidder's own account at the other side of a line, or the one that it has registered. */
export function ownAccount(
  accounts: Accounts,
  { bidder }: Pick<LineAct, 'bidder'>,
  { currency, other }: Pick<StatementLine, 'currency' | 'other'>,
): string | undefined {
  const own = Object.entries(accounts).filter(
    ([, account]) => account.purpose === 'bidder' && account.owner === bidder && account.currency === currency,
  )
  return (own.find(([, { number }]) => number === other?.account) ?? own[0])?.[0]
}

/** The entry about a line, under the id that belongs to the line: who enters it twice, in whichever round, is answered that it is taken. */
export function lineAct(parameters: {
  readonly act: LineAct
  readonly line: NamedLine
  readonly round: RoundState
  readonly bidderAccount: string
  readonly statement: ReadPaperText
}): CaseAct {
  const { act, line, round, bidderAccount, statement } = parameters
  return {
    id: bankLineActionId(line.number, line.name),
    kind: act.kind,
    payload: {
      round: round.round,
      bidder: act.bidder,
      ...(act.lots === undefined ? {} : { lots: act.lots }),
      amount: line.amount.toString(),
      account: line.account,
      bidderAccount,
      currency: line.currency,
      reference: line.reference,
      statement: hashText(statement.text),
    },
    texts: [statement.text],
  }
}
