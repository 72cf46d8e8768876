import Type from 'typebox'
import { checkOpenings, entryId, readEntry } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import { accessKinds } from './accessKinds.ts'
import { approvalDigestInput } from './action.ts'
import { clockKinds } from './clockKinds.ts'
import { conflictKinds } from './conflictKinds.ts'
import { keyInForce } from './directory.ts'
import { holdKinds, holdsAfterCrossing } from './holdKinds.ts'
import { incidentKinds } from './incidentKinds.ts'
import { type AnyKind, type Applied, defineKind, verdict } from './kind.ts'
import { screeningKinds } from './screeningKinds.ts'
import { closed, count, hex32, id, note, type Of, optional } from './shapes.ts'
import { assertionShape, faultOfSignature, keyPattern } from './signature.ts'
import type { CaseState, Crossed } from './state.ts'

const kindName = Type.String({ pattern: '^[a-z][A-Za-z]{0,39}([.][a-z][A-Za-z]{0,39})?$' })
const proposalMadeShape = closed({ proposes: kindName, payload: Type.Record(Type.String(), Type.Unknown()) })
type ProposalMade = { proposes: string; payload: { [key: string]: Json } }

/** Somebody proposes what others must approve. The machine decides the proposed action as if approved, and binds what it read. */
export const proposalMade = defineKind<ProposalMade>({
  name: 'proposal.made',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: proposalMadeShape,
  facts: {},
  apply: (state, entry) => {
    const { what, values } = entry.facts.proposed!.value as { what: string; values: string }
    const proposal = { kind: entry.payload.proposes, what, values, by: entry.actor.person, approvals: [] }
    return { ...state, proposals: { ...state.proposals, [entry.id]: proposal } }
  },
})

const approvalGivenShape = closed({
  proposal: hex32,
  what: hex32,
  values: hex32,
  /** Head of the case that the approver saw. */
  seen: hex32,
  key: Type.String({ pattern: keyPattern }),
  signature: Type.String({ pattern: '^[0-9a-f]{128}$' }),
  assertion: optional(assertionShape),
})

/** One signature over the digest of a proposal. It counts while the proposal stands and the values its guards read hold. */
export const approvalGiven = defineKind<Of<typeof approvalGivenShape>>({
  name: 'approval.given',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: approvalGivenShape,
  facts: {
    proposalStands: ({ payload, state }) => {
      const proposal = state().proposals[payload.proposal]
      const same = proposal !== undefined && proposal.what === payload.what && proposal.values === payload.values
      return verdict(
        same,
        proposal === undefined ? 'none' : same ? 'stands' : 'stands, with other content',
        'the proposal as signed',
      )
    },
    signatureHolds: ({ payload, actor, recordedAt, directory }) => {
      const { key, signature, assertion, proposal, what, values, seen } = payload
      const enrolled = keyInForce(directory(), key, actor.person, recordedAt)
      const one = { key, signature, ...(assertion === undefined ? {} : { assertion }) }
      const signed = approvalDigestInput({ proposal, what, values, role: actor.role, seen })
      const good = faultOfSignature(one, signed, directory().keys[key]) === undefined
      return verdict(
        enrolled && good,
        enrolled ? (good ? 'signed' : 'signature does not verify') : "key not the approver's",
        "a signature by the approver's key in force",
      )
    },
    notProposer: ({ payload, actor, state }) => {
      const by = state().proposals[payload.proposal]?.by ?? 'nobody'
      return verdict(by !== actor.person, by, `not ${actor.person}`)
    },
    notTwice: ({ payload, actor, state }) => {
      const earlier =
        state().proposals[payload.proposal]?.approvals.some((approval) => approval.person === actor.person) ?? false
      return verdict(!earlier, earlier ? 'approved before' : 'first approval', 'one approval a person')
    },
  },
  apply: (state, entry) => {
    const proposal = state.proposals[entry.payload.proposal]!
    const { person, org, role } = entry.actor
    const approvals = [...proposal.approvals, { person, org, role, entry: entry.id }]
    return { ...state, proposals: { ...state.proposals, [entry.payload.proposal]: { ...proposal, approvals } } }
  },
})

const approvalWithdrawnShape = closed({ proposal: hex32, reason: note })

