import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chainById } from '../../../core/assets/chains.ts'
import { parseAssetRegister } from '../../../core/assets/register.ts'
import { SluiceError } from '../../../core/errors.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { type ExplainedRule, type Explanation, explain } from '../../../core/rules/explain.ts'
import { type FactType, factsOf, kindContracts } from '../../../core/rules/facts.ts'
import { type LicenceRegister, type LicenceVerdict, licenceInForce } from '../../../core/rules/licences.ts'
import type { Zone } from '../../../core/rules/pack.ts'
import { type CallFaultCode, callError } from '../callFaults/callFault.ts'
import { sourceText } from '../case/sayRefusal.ts'
import { fill } from '../case/texts.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { momentText } from '../day.ts'
import { roleName } from '../roleNames.ts'
import { wordTexts } from '../wordTexts.ts'
import { lawWithModel, momentOf, shippedPacks } from './packs.ts'
import { ruleTexts, zoneNames } from './texts.ts'

/** `sluice rules explain`. */
export async function explainRules(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const kind = words.text('action')
  if (kind === undefined) {
    const missing = { operand: '--action KIND', text: 'which kind of act.' }
    throw new SluiceError('INPUT_INVALID', fill(wordTexts[language].missing, missing), { facts: { language } })
  }
  const contract = kindContracts[kind]
  if (contract === undefined) throw callError('RULES_ACTION', { kind, near: nearest(kind).join(', ') })
  const at = momentOf(call)
  const zone = (words.text('zone') ?? (contract.zones.length === 1 ? contract.zones[0] : undefined)) as Zone | undefined
  if (zone === undefined) throw callError('RULES_ZONE', { kind })
  if (!contract.zones.includes(zone)) return sayOtherZone(call, { kind, zone, at, other: contract.zones[0]! })
  const facts = { ...readFacts(call, kind), ...licenceFact(call, kind, at) }
  const explanation = explain({ packs: lawWithModel(call), zone, kind, at, language, facts })
  if (json)
    io.out(
      `${JSON.stringify({ ok: explanation.answer !== 'no', governed: explanation.rules.length > 0, ...explanation })}\n`,
    )
  else io.out(explanationText(explanation, call))
  return explanation.answer === 'no' ? exitRefused : exitDone
}

function sayOtherZone(
  call: Call,
  about: { readonly kind: string; readonly zone: Zone; readonly at: string; readonly other: Zone },
): number {
  const { io, json, language } = call
  const { kind, zone, at, other } = about
  const names = zoneNames[language]
  const message = fill(ruleTexts[language].otherZone, { kind, zone: names[zone], other: names[other] })
  io.out(json ? `${JSON.stringify({ ok: false, answer: 'no', kind, zone, at, rules: [], message })}\n` : `${message}\n`)
  return exitRefused
}

function explanationText({ kind, zone, at, answer, rules }: Explanation, { language }: Call): string {
  const say = ruleTexts[language]
  const head = fill(say.question, { kind, zone: zoneNames[language][zone], at: momentText(at) })
  const blocks = rules.map((rule) => ruleBlock(rule, language))
  return `${[`${head}\n${rules.length === 0 ? say.ungoverned : say.answer[answer]}`, ...blocks].join('\n\n')}\n`
}

/** The day of a law that names the midnight of its own place. @example lawDay('2024-06-19T00:00:00+02:00') // '2024-06-19' */
function lawDay(day: string): string {
  return /^\d{4}-\d\d-\d\dT00:00:00[+-]/.test(day) ? day.slice(0, 10) : day
}

function ruleBlock(rule: ExplainedRule, language: Call['language']): string {
  const say = ruleTexts[language]
  const { title, refusal, remedy, whoMends, force, effective, repealed } = rule.citation
  const source = fill(say.source, {
    source: sourceText(rule.citation),
    force: say.force[force] ?? force,
    from: lawDay(effective),
    until: repealed === undefined ? say.openEnd : lawDay(repealed),
  })
  const unknown = rule.reads.filter((name) => rule.found[name] === undefined)
  const lines = [
    `[${say.state[rule.state]}] ${title}${rule.blocks ? '' : fill(say.beside, { mark: say.clock })}`,
    `  ${rule.rule} — ${source}`,
    ...(rule.state === 'unmet' ? [`  ${refusal}`, ...foundLines(rule, say.found)] : []),
    ...(rule.state === 'met' ? [] : [`  ${fill(say.remedy, { remedy, who: roleName(whoMends, language) })}`]),
    ...(rule.state === 'open' && unknown.length > 0 ? [`  ${fill(say.reads, { facts: unknown.join(', ') })}`] : []),
  ]
  return lines.join('\n')
}

