import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, type Of, oneOf } from '../../core/case/shapes.ts'
import { lotOf } from '../custody/custody.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { withBasis } from './basis.ts'
import { effectiveVerdict, type JudgmentBody, lineFor } from './judgment.ts'

const shape = closed({
  /** The effective judgment that says nothing of the lot. */
  judgment: documentHash,
  /** The organ's question to the court (MPS-159 art 288(2)). */
  question: documentHash,
  /** The separate decision of the court that tried the case first (SPC 446(2)). */
  ruling: documentHash,
  outcome: oneOf(['forfeit', 'return', 'lawful-property', 'unrelated']),
})

/** The judgment is silent on property: the court is asked, and its own later decision is the basis. */
export const basisRuled = defineKind<Of<typeof shape>>({
  name: 'basis.ruled',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    judgmentSilent: ({ payload, paper, state, subject }) => {
      const body = paper(payload.judgment, 'judgment').body as unknown as JudgmentBody
      return lineFor(body, lotOf(state(), subject.lot)) === undefined
    },
    courtAsked: ({ payload, documents }) => documents.includes(payload.question),
    courtOfFirstInstanceRules: ({ payload, paper, state, subject }) => {
      const judgment = paper(payload.judgment, 'judgment')
      const ruling = paper(payload.ruling, 'judgment')
      const body = ruling.body as unknown as JudgmentBody
      return (
        ruling.issuer === judgment.issuer &&
        body.explains === (judgment.body as unknown as JudgmentBody).number &&
        lineFor(body, lotOf(state(), subject.lot)) !== undefined
      )
    },
    rulingEffective: ({ payload, paper, effectiveAt, term }) => {
      const body = paper(payload.ruling, 'judgment').body as unknown as JudgmentBody
      return effectiveVerdict(body, { at: effectiveAt, clock: 'appeal-ruling', term })
    },
    outcomeFits: ({ payload, paper, state, subject }) => {
      const body = paper(payload.ruling, 'judgment').body as unknown as JudgmentBody
      const found = lineFor(body, lotOf(state(), subject.lot))?.outcome ?? 'the ruling is silent'
      return verdict(found === payload.outcome, found, payload.outcome)
    },
    listedButUnrelated: ({ payload }) => payload.outcome === 'unrelated',
    handledBySeizingOrgan: ({ actor, state }) => actor.org === seizureOf(state())?.organ,
  },
  apply: (state, { payload, subject }) =>
    withBasis(state, subject.lot!, { outcome: payload.outcome, judgment: payload.ruling }),
})
