import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, list, note, type Of, optional, positiveUnits } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { creditOf } from './credit.ts'

const shape = closed({
  account: id,
  amount: positiveUnits,
  statement: documentHash,
  reference: note,
  /** What came of further currencies, each a line of the same statement: the amount is of all lines. */
  others: optional(list(note, 5)),
})

/** Row 17: the yuan stand in the account of the organ responsible, matched to the lines of the bank's statement: one for each currency that was settled. */
export const moneyCredited = defineKind<Of<typeof shape>>({
  name: 'money.credited',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    accountIsOrgans: ({ payload, directory, state, subject }) => {
      const account = directory().accounts[payload.account]
      const organ = responsibleOrgan(state(), subject.lot ?? subject.tranche?.split('/')[0]) ?? 'none'
      return verdict(
        account?.owner === organ && (account.purpose === 'case-money' || account.purpose === 'court-money'),
        `${account?.purpose ?? 'no account'} of ${account?.owner ?? 'nobody'}`,
        `the case-money account of ${organ}`,
      )
    },
    matchesStatement: ({ payload, paper, directory, state, subject }) => {
      const account = directory().accounts[payload.account]
      const statement = paper(payload.statement, 'camt.053')
      const references = [payload.reference, ...(payload.others ?? [])]
      const lines = references.map((reference) =>
        statementLine({ paper: statement, account: account?.number ?? '', reference }),
      )
      const home = homeCurrencyOf(state())
      // By name: a state that was kept has its keys in another order than one that was replayed.
      const of = creditOf(state()).settled[subject.tranche ?? ''] ?? {}
      const settled = currenciesOf(of).map((currency) => of[currency]!.rmb)
      const found = lines.map((line) =>
        line?.credit === true && line.currency === home ? line.amount.toString() : '0',
      )
      const sum = settled.reduce((total, rmb) => total + BigInt(rmb), 0n)
      const same =
        new Set(references).size === references.length &&
        sum > 0n &&
        sum.toString() === payload.amount &&
        [...found].sort().join() === [...settled].sort().join()
      return verdict(
        same,
        lines
          .map((line) =>
            line === undefined
              ? 'no such line'
              : `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`,
          )
          .join(', '),
        settled.length === 0
          ? `credit of nothing settled ${home}`
          : settled.map((rmb) => `credit of ${rmb} ${home}`).join(', '),
      )
    },
    allSettled: ({ state, subject }) => {
      const booked = Object.entries(state().crossed)
        .filter(([key]) => key.startsWith('proceeds.booked:') && key.endsWith(` ${subject.tranche}`))
        .map(([, { fields }]) => String(fields.currency))
        .sort()
      const settled = creditOf(state()).settled[subject.tranche ?? ''] ?? {}
      const open = booked.filter((currency) => settled[currency] === undefined)
      return verdict(
        open.length === 0,
        open.length === 0 ? currenciesOf(settled).join(', ') || 'none' : `${open.join(', ')} not settled`,
        'each currency that was booked offshore is settled',
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const credit = creditOf(state)
    return withSlice(state, 'credit', {
      ...credit,
      credited: { ...credit.credited, [subject.tranche!]: payload.amount },
    })
  },
  postings: ({ payload }, state) =>
    move({
      from: 'assets:receivable',
      to: 'assets:case-account',
      asset: homeCurrencyOf(state),
      units: BigInt(payload.amount),
    }),
  crosses: { to: 'offshore', fields: ['subject'] },
})

function currenciesOf(settled: object): readonly string[] {
  return Object.keys(settled).sort()
}
