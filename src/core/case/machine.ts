import Value from 'typebox/value'
import { assert, SluiceError } from '../errors.ts'
import { eitherOf, type Flaw, flaw, flawError, flawText, isFlaw } from '../flaws/flaw.ts'
import { addPostings, type Posting } from '../ledger/posting.ts'
import type { EntryHeader, HeaderDraft } from '../record/entry.ts'
import { entryFormat } from '../record/entry.ts'
import { checkCanonical, type Json } from '../record/jcs.ts'
import { overridesFor, type Packs } from '../zone/packsState.ts'
import type { Directory } from './directory.ts'
import { factComputer, type Standing, type Surroundings } from './facts.ts'
import { factField, factName, payloadField, payloadName } from './fieldNames.ts'
import { foundingFault } from './founding.ts'
import { genericFacts } from './genericFacts.ts'
import {
  type Action,
  type AnyKind,
  type Applied,
  type Fact,
  isChild,
  type Kinds,
  type StreamKind,
  Withheld,
} from './kind.ts'
import { firstMachine, machineName } from './machineName.ts'
import { placeFault } from './place.ts'
import { boundValues, onlyApprovals, proposalDigests, readingOf, targetOf } from './proposal.ts'
import { isOfShape } from './quickCheck.ts'
import { type Refusal, refuse, refused } from './refusal.ts'
import type { Rulebook, Step } from './rulebook.ts'
import type { CaseState } from './state.ts'

export interface DecideParameters {
  readonly kinds: Kinds
  readonly rulebook: Rulebook
  readonly action: Action
  /** The zone's store clock, never before the stream's last entry. */
  readonly recordedAt: string
  /** The stream that the entry goes to; undefined for its first entry. */
  readonly own: (Standing & { readonly position: number; readonly stream: string }) | undefined
  readonly surroundings: Surroundings
  /** On replay: the recorded facts, taken where a document is withheld. */
  readonly recorded?: Readonly<Record<string, Fact>>
}

export interface EntryDraft {
  readonly header: HeaderDraft
  readonly fields: Readonly<Record<string, Json>>
}

export type Decision =
  | { readonly allowed: true; readonly draft: EntryDraft; readonly withheld: readonly string[] }
  | { readonly allowed: false; readonly refusal: Refusal }

/**
 * Decides an action: an entry's draft, or a refusal that names every rule not met. Pure: the same parameters give the same bytes, in the server, the
 * simulator, the command line and the court's verifier.
 */
export function decide(parameters: DecideParameters): Decision {
  try {
    return decideAction(parameters)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const code = error.code === 'SIGNATURE_INVALID' || error.code === 'NOT_FOUND' ? error.code : 'INPUT_INVALID'
    const said = error.facts.flaw
    return refused({
      kind: parameters.action.kind,
      code,
      message: error.message,
      ...(isFlaw(said) ? { flaw: said } : {}),
    })
  }
}