/** What was found, and what is asked instead, of each fact that is known. @example '  Found: licenceInForce: not in force: …; asked: …' */
function foundLines({ found }: ExplainedRule, line: Readonly<Record<'fact' | 'verdict', string>>): string[] {
  return Object.entries(found).map(([fact, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `  ${fill(line.fact, { fact, found: String(value) })}`
    const { found: seen, required } = value as { readonly found?: Json; readonly required?: Json }
    return `  ${fill(line.verdict, { fact, found: String(seen), required: String(required) })}`
  })
}

function readFacts({ words }: Call, kind: string): Record<string, Json> {
  const types: Readonly<Record<string, FactType>> = factsOf(kind) ?? {}
  const facts: Record<string, Json> = {}
  for (const given of words.texts('fact')) {
    const at = given.indexOf('=')
    const [name, value] = [given.slice(0, at), given.slice(at + 1)]
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) throw callError('RULES_FACT', { kind, name, known: Object.keys(types).join(', ') })
    facts[name] = readFact(name, type, value)
  }
  return facts
}

function readFact(name: string, type: FactType, value: string): Json {
  const expected: Readonly<Record<FactType, CallFaultCode>> = {
    Bool: 'RULES_BOOL',
    Long: 'RULES_LONG',
    String: 'RULES_STRING',
    Set: 'RULES_SET',
    verdict: 'RULES_VERDICT',
  }
  if (type === 'Bool' && (value === 'true' || value === 'false')) return value === 'true'
  if (type === 'verdict' && (value === 'ok' || value === 'not ok'))
    return { ok: value === 'ok', found: 'as stated', required: 'as the rule asks' }
  if (type === 'Long' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'String') return value
  if (type === 'Set') return value.split(',').filter((word) => word !== '')
  throw callError(expected[type], { name, found: value.slice(0, 80) })
}

/** What the licence register says of a venue, as the fact that the kind's rules read. */
function licenceFact({ words }: Call, kind: string, at: string): Record<string, Json> {
  const [entity, asset, host] = [words.text('venue'), words.text('asset'), words.text('host')]
  if (entity === undefined && asset === undefined && host === undefined) return {}
  if (entity === undefined || asset === undefined) throw callError('RULES_VENUE_ASSET')
  const types = factsOf(kind) ?? {}
  const name = ['licenceInForce', 'venueLicensed'].find((fact) => Object.hasOwn(types, fact))
  if (name === undefined) throw callError('RULES_VENUE_NONE', { kind })
  const register = shippedRegister('licences') as LicenceRegister
  const question = {
    register,
    entity: entityOf(register, entity),
    asset: assetOf(asset),
    clientType: words.text('client') ?? 'professional-investor',
    at,
  }
  const facts: Record<string, Json> = { [name]: factOf(licenceInForce(question)) }
  if (host !== undefined && Object.hasOwn(types, 'hostBound'))
    facts.hostBound = factOf(licenceInForce({ ...question, host }))
  return facts
}

function shippedRegister(name: 'licences' | 'assets'): unknown {
  return JSON.parse(readFileSync(join(shippedPacks, `registers/${name}.json`), 'utf8'))
}

/**
 * The legal entity by its id, its legal name or a brand that is one entity's alone. A part of a name is asked back; what the register does not know at
 * all stays as it was said: it has no licence.
 */
function entityOf({ rows }: LicenceRegister, said: string): string {
  if (rows.some(({ entity }) => entity === said)) return said
  const same = (text: string) => text.toLowerCase() === said.toLowerCase()
  const named = new Set(rows.filter(({ brand, legalName }) => same(brand) || same(legalName)).map((row) => row.entity))
  if (named.size > 1) throw callError('RULES_VENUE_BRAND', { said: said.slice(0, 80), named: [...named].join(', ') })
  const [only] = named
  if (only !== undefined) return only
  const holds = (text: string) => text.toLowerCase().includes(said.toLowerCase())
  const like = new Set(rows.flatMap(({ brand, legalName }) => (holds(brand) || holds(legalName) ? [brand] : [])))
  if (like.size > 0) throw callError('RULES_VENUE_LIKE', { said: said.slice(0, 80), like: [...like].join(', ') })
  return said
}

/** An asset by its id, or by a ticker or name that one asset alone has; coins that are made for trials are named by their id only. */
function assetOf(said: string): string {
  const { assets, byId } = parseAssetRegister(shippedRegister('assets'))
  if (byId.has(said)) return said
  const word = said.toLowerCase()
  const traded = assets.filter(({ chain }) => chainById(chain)?.world === 'real')
  const named = traded.filter(({ ticker, names, aliases }) =>
    [ticker, ...Object.values(names), ...aliases].some((name) => name.toLowerCase() === word),
  )
  const [only] = named
  if (only !== undefined && named.length === 1) return only.id
  const ids = (named.length === 0 ? traded : named).map(({ id, ticker }) => `${ticker} ${id}`).join('; ')
  const code = named.length === 0 ? 'RULES_ASSET_UNKNOWN' : 'RULES_ASSET_SEVERAL'
  throw callError(code, { said: said.slice(0, 120), ids })
}

function factOf({ ok, found, required }: LicenceVerdict): Json {
  return { ok, found, required }
}

function nearest(kind: string): string[] {
  const stem = kind.split('.')[0]!
  const near = Object.keys(kindContracts).filter((name) => name.startsWith(stem.slice(0, 3)))
  return near.length > 0 ? near : Object.keys(kindContracts).slice(0, 10)
}
