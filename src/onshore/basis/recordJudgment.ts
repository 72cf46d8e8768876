import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, flag, note, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { lotOf } from '../custody/custody.ts'

export interface BasisSlice {
  readonly [lot: string]: {
    readonly outcome: string
    readonly judgment: string
  }
}

export function basisOf(state: CaseState, lot: string | undefined): BasisSlice[string] | undefined {
  return lot === undefined ? undefined : slice<BasisSlice>(state, 'basis')?.[lot]
}

/** What a court's signed extract says of property. Units in base units. */
export interface JudgmentBody {
  readonly court: string
  readonly number: string
  readonly effectiveOn: string
  readonly appealClosed: boolean
  readonly lines: readonly {
    readonly lines: readonly number[]
    readonly asset: string
    readonly units: string
    readonly outcome: string
    readonly returnTo?: string
  }[]
}

const shape = closed({
  judgment: documentHash,
  outcome: oneOf(['forfeit', 'return', 'lawful-property', 'unrelated']),
  serviceOn: optional(date),
  serviceLateReason: optional(note),
  mapping: flag,
})
type Payload = Of<typeof shape>

/** Row 5a: an effective judgment that names the asset (in units, by attached list, or by the court's later ruling) and one outcome for each line. */
export const basisJudged = defineKind<Payload>({
  name: 'basis.judged',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    judgmentEffective: ({ payload, paper, effectiveAt }) => {
      const { effectiveOn, appealClosed } = paper(payload.judgment, 'judgment').body as unknown as JudgmentBody
      const since = new Date(Date.parse(`${effectiveOn}T00:00:00.000+08:00`)).toISOString()
      return verdict(
        appealClosed && since <= effectiveAt,
        `effective ${effectiveOn}, appeal ${appealClosed ? 'closed' : 'open'}`,
        `effective by ${effectiveAt}, appeal and protest over`,
      )
    },
    namesAsset: ({ payload, paper, state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      const line = lineFor(paper(payload.judgment, 'judgment').body as unknown as JudgmentBody, lot?.lines ?? [])
      return lot !== undefined && line !== undefined && line.asset === lot.asset
    },
    outcomePerLine: ({ payload }) => payload.outcome,
    outcomeFits: ({ payload, paper, state, subject }) => {
      const lot = lotOf(state(), subject.lot)
      const line = lineFor(paper(payload.judgment, 'judgment').body as unknown as JudgmentBody, lot?.lines ?? [])
      const required =
        lot?.outcome === 'return' ? 'return or unrelated' : 'forfeit, lawful-property or return to victims'
      const fits =
        lot?.outcome === 'return' ? ['return', 'unrelated'].includes(payload.outcome) : payload.outcome !== 'unrelated'
      return verdict(fits && line?.outcome === payload.outcome, line?.outcome ?? 'the judgment is silent', required)
    },
    serviceRecorded: ({ payload }) => payload.serviceOn !== undefined || payload.serviceLateReason !== undefined,
  },
  apply: (state, { payload, subject }) => {
    const basis = { outcome: payload.outcome, judgment: payload.judgment }
    return withSlice(state, 'basis', { ...slice<BasisSlice>(state, 'basis'), [subject.lot!]: basis })
  },
})

function lineFor(body: JudgmentBody, lines: readonly number[]): JudgmentBody['lines'][number] | undefined {
  return body.lines.find((candidate) => lines.length > 0 && lines.every((line) => candidate.lines.includes(line)))
}