/** A trial is an action as its proposal would have it done: what only the execution brings is not asked yet. */
function decideAction(parameters: DecideParameters, mode: 'trial' | 'real' = 'real'): Decision {
  const { action, kinds, rulebook, surroundings, recordedAt, own } = parameters
  const kind = kinds.get(action.kind)
  if (kind === undefined)
    return refuse({ kind: action.kind, code: 'INPUT_INVALID', flaw: flaw('NO_KIND', { kind: action.kind }) })
  const malformed = checkForm(kind, parameters) ?? checkMachine(kind, parameters)
  if (malformed !== undefined) return { allowed: false, refusal: malformed }
  const target = targetOf(action)
  if (target !== undefined) {
    const attempt = decideAction({ ...parameters, action: target }, 'trial')
    if (!attempt.allowed) return attempt
  }
  const withheld: string[] = []
  const step = stepOf(rulebook, action)
  const facts = computeFacts({ ...parameters, kind, step, withheld, ...(target === undefined ? {} : { target }) })
  const values: Record<string, Json> = {}
  for (const name of Object.keys(facts)) values[name] = facts[name]!.value
  const answer = rulebook.evaluate({
    zone: surroundings.zone.kind,
    at: action.effectiveAt ?? recordedAt,
    kind: action.kind,
    principal: { id: action.actor.person, org: action.actor.org, roles: [action.actor.role] },
    resource: { type: kind.stream, id: own?.stream ?? 'new' },
    facts: values,
    overrides: overridesFor(surroundings.streams.packs?.state as Packs | undefined, own?.stream),
  })
  const unmet = answer.allowed
    ? []
    : mode === 'trial'
      ? answer.unmet.filter(({ found }) => !onlyApprovals(found))
      : answer.unmet
  assert(answer.allowed || answer.unmet.length > 0, 'a refusal names a rule')
  const ofZone = zoneStreams.includes(kind.stream)
  const unfounded = ofZone && rulebook.packs.length === 0 ? foundingFault(kind.name, values) : undefined
  if (unfounded !== undefined) return refuse({ kind: action.kind, ...unfounded })
  if (ofZone && answer.rules.length === 0 && rulebook.packs.length > 0)
    return refuse({
      kind: action.kind,
      code: 'INPUT_INVALID',
      flaw: flaw('NO_RULE', { kind: action.kind }),
    })
  if (unmet.length > 0) {
    const names = unmet.map(({ rule }) => rule).join(', ')
    return refuse({ kind: action.kind, code: 'RULE_NOT_MET', flaw: flaw('UNMET', { rules: names }), unmet })
  }
  const draft = draftOf({
    ...parameters,
    kind,
    step,
    facts,
    rules: answer.rules,
    warnings: answer.allowed ? answer.warnings : [],
    overridden: answer.allowed ? (answer.overridden ?? []) : [],
  })
  const fault = ledgerFault(kind, draft, own)
  if (fault !== undefined) return refuse({ kind: action.kind, code: 'LEDGER_UNBALANCED', flaw: fault })
  return { allowed: true, draft, withheld }
}

function checkForm(kind: AnyKind, parameters: DecideParameters): Refusal | undefined {
  const { action, surroundings, own, recordedAt } = parameters
  const wrong = (field: string, expected: Flaw, found?: Json): Refusal => {
    const faults = [{ field, expected: flawText(expected, 'en'), ...(found === undefined ? {} : { found }) }]
    const of = flaw('FORM', { field, expected })
    return refuse({ kind: kind.name, code: 'INPUT_INVALID', flaw: of, faults }).refusal
  }
  if (!kind.zones.includes(surroundings.zone.kind)) {
    return wrong('kind', flaw('KIND_OF_ZONE', { zone: surroundings.zone.kind }), kind.name)
  }
  checkCanonical(action as unknown as Json)
  const errors = isOfShape(kind.payload, action.payload) ? [] : [...Value.Errors(kind.payload, action.payload)]
  if (errors.length > 0) {
    const faults = errors
      .slice(0, 20)
      .map((error) => ({ field: `payload${error.instancePath}`, expected: error.message }))
    const of = flaw('PAYLOAD', { faults: faults.map((fault) => `${fault.field} ${fault.expected}`).join('; ') })
    return refuse({ kind: kind.name, code: 'INPUT_INVALID', flaw: of, faults }).refusal
  }
  if (action.effectiveAt !== undefined && action.effectiveAt > recordedAt) {
    return wrong('effectiveAt', flaw('TIME_NOT_AFTER', { at: recordedAt }), action.effectiveAt)
  }
  const misplaced = placeFault({ kind, action, zone: surroundings.zone.id, stream: own?.stream })
  if (misplaced !== undefined) return wrong(...misplaced)
  const opener = openers[kind.stream]
  if (opener !== undefined && opener.includes(kind.name) !== (own === undefined)) {
    return wrong(
      'kind',
      own === undefined ? flaw('OPENER', { kinds: eitherOf(opener), stream: kind.stream }) : flaw('NO_OPENER'),
      kind.name,
    )
  }
  return undefined
}

const zoneStreams: readonly StreamKind[] = ['directory', 'registers', 'packs']

/** A zone goes on under the machine that its directory names; the next one begins with an entry, once its rules are published. */
function checkMachine(kind: AnyKind, { surroundings, own, action }: DecideParameters): Refusal | undefined {
  const standing = kind.stream === 'directory' ? own?.state : surroundings.streams.directory?.state
  const directory = standing as Directory | undefined
  if (directory === undefined || action.kind === 'machine.begun' || action.kind === 'pack.published') return undefined
  const found = directory.machine ?? firstMachine
  if (found === machineName) return undefined
  const of = flaw('MACHINE_BEFORE', { found, machine: machineName })
  return refuse({ kind: kind.name, code: 'INPUT_INVALID', flaw: of }).refusal
}

