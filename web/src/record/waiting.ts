import { type CaseState, type Proposal, stageOf } from '../../../src/core/case/state.ts'
import type { PackStep } from '../../../src/core/rules/pack.ts'
import { heldLines } from '../../../src/onshore/custody/custody.ts'
import type { TransferSlice } from '../../../src/onshore/custody/transfer.ts'
import { without } from '../../../src/onshore/seizure/lineSet.ts'
import { askedFor, earlyOf, outcomeOf } from './aside.ts'
import { custodyOf } from './lots.ts'
import { subjectsOf } from './stages.ts'
import { wantedLate } from './wantedLate.ts'

export interface Slot {
  readonly role: string
  readonly person?: string
  readonly org?: string
  /** Entry of the approval. */
  readonly entry?: string
}

/**
 * The places for approvals that a step asks for, filled as the machine counts: each person once, the proposer never, each under the role approved under.
 *
 * @example slotsOf({ by: 'p-1', approvals: [] }, [{ role: 'finance', count: 1 }]) // [{ role: 'finance' }]
 */
export function slotsOf(proposal: Pick<Proposal, 'by' | 'approvals'>, asked: PackStep['approvals']): readonly Slot[] {
  const seen = new Set([proposal.by])
  const counted = proposal.approvals.filter(({ person }) => {
    if (seen.has(person)) return false
    seen.add(person)
    return true
  })
  return asked.flatMap(({ role, count }) => {
    const given = counted.filter((approval) => approval.role === role)
    return Array.from({ length: Math.max(count, given.length) }, (_, index) => given[index] ?? { role })
  })
}

export function missingRoles(slots: readonly Slot[]): readonly string[] {
  return slots.filter(({ person }) => person === undefined).map(({ role }) => role)
}

export interface Waiting {
  readonly key: string
  readonly lot?: string
  readonly tranche?: string
  readonly kind: string
  readonly purpose?: string
  /** Who may act next, by role: approvers while an approval is open, else who carries it out. */
  readonly roles: readonly string[]
  readonly state: 'next' | 'proposed' | 'ready'
  readonly proposal?: string
  readonly slots: readonly Slot[]
}

interface Parameters {
  readonly state: CaseState
  readonly steps: readonly PackStep[]
  readonly zone: 'onshore' | 'offshore'
  /** What each standing proposal is about: subject key and purpose, from its entry. */
  readonly proposals: ReadonlyMap<string, { readonly key: string; readonly purpose?: string }>
  /** Kinds already done, as `subject key + kind + purpose`, for steps that move no stage. */
  readonly done: ReadonlySet<string>
}

export const doneKey = (key: string, kind: string, purpose?: string): string => `${key}\n${kind}\n${purpose ?? ''}`

/** What each subject of a case waits for in this zone, by the model that the case keeps. Shown, never decided upon. */
export function waitingOf(parameters: Parameters): readonly Waiting[] {
  const { state, steps, zone, proposals } = parameters
  if (stageOf(state, {}) === 'closed') return []
  const waiting: Waiting[] = []
  for (const subject of subjectsOf(state)) {
    for (const step of steps) {
      if (step.zone !== zone || step.roles.every((role) => role === 'system') || !fits(parameters, subject, step))
        continue
      waiting.push(waitingFor(state, subject, step, proposals))
    }
  }
  // What somebody proposed waits, also where the model would not have called for it.
  for (const [id, { key, purpose }] of proposals) {
    if (waiting.some(({ proposal }) => proposal === id) || state.proposals[id] === undefined) continue
    const { kind } = state.proposals[id]
    const step = steps.find((one) => one.kind === kind && (one.purpose === undefined || one.purpose === purpose))
    const subject = subjectsOf(state).find((one) => one.key === key) ?? subjectOfKey(key)
    waiting.push(standing(subject, kind, purpose, id, state.proposals[id], step))
  }
  return waiting
}

type SubjectRow = { readonly key: string; readonly lot?: string; readonly tranche?: string }

function subjectOfKey(key: string): SubjectRow {
  const [level, name = ''] = key.split(' ')
  if (level === 'tranche') return { key, lot: name.split('/')[0]!, tranche: name }
  return level === 'lot' ? { key, lot: name } : { key }
}

function waitingFor(
  state: CaseState,
  subject: SubjectRow,
  step: PackStep,
  proposals: Parameters['proposals'],
): Waiting {
  const found = [...proposals].find(
    ([id, about]) =>
      state.proposals[id]?.kind === step.kind &&
      about.key === subject.key &&
      (step.purpose === undefined || about.purpose === step.purpose),
  )
  if (found !== undefined) return standing(subject, step.kind, step.purpose, found[0], state.proposals[found[0]]!, step)
  const slots = step.approvals.flatMap(({ role, count }) => Array.from({ length: count }, () => ({ role })))
  return {
    ...subject,
    kind: step.kind,
    ...(step.purpose === undefined ? {} : { purpose: step.purpose }),
    roles: step.roles,
    state: 'next',
    slots,
  }
}

