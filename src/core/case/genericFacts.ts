import { actionSignatureHolds, type SignedAction } from './action.ts'
import { conflictsOf } from './conflicts.ts'
import { type Directory, keyInForce } from './directory.ts'
import type { Standing, Surroundings } from './facts.ts'
import { type Action, type Fact, type StreamKind, verdict } from './kind.ts'
import { whatOf } from './proposal.ts'
import type { Rulebook, Step } from './rulebook.ts'
import { type CaseState, type Proposal, stageOf } from './state.ts'

interface Parameters {
  readonly action: Action
  readonly own: Standing<CaseState> | undefined
  readonly surroundings: Surroundings
  readonly recordedAt: string
  readonly step: Step | undefined
  /** The kind holds without a step of the model. */
  readonly anywhere: boolean
  readonly rulebook: Rulebook
  /** Hash of the values that the kind's guards read now: asked only where approvals are. */
  readonly bound: () => string
  readonly stream: StreamKind
}

/** The facts that every entry of a case has, whatever its kind: where, who, in which order, approved and signed by whom, held by what. */
export function genericFacts(parameters: Parameters): Record<string, Fact> {
  const { action, own, surroundings, step } = parameters
  const head = own === undefined ? [] : [{ from: 'stream' as const, id: own.head }]
  const directoryHead = surroundings.streams.directory
  const directory = directoryHead === undefined ? [] : [{ from: 'stream' as const, id: directoryHead.head }]
  const model = { from: 'pack' as const, id: parameters.rulebook.model }
  const headAndModel = [...head, model]
  // A child stream keeps no stages of its own: its case's stand for it.
  const state = parameters.stream === 'case' ? own?.state : (surroundings.streams.case?.state as CaseState | undefined)
  const found = state === undefined ? 'none' : stageOf(state, action.subject ?? {})
  const from = step?.from ?? []
  const order =
    step === undefined
      ? verdict(true, found, 'any stage')
      : verdict(from.length === 0 || from.includes(found), found, from.join(' or ') || 'any stage')
  return {
    zone: { value: surroundings.zone.kind, sources: [] },
    world: { value: surroundings.zone.world, sources: [] },
    role: { value: action.actor.role, sources: [{ from: 'payload' }] },
    roleOfStep: { value: roleVerdict(parameters), sources: [model, ...directory] },
    order: { value: order, sources: headAndModel },
    approvals: { value: approvalsVerdict(parameters, state), sources: headAndModel },
    separation: { value: separationVerdict(parameters, state), sources: headAndModel },
    holds: { value: holdsVerdict(parameters, state), sources: head },
    signed: { value: signedVerdict(parameters), sources: directory },
  }
}

function roleVerdict({ action, step, anywhere, surroundings }: Parameters) {
  const { person, role, org } = action.actor
  // What a model does not name is not part of its way, whoever asks.
  if (step === undefined && !anywhere) return verdict(false, role, 'a step of the model')
  const required = step === undefined || step.roles.length === 0 ? 'a role held' : step.roles.join(' or ')
  if (role === 'system')
    return verdict(step === undefined || step.roles.length === 0 || step.roles.includes('system'), 'system', required)
  const directory = surroundings.streams.directory?.state as Directory | undefined
  const enrolled = directory?.people[person]
  const held = enrolled?.roles.includes(role) === true && enrolled.org === org
  const fits = step === undefined || step.roles.length === 0 || step.roles.includes(role)
  return verdict(held && fits, held ? role : `${role}, not held by ${person} in the directory`, required)
}

function signedVerdict({ action, surroundings, recordedAt }: Parameters) {
  const required = "the actor's signature by a key in force"
  if (action.actor.role === 'system') return verdict(true, "the zone's own worker", required)
  const directory = surroundings.streams.directory?.state as Directory | undefined
  const { signature } = action as SignedAction
  if (signature === undefined) return verdict(false, 'no signature', required)
  if (directory === undefined || !keyInForce(directory, signature.key, action.actor.person, recordedAt)) {
    return verdict(false, "a key that is not the actor's in the directory", required)
  }
  const terms = directory.keys[signature.key]
  return verdict(actionSignatureHolds(action, terms), `signature by ${signature.key.slice(0, 16)}`, required)
}

