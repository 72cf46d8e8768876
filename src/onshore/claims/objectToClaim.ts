import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, date, documentHash, type Of, oneOf } from '../../core/case/shapes.ts'
import type { ClaimsState } from './claims.ts'

const number = Type.String({ pattern: '^[A-Z0-9-]{1,13}$' })

const objectedShape = closed({ number, on: date, paper: documentHash })

/** A written objection to how a claim was treated. It waits until it is decided; nothing is distributed while one waits. */
export const claimObjected = defineKind<Of<typeof objectedShape>, ClaimsState>({
  name: 'claim.objected',
  stream: 'claims',
  zones: ['onshore'],
  payload: objectedShape,
  facts: {
    objectionInWriting: ({ payload, documents }) => documents.includes(payload.paper),
    oneAtATime: ({ payload, state }) => {
      const open = state().objections[payload.number]
      return verdict(open === undefined, open ?? 'none waits', 'no other objection to this claim that waits')
    },
  },
  apply: (state, { payload }) => ({ ...state, objections: { ...state.objections, [payload.number]: payload.on } }),
})

const decidedShape = closed({
  number,
  decision: oneOf(['upheld', 'rejected']),
  ruling: documentHash,
})

/** The court's decision on an objection, with its paper. What it changes of a claim follows as an amended row. */
export const claimDecided = defineKind<Of<typeof decidedShape>, ClaimsState>({
  name: 'claim.decided',
  stream: 'claims',
  zones: ['onshore'],
  payload: decidedShape,
  facts: {
    objectionWaits: ({ payload, state }) => {
      const since = state().objections[payload.number]
      return verdict(since !== undefined, since ?? 'none', 'an objection that waits')
    },
    decidedByCourt: ({ payload, paper, directory }) => {
      const ruling = paper(payload.ruling, 'objection-ruling')
      const body = ruling.body as { number?: string; decision?: string }
      const court = directory().organisations[ruling.issuer]?.role === 'court'
      return court && body.number === payload.number && body.decision === payload.decision
    },
  },
  apply: (state, { payload }) => {
    const { [payload.number]: _, ...objections } = state.objections
    return { ...state, objections, decided: state.decided + 1 }
  },
})
