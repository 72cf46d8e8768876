import { assert } from '../errors.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { cedar, faultsOf } from './cedar.ts'
import { isOfType, placeholder } from './checkFact.ts'
import { type FactType, factsOf } from './facts.ts'
import { isWithin } from './interval.ts'
import type { Pack, ReadyRule, Zone } from './pack.ts'
import { prepareSchema, schemaName } from './schema.ts'

/** What lets one unverified rule pass: legal affairs lifted a prohibition with a source, or gave an opinion in the place of a permission. */
export interface Override {
  readonly rule: string
  readonly kind: 'lifted-with-source' | 'legal-opinion'
  /** SHA-256 of the source or the opinion. */
  readonly document: string
  readonly by: { readonly person: string; readonly org: string }
}

export interface Question {
  readonly packs: readonly Pack[]
  readonly zone: Zone
  /** Moment of the act, RFC 3339 UTC with milliseconds. */
  readonly at: string
  readonly kind: string
  readonly principal: { readonly id: string; readonly roles: readonly string[]; readonly org: string }
  readonly resource: { readonly type: string; readonly id: string }
  readonly facts: Readonly<Record<string, Json>>
  readonly overrides?: readonly Override[]
}

export interface Unmet {
  readonly rule: string
  readonly code: 'RULE_NOT_MET' | 'RULE_NOT_EVALUABLE'
  readonly found: Readonly<Record<string, Json>>
}

export type Verdict =
  | { readonly allowed: true; readonly rules: readonly string[]; readonly warnings: readonly string[] }
  | { readonly allowed: false; readonly rules: readonly string[]; readonly unmet: readonly Unmet[] }

/** Stands in a refusal when the facts that a kind must have are not all there, or the kind itself is not known. Not a rule of any pack. */
export const factsRule = 'SLUICE-FACTS'

/** The rules of one kind that hold at one moment, their policy set ready in the engine. */
interface Prepared {
  readonly rules: readonly ReadyRule[]
  readonly ids: readonly string[]
  readonly policySet: string
}

/** Rules of a kind in a zone that hold at a moment, sorted by id. */
export function rulesInForce(question: Pick<Question, 'packs' | 'zone' | 'at' | 'kind'>): ReadyRule[] {
  return rulesOf(question).filter((rule) => isWithin(rule.interval, question.at))
}

