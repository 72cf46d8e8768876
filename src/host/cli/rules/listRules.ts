import { citation, packOfRule } from '../../../core/rules/citation.ts'
import { listRules } from '../../../core/rules/listRules.ts'
import type { Zone } from '../../../core/rules/pack.ts'
import { sourceText } from '../case/sayRefusal.ts'
import { fill } from '../case/texts.ts'
import { type Call, exitDone } from '../command.ts'
import { dayOf, momentText } from '../day.ts'
import { lawWithModel, momentOf } from './packs.ts'
import { packTexts, ruleTexts } from './texts.ts'

/** `sluice rules list`. */
export async function listRulesAt(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const at = momentOf(call)
  const zone = words.text('zone') as Zone | undefined
  const packs = lawWithModel(call)
  const rules = listRules({ packs, at, ...(zone === undefined ? {} : { zone }) })
  if (json) {
    io.out(`${JSON.stringify({ ok: true, at, rules })}\n`)
    return exitDone
  }
  const say = ruleTexts[language]
  for (const rule of rules) {
    const { title } = citation(packOfRule(packs, rule.rule)!, rule.rule, language)
    const interval = `${dayOf(rule.from)} – ${rule.until === undefined ? '' : dayOf(rule.until)}`.trimEnd()
    const force = `${say.force[rule.force] ?? rule.force}${rule.blocks ? '' : `; ${say.clock}`}`
    io.out(
      `${rule.rule} ${title}\n  ${rule.pack}: ${sourceText(rule)}; ${force}; ${interval}\n  ${rule.kinds.join(', ')}\n`,
    )
  }
  io.out(`${fill(packTexts[language].holding, { count: rules.length, at: momentText(at) })}\n`)
  return exitDone
}
