import type { Refusal } from '../../src/core/case/refusal.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { citation, packOfRule } from '../../src/core/rules/citation.ts'
import { loadPack } from '../../src/host/packs/loadPack.ts'

/** A refusal for a person: each rule with its source, what was found, what would meet it. */
export function explainRefusal(
  refusal: Refusal,
  folders: readonly string[],
): { readonly text: string; readonly json: Json } {
  const packs = [...new Set(folders)].map((folder) => loadPack(folder))
  const rows = refusal.unmet.map(({ rule, found }) => {
    const pack = packOfRule(packs, rule)
    const cited = pack === undefined ? undefined : citation(pack, rule, 'en')
    return {
      rule,
      found,
      ...(cited === undefined
        ? {}
        : {
            title: cited.title,
            refusal: cited.refusal,
            remedy: cited.remedy,
            source: `${cited.instrument} ${cited.article}`,
          }),
    }
  })
  const lines = rows.map((row) => {
    const found = Object.entries(row.found)
      .map(([fact, value]) => `${fact}: ${JSON.stringify(value)}`)
      .join('; ')
    return `  ${row.rule}${'source' in row ? ` (${String(row.source)})` : ''}: ${'refusal' in row ? String(row.refusal) : ''}\n    found: ${found}\n    would meet it: ${'remedy' in row ? String(row.remedy) : '-'}`
  })
  return {
    text: `refused: ${refusal.kind}\n${lines.join('\n') || `  ${refusal.message}`}`,
    json: { refused: refusal.kind, code: refusal.code, message: refusal.message, rules: rows as unknown as Json },
  }
}
