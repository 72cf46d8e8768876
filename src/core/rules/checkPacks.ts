import type { Json } from '../record/jcs.ts'
import { rulesInForce } from './evaluate.ts'
import { askPartly } from './explain.ts'
import { type FactType, factsOf, kindContracts } from './facts.ts'
import type { Pack, ReadyRule, Zone } from './pack.ts'
import { parameterForm } from './parameterForms.ts'

export interface PackFault {
  readonly pack: string
  readonly what:
    | 'source-not-cited'
    | 'parameter-without-rule'
    | 'parameter-not-read'
    | 'parameter-malformed'
    | 'rule-id-twice'
    | 'never-in-force'
    | 'never-refuses'
    | 'contradiction'
    | 'source-missing'
    | 'precedence'
  readonly detail: string
}

/**
 * What parsing one pack cannot see: sources that no rule cites, parameters without a rule, of another form or that no fact reads, ids in two packs, rules that never hold or never refuse, and
 * kinds whose rules can never all be met at once where no precedence is stated. One model is checked with the law at a time.
 *
 * @example checkPacks([cn, hk, beijing]) // []
 */
export function checkPacks(packs: readonly Pack[]): PackFault[] {
  return [...packs.flatMap((pack) => faultsOfPack(pack, packs)), ...twice(packs), ...contradictions(packs)]
}

function faultsOfPack(pack: Pack, packs: readonly Pack[]): PackFault[] {
  const { manifest, rules } = pack
  const faults: PackFault[] = []
  const add = (what: PackFault['what'], detail: string) => faults.push({ pack: manifest.id, what, detail })
  const ids = new Set(manifest.instruments.map((instrument) => instrument.id))
  for (const { id, number = id } of manifest.instruments) {
    const cites = (rule: ReadyRule) =>
      rule.instrument === id || sourcesIn(rule).includes(id) || rule.article.includes(number)
    const clock = manifest.clocks?.some((each) => each.instrument === id) === true
    if (!clock && !rules.some(cites)) add('source-not-cited', id)
  }
  for (const rule of rules) {
    for (const source of sourcesIn(rule)) if (!ids.has(source)) add('source-missing', `${rule.id}: ${source}`)
  }
  const known = new Set(packs.flatMap((each) => each.rules.map((rule) => rule.id)))
  for (const [name, { rule, value }] of Object.entries(manifest.parameters)) {
    if (!known.has(rule)) add('parameter-without-rule', `${name}: ${rule}`)
    const form = parameterForm(name)
    // Its value changes nothing, whatever it is.
    if (form === undefined) add('parameter-not-read', name)
    else if (!form.form.test(value)) add('parameter-malformed', `${name}: ${value}; expected ${form.expected}`)
  }
  for (const rule of rules) {
    for (const other of rule.yieldsTo ?? []) {
      const found = packs.flatMap((each) => each.rules).find((each) => each.id === other)
      if (found === undefined) add('precedence', `${rule.id} yields to ${other}, which does not exist`)
      else if (found.yieldsTo?.includes(rule.id)) add('precedence', `${rule.id} and ${other} yield to each other`)
      else if (!rule.kinds.some((kind) => found.kinds.includes(kind)))
        add('precedence', `${rule.id} yields to ${other}, which governs other acts`)
    }
    const { from, until } = rule.interval
    if (until !== undefined && until <= from) add('never-in-force', rule.id)
    if (!canRefuse(rule)) add('never-refuses', rule.id)
  }
  return faults
}

/** Other sources that a rule names beside its own: `EXE 6` in the article of an SPC rule. */
function sourcesIn(rule: ReadyRule): string[] {
  return [...rule.article.matchAll(/(?:^|; )([A-Z][A-Z0-9-]+) \d/g)].map((match) => match[1]!)
}

function twice(packs: readonly Pack[]): PackFault[] {
  const seen = new Map<string, string>()
  return packs.flatMap((pack) =>
    pack.rules.flatMap((rule): PackFault[] => {
      const other = seen.get(rule.id)
      seen.set(rule.id, pack.manifest.id)
      return other === undefined
        ? []
        : [{ pack: pack.manifest.id, what: 'rule-id-twice', detail: `${rule.id} stands in ${other} too` }]
    }),
  )
}

