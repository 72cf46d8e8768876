import { listRules } from '../../../core/rules/listRules.ts'
import type { Zone } from '../../../core/rules/pack.ts'
import { sourceText } from '../case/sayRefusal.ts'
import { type Call, exitDone } from '../command.ts'
import { dayOf } from '../day.ts'
import { lawWithModel, momentOf } from './packs.ts'

/** `sluice rules list`. */
export async function listRulesAt(call: Call): Promise<number> {
  const { words, io, json } = call
  const at = momentOf(call)
  const zone = words.text('zone') as Zone | undefined
  const rules = listRules({ packs: lawWithModel(call), at, ...(zone === undefined ? {} : { zone }) })
  if (json) {
    io.out(`${JSON.stringify({ ok: true, at, rules })}\n`)
    return exitDone
  }
  for (const rule of rules) {
    const interval = `${dayOf(rule.from)} – ${rule.until === undefined ? '' : dayOf(rule.until)}`.trimEnd()
    io.out(
      `${rule.rule}\n  ${rule.pack}: ${sourceText(rule)}; ${rule.force}${rule.blocks ? '' : '; shown, never refuses'}; ${interval}\n  ${rule.kinds.join(', ')}\n`,
    )
  }
  io.out(`${rules.length} rules hold at ${at}.\n`)
  return exitDone
}