/** Kinds that are the first entry of their stream, and only that. */
const openers: Readonly<Partial<Record<StreamKind, readonly string[]>>> = {
  case: ['case.opened', 'case.accepted'],
  directory: ['zone.opened'],
  sale: ['orders.opened'],
  claims: ['claims.opened'],
  holdings: ['holdings.opened'],
}

function stepOf(rulebook: Rulebook, action: Action): Step | undefined {
  const steps = rulebook.steps(action.kind)
  const purpose = action.payload.purpose
  return (
    steps.find((step) => step.purpose !== undefined && step.purpose === purpose) ??
    steps.find((step) => step.purpose === undefined)
  )
}

interface FactsParameters extends DecideParameters {
  readonly kind: AnyKind
  readonly step: Step | undefined
  readonly withheld: string[]
  readonly target?: Action
}

function computeFacts(parameters: FactsParameters): Readonly<Record<string, Fact>> {
  const { action, kind, own, surroundings, recordedAt, recorded, withheld, step, rulebook } = parameters
  const facts: Record<string, Fact> = {}
  const factOf = factComputer({ action, recordedAt, own, surroundings })
  for (const name of Object.keys(kind.facts)) {
    try {
      facts[name] = factOf(kind.facts[name] as never)
    } catch (error) {
      if (!(error instanceof Withheld) || recorded?.[name] === undefined) {
        if (error instanceof Withheld) {
          const { sha256 } = error
          throw flawError('NOT_FOUND', flaw('DOCUMENT_NOT_HANDED', { document: sha256 }), { fact: name, sha256 })
        }
        throw error
      }
      withheld.push(name)
      facts[name] = recorded[name]
    }
  }
  if (parameters.target !== undefined) {
    const digests = proposalDigests({
      ...parameters,
      target: parameters.target,
      targetFacts: targetFacts(parameters, parameters.target),
    })
    facts.proposed = { value: digests, sources: [{ from: 'payload' }] }
  }
  if (kind.stream === 'case' || isChild(kind.stream)) {
    const generic = genericFacts({
      action,
      own: own as Standing<CaseState> | undefined,
      surroundings,
      recordedAt,
      step,
      anywhere: kind.anywhere === true,
      rulebook,
      bound: () => boundValues(kind, facts),
      stream: kind.stream,
    })
    for (const name of Object.keys(generic)) facts[name] = generic[name]!
  }
  return facts
}

function targetFacts(parameters: FactsParameters, target: Action): Readonly<Record<string, Fact>> {
  const { target: _, ...rest } = parameters
  const kind = parameters.kinds.get(target.kind)!
  return computeFacts({ ...rest, action: target, kind, step: stepOf(parameters.rulebook, target) })
}

interface DraftParameters extends DecideParameters {
  readonly kind: AnyKind
  readonly step: Step | undefined
  readonly facts: Readonly<Record<string, Fact>>
  readonly rules: readonly string[]
  readonly warnings: readonly string[]
  readonly overridden: readonly { readonly rule: string; readonly entry: string }[]
}

function draftOf(parameters: DraftParameters): EntryDraft {
  const { action, own, surroundings, recordedAt, rulebook, kind, step, facts, rules, warnings, overridden } = parameters
  const heads: Record<string, string> = {}
  for (const name of ['directory', 'registers', 'packs', ...readingOf(parameters.kinds, action).reads] as const) {
    const standing = surroundings.streams[name]
    if (standing !== undefined && name !== kind.stream) heads[name] = standing.head
  }
  const header: HeaderDraft = {
    format: entryFormat,
    machine: machineName,
    world: surroundings.zone.world,
    zone: surroundings.zone.id,
    ...(own === undefined ? {} : { stream: own.stream, prev: own.head }),
    position: own === undefined ? 0 : own.position + 1,
    kind: action.kind,
    recordedAt,
    effectiveAt: action.effectiveAt ?? recordedAt,
    heads,
  }
  const fields = actionFields(action)
  fields.decision = {
    packs: [...rulebook.packs],
    model: rulebook.model,
    rules: [...rules],
    warnings: [...warnings],
    ...(overridden.length === 0 ? {} : { overridden: overridden.map(({ rule, entry }) => ({ rule, entry })) }),
    ...(step?.to === undefined ? {} : { to: step.to }),
  }
  for (const name of Object.keys(facts)) fields[factField(name)] = facts[name] as unknown as Json
  return { header, fields }
}