function canRefuse(rule: ReadyRule): boolean {
  const kind = rule.kinds[0]!
  const domains = domainsOf(kind, [rule])
  return assignments(rule.facts, domains, {}).some((facts) => refuses(kind, rule, facts))
}

/** What each rule said of each set of facts: a kind is asked again at every moment of its law, and the same packs again beside a new one. */
const said = new WeakMap<ReadyRule, Map<string, boolean>>()

function refuses(kind: string, rule: ReadyRule, facts: Readonly<Record<string, Json>>): boolean {
  const known = said.get(rule) ?? new Map<string, boolean>()
  said.set(rule, known)
  const read = Object.fromEntries(rule.facts.map((name) => [name, facts[name]!]))
  const key = `${kind} ${JSON.stringify(read)}`
  const before = known.get(key)
  if (before !== undefined) return before
  const unmet = askPartly(kind, [rule], read).unmet.has(rule.id)
  known.set(key, unmet)
  return unmet
}

/** Every kind at every moment at which its law changed: some set of facts must meet all blocking rules. */
function contradictions(packs: readonly Pack[]): PackFault[] {
  const faults: PackFault[] = []
  for (const [kind, { zones }] of Object.entries(kindContracts)) {
    for (const zone of zones) {
      for (const at of momentsOf(packs, kind, zone)) {
        const rules = rulesInForce({ packs, zone, at, kind }).filter((rule) => rule.blocks)
        if (meets(kind, rules, domainsOf(kind, rules), {}, 0)) continue
        faults.push({
          pack: '',
          what: 'contradiction',
          detail: `${kind} in the ${zone} zone from ${at}: ${rules.map((rule) => rule.id).join(', ')}`,
        })
      }
    }
  }
  return faults
}

function momentsOf(packs: readonly Pack[], kind: string, zone: Zone): string[] {
  const rules = packs
    .filter((pack) => pack.manifest.zones.includes(zone))
    .flatMap((pack) => pack.rules.filter((rule) => rule.kinds.includes(kind)))
  return [
    ...new Set(
      rules.flatMap(({ interval }) =>
        interval.until === undefined ? [interval.from] : [interval.from, interval.until],
      ),
    ),
  ].sort()
}

/** Walks the rules one by one and fixes the facts that each reads, going back where no choice is left. */
function meets(
  kind: string,
  rules: readonly ReadyRule[],
  domains: Domains,
  facts: Readonly<Record<string, Json>>,
  from: number,
): boolean {
  const rule = rules[from]
  if (rule === undefined) return true
  for (const next of assignments(rule.facts, domains, facts)) {
    if (refuses(kind, rule, next)) continue
    if (meets(kind, rules, domains, next, from + 1)) return true
  }
  return false
}

type Domains = Readonly<Record<string, readonly Json[]>>

/** The values worth trying for each fact: both flags, the words and numbers that the rules name, and one that none names. */
function domainsOf(kind: string, rules: readonly ReadyRule[]): Domains {
  const types = factsOf(kind)!
  const text = rules.map((rule) => rule.cedar).join('\n')
  const words = [...new Set([...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!)), 'another']
  const numbers = [
    ...new Set([...text.matchAll(/[<>=] (-?\d+)/g)].flatMap((match) => [Number(match[1]), Number(match[1]) - 1])),
  ]
  const domain: Record<FactType, readonly Json[]> = {
    Bool: [true, false],
    verdict: [true, false].map((ok) => ({ ok, found: '', required: '' })),
    String: words,
    Long: numbers.length === 0 ? [0] : numbers,
    Set: [[]],
  }
  return Object.fromEntries(rules.flatMap((rule) => rule.facts).map((name) => [name, domain[types[name]!]]))
}

function assignments(
  names: readonly string[],
  domains: Domains,
  fixed: Readonly<Record<string, Json>>,
): Record<string, Json>[] {
  let all: Record<string, Json>[] = [{ ...fixed }]
  for (const name of names) {
    if (Object.hasOwn(fixed, name)) continue
    all = all.flatMap((facts) => domains[name]!.map((value) => ({ ...facts, [name]: value })))
  }
  return all
}
