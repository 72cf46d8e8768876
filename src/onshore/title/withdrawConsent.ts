import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, type Of } from '../../core/case/shapes.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { dayAfter } from '../../core/rules/calendar.ts'
import { dayOf } from '../../core/rules/dueClocks.ts'
import { earlyBasisOf } from '../basis/basis.ts'
import { sentUnits, unitsInCustody } from '../custody/units.ts'
import { seizureOf } from '../seizure/seizure.ts'
import { consentsOf, withConsent } from './title.ts'

const shape = closed({ consent: id, paper: documentHash })

/**
 * The right-holder takes it back, at any time until the first tranche leaves: the basis is gone with all that was built on it. Thereafter for what is
 * left, which is held until it has a basis of its own.
 */
export const consentWithdrawn = defineKind<Of<typeof shape>>({
  name: 'consent.withdrawn',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    ownConsent: ({ payload, paper, state, subject }) => {
      const row = consentsOf(state())[payload.consent]
      const found = String((paper(payload.paper, 'consent-withdrawal').body as { rightHolder?: string }).rightHolder)
      return verdict(
        row?.lot === subject.lot && found === row?.rightHolder,
        found,
        row?.rightHolder ?? 'a consent for this lot',
      )
    },
    stillStands: ({ payload, state }) => {
      const at = consentsOf(state())[payload.consent]?.withdrawnAt
      return verdict(at === undefined, at ?? 'stands', 'a consent that stands')
    },
    // Once a judgment stands, property follows the judgment.
    beforeJudgment: ({ payload, state, subject }) => {
      const rests = earlyBasisOf(state(), subject.lot)?.consent === payload.consent
      const judged = slice<Record<string, unknown>>(state(), 'basis')?.[subject.lot ?? ''] !== undefined
      return verdict(!judged, judged ? 'judged' : rests ? 'the basis' : 'not used', 'no judgment yet')
    },
  },
  apply: (state, { payload, subject, effectiveAt }) => {
    const row = consentsOf(state)[payload.consent]!
    const marked = withConsent(state, payload.consent, { ...row, withdrawnAt: effectiveAt })
    if (earlyBasisOf(state, subject.lot)?.consent !== payload.consent) return marked
    const lot = subject.lot!
    return sentUnits(state, lot, ['tranche']) === 0n
      ? withoutBasis(marked, lot)
      : holdRest(marked, { lot, consent: payload.consent, at: effectiveAt })
  },
})

function withoutBasis(state: CaseState, lot: string): CaseState {
  const { [lot]: _, ...early } = slice<Record<string, object>>(state, 'earlyBasis') ?? {}
  const { [lot]: __, ...entrustment } = slice<Record<string, object>>(state, 'entrustment') ?? {}
  const stages = Object.fromEntries(Object.entries(state.stages).filter(([key]) => !key.startsWith(`tranche ${lot}/`)))
  const cleared = withSlice(withSlice(state, 'earlyBasis', early), 'entrustment', entrustment)
  return { ...cleared, stages: { ...stages, [`lot ${lot}`]: 'classified' } }
}

function holdRest(
  state: CaseState,
  { lot, consent, at }: { readonly lot: string; readonly consent: string; readonly at: string },
): CaseState {
  const left = unitsInCustody(state, lot)
  if (left <= 0n) return state
  const hold = {
    kind: 'withdrawal',
    lots: [lot],
    units: left.toString(),
    from: at,
    reviewOn: dayAfter(dayOf(at)),
    mayLift: seizureOf(state)!.organ,
  }
  return { ...state, holds: { ...state.holds, [`withdrawal/${consent}`]: hold } }
}
