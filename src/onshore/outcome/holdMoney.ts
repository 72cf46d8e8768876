import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, id, note, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { balanceOf } from '../../core/ledger/posting.ts'
import { basisOf, responsibleOrgan } from '../basis/basis.ts'
import { onTheWay } from '../custody/homeward.ts'
import { looseReturns } from '../custody/units.ts'
import { creditedFor } from '../distribution/courtPlan.ts'
import { homeCurrencyOf } from '../seizure/seizure.ts'
import { withHeldMoney } from './outcome.ts'

const shape = closed({ account: id, amount: positiveUnits, reason: note, reviewOn: date })

/** Row 18: the lot is sold, its yuan stand in the organ's account, and there is no effective outcome yet. They wait, whole. */
export const moneyHeld = defineKind<Of<typeof shape>>({
  name: 'money.held',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    noOutcomeYet: ({ state, subject }) => basisOf(state(), subject.lot) === undefined,
    heldWhole: ({ payload, state, subject }) => {
      const credited = creditedFor(state(), subject.lot)
      const held = balanceOf(state().balances, 'assets:case-account', homeCurrencyOf(state()))
      const whole = payload.amount === credited.toString() && held >= credited
      return verdict(whole, `${payload.amount} of ${held} in the account`, `${credited} credited for the lot`)
    },
    everyTrancheCredited: ({ state, subject }) => {
      const open = Object.entries(state().stages).filter(
        ([key, stage]) => key.startsWith(`tranche ${subject.lot}/`) && stage !== 'credited' && stage !== 'back',
      )
      const loose = looseReturns(state(), subject.lot ?? '')
      const coming = onTheWay(state(), subject.lot ?? '')
      const found = open.map(([key, stage]) => `${key} ${stage}`).join(', ') || coming
      return verdict(
        open.length === 0 && coming === undefined && loose === 0n,
        found ?? (loose === 0n ? 'all credited' : `${loose} came back, not split off`),
        'all credited, or back and split off',
      )
    },
    accountIsOrgans: ({ payload, directory, state, subject }) => {
      const account = directory().accounts[payload.account]
      const organ = responsibleOrgan(state(), subject.lot) ?? 'none'
      return verdict(
        account?.owner === organ,
        `${account?.purpose ?? 'no account'} of ${account?.owner ?? 'nobody'}`,
        `an account of ${organ}`,
      )
    },
  },
  apply: (state, { payload, subject, effectiveAt }) =>
    withHeldMoney(state, subject.lot!, { amount: payload.amount, account: payload.account, since: effectiveAt }),
})
