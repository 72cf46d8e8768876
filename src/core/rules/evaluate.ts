import type { Json } from '../record/jcs.ts'
import { isOfType, placeholder } from './checkFact.ts'
import type { FactType } from './facts.ts'
import { inForce } from './inForce.ts'
import type { Pack, ReadyRule, Zone } from './pack.ts'
import { askCedar, type Prepared, type PreparedRule, prepare, type RuleAnswer, rulesOf } from './prepare.ts'

/** What lets one unverified rule pass: legal affairs lifted a prohibition with a source, or gave an opinion in the place of a permission. */
export interface Override {
  readonly rule: string
  readonly kind: 'lifted-with-source' | 'legal-opinion'
  /** SHA-256 of the source or the opinion. */
  readonly document: string
  readonly by: { readonly person: string; readonly org: string }
  /** Entry that gave it; a decision that it lets pass names it. */
  readonly entry?: string
  /** Acts before it was given and after it was taken back are not let pass. */
  readonly from?: string
  readonly until?: string
}

/** A rule that would have refused, and the override that let it pass. */
export interface Overridden {
  readonly rule: string
  readonly entry: string
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
  | {
      readonly allowed: true
      readonly rules: readonly string[]
      readonly warnings: readonly string[]
      readonly overridden: readonly Overridden[]
    }
  | { readonly allowed: false; readonly rules: readonly string[]; readonly unmet: readonly Unmet[] }

/** Stands in a refusal when the facts that a kind must have are not all there, or the kind itself is not known. Not a rule of any pack. */
export const factsRule = 'SLUICE-FACTS'

/** Rules of a kind in a zone that hold at a moment, sorted by id. */
export function rulesInForce(question: Pick<Question, 'packs' | 'zone' | 'at' | 'kind'>): readonly ReadyRule[] {
  return inForce(rulesOf(question), question.at, (rule) => rule)
}

/**
 * Asks all rules of a kind that hold at the moment of the act. Every unmet rule is named at once. A fact that is missing or of the wrong type, or a rule
 * that errs, is a refusal and never a skip.
 *
 * @example evaluate({ packs, zone: 'onshore', at, kind: 'deposit.received', principal, resource, facts }).allowed
 */
export function evaluate(question: Question): Verdict {
  const prepared = prepare(question)
  if (prepared === undefined)
    return {
      allowed: false,
      rules: [],
      unmet: [{ rule: factsRule, code: 'RULE_NOT_EVALUABLE', found: { kind: question.kind } }],
    }
  const seen = readFacts(question, prepared)
  const unmet: Unmet[] = []
  const warnings: string[] = []
  const overridden: Overridden[] = []
  const answers = new Asked(question, prepared, seen)
  for (const each of prepared.rules) {
    const { rule } = each
    const answer = answers.of(each)
    if (answer === 'errs') {
      unmet.push({ rule: rule.id, code: 'RULE_NOT_EVALUABLE', found: foundOf(rule.facts, question) })
      continue
    }
    const refusing = answer === 'unmet'
    if (rule.force === 'unverified') {
      const override = overrideOf(rule, question)
      if (rule.effect === 'permits') {
        if (override === undefined) {
          unmet.push({ rule: rule.id, code: 'RULE_NOT_MET', found: { force: 'unverified' } })
          continue
        }
        noteOverride(overridden, rule, override)
      } else if (refusing && override !== undefined) {
        noteOverride(overridden, rule, override)
        continue
      }
    }
    if (!refusing) continue
    if (rule.blocks) unmet.push({ rule: rule.id, code: 'RULE_NOT_MET', found: foundOf(rule.facts, question) })
    else warnings.push(rule.id)
  }
  if (seen.faulty.length > 0 && unmet.length === 0)
    unmet.push({ rule: factsRule, code: 'RULE_NOT_EVALUABLE', found: foundOf(seen.faulty, question) })
  return unmet.length === 0
    ? { allowed: true, rules: prepared.ids, warnings, overridden }
    : { allowed: false, rules: prepared.ids, unmet }
}

function noteOverride(overridden: Overridden[], rule: ReadyRule, { entry }: Override): void {
  if (entry !== undefined) overridden.push({ rule: rule.id, entry })
}

/**
 * A prohibition that nobody has verified is lifted with a source; a permission that nobody has verified permits nothing, unless an opinion stands in its
 * place.
 */
function overrideOf(rule: ReadyRule, { overrides = [], at }: Question): Override | undefined {
  const kind = rule.effect === 'forbids' ? 'lifted-with-source' : 'legal-opinion'
  return overrides.find(
    ({ rule: id, kind: given, from, until }) =>
      id === rule.id && given === kind && (from === undefined || from <= at) && (until === undefined || at < until),
  )
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

interface Seen {
  /** What the rules can see of each fact, as text. */
  readonly texts: ReadonlyMap<string, string>
  readonly faulty: readonly string[]
}

function readFacts(question: Question, { facts }: Prepared): Seen {
  const texts = new Map<string, string>()
  const faulty: string[] = []
  for (const [name, type] of facts) {
    const value = factOf(question, name)
    if (isOfType(value, type)) texts.set(name, textOf(value as Json, type))
    else faulty.push(name)
  }
  return { texts, faulty }
}

/** One text a value, and different texts for values that a rule can tell apart. */
function textOf(value: Json, type: FactType): string {
  if (type === 'verdict') return (value as { readonly ok: boolean }).ok ? 't' : 'f'
  if (type === 'Bool') return value === true ? 't' : 'f'
  return JSON.stringify(value)
}

/** Answers that a rule is remembered by; emptied when full, for texts from outside may be without end. */
const answersMax = 4096

/** The answers of one question: remembered where a rule was asked on the same values before, else asked of Cedar, once, for all rules. */
class Asked {
  readonly #question: Question
  readonly #prepared: Prepared
  readonly #seen: Seen
  #cedar: ((rule: string) => RuleAnswer) | undefined

  constructor(question: Question, prepared: Prepared, seen: Seen) {
    this.#question = question
    this.#prepared = prepared
    this.#seen = seen
  }

  of({ rule, answers }: PreparedRule): RuleAnswer {
    let key = ''
    for (const fact of rule.facts) {
      const text = this.#seen.texts.get(fact)
      if (text === undefined) return 'errs'
      key += `${text} `
    }
    const known = answers.get(key)
    if (known !== undefined) return known
    this.#cedar ??= askCedar(this.#prepared, contextOf(this.#question, this.#prepared, this.#seen))
    const answer = this.#cedar(rule.id)
    if (answers.size >= answersMax) answers.clear()
    answers.set(key, answer)
    return answer
  }
}

/** What a rule may read of a fact: all of it, and of a verdict whether it is met. A placeholder stands for what is no fact of its type. */
function contextOf(question: Question, { facts }: Prepared, { texts }: Seen): Record<string, Json> {
  const context: Record<string, Json> = {}
  for (const [name, type] of facts) {
    const value = texts.has(name) ? question.facts[name]! : placeholder(type)
    context[name] = type === 'verdict' ? { ok: (value as { readonly ok: boolean }).ok } : value
  }
  return context
}