/** Counts approvals of the proposal named: it stands, says the same, reads the same values, and enough others signed. */
function approvalsVerdict(parameters: Parameters, state: CaseState | undefined) {
  const { action, step, bound } = parameters
  const asked = step?.approvals ?? []
  const required = asked.map(({ role, count }) => `${count} ${role}`).join(', ') || 'none'
  if (asked.length === 0) return verdict(true, 'none', required)
  // Asked again each time: who was free when it was proposed or signed may have a tie by now.
  const conflicts = state === undefined ? {} : conflictsOf(state)
  if (conflicts[action.actor.person] !== undefined)
    return verdict(false, `${action.actor.person} has a declared conflict`, required)
  const proposal = action.proposal === undefined ? undefined : state?.proposals[action.proposal]
  if (proposal === undefined) return verdict(false, 'no standing proposal', required)
  if (proposal.kind !== action.kind || proposal.what !== whatOf(action))
    return verdict(false, 'approved something else', required)
  if (proposal.values !== bound()) return verdict(false, 'the values that the guards read have changed since', required)
  const tied = [proposal.by, ...proposal.approvals.map(({ person }) => person)].filter(
    (person) => conflicts[person] !== undefined,
  )
  if (tied.includes(proposal.by)) return verdict(false, `${proposal.by} has a declared conflict`, required)
  const free = { ...proposal, approvals: proposal.approvals.filter(({ person }) => !tied.includes(person)) }
  const without = tied.length === 0 ? '' : `, without ${tied.join(', ')}: a declared conflict`
  return verdict(enough(free, asked), `${listApprovals(free)}${without}`, required)
}

function enough(proposal: Proposal, asked: Step['approvals']): boolean {
  const counted = new Map<string, Set<string>>()
  const seen = new Set<string>([proposal.by])
  for (const { person, role } of proposal.approvals) {
    if (seen.has(person)) continue
    seen.add(person)
    counted.set(role, (counted.get(role) ?? new Set<string>()).add(person))
  }
  return asked.every(({ role, count }) => (counted.get(role)?.size ?? 0) >= count)
}

function listApprovals(proposal: Proposal): string {
  return (
    proposal.approvals
      .map(({ role }) => role)
      .sort()
      .join(', ') || 'none'
  )
}

/** One person never holds both roles of a pair that the model keeps apart, within one case. */
function separationVerdict({ action, rulebook }: Parameters, state: CaseState | undefined) {
  const { person, role } = action.actor
  const required = 'no person on both sides'
  const held = state?.hands[person] ?? []
  for (const [a, b] of rulebook.incompatibleRoles) {
    const other = role === a ? b : role === b ? a : undefined
    if (other !== undefined && held.includes(other)) return verdict(false, `${person} acted as ${other}`, required)
  }
  return verdict(true, 'kept apart', required)
}

/**
 * A hold strikes what the model does not let pass: stages, sales and payments, never the way back. One on a part of a lot's units strikes the lot whole,
 * save for kinds that move no unit or count the free ones themselves, until the part is split off.
 */
function holdsVerdict({ action, rulebook }: Parameters, state: CaseState | undefined) {
  const lot = action.subject?.lot
  const required = 'no hold on the units'
  if (rulebook.passesHolds.includes(action.kind)) return verdict(true, 'not struck by holds', required)
  const free = rulebook.passesPartialHolds?.includes(action.kind) === true
  const striking = Object.values(state?.holds ?? {}).filter(
    (hold) =>
      (hold.lots.length === 0 || (lot !== undefined && hold.lots.includes(lot))) && !(free && hold.units !== undefined),
  )
  return verdict(striking.length === 0, striking.map((hold) => hold.kind).join(', ') || 'none', required)
}
