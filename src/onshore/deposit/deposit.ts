import Type from 'typebox'
import { sameFamily } from '../../core/case/directory.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { providerAt } from '../../core/case/registers.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { closed, currency, documentHash, id, note, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { homewardOf, onTheWay } from '../custody/homeward.ts'
import { entrustmentOf } from '../entrustment/entrust.ts'
import { lotMeasure } from '../measure/measureInForce.ts'

export interface DepositSlice {
  readonly provider: string
  readonly account: string
  readonly amount: string
  readonly currency: string
  readonly released?: boolean
}

export function depositOf(state: CaseState): DepositSlice | undefined {
  return slice<DepositSlice>(state, 'deposit')
}

const shape = closed({
  provider: id,
  account: id,
  amount: positiveUnits,
  currency,
  statement: documentHash,
  reference: note,
})

/** 42号 keeps these words out of a company's name and scope. */
const forbiddenInNames = [
  '虚拟货币',
  '虚拟资产',
  '加密货币',
  '加密资产',
  '稳定币',
  '虛擬貨幣',
  '虛擬資產',
  '加密貨幣',
  '穩定幣',
]

/** Row 7: the service institution is qualified today, has no conflict, and its deposit stands in cash where it cannot draw, as the bank's statement shows. */
export const depositReceived = defineKind<Of<typeof shape>>({
  name: 'deposit.received',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    measureInForce: lotMeasure,
    providerQualified: ({ payload, registers, effectiveAt }) => ({
      ...providerAt(registers(), payload.provider, effectiveAt),
    }),
    conflict: ({ payload, directory, state, subject, effectiveAt, recordedAt }) => {
      const entrustee = entrustmentOf(state(), subject.lot)?.entrustee ?? 'none'
      const related = sameFamily(directory(), payload.provider, entrustee, effectiveAt, recordedAt)
      return verdict(
        !related,
        related ? `${payload.provider} and ${entrustee} are one family` : 'unrelated',
        `unrelated to ${entrustee}`,
      )
    },
    cash: ({ payload, directory }) => directory().accounts[payload.account]?.currency === payload.currency,
    providerCannotDraw: ({ payload, directory }) => {
      const account = directory().accounts[payload.account]
      return account !== undefined && account.purpose === 'deposit' && !account.drawnBy.includes(payload.provider)
    },
    bankConfirms: ({ payload, paper, directory }) => {
      const account = directory().accounts[payload.account]
      const line = statementLine({
        paper: paper(payload.statement, 'camt.053'),
        account: account?.number ?? '',
        reference: payload.reference,
      })
      const required = `credit of ${payload.amount} ${payload.currency}, reference ${payload.reference}`
      if (line === undefined) return verdict(false, 'no such line', required)
      const same = line.credit && line.amount.toString() === payload.amount && line.currency === payload.currency
      return verdict(same, `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`, required)
    },
    screenedClear: (input) => screenedClear(input, screeningKey('deposit', input.payload.provider)),
    screenedCurrent: (input) => screenedCurrent(input, screeningKey('deposit', input.payload.provider)),
    nameLawful: ({ payload, directory }) => {
      const name = directory().organisations[payload.provider]?.name ?? ''
      return name !== '' && !forbiddenInNames.some((word) => name.includes(word))
    },
  },
  apply: (state, { payload }) => {
    const { provider, account, amount, currency: of } = payload
    return withSlice(state, 'deposit', { provider, account, amount, currency: of })
  },
  crosses: { to: 'offshore', fields: ['subject', 'payload.provider', 'payload.amount', 'payload.currency'] },
})

const releasedShape = closed({ reference: note, confirmation: Type.Optional(documentHash) })

/** The deposit goes back when no unit is out of custody and not yet credited. */
export const depositReleased = defineKind<Of<typeof releasedShape>>({
  name: 'deposit.released',
  stream: 'case',
  zones: ['onshore'],
  payload: releasedShape,
  facts: {
    nothingUncovered: ({ state }) => {
      const open = Object.entries(state().stages).filter(
        ([subject, stage]) =>
          subject.startsWith('tranche ') &&
          !['credited', 'distributed', 'paid', 'ended', 'returned', 'back'].includes(stage),
      )
      const receivable = Object.keys(state().balances).filter((key) => key.startsWith('assets:receivable'))
      const lots = [...new Set(Object.values(homewardOf(state())).map(({ lot }) => lot))].sort()
      const coming = lots.flatMap((lot) => onTheWay(state(), lot) ?? [])
      const found = open
        .map(([subject, stage]) => `${subject} ${stage}`)
        .concat(receivable, coming)
        .join(', ')
      return verdict(found === '', found || 'none', 'every tranche credited, and no coin on its way back')
    },
    screenedClear: (input) => screenedClear(input, screeningKey('deposit', depositOf(input.state())?.provider ?? '')),
    screenedCurrent: (input) =>
      screenedCurrent(input, screeningKey('deposit', depositOf(input.state())?.provider ?? '')),
  },
  apply: (state) => withSlice(state, 'deposit', { ...depositOf(state), released: true }),
})
