import { defineKind, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, id, note, type Of, oneOf, optional, positiveUnits } from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { holdOf, type Objection, objectionsOf, withObjection } from './objection.ts'

const shape = closed({
  objection: id,
  decision: oneOf(['upheld', 'partly', 'dismissed']),
  /** Base units found to be theirs, where it is upheld in part. */
  units: optional(positiveUnits),
  reasons: note,
  paper: documentHash,
})

interface DecisionBody {
  readonly objection?: string
  readonly decision?: string
}

/** The organ that must decide does, with reasons. Dismissed, the units are free; upheld, they stay struck until they are split off and given back. */
export const objectionDecided = defineKind<Of<typeof shape>>({
  name: 'objection.decided',
  stream: 'case',
  zones: ['onshore'],
  payload: shape,
  facts: {
    objectionOpen: ({ payload, state, subject }) => {
      const row = objectionsOf(state())[payload.objection]
      const open = row !== undefined && row.decided === undefined && row.lot === subject.lot
      return verdict(
        open,
        row === undefined ? 'none of this name' : (row.decided ?? `open on lot ${row.lot}`),
        'an open objection',
      )
    },
    decisionFits: ({ payload, paper, state }) => {
      const { issuer, body } = paper(payload.paper, 'objection-decision')
      const { objection, decision } = body as DecisionBody
      const decider = state().holds[holdOf(payload.objection)]?.mayLift ?? 'nobody'
      return verdict(
        issuer === decider && objection === payload.objection && decision === payload.decision,
        `${decision} by ${issuer}`,
        `${payload.decision} by ${decider}`,
      )
    },
    reasonsStated: ({ payload }) => payload.reasons.length > 0,
    unitsFit: ({ payload, state }) => {
      const claimed = objectionsOf(state())[payload.objection]?.units
      const asked = payload.decision === 'partly'
      const fits =
        asked === (payload.units !== undefined) &&
        (payload.units === undefined || claimed === undefined || BigInt(payload.units) < BigInt(claimed))
      return verdict(fits, payload.units ?? 'none', asked ? `fewer units than ${claimed ?? 'the lot'}` : 'none')
    },
    // Who handled the property does not judge what others say of it.
    deciderApart: ({ actor, state }) => {
      const handled = (state().hands[actor.person] ?? []).filter(
        (role) => role === 'investigator' || role === 'custodian',
      )
      return verdict(handled.length === 0, handled.join(', ') || 'not a handler', 'somebody who did not handle it')
    },
    inTime: ({ payload, state, effectiveAt, term }) => {
      const row = objectionsOf(state())[payload.objection]
      if (row === undefined) return verdict(false, 'none of this name', 'an open objection')
      const { overAt } = term(row.about === 'act' ? 'objection-act' : 'objection-outsider', row.receivedOn)
      return verdict(effectiveAt < overAt, effectiveAt < overAt ? 'in time' : 'late', `before ${overAt}`)
    },
  },
  apply: (state, { payload }) => {
    const { objection, decision, units } = payload
    const row: Objection = {
      ...objectionsOf(state)[objection]!,
      decided: decision,
      ...(units === undefined ? {} : { units }),
    }
    return withObjection(heldAfter(state, objection, decision, units), objection, row)
  },
  marks: ({ payload, effectiveAt }) => [{ event: 'objection.decided', on: effectiveAt, key: payload.objection }],
})

function heldAfter(state: CaseState, objection: string, decision: string, units: string | undefined): CaseState {
  const name = holdOf(objection)
  const { [name]: hold, ...others } = state.holds
  if (hold === undefined || decision === 'dismissed') return { ...state, holds: others }
  return { ...state, holds: { ...others, [name]: units === undefined ? hold : { ...hold, units } } }
}
