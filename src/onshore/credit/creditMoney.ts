import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, note, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { creditOf } from './credit.ts'

const shape = closed({ account: id, amount: positiveUnits, statement: documentHash, reference: note })

/** Row 17: the yuan stand in the account of the organ responsible, matched to a line of the bank's statement. */
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
      const line = statementLine({
        paper: paper(payload.statement, 'camt.053'),
        account: account?.number ?? '',
        reference: payload.reference,
      })
      const home = homeCurrencyOf(state())
      const expected = creditOf(state()).settled[subject.tranche ?? '']?.rmb ?? 'nothing settled'
      const same =
        line?.credit === true &&
        line.currency === home &&
        line.amount.toString() === payload.amount &&
        payload.amount === expected
      return verdict(
        same,
        line === undefined ? 'no such line' : `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`,
        `credit of ${expected} ${home}`,
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