/** The action's own part of an entry's fields; personal payload values are committed to like all others. */
function actionFields(action: Action): Record<string, Json> {
  const { id, zone, stream, proposal, effectiveAt, signature, countersignature } = action as unknown as Partial<
    Record<string, Json>
  >
  const fields: Record<string, Json> = {
    action: defined({ id, zone, stream, proposal, effectiveAt, signature, countersignature }),
    actor: action.actor as unknown as Json,
    subject: (action.subject ?? {}) as unknown as Json,
    documents: [...(action.documents ?? [])],
  }
  for (const name of Object.keys(action.payload)) fields[payloadField(name)] = action.payload[name]!
  return fields
}

/** The action again from the entry that it became. Inverse of what `decide` wrote, for replay. */
export function actionOf(entry: {
  readonly header: Pick<EntryHeader, 'kind'>
  readonly fields: Readonly<Record<string, { value: Json }>>
}): Action {
  const value = (name: string): Json | undefined => entry.fields[name]?.value
  const asked = value('action') as unknown as Pick<Action, 'id'>
  const payload: Record<string, Json> = {}
  for (const name of Object.keys(entry.fields)) {
    if (name.startsWith('payload.')) payload[payloadName(name)] = entry.fields[name]!.value
  }
  return {
    ...asked,
    kind: entry.header.kind,
    actor: value('actor') as unknown as Action['actor'],
    subject: value('subject') as unknown as NonNullable<Action['subject']>,
    payload,
    documents: value('documents') as unknown as string[],
  }
}

function defined(values: Partial<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Json
}

/** What `apply` and `postings` see of an entry. */
export function appliedOf(parameters: {
  readonly id: string
  readonly header: Pick<EntryHeader, 'kind' | 'position' | 'recordedAt' | 'effectiveAt'>
  readonly fields: Readonly<Record<string, Json>>
  /** Where its facts are to be had, if they are not among the fields. */
  readonly factsOf?: () => Readonly<Record<string, Fact>>
}): Applied & { readonly to?: string; readonly model: string } {
  const { id, header, fields, factsOf = () => factsIn(fields) } = parameters
  const payload: Record<string, Json> = {}
  for (const name of Object.keys(fields)) if (name.startsWith('payload.')) payload[payloadName(name)] = fields[name]!
  let facts: Readonly<Record<string, Fact>> | undefined
  const action = fields.action as { proposal?: string }
  const decision = fields.decision as { to?: string; model: string }
  return {
    id,
    position: header.position,
    kind: header.kind,
    recordedAt: header.recordedAt,
    effectiveAt: header.effectiveAt,
    actor: fields.actor as unknown as Applied['actor'],
    subject: fields.subject as unknown as Applied['subject'],
    payload,
    // Most acts ask for none of them.
    get facts() {
      facts ??= factsOf()
      return facts
    },
    documents: fields.documents as unknown as string[],
    model: decision.model,
    ...(action.proposal === undefined ? {} : { proposal: action.proposal }),
    ...(decision.to === undefined ? {} : { to: decision.to }),
  }
}

function factsIn(fields: Readonly<Record<string, Json>>): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  for (const name of Object.keys(fields))
    if (name.startsWith('fact.')) facts[factName(name)] = fields[name] as unknown as Fact
  return facts
}

/** Postings that an entry makes; empty where its kind moves nothing. */
export function postingsOf(kind: AnyKind, entry: Applied, state: unknown): readonly Posting[] {
  return kind.postings === undefined ? [] : kind.postings(entry as Applied<never>, state as never)
}

function ledgerFault(kind: AnyKind, draft: EntryDraft, own: Standing | undefined): Flaw | undefined {
  if (kind.postings === undefined) return undefined
  const entry = appliedOf({ id: '', header: draft.header, fields: draft.fields })
  const postings = postingsOf(kind, entry, own?.state)
  const result = addPostings((own?.state as CaseState | undefined)?.balances ?? {}, postings)
  return 'fault' in result ? result.fault : undefined
}
