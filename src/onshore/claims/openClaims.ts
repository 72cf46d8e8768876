import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, note, type Of } from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { type ClaimsState, claimsOf } from './claims.ts'

const shape = closed({ notice: note })

/** The claims of a case begin: a stream of their own, so that millions of them leave the case as small as it was. */
export const claimsOpened = defineKind<Of<typeof shape>, ClaimsState>({
  name: 'claims.opened',
  stream: 'claims',
  zones: ['onshore'],
  payload: shape,
  facts: {
    openedOnce: ({ related }) => {
      const counted = claimsOf(related<CaseState>('case'))
      return verdict(counted === undefined, counted === undefined ? 'none yet' : counted.stream, 'no claims stream yet')
    },
  },
  apply: () => ({ files: [], count: 0, owed: '0', repaid: '0', objections: {}, decided: 0, balances: {} }),
})
