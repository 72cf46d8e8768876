import { citation, packOfRule } from '../../../core/rules/citation.ts'
import { type ListedRule, regimeView } from '../../../core/rules/listRules.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { sourceText } from '../case/sayRefusal.ts'
import { type Call, exitDone } from '../command.ts'
import { dayOf, momentText } from '../day.ts'
import type { Language } from '../language.ts'
import { loadPacks, momentOf } from './packs.ts'
import { regimeTexts, zoneNames } from './texts.ts'

/** `sluice rules regime`: two waters, side by side. */
export async function regimeAt(call: Call): Promise<number> {
  const { io, json, language } = call
  const packs = loadPacks(call).law.filter((pack) => pack.manifest.zones.length === 1)
  const view = regimeView({ packs, at: momentOf(call) })
  const sorted = (rules: readonly ListedRule[]) => ({
    forbids: rules.filter((rule) => rule.blocks && effectOf(packs, rule.rule) === 'forbids'),
    permits: rules.filter((rule) => effectOf(packs, rule.rule) === 'permits'),
    requires: rules.filter((rule) => !rule.blocks),
  })
  if (json) {
    const { onshore, offshore, ...rest } = view
    io.out(`${JSON.stringify({ ok: true, ...rest, onshore: sorted(onshore), offshore: sorted(offshore) })}\n`)
    return exitDone
  }
  const say = regimeTexts[language]
  for (const zone of ['onshore', 'offshore'] as const) {
    const parts = sorted(view[zone])
    io.out(`${say.waters[zone]} · ${momentText(view.at)}\n`)
    for (const part of ['forbids', 'permits', 'requires'] as const) {
      if (parts[part].length === 0) continue
      io.out(`\n${say[part]}\n`)
      for (const rule of parts[part]) io.out(ruleLine(packs, rule, language))
    }
    io.out('\n')
  }
  io.out(`${say.changes}\n`)
  for (const { at, zone, began, ended } of view.changes)
    io.out(
      `${dayOf(at)} ${zoneNames[language][zone]}: +${began.length} −${ended.length}${ended.length === 0 ? '' : ` (${ended.join(', ')} → ${began.join(', ')})`}\n`,
    )
  return exitDone
}

function effectOf(packs: readonly Pack[], rule: string): 'forbids' | 'permits' {
  return packOfRule(packs, rule)?.rules.find((each) => each.id === rule)?.effect ?? 'forbids'
}

function ruleLine(packs: readonly Pack[], rule: ListedRule, language: Language): string {
  const cited = citation(packOfRule(packs, rule.rule)!, rule.rule, language)
  return `  ${cited.title}\n    ${rule.rule} — ${sourceText(cited)}; ${dayOf(rule.from)} – ${rule.until === undefined ? '' : dayOf(rule.until)}\n`
}
