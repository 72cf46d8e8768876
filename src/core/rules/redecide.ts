import { canonical, type Json } from '../record/jcs.ts'
import { evaluate, type Question, rulesInForce, type Unmet, type Verdict } from './evaluate.ts'
import type { Pack, Zone } from './pack.ts'

/** An act of a case as it was recorded: what its rules read then. */
export interface RecordedAct {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly facts: Readonly<Record<string, Json>>
}

export interface OpenCase {
  readonly id: string
  /** Its official number, where the zone knows it. */
  readonly number?: string
  readonly zone: Zone
  /** Where its subjects stand: `case`, `lot A`, `tranche A/1`. */
  readonly stages: Readonly<Record<string, string>>
  readonly acts: readonly RecordedAct[]
}

export interface ActChange {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly before: readonly Unmet[]
  readonly after: readonly Unmet[]
}

export interface NextChange {
  readonly kind: string
  readonly subject: string
  /** Rules that hold for it under one list of packs and not under the other, or that read otherwise. */
  readonly begin: readonly string[]
  readonly end: readonly string[]
  readonly changed: readonly string[]
}

/** An act whose rule reads a parameter that is another now. What was found then is told beside both values; a person compares. */
export interface ParameterRead {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly rule: string
  readonly parameter: string
  readonly before: string
  readonly after: string
  readonly found: Readonly<Record<string, Json>>
}

export interface CaseDiff {
  readonly case: string
  readonly number?: string
  readonly acts: readonly ActChange[]
  readonly reads: readonly ParameterRead[]
  readonly next: readonly NextChange[]
}

export interface RedecideQuestion {
  readonly before: readonly Pack[]
  readonly after: readonly Pack[]
  /** Moment at which the next acts are asked about. */
  readonly at: string
  readonly open: readonly OpenCase[]
}

/**
 * What other packs mean for open cases: acts that were recorded and would be decided otherwise on the same facts, acts that were decided with a parameter
 * that is another now, and next acts of the model whose rules, or their parameters, differ. A case that nothing changes for is left out.
 *
 * @example redecide({ before: [cn, beijing], after: [newer, beijing], at, open })
 */
export function redecide({ before, after, at, open }: RedecideQuestion): CaseDiff[] {
  const turned = parametersTurned(before, after)
  return open.flatMap((each) => {
    const acts = each.acts.flatMap((act) => actChange(each, act, before, after))
    const reads = each.acts.flatMap((act) => parameterReads(each.zone, act, after, turned))
    const next = nextSteps(each, after).flatMap((step) =>
      nextChange({ ...step, zone: each.zone, at, before, after, turned }),
    )
    const name = { case: each.id, ...(each.number === undefined ? {} : { number: each.number }) }
    return acts.length + reads.length + next.length === 0 ? [] : [{ ...name, acts, reads, next }]
  })
}

type Turned = Pick<ParameterRead, 'parameter' | 'rule' | 'before' | 'after'>

/** Parameters that have another value, with the rule that reads each. */
function parametersTurned(before: readonly Pack[], after: readonly Pack[]): Turned[] {
  const valuesOf = (packs: readonly Pack[]) =>
    new Map(
      packs.flatMap(({ manifest }) =>
        Object.entries(manifest.parameters).map(([name, parameter]) => [`${manifest.id} ${name}`, parameter] as const),
      ),
    )
  const was = valuesOf(before)
  return [...valuesOf(after)].flatMap(([key, { value, rule }]) => {
    const earlier = was.get(key)
    const parameter = key.split(' ')[1]!
    return earlier === undefined || earlier.value === value
      ? []
      : [{ parameter, rule, before: earlier.value, after: value }]
  })
}

function parameterReads(
  zone: Zone,
  { entry, kind, at, facts }: RecordedAct,
  packs: readonly Pack[],
  turned: readonly Turned[],
): ParameterRead[] {
  if (turned.length === 0) return []
  const inForce = new Map(rulesInForce({ packs, zone, at, kind }).map((rule) => [rule.id, rule]))
  return turned.flatMap((change) => {
    const rule = inForce.get(change.rule)
    if (rule === undefined) return []
    const found = Object.fromEntries(
      rule.facts.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
    )
    return [{ entry, kind, at, ...change, found }]
  })
}

function actChange(open: OpenCase, act: RecordedAct, before: readonly Pack[], after: readonly Pack[]): ActChange[] {
  const question: Omit<Question, 'packs'> = {
    zone: open.zone,
    at: act.at,
    kind: act.kind,
    principal: { id: 'as recorded', roles: [], org: 'as recorded' },
    resource: { type: 'case', id: open.id },
    facts: act.facts,
  }
  const was = unmetOf(evaluate({ ...question, packs: before }))
  const is = unmetOf(evaluate({ ...question, packs: after }))
  const same = canonical(was as unknown as Json) === canonical(is as unknown as Json)
  return same ? [] : [{ entry: act.entry, kind: act.kind, at: act.at, before: was, after: is }]
}

function unmetOf(verdict: Verdict): readonly Unmet[] {
  return verdict.allowed ? [] : verdict.unmet
}

/** Steps of the model that are open where the subjects of the case stand. */
function nextSteps(
  { stages, zone }: OpenCase,
  packs: readonly Pack[],
): { readonly kind: string; readonly subject: string }[] {
  const steps = packs.flatMap((pack) => pack.manifest.steps ?? []).filter((step) => step.zone === zone)
  return Object.entries(stages).flatMap(([subject, stage]) => {
    const sort = subject.split(' ')[0]
    const open = steps.filter((step) => step.subject === sort && step.from.includes(stage))
    return [...new Set(open.map((step) => step.kind))].map((kind) => ({ kind, subject }))
  })
}

function nextChange(parameters: {
  readonly kind: string
  readonly subject: string
  readonly zone: Zone
  readonly at: string
  readonly before: readonly Pack[]
  readonly after: readonly Pack[]
  readonly turned: readonly Turned[]
}): NextChange[] {
  const { kind, subject, zone, at, turned } = parameters
  const textsOf = (packs: readonly Pack[]) =>
    new Map(
      rulesInForce({ packs, zone, at, kind }).map((rule) => [rule.id, `${rule.cedar} ${rule.force} ${rule.blocks}`]),
    )
  const was = textsOf(parameters.before)
  const is = textsOf(parameters.after)
  const begin = [...is.keys()].filter((id) => !was.has(id))
  const end = [...was.keys()].filter((id) => !is.has(id))
  const changed = [...is].flatMap(([id, text]) =>
    was.has(id) && (was.get(id) !== text || turned.some(({ rule }) => rule === id)) ? [id] : [],
  )
  return begin.length + end.length + changed.length === 0 ? [] : [{ kind, subject, begin, end, changed }]
}
