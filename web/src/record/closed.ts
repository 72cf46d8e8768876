import type { CaseState } from '../../../src/core/case/state.ts'

/** Whether nothing more is to be done here: the case is closed or, offshore, each tranche that came was remitted or sent back. */
export function isDone(state: Pick<CaseState, 'stages'>): boolean {
  if (state.stages.case !== undefined) return state.stages.case === 'closed'
  const tranches = Object.entries(state.stages).filter(([key]) => key.startsWith('tranche '))
  return tranches.length > 0 && tranches.every(([, stage]) => stage === 'remitted' || stage === 'sent-back')
}
