import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import {
  closed,
  currency,
  date,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
} from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { creditOf, dayEnd, dayStart } from './credit.ts'

const shape = closed({
  route: oneOf(['approval', 'reply', 'current-account']),
  /** SAFE's own paper: its approval, its reply that none is needed, or that the receipts are current. */
  approval: documentHash,
  /** Where SAFE approved nothing: the bank's signed opinion after its review of the papers (FX 12), with the terms that an approval would have. */
  opinion: optional(documentHash),
  number: note,
  branch: note,
  currency,
  ceiling: positiveUnits,
  payee: id,
  from: date,
  until: date,
})
type Payload = Of<typeof shape>
type Input = Pick<FactInput<Payload>, 'payload' | 'paper'>

/** The terms, as the signed paper has them that sets them. Amounts in minor units. */
interface TermsBody {
  readonly currency: string
  readonly ceiling: string
  readonly payeeAccount: string
  readonly from: string
  readonly until: string
}

const noTerms: TermsBody = { currency: 'none', ceiling: '0', payeeAccount: 'none', from: 'none', until: '' }

/** Terms are SAFE's where it approved, else those of the bank's opinion; without one there are none. */
function termsOf({ payload, paper }: Input): TermsBody {
  if (payload.route === 'approval') return paper(payload.approval, 'safe-approval').body as unknown as TermsBody
  if (payload.opinion === undefined) return noTerms
  return paper(payload.opinion, 'fx-opinion').body as unknown as TermsBody
}

/** Row 15: the foreign-exchange route, by default SAFE's approval: number, branch, ceiling, currency, payee, dates. */
export const fxApproved = defineKind<Payload>({
  name: 'fx.approved',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    fxRoute: ({ payload }) => payload.route,
    approvalNumber: ({ payload, paper, directory }) => {
      const type = payload.route === 'approval' ? 'safe-approval' : 'safe-reply'
      const { issuer, body } = paper(payload.approval, type)
      const { number, branch } = body as { number?: string; branch?: string }
      const ofSafe = directory().organisations[issuer]?.role === 'foreign-exchange'
      return ofSafe && number === payload.number && branch === payload.branch
    },
    replyAndOpinion: ({ payload, paper, directory }) => {
      const required = "SAFE's reply that no approval is needed, and the bank's signed opinion on the papers"
      if (payload.route === 'approval') return verdict(true, 'approved', required)
      const { route } = paper(payload.approval, 'safe-reply').body as { route?: string }
      if (route !== payload.route) return verdict(false, `a reply about ${route ?? 'no route'}`, required)
      if (payload.opinion === undefined) return verdict(false, 'no opinion of a bank', required)
      const { issuer } = paper(payload.opinion, 'fx-opinion')
      const role = directory().organisations[issuer]?.role ?? 'nobody'
      return verdict(role === 'bank', `opinion of ${issuer}, ${role}`, required)
    },
    ceiling: (input) => {
      const body = termsOf(input)
      const { payload } = input
      return verdict(
        body.ceiling === payload.ceiling && body.currency === payload.currency,
        `${body.ceiling} ${body.currency}`,
        `${payload.ceiling} ${payload.currency}`,
      )
    },
    payeeIsOrgan: (input) => {
      const { payload, directory, state, subject } = input
      const body = termsOf(input)
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
    datesOpen: (input) => {
      const { payload, effectiveAt } = input
      const body = termsOf(input)
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
    return withSlice(state, 'credit', {
      ...credit,
      approvals: { ...credit.approvals, [`${subject.lot!} ${of}`]: approval },
    })
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