/** The approver, or the proposer, takes it back before it is used; the proposal no longer stands. */
export const approvalWithdrawn = defineKind<Of<typeof approvalWithdrawnShape>>({
  name: 'approval.withdrawn',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: approvalWithdrawnShape,
  facts: {
    ownToWithdraw: ({ payload, actor, state }) => {
      const proposal = state().proposals[payload.proposal]
      const own =
        proposal !== undefined &&
        (proposal.by === actor.person || proposal.approvals.some((a) => a.person === actor.person))
      return verdict(own, own ? 'own' : 'not theirs or used', 'a proposal or approval of their own that stands')
    },
  },
  apply: (state, entry) => {
    const proposals = { ...state.proposals }
    delete proposals[entry.payload.proposal]
    return { ...state, proposals }
  },
})

const crossingShape = closed({ from: id, index: count, id: hex32, entry: Type.Unknown() })
type Crossing = { from: string; index: number; id: string; entry: Json }

/** The fact that the sender's entry is the one that its id names, and that each field shown is the one it commits to. Its place in the sender's log is proved beside. */
const crossingProved = ({ payload }: { payload: Crossing }) => {
  const entry = readEntry(payload.entry)
  checkOpenings(entry)
  const found = entryId(entry)
  return verdict(found === payload.id && entry.header.zone === payload.from, found, payload.id)
}

/** Kinds that speak of money in one currency: a case may have them in several. */
const byCurrency = new Set(['fx.approved', 'proceeds.booked', 'remittance.reported'])

/** What the sender's entry was about and said, as far as the allow-list lets it. */
export function readCrossed(payload: Crossing): {
  readonly kind: string
  readonly key: string
  readonly crossed: Crossed
  readonly stream: string
} {
  const entry = readEntry(payload.entry)
  const subject = (entry.fields.subject?.value ?? {}) as unknown as Crossed['subject']
  const fields: Record<string, Json> = {}
  for (const [name, opening] of Object.entries(entry.fields)) {
    if (name.startsWith('payload.')) fields[name.slice('payload.'.length)] = opening.value
  }
  const suffix = subject.tranche ?? subject.lot
  const { kind, effectiveAt, recordedAt } = entry.header
  // What speaks of one platform stands beside what speaks of another, and what speaks of money in one currency beside another's.
  const about = fields.platform ?? (byCurrency.has(kind) ? fields.currency : undefined)
  const name = typeof about === 'string' ? `${kind}:${about}` : kind
  return {
    kind,
    key: suffix === undefined ? name : `${name} ${suffix}`,
    crossed: {
      zone: payload.from,
      entry: payload.id,
      index: payload.index,
      at: effectiveAt,
      recordedAt,
      subject,
      fields,
    },
    stream: entry.header.stream ?? payload.id,
  }
}

function applyCrossing(state: CaseState, entry: Applied<Crossing>): CaseState {
  const { key, kind, crossed, stream } = readCrossed(entry.payload)
  return {
    ...state,
    holds: holdsAfterCrossing(state.holds, { ...crossed, kind }),
    crossed: { ...state.crossed, [key]: crossed },
    slices: { ...state.slices, peer: { zone: entry.payload.from, stream } },
  }
}

/** An entry of the other zone arrived and was verified. Keeps the sender's entry hash and index only, beside the fields that may cross. */
export const crossingReceived = defineKind<Crossing>({
  name: 'crossing.received',
  stream: 'case',
  anywhere: true,
  zones: ['onshore', 'offshore'],
  payload: crossingShape,
  facts: { crossingProved },
  apply: applyCrossing,
})

/** The first crossing of a case opens its chain offshore. */
export const caseAccepted = defineKind<Crossing>({
  name: 'case.accepted',
  stream: 'case',
  zones: ['offshore'],
  payload: crossingShape,
  facts: { crossingProved },
  apply: applyCrossing,
})

export const commonKinds: readonly AnyKind[] = [
  ...accessKinds,
  proposalMade,
  approvalGiven,
  approvalWithdrawn,
  crossingReceived,
  caseAccepted,
  ...holdKinds,
  ...incidentKinds,
  ...clockKinds,
  ...conflictKinds,
  ...screeningKinds,
]
