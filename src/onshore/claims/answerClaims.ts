import { defineKind } from '../../core/case/kind.ts'
import { closed, documentHash, type Of, oneOf } from '../../core/case/shapes.ts'
import { withSlice } from '../../core/case/state.ts'
import { claimClasses } from '../../core/claims/claimTable.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { claimsOf } from './claims.ts'

/** Where somebody may turn whose class the judgment returns nothing to. */
export const answerRoutes = ['objection', 'correction', 'trial-supervision', 'other-proceedings'] as const

const shape = closed({ class: oneOf(claimClasses), route: oneOf(answerRoutes), answer: documentHash })

interface AnswerBody {
  readonly class: string
  readonly route: string
}

/** Claims of a class that the judgment returns nothing to are answered, with the route that is open (EXE 14, 15; CPL 117). Answered is not paid. */
export const claimAnswered = defineKind<Of<typeof shape>>({
  name: 'claim.answered',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    answered: ({ payload, paper, state, directory }) => {
      const answer = paper(payload.answer, 'claims-answer')
      const ofOrgan = answer.issuer === seizureOf(state())?.organ
      const ofCourt = directory().organisations[answer.issuer]?.role === 'court'
      return (ofOrgan || ofCourt) && (answer.body as unknown as AnswerBody).class === payload.class
    },
    routeNamed: ({ payload, paper }) =>
      (paper(payload.answer, 'claims-answer').body as unknown as AnswerBody).route === payload.route,
  },
  apply: (state, { payload }) => {
    const claims = claimsOf(state)
    if (claims === undefined) return state
    return withSlice(state, 'claims', { ...claims, answered: { ...claims.answered, [payload.class]: payload.answer } })
  },
})
