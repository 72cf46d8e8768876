import { conflictsOf } from './conflicts.ts'
import { type AnyKind, defineKind, verdict } from './kind.ts'
import { closed, documentHash, flag, id, note, type Of, optional } from './shapes.ts'
import { withSlice } from './state.ts'

const both = ['onshore', 'offshore'] as const

/** Who may say it of another: those who answer for how a case is handled. */
const mayTell = ['legal-affairs', 'principal-head', 'compliance-officer', 'procurator', 'prosecutor', 'court-clerk']
/** Who decides on it (CPL 31: the head of the court, the procuratorate or the organ; offshore, who answers for compliance). */
const mayDecide = ['principal-head', 'compliance-officer', 'procurator', 'court-clerk']

const declaredShape = closed({
  person: id,
  /** The party or organisation that it is with. */
  with: optional(id),
  reason: note,
  paper: optional(documentHash),
})

/**
 * Somebody has a tie to the case (CPL 29). From here on nothing that asks for approvals is done by that person or stands on their approval, one given
 * before included: it is asked again when a proposal is used. What asks for none goes on, as an investigation must (CPL 31(2)).
 */
export const conflictDeclared = defineKind<Of<typeof declaredShape>>({
  name: 'conflict.declared',
  stream: 'case',
  anywhere: true,
  zones: both,
  payload: declaredShape,
  facts: {
    declarant: ({ payload, actor, directory }) => {
      const own = actor.person === payload.person
      const known = directory().people[payload.person] !== undefined
      return verdict(
        known && (own || mayTell.includes(actor.role)),
        known ? `${actor.person}, ${actor.role}` : `${payload.person}, not in the directory`,
        `${payload.person}, or ${mayTell.join(', ')}`,
      )
    },
    notDeclared: ({ payload, state }) => {
      const known = conflictsOf(state())[payload.person]
      return verdict(known === undefined, known === undefined ? 'none' : 'declared', 'no conflict that stands')
    },
  },
  apply: (state, { payload, id: entry }) =>
    withSlice(state, 'conflicts', { ...conflictsOf(state), [payload.person]: { entry } }),
})

const decidedShape = closed({ person: id, stands: flag, reason: note, paper: documentHash })

/** It is decided, by somebody else: it stands, or the person acts again. */
export const conflictDecided = defineKind<Of<typeof decidedShape>>({
  name: 'conflict.decided',
  stream: 'case',
  anywhere: true,
  zones: both,
  payload: decidedShape,
  facts: {
    conflictOpen: ({ payload, state }) => {
      const known = conflictsOf(state())[payload.person]
      const found = known === undefined ? 'none' : known.decided === undefined ? 'open' : 'decided'
      return verdict(found === 'open', found, 'a conflict that waits for a decision')
    },
    decider: ({ payload, actor }) =>
      verdict(
        actor.person !== payload.person && mayDecide.includes(actor.role),
        `${actor.person}, ${actor.role}`,
        `somebody else: ${mayDecide.join(', ')}`,
      ),
    paperHeld: ({ payload, documents }) => documents.includes(payload.paper),
  },
  apply: (state, { payload, id: entry }) => {
    const { [payload.person]: row, ...others } = conflictsOf(state)
    return withSlice(
      state,
      'conflicts',
      payload.stands && row !== undefined ? { ...others, [payload.person]: { ...row, decided: entry } } : others,
    )
  },
})

export const conflictKinds: readonly AnyKind[] = [conflictDeclared, conflictDecided]