function rulesOf({ packs, zone, kind }: Pick<Question, 'packs' | 'zone' | 'kind'>): ReadyRule[] {
  const rules = packs.flatMap((pack) => (pack.manifest.zones.includes(zone) ? pack.rules : []))
  return rules.filter((rule) => rule.kinds.includes(kind)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * Asks all rules of a kind that hold at the moment of the act. Every unmet rule is named at once. A fact that is missing or of the wrong type, or a rule
 * that errs, is a refusal and never a skip.
 *
 * @example evaluate({ packs, zone: 'onshore', at, kind: 'deposit.received', principal, resource, facts }).allowed
 */
export function evaluate(question: Question): Verdict {
  const types = factsOf(question.kind)
  if (types === undefined)
    return {
      allowed: false,
      rules: [],
      unmet: [{ rule: factsRule, code: 'RULE_NOT_EVALUABLE', found: { kind: question.kind } }],
    }
  const { rules, ids, policySet } = prepare(question)
  const faulty = Object.entries(types).flatMap(([name, type]) => (isOfType(factOf(question, name), type) ? [] : [name]))
  const struck = ask(question, policySet, types, faulty)
  const unmet: Unmet[] = []
  const warnings: string[] = []
  for (const rule of rules) {
    const blind = struck.erring.has(rule.id) || rule.facts.some((fact) => faulty.includes(fact))
    if (blind) unmet.push({ rule: rule.id, code: 'RULE_NOT_EVALUABLE', found: foundOf(rule.facts, question) })
    else if (permitsNothing(rule, question.overrides))
      unmet.push({ rule: rule.id, code: 'RULE_NOT_MET', found: { force: 'unverified' } })
    else if (struck.unmet.has(rule.id) && !lifted(rule, question.overrides)) {
      if (rule.blocks) unmet.push({ rule: rule.id, code: 'RULE_NOT_MET', found: foundOf(rule.facts, question) })
      else warnings.push(rule.id)
    }
  }
  if (faulty.length > 0 && unmet.length === 0)
    unmet.push({ rule: factsRule, code: 'RULE_NOT_EVALUABLE', found: foundOf(faulty, question) })
  return unmet.length === 0 ? { allowed: true, rules: ids, warnings } : { allowed: false, rules: ids, unmet }
}

function factOf(question: Question, name: string): Json | undefined {
  return Object.hasOwn(question.facts, name) ? question.facts[name] : undefined
}

function foundOf(names: readonly string[], question: Question): Record<string, Json> {
  const found: Record<string, Json> = {}
  for (const name of names) {
    const value = factOf(question, name)
    if (value !== undefined && value !== null) found[name] = value
  }
  return found
}

function lifted(rule: ReadyRule, overrides: readonly Override[] = []): boolean {
  return (
    rule.force === 'unverified' &&
    overrides.some((override) => override.rule === rule.id && override.kind === 'lifted-with-source')
  )
}

/** A permission that nobody has verified permits nothing, unless an opinion stands in its place. */
function permitsNothing(rule: ReadyRule, overrides: readonly Override[] = []): boolean {
  if (rule.force !== 'unverified' || rule.effect !== 'permits') return false
  return !overrides.some((override) => override.rule === rule.id && override.kind === 'legal-opinion')
}

interface Struck {
  readonly unmet: ReadonlySet<string>
  readonly erring: ReadonlySet<string>
}

/** Answers by policy set and what the rules can see of the facts: the same question again is not asked again. Emptied when full. */
const answers = new Map<string, Struck>()
const answersMax = 8192

function ask(
  question: Question,
  policySet: string,
  types: Readonly<Record<string, FactType>>,
  faulty: readonly string[],
): Struck {
  const context: Record<string, Json> = {}
  for (const [name, type] of Object.entries(types))
    context[name] = seen(faulty.includes(name) ? placeholder(type) : question.facts[name]!, type)
  const key = `${policySet} ${JSON.stringify(context)}`
  const known = answers.get(key)
  if (known !== undefined) return known
  const struck = askCedar(question, policySet, context)
  if (answers.size >= answersMax) answers.clear()
  answers.set(key, struck)
  return struck
}

/** What a rule may read of a fact: all of it, and of a verdict whether it is met. */
function seen(value: Json, type: FactType): Json {
  return type === 'verdict' ? { ok: (value as { readonly ok: boolean }).ok } : value
}

function askCedar(question: Question, policySet: string, context: Readonly<Record<string, Json>>): Struck {
  const answer = cedar().statefulIsAuthorized({
    // Rules read facts only: nobody's name decides, so none is handed in, and equal facts have equal answers.
    principal: { type: 'Person', id: 'actor' },
    action: { type: 'Action', id: question.kind },
    resource: { type: 'Stream', id: 'subject' },
    context: context as never,
    preparsedSchemaName: schemaName,
    validateRequest: true,
    preparsedPolicySetId: policySet,
    entities: [],
  })
  assert(
    answer.type === 'success',
    `Cedar could not read a request that was checked: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  const { decision, diagnostics } = answer.response
  assert(
    decision === 'deny' || diagnostics.reason.every((id) => id === permitId),
    'an approval rests on the plain permit alone',
  )
  return { unmet: new Set(diagnostics.reason), erring: new Set(diagnostics.errors.map((error) => error.policyId)) }
}

const permitId = 'permit'

/** The rules of one kind in one zone, whatever the day, found once for a list of packs. */
interface OfKind {
  readonly rules: readonly ReadyRule[]
  /** By the ids in force, the policy set that stands for them. */
  readonly sets: Map<string, Prepared>
}

const byPacks = new Map<string, Map<string, OfKind>>()

function ofKind({ packs, zone, kind }: Question): OfKind {
  const hashes = packs.map((pack) => pack.hash).join(' ')
  const kinds = byPacks.get(hashes) ?? new Map<string, OfKind>()
  byPacks.set(hashes, kinds)
  const key = `${zone} ${kind}`
  const known = kinds.get(key) ?? { rules: rulesOf({ packs, zone, kind }), sets: new Map() }
  kinds.set(key, known)
  return known
}

function prepare(question: Question): Prepared {
  const { rules: all, sets } = ofKind(question)
  const rules = all.filter((rule) => isWithin(rule.interval, question.at))
  const ids = rules.map((rule) => rule.id)
  const key = ids.join(' ')
  const known = sets.get(key)
  if (known !== undefined) return known
  const entry = { rules, ids, policySet: preparePolicies(question, rules) }
  sets.set(key, entry)
  return entry
}

function preparePolicies({ packs, kind }: Question, rules: readonly ReadyRule[]): string {
  const ids = rules.map((rule) => rule.id)
  assert(new Set(ids).size === ids.length, `two packs share a rule id for ${kind}`)
  prepareSchema()
  const policySet = `${kind} ${hashText(`${packs.map((pack) => pack.hash).join(' ')} ${ids.join(' ')}`)}`
  const permit = `permit (principal, action == Action::${JSON.stringify(kind)}, resource);`
  const staticPolicies = Object.fromEntries([
    ...rules.map((rule) => [rule.id, rule.cedar] as const),
    [permitId, permit] as const,
  ])
  const answer = cedar().preparsePolicySet(policySet, { staticPolicies })
  assert(
    answer.type === 'success',
    `Cedar could not read a policy set that was checked: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  return policySet
}
