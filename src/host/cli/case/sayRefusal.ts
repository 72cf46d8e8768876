import type { Refusal } from '../../../core/case/refusal.ts'
import { flawIn } from '../../../core/flaws/flaw.ts'
import { hashText } from '../../../core/record/hash.ts'
import { type Json, parseCanonical } from '../../../core/record/jcs.ts'
import { type Citation, citation, packOfRule } from '../../../core/rules/citation.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { parsePack } from '../../../core/rules/parsePack.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitBadInput, exitRefused } from '../command.ts'
import { roleName } from '../roleNames.ts'
import { isRecord, type ZoneHttp } from '../zoneHttp.ts'
import { isHash } from '../zoneReplies.ts'
import { fill, texts } from './texts.ts'

/** Says why a zone refused: each rule with its source, what was found, and what would meet it. The words come from the zone's own packs. */
export async function sayRefusal(parameters: {
  readonly call: Call
  readonly http: ZoneHttp
  readonly refusal: Refusal
}): Promise<number> {
  const { call, http, refusal } = parameters
  const { io, json, language } = call
  const exit = refusal.code === 'RULE_NOT_MET' ? exitRefused : exitBadInput
  const packs = refusal.unmet.length === 0 ? [] : await zonePacks(http)
  const unmet = refusal.unmet.map((rule) => {
    const pack = packOfRule(packs, rule.rule)
    return { ...rule, ...(pack === undefined ? {} : { citation: citation(pack, rule.rule, language) }) }
  })
  if (json) {
    io.out(
      `${JSON.stringify({ ok: false, outcome: 'refused', code: refusal.code, message: refusal.message, unmet, faults: refusal.faults })}\n`,
    )
    return exit
  }
  if (unmet.length === 0) io.err(`${flawIn(refusal, language) ?? refusal.message}\n`)
  else io.err(`${fill(texts[language].refused, { count: unmet.length })}\n`)
  for (const rule of unmet) io.err(`\n${ruleText(rule, call)}\n`)
  return exit
}

function ruleText(
  {
    rule,
    found,
    citation: cited,
  }: { readonly rule: string; readonly found: Readonly<Record<string, Json>>; readonly citation?: Citation },
  { language }: Call,
): string {
  const say = texts[language]
  const facts = Object.entries(found).map(
    ([fact, value]) => fill(say.found, { fact, ...foundText(value, language) }) + requiredText(value, language),
  )
  if (cited === undefined) return [rule, ...facts].join('\n')
  const { title, refusal, remedy, whoMends } = cited
  const head = fill(say.rule, { refusal, title, source: sourceText(cited), rule })
  return [
    head,
    ...facts,
    fill(say.remedy, { remedy }) + fill(say.whoMends, { who: roleName(whoMends, language) }),
  ].join('\n')
}

/** @example sourceText({ instrument: '刑事诉讼法', article: '142', … }) // '刑事诉讼法 142' */
export function sourceText({
  instrument,
  number,
  article,
}: Pick<Citation, 'instrument' | 'number' | 'article'>): string {
  return [instrument, ...(number === undefined ? [] : [number]), article].join(' ')
}

function foundText(value: Json, language: Call['language']): { value: string } {
  const say = texts[language]
  if (typeof value === 'boolean') return { value: value ? say.yes : say.no }
  if (isRecord(value) && typeof value.found === 'string') return { value: value.found }
  return { value: typeof value === 'string' ? value : JSON.stringify(value) }
}

function requiredText(value: Json, language: Call['language']): string {
  return isRecord(value) && typeof value.required === 'string'
    ? fill(texts[language].required, { required: value.required })
    : ''
}

/** The packs that the zone has published, newest first, each checked against its hash. */
export async function zonePacks(http: ZoneHttp): Promise<readonly Pack[]> {
  const answer = await http.get('/api/packs')
  const inForce =
    isRecord(answer) && isRecord(answer.state) && Array.isArray(answer.state.inForce) ? answer.state.inForce : []
  const hashes = inForce.flatMap((pack) => (isRecord(pack) && isHash(pack.hash) ? [pack.hash] : []))
  const packs: Pack[] = []
  for (const hash of [...new Set(hashes)].reverse()) {
    const text = await http.getText(`/api/documents/${hash}`)
    if (hashText(text) !== hash) throw callError('PACK_TEXT_OTHER', { hash }, { as: 'PROOF_INVALID', facts: { hash } })
    packs.push(parsePack(parseCanonical(text)))
  }
  return packs
}
