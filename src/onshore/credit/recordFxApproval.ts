import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  closed,
  currency,
  date,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { creditOf, dayEnd, dayStart } from './credit.ts'

const shape = closed({
  route: oneOf(['approval', 'reply', 'current-account']),
  approval: documentHash,
  number: note,
  branch: note,
  currency,
  ceiling: positiveUnits,
  payee: id,
  from: date,
  until: date,
})
type Payload = Of<typeof shape>

/** What SAFE's approval says, as its signed paper has it. Amounts in minor units. */
interface ApprovalBody {
  readonly number: string
  readonly branch: string
  readonly currency: string
  readonly ceiling: string
  readonly payeeAccount: string
  readonly from: string
  readonly until: string
}

/** Row 15: the foreign-exchange route, by default SAFE's approval: number, branch, ceiling, currency, payee, dates. */
export const fxApproved = defineKind<Payload>({
  name: 'fx.approved',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    fxRoute: ({ payload }) => payload.route,
    approvalNumber: ({ payload, paper }) => {
      const body = paper(payload.approval, 'safe-approval').body as unknown as ApprovalBody
      return body.number === payload.number && body.branch === payload.branch
    },
    ceiling: ({ payload, paper }) => {
      const body = paper(payload.approval, 'safe-approval').body as unknown as ApprovalBody
      return verdict(
        body.ceiling === payload.ceiling && body.currency === payload.currency,
        `${body.ceiling} ${body.currency}`,
        `${payload.ceiling} ${payload.currency}`,
      )
    },
    payeeIsOrgan: ({ payload, paper, directory, state, subject }) => {
      const body = paper(payload.approval, 'safe-approval').body as unknown as ApprovalBody
      const account = directory().accounts[payload.payee]
      const organ = responsibleOrgan(state(), subject.lot) ?? 'none'
      const right =
        account?.owner === organ &&
        (account.purpose === 'case-money' || account.purpose === 'court-money') &&
        account.number === body.payeeAccount
      return verdict(
        right,
        `${body.payeeAccount}, of ${account?.owner ?? 'nobody'}`,
        `the case-money account of ${organ}`,
      )
    },
    datesOpen: ({ payload, paper, effectiveAt }) => {
      const body = paper(payload.approval, 'safe-approval').body as unknown as ApprovalBody
      const open =
        body.from === payload.from &&
        body.until === payload.until &&
        effectiveAt < dayEnd(body.until) &&
        dayStart(body.from) <= dayEnd(body.until)
      return verdict(open, `${body.from} to ${body.until}`, 'open at the time of the act')
    },
  },
  apply: (state, { payload, subject }) => {
    const credit = creditOf(state)
    const { number, currency: of, ceiling, payee, from, until } = payload
    const approval = { number, currency: of, ceiling, payee, from, until, used: '0' }
    return withSlice(state, 'credit', { ...credit, approvals: { ...credit.approvals, [subject.lot!]: approval } })
  },
  crosses: {
    to: 'offshore',
    fields: [
      'subject',
      'payload.number',
      'payload.currency',
      'payload.ceiling',
      'payload.payee',
      'payload.from',
      'payload.until',
      'payload.branch',
    ],
  },
})
