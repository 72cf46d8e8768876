import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, flag, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { lotOf } from '../custody/custody.ts'
import { asJudged } from '../forks/recordYield.ts'
import { withBasis } from './basis.ts'
import { effectiveVerdict, type JudgmentBody, lineFor } from './judgment.ts'

const shape = closed({
  judgment: documentHash,
  outcome: oneOf(['forfeit', 'return', 'lawful-property', 'unrelated']),
  serviceOn: optional(date),
  serviceLateReason: optional(note),
  /** The judgment names the property by the list annexed to it, or by the court's later words. */
  mapping: flag,
  /** The court's correction, explanation or separate ruling that maps the judgment to lines of the inventory (EXE 15, SPC 446). */
  explanation: optional(documentHash),
  /** Who keeps the property: what was transferred with the case is for the court of first instance to deal with (SPC 447(1)). */
  keeper: optional(oneOf(['seizing-organ', 'court'])),
  /** `held`: the lot was sold before, and its money waited for this outcome. */
  purpose: optional(oneOf(['held'])),
})
type Payload = Of<typeof shape>
type Reader = Pick<FactInput<Payload>, 'payload' | 'paper'>

function judgmentOf({ payload, paper }: Reader): JudgmentBody {
  return paper(payload.judgment, 'judgment').body as unknown as JudgmentBody
}

/** The text that names the lines: the court's explanation where there is one, by the same court and of the same judgment. */
function namingText(reader: Reader): { readonly body: JudgmentBody; readonly sound: boolean } {
  const { payload, paper } = reader
  const judgment = judgmentOf(reader)
  if (payload.explanation === undefined) return { body: judgment, sound: true }
  const explanation = paper(payload.explanation, 'judgment')
  const body = explanation.body as unknown as JudgmentBody
  const sound = body.explains === judgment.number && explanation.issuer === paper(payload.judgment, 'judgment').issuer
  return { body, sound }
}

/** Row 5a: an effective judgment that names the asset (in units, by attached list, or by the court's later ruling) and one outcome for each line. */
export const basisJudged = defineKind<Payload>({
  name: 'basis.judged',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    judgmentEffective: (input) =>
      effectiveVerdict(judgmentOf(input), { at: input.effectiveAt, clock: 'appeal-judgment', term: input.term }),
    namesAsset: (input) => {
      const { body, sound } = namingText(input)
      return sound && lineFor(body, asJudged(input.state(), input.subject.lot, input.document)) !== undefined
    },
    outcomePerLine: ({ payload }) => payload.outcome,
    outcomeFits: (input) => {
      const { payload, state, subject } = input
      const lot = lotOf(state(), subject.lot)
      const line = lineFor(namingText(input).body, asJudged(state(), subject.lot, input.document))
      const required =
        lot?.outcome === 'return' ? 'return or unrelated' : 'forfeit, lawful-property or return to victims'
      const fits =
        lot?.outcome === 'return' ? ['return', 'unrelated'].includes(payload.outcome) : payload.outcome !== 'unrelated'
      return verdict(fits && line?.outcome === payload.outcome, line?.outcome ?? 'the judgment is silent', required)
    },
    serviceRecorded: ({ payload }) => payload.serviceOn !== undefined || payload.serviceLateReason !== undefined,
    effectiveOn: (input) => judgmentOf(input).effectiveOn,
    courtIssued: ({ payload, paper }) => paper(payload.judgment, 'judgment').issuer,
  },
  apply: (state, { payload, subject, facts }) => {
    const { outcome, judgment, explanation, keeper } = payload
    const row = { outcome, judgment: explanation ?? judgment }
    const organ = String(facts.courtIssued?.value)
    return withBasis(state, subject.lot!, keeper === 'court' ? { ...row, organ } : row)
  },
  marks: ({ payload, facts }) => [
    { event: 'judgment.effective', on: String(facts.effectiveOn?.value) },
    ...(payload.serviceOn === undefined ? [] : [{ event: 'judgment.served', on: payload.serviceOn }]),
  ],
})
