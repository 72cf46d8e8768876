import { type AnyKind, defineKind } from '../../core/case/kind.ts'
import { slice, withSlice } from '../../core/case/state.ts'
import type { EarlyBasis } from './basis.ts'
import { consentFacts, type EarlyPayload, earlyShape } from './consentFacts.ts'

/**
 * Row 5b: disposal before judgment. One kind a stage, because the law asks something else at each: the principal head with the finance department, the
 * chief procurator, the president of the court. What is got for the coins waits for the outcome.
 */
function disposalAt(name: string, stage: EarlyBasis['stage']): AnyKind {
  return defineKind<EarlyPayload>({
    name,
    stream: 'case',
    zones: ['onshore'],
    payload: earlyShape,
    facts: consentFacts,
    volatile: ['cooledOff'],
    apply: (state, { payload, subject, facts }) => {
      const { consent, approval, account } = payload
      const row: EarlyBasis = { stage, consent, approval, account, organ: String(facts.approvingOrgan?.value) }
      return withSlice(state, 'earlyBasis', {
        ...slice<Record<string, object>>(state, 'earlyBasis'),
        [subject.lot!]: row,
      })
    },
  })
}

export const consentedInvestigation = disposalAt('basis.consentedInvestigation', 'investigation')
export const consentedProsecution = disposalAt('basis.consentedProsecution', 'prosecution')
export const consentedTrial = disposalAt('basis.consentedTrial', 'trial')