function standing(
  subject: SubjectRow,
  kind: string,
  purpose: string | undefined,
  id: string,
  proposal: Proposal,
  step: PackStep | undefined,
): Waiting {
  const slots = slotsOf(proposal, step?.approvals ?? [])
  const missing = missingRoles(slots)
  return {
    ...subject,
    kind,
    ...(purpose === undefined ? {} : { purpose }),
    roles: missing.length > 0 ? missing : (step?.roles ?? []),
    state: missing.length > 0 ? 'proposed' : 'ready',
    proposal: id,
    slots,
  }
}

/** Ends of a lot: nothing more is asked of it before the case closes. */
const ended = new Set(['paid', 'returned', 'compensated', 'destroyed', 'sealed', 'handed-over', 'distributed'])

function fits(parameters: Parameters, subject: SubjectRow, step: PackStep): boolean {
  const { state, done } = parameters
  const level = subject.tranche !== undefined ? 'tranche' : subject.lot !== undefined ? 'lot' : 'case'
  const stage = stageOf(state, subject)
  if (askedFor(state, subject.lot, step.kind, step.purpose, subject.tranche) === false) return false
  if (step.kind === 'objection.decided') return level === 'lot'
  // What was secured and counted is done, unless lines were left out while they were only frozen.
  if (step.kind === 'custody.secured' && stage === 'inventoried') return false
  // Of batches the last says so: until then the next is waited for, and no inventory.
  if (level === 'case' && stage === 'secured' && custodyOf(state)?.unfinished === true)
    return step.kind === 'custody.secured'
  // What opens a case is done where a case is; offshore it concerns the lot that arrived first.
  if (step.from.length === 0 || step.from.includes('none') || !step.from.includes(stage)) return false
  if (step.subject !== level && !(step.subject === 'tranche' && level === 'lot' && step.purpose === 'tranche')) {
    return step.kind === 'lot.classified' && level === 'case' && unclassified(state)
  }
  // A lot is tested once and goes back once; only tranches come again.
  const once = step.to === undefined || (step.purpose !== undefined && step.purpose !== 'tranche')
  if (once && done.has(doneKey(subject.key, step.kind, step.purpose))) return false
  // Steps that come again from the stage that they led to were done once already.
  if (step.to === stage) return false
  return wanted(state, subject, step)
}

/** Where the model leaves two ways open, the lot's own outcome and what is still out decide which one is waited for. */
function wanted(state: CaseState, subject: SubjectRow, step: PackStep): boolean {
  const late = wantedLate(state, subject.lot, step)
  if (late !== undefined) return late
  const lots = Object.keys(state.stages).filter((key) => key.startsWith('lot '))
  if (step.kind === 'case.closed') return lots.length > 0 && lots.every((key) => ended.has(state.stages[key]!))
  if (step.kind === 'deposit.released') return ['distributed', 'paid'].includes(stageOf(state, subject))
  const outcome = outcomeOf(state, subject.lot)
  if (step.kind === 'return.decided') return outcome === 'return'
  if (step.kind === 'entrustment.made') return outcome === 'forfeit' || earlyOf(state, subject.lot) !== undefined
  if (step.purpose === 'tranche' && subject.tranche === undefined) return unitsLeft(state, subject.lot)
  if (step.kind === 'distribution.decided') return allCredited(state, subject.lot)
  if (step.kind === 'lot.classified')
    return stageOf(state, subject) !== 'classified' && state.stages[subject.key] === undefined
  return true
}

function allCredited(state: CaseState, lot: string | undefined): boolean {
  const tranches = Object.keys(state.stages).filter((key) => key.startsWith(`tranche ${lot}/`))
  return (
    tranches.length > 0 &&
    tranches.every((key) => ['credited', 'back'].includes(state.stages[key]!)) &&
    !unitsLeft(state, lot)
  )
}

/** Whether units of the lot are still in custody, by the transfers approved so far. */
function unitsLeft(state: CaseState, lot: string | undefined): boolean {
  const known = custodyOf(state)?.lots[lot ?? '']
  if (known === undefined) return true
  const transfers = Object.values((state.slices.transfers ?? {}) as unknown as TransferSlice)
  const out = transfers
    .filter((transfer) => transfer.lot === lot)
    .flatMap(({ pays, fee, feeAsset, asset }) => [...pays.map(({ units }) => units), feeAsset === asset ? fee : '0'])
    .reduce((sum, units) => sum + BigInt(units), 0n)
  return out < BigInt(known.units)
}

function unclassified(state: CaseState): boolean {
  const custody = custodyOf(state)
  if (custody === undefined) return false
  const classified = Object.values(custody.lots).flatMap(({ lines }) => lines)
  return without(heldLines(state), classified).length > 0
}
