import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { lotOf } from '../custody/custody.ts'
import { openObjections, upheldObjections } from '../objection/objection.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { withBasis } from './basis.ts'
import { effectiveVerdict, type JudgmentBody, lineFor } from './judgment.ts'
import { noticeOf } from './notices.ts'

const shape = closed({
  /** `notice-over` is what people ask for; it is no ground, and is refused as one. */
  ground: oneOf([
    'unrelated-ownerless',
    'confiscation-ruling',
    'ownerless-judgment',
    'unclaimed-after-judgment',
    'notice-over',
  ]),
  notice: optional(id),
  /** Finding that it is unrelated and its owner unknown, signed by legal affairs. */
  finding: optional(documentHash),
  /** The ruling or judgment. */
  title: optional(documentHash),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/** Which notice each ground asks for, and by which clock its term is counted. */
const noticeFor: Readonly<Record<string, { readonly kind: string; readonly clock: string }>> = {
  'unrelated-ownerless': { kind: 'owner-unknown', clock: 'ownerless-notice' },
  'confiscation-ruling': { kind: 'confiscation', clock: 'confiscation-notice' },
  'ownerless-judgment': { kind: 'ownerless', clock: 'ownerless-judgment' },
  'unclaimed-after-judgment': { kind: 'claim-after-judgment', clock: 'unclaimed-return' },
}

function bodyOf({ payload, paper, directory }: Input): JudgmentBody | undefined {
  if (payload.title === undefined) return undefined
  const { issuer, body } = paper(payload.title, 'judgment')
  return directory().organisations[issuer]?.role === 'court' ? (body as unknown as JudgmentBody) : undefined
}

function findingOf({ payload, paper, state }: Input) {
  if (payload.finding === undefined) return undefined
  const { issuer, body } = paper(payload.finding, 'unrelated-finding')
  return issuer === seizureOf(state())?.organ
    ? (body as { lot?: string; unrelated?: boolean; ownerUnknown?: boolean; signedBy?: string })
    : undefined
}

/** Effective, and naming the lot with an outcome that fits the ground. */
function titleVerdict(input: Input, clock: string, outcomes: readonly string[]) {
  const body = bodyOf(input)
  const required = `an effective decision of a court: ${outcomes.join(' or ')}`
  if (body === undefined) return verdict(false, 'none of a court', required)
  const line = lineFor(body, lotOf(input.state(), input.subject.lot))
  if (line === undefined || !outcomes.includes(line.outcome))
    return verdict(false, line?.outcome ?? 'the lot is not named', required)
  return effectiveVerdict(body, { at: input.effectiveAt, clock, term: input.term })
}

/** Row 5c: unclaimed, by one of four grounds, each with its own evidence and its own clock. A notice that ended is never a basis alone. */
export const basisUnclaimed = defineKind<Payload>({
  name: 'basis.unclaimed',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ground: ({ payload }) => payload.ground,
    foundUnrelated: (input) => {
      const finding = findingOf(input)
      return finding?.lot === input.subject.lot && finding?.unrelated === true && finding.ownerUnknown === true
    },
    legalAffairsSigned: (input) => {
      const signer = findingOf(input)?.signedBy
      return signer !== undefined && input.directory().people[signer]?.roles.includes('legal-affairs') === true
    },
    noticeOver: ({ payload, state, subject, effectiveAt, term }) => {
      const asked = noticeFor[payload.ground]
      const notice = noticeOf(state(), payload.notice)
      if (asked === undefined || notice === undefined || notice.kind !== asked.kind || notice.lot !== subject.lot)
        return verdict(
          false,
          notice === undefined ? 'no notice' : `a notice of ${notice.kind}`,
          asked?.kind ?? 'a ground',
        )
      const { lastDay } = term(asked.clock, notice.publishedOn)
      const today = dayOf(effectiveAt)
      return verdict(today > lastDay!, today, `after ${lastDay}`)
    },
    noClaim: ({ state, subject }) => {
      const claims = [...openObjections(state(), subject.lot), ...upheldObjections(state(), subject.lot)]
      return verdict(claims.length === 0, claims.map(([name]) => name).join(', ') || 'nobody', 'nobody claims it')
    },
    seriousOffence: (input) => bodyOf(input)?.seriousOffence === true,
    rulingEffective: (input) => titleVerdict(input, 'confiscation-appeal', ['forfeit']),
    judgmentEffective: (input) =>
      titleVerdict(
        input,
        'appeal-judgment',
        input.payload.ground === 'unclaimed-after-judgment' ? ['return'] : ['ownerless', 'forfeit'],
      ),
  },
  volatile: ['noticeOver'],
  apply: (state, { payload, subject }) =>
    withBasis(state, subject.lot!, { outcome: 'forfeit', judgment: payload.title ?? payload.finding! }),
})
