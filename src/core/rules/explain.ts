import { assert, SluiceError } from '../errors.ts'
import type { Json } from '../record/jcs.ts'
import { cedar, faultsOf } from './cedar.ts'
import { isOfType } from './checkFact.ts'
import { type Citation, citation, packOfRule } from './citation.ts'
import { rulesInForce } from './evaluate.ts'
import { actionGroups, factsOf } from './facts.ts'
import type { Language, Pack, ReadyRule, Zone } from './pack.ts'

export interface ExplainedRule {
  readonly rule: string
  readonly pack: string
  /** `met` and `unmet` by what is known; `open` where a fact that it needs is not known yet. */
  readonly state: 'met' | 'unmet' | 'open'
  /** False for a clock or a mark: shown, never a refusal. */
  readonly blocks: boolean
  readonly reads: readonly string[]
  readonly found: Readonly<Record<string, Json>>
  readonly citation: Citation
}

export interface Explanation {
  readonly kind: string
  readonly zone: Zone
  readonly at: string
  /** `no`: a rule is unmet whatever else is found. `if`: nothing refuses yet, the open rules must be met. `yes`: all are met. */
  readonly answer: 'no' | 'if' | 'yes'
  readonly rules: readonly ExplainedRule[]
}

export interface ExplainQuestion {
  readonly packs: readonly Pack[]
  readonly zone: Zone
  readonly kind: string
  readonly at: string
  readonly language: Language
  /** What is known; anything may be left out. */
  readonly facts?: Readonly<Record<string, Json>>
}

/**
 * May this be done, there, then? Every rule that holds at that moment with its source, and whether it is met by what is known. It decides nothing: only
 * `evaluate` does, and that refuses on a missing fact.
 *
 * @example explain({ packs, zone: 'onshore', kind: 'inquiry.opened', at, language: 'en', facts: { opensOnshore: true } }).answer // 'no'
 * @throws {INPUT_INVALID} on a kind or a fact that the contract does not have
 */
export function explain(question: ExplainQuestion): Explanation {
  const { packs, zone, kind, at, language, facts = {} } = question
  checkFacts(kind, facts)
  const rules = rulesInForce({ packs, zone, at, kind })
  const asked = askPartly(kind, rules, facts)
  const { open } = asked
  const whole = rules.filter(({ id }) => open.has(id))
  const unmet = new Set([...asked.unmet, ...refusedByPart(kind, whole, facts)])
  const explained = rules.map((rule) => {
    const state = nothingRestsOn(rule)
      ? ('unmet' as const)
      : unmet.has(rule.id)
        ? ('unmet' as const)
        : open.has(rule.id)
          ? ('open' as const)
          : ('met' as const)
    const pack = packOfRule(packs, rule.id)!
    const found = Object.fromEntries(
      rule.facts.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
    )
    return {
      rule: rule.id,
      pack: pack.manifest.id,
      state,
      blocks: rule.blocks,
      reads: rule.facts,
      found,
      citation: citation(pack, rule.id, language),
    }
  })
  const blocking = explained.filter((rule) => rule.blocks)
  const answer = blocking.some((rule) => rule.state === 'unmet')
    ? 'no'
    : blocking.some((rule) => rule.state === 'open')
      ? 'if'
      : 'yes'
  return { kind, zone, at, answer, rules: explained }
}

function nothingRestsOn(rule: ReadyRule): boolean {
  return rule.force === 'unverified' && rule.effect === 'permits'
}

function checkFacts(kind: string, facts: Readonly<Record<string, Json>>): void {
  const types = factsOf(kind)
  if (types === undefined) throw new SluiceError('INPUT_INVALID', `no kind is called ${kind}.`, { facts: { kind } })
  for (const [name, value] of Object.entries(facts)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined)
      throw new SluiceError('INPUT_INVALID', `${kind} has no fact ${name}.`, {
        facts: { kind, fact: name, known: Object.keys(types) },
      })
    if (!isOfType(value, type))
      throw new SluiceError('INPUT_INVALID', `${name}: expected ${type}.`, {
        facts: { kind, fact: name, expected: type },
      })
  }
}

/**
 * Rules that a fact which is known refuses whatever the others turn out to be: Cedar reads a conjunction from the left and stops at the first fact that is
 * not there, so that each of its parts is asked by itself.
 */
function refusedByPart(kind: string, rules: readonly ReadyRule[], facts: Readonly<Record<string, Json>>): string[] {
  const parts = rules.flatMap((rule) =>
    partsOf(rule.cedar).map((cedar, part) => ({ ...rule, cedar, id: `${rule.id}#${part}` })),
  )
  if (parts.length === 0) return []
  return [...askPartly(kind, parts, facts).unmet].map((id) => id.slice(0, id.lastIndexOf('#')))
}

/** The parts of a rule that must all be met, each as a rule of its own. @example partsOf('forbid (…) unless { context.a && context.b };').length // 2 */
export function partsOf(cedar: string): string[] {
  const [, head, body] = /^([\s\S]*?\bunless\s*\{)([\s\S]*)\}\s*;\s*$/.exec(cedar) ?? []
  if (head === undefined || body === undefined || /\bwhen\s*\{|\bunless\s*\{/.test(body)) return []
  const parts: string[] = ['']
  let depth = 0
  // What binds more loosely than a conjunction leaves nothing to be asked apart.
  let loose = false
  for (const [token] of body.matchAll(/"(?:[^"\\]|\\.)*"|&&|\|\||\w+|[\s\S]/g)) {
    if ('([{'.includes(token)) depth++
    if (')]}'.includes(token)) depth--
    if (depth === 0 && (token === '||' || token === 'if')) loose = true
    if (token === '&&' && depth === 0) parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts.length < 2 || loose ? [] : parts.map((part) => `${head}${part}};`)
}

/** Without a schema Cedar stops only where it truly needs a fact that is not there: such a rule errs, and stands open. */
export function askPartly(kind: string, rules: readonly ReadyRule[], facts: Readonly<Record<string, Json>>) {
  const parents = Object.entries(actionGroups).flatMap(([group, has]) =>
    has(kind) ? [{ type: 'Action', id: group }] : [],
  )
  const answer = cedar().isAuthorized({
    principal: { type: 'Person', id: 'anybody' },
    action: { type: 'Action', id: kind },
    resource: { type: 'Stream', id: 'any' },
    context: facts as never,
    policies: { staticPolicies: Object.fromEntries(rules.map((rule) => [rule.id, rule.cedar])) },
    entities: [{ uid: { type: 'Action', id: kind }, attrs: {}, parents }],
  })
  assert(
    answer.type === 'success',
    `Cedar could not read rules that were checked: ${answer.type === 'failure' ? faultsOf(answer.errors) : ''}`,
  )
  const { reason, errors } = answer.response.diagnostics
  return { unmet: new Set(reason), open: new Set(errors.map((error) => error.policyId)) }
}
