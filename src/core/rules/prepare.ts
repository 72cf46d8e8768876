import { assert } from '../errors.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { cedar, faultsOf } from './cedar.ts'
import { type FactType, factsOf } from './facts.ts'
import { inForce } from './inForce.ts'
import type { Pack, ReadyRule, Zone } from './pack.ts'
import { prepareSchema, schemaName } from './schema.ts'

/** What Cedar says of one rule on what the rule reads. */
export type RuleAnswer = 'met' | 'unmet' | 'errs'

/** A rule with the answers that Cedar gave before, by the values of the facts that it reads. A rule reads nothing else, so equal values have equal answers. */
export interface PreparedRule {
  readonly rule: ReadyRule
  readonly answers: Map<string, RuleAnswer>
}

/** The rules of one kind that hold at one moment, their policy set ready in the engine. */
export interface Prepared {
  readonly kind: string
  readonly facts: readonly (readonly [name: string, type: FactType])[]
  readonly rules: readonly PreparedRule[]
  readonly ids: readonly string[]
  readonly policySet: string
}

interface OfKind {
  readonly facts: Prepared['facts']
  readonly rules: readonly PreparedRule[]
  /** By the ids in force, what is prepared for them. */
  readonly sets: Map<string, Prepared>
  /** What was found last: from one act to the next the same rules hold, but for a few days of a year. */
  last?: Prepared
}

const byPacks = new Map<string, Map<string, OfKind>>()
/** The same packs in the same array are asked many thousand times; their names are put together once. */
const byArray = new WeakMap<readonly Pack[], Map<string, OfKind>>()

function kindsOfPacks(packs: readonly Pack[]): Map<string, OfKind> {
  const quick = byArray.get(packs)
  if (quick !== undefined) return quick
  const hashes = packs.map((pack) => pack.hash).join(' ')
  const kinds = byPacks.get(hashes) ?? new Map<string, OfKind>()
  byPacks.set(hashes, kinds)
  byArray.set(packs, kinds)
  return kinds
}

export interface PrepareQuestion {
  readonly packs: readonly Pack[]
  readonly zone: Zone
  readonly kind: string
  readonly at: string
}

/** Rules of a kind in a zone, whatever the day, sorted by id. */
export function rulesOf({ packs, zone, kind }: Omit<PrepareQuestion, 'at'>): ReadyRule[] {
  const rules = packs.flatMap((pack) => (pack.manifest.zones.includes(zone) ? pack.rules : []))
  return rules.filter((rule) => rule.kinds.includes(kind)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Finds or makes what is asked of Cedar for a kind at a moment; undefined for a kind that nobody knows. */
export function prepare(question: PrepareQuestion): Prepared | undefined {
  const { packs, zone, kind, at } = question
  const kinds = kindsOfPacks(packs)
  const name = `${zone} ${kind}`
  let ofKind = kinds.get(name)
  if (ofKind === undefined) {
    const types = factsOf(kind)
    if (types === undefined) return undefined
    const rules = rulesOf(question).map((rule) => ({ rule, answers: new Map<string, RuleAnswer>() }))
    ofKind = { facts: Object.entries(types), rules, sets: new Map() }
    kinds.set(name, ofKind)
  }
  const rules = inForce(ofKind.rules, at, ({ rule }) => rule)
  const { last } = ofKind
  if (last?.rules.length === rules.length && last.rules.every((rule, i) => rule === rules[i])) return last
  const found = preparedOf(question, ofKind, rules)
  ofKind.last = found
  return found
}

function preparedOf(question: PrepareQuestion, ofKind: OfKind, rules: readonly PreparedRule[]): Prepared {
  const { kind } = question
  let key = ''
  for (const { rule } of rules) key += ` ${rule.id}`
  const known = ofKind.sets.get(key)
  if (known !== undefined) return known
  const ids = rules.map(({ rule }) => rule.id)
  const prepared = { kind, facts: ofKind.facts, rules, ids, policySet: preparePolicies(question, rules) }
  ofKind.sets.set(key, prepared)
  return prepared
}

const permitId = 'permit'

function preparePolicies({ packs, kind }: PrepareQuestion, rules: readonly PreparedRule[]): string {
  const ids = rules.map(({ rule }) => rule.id)
  assert(new Set(ids).size === ids.length, `two packs share a rule id for ${kind}`)
  prepareSchema()
  const policySet = `${kind} ${hashText(`${packs.map((pack) => pack.hash).join(' ')} ${ids.join(' ')}`)}`
  const permit = `permit (principal, action == Action::${JSON.stringify(kind)}, resource);`
  const staticPolicies = Object.fromEntries([
    ...rules.map(({ rule }) => [rule.id, rule.cedar] as const),
    [permitId, permit] as const,
  ])
  const answer = cedar().preparsePolicySet(policySet, { staticPolicies })
  assert(
    answer.type === 'success',
    `Cedar could not read a policy set that was checked: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  return policySet
}

/** Asks Cedar for all rules at once, on a context of the kind's own types. */
export function askCedar(
  { kind, policySet, rules }: Prepared,
  context: Readonly<Record<string, Json>>,
): (rule: string) => RuleAnswer {
  const answer = cedar().statefulIsAuthorized({
    // Rules read facts only: nobody's name decides, so none is handed in, and equal facts have equal answers.
    principal: { type: 'Person', id: 'actor' },
    action: { type: 'Action', id: kind },
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
  const unmet = new Set(diagnostics.reason)
  const erring = new Set(diagnostics.errors.map((error) => error.policyId))
  const known = new Set([permitId, ...rules.map(({ rule }) => rule.id)])
  assert(
    [...unmet, ...erring].every((id) => known.has(id)),
    'Cedar names rules that were asked',
  )
  return (rule) => (erring.has(rule) ? 'errs' : unmet.has(rule) ? 'unmet' : 'met')
}
