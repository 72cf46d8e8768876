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

const prepared = new Map<string, Prepared>()

/** Rules of a kind in a zone that hold at a moment, sorted by id. */
export function rulesInForce(question: Pick<Question, 'packs' | 'zone' | 'at' | 'kind'>): ReadyRule[] {
  const { packs, zone, at, kind } = question
  const rules = packs.flatMap((pack) => (pack.manifest.zones.includes(zone) ? pack.rules : []))
  return rules
    .filter((rule) => rule.kinds.includes(kind) && isWithin(rule.interval, at))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
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

function ask(
  question: Question,
  policySet: string,
  types: Readonly<Record<string, FactType>>,
  faulty: readonly string[],
) {
  const { kind, principal, resource } = question
  const context: Record<string, Json> = {}
  for (const [name, type] of Object.entries(types))
    context[name] = faulty.includes(name) ? placeholder(type) : question.facts[name]!
  const answer = cedar().statefulIsAuthorized({
    principal: { type: 'Person', id: principal.id },
    action: { type: 'Action', id: kind },
    resource: { type: 'Stream', id: `${resource.type}/${resource.id}` },
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

function prepare(question: Question): Prepared {
  const rules = rulesInForce(question)
  const ids = rules.map((rule) => rule.id)
  const key = `${question.packs.map((pack) => pack.hash).join(' ')} ${question.kind} ${ids.join(' ')}`
  const known = prepared.get(key)
  if (known !== undefined) return known
  assert(new Set(ids).size === ids.length, `two packs share a rule id for ${question.kind}`)
  prepareSchema()
  const policySet = `${question.kind} ${hashText(key)}`
  const permit = `permit (principal, action == Action::${JSON.stringify(question.kind)}, resource);`
  const staticPolicies = Object.fromEntries([
    ...rules.map((rule) => [rule.id, rule.cedar] as const),
    [permitId, permit] as const,
  ])
  const answer = cedar().preparsePolicySet(policySet, { staticPolicies })
  assert(
    answer.type === 'success',
    `Cedar could not read a policy set that was checked: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  const entry = { rules, ids, policySet }
  prepared.set(key, entry)
  return entry
}
