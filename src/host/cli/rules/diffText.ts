import type { PackDiff } from '../../../core/rules/diffPacks.ts'
import type { Pack } from '../../../core/rules/pack.ts'
import { dayOf } from '../day.ts'
import type { Language } from '../language.ts'
import { packTexts, termTexts } from './texts.ts'

type Row = Readonly<Record<string, unknown>>
type Changed = { readonly id: string; readonly fields: readonly string[] }

/** What two versions of a pack say of the same thing: rows by id, from both. */
interface Rows {
  readonly before: ReadonlyMap<string, Row>
  readonly after: ReadonlyMap<string, Row>
}

/**
 * What differs, a line each, with both values where they fit into it.
 *
 * @example diffText(diff, { before, after, language: 'en' }) // '~ source VC-2026: effective 2026-02-06 → 2026-03-01\n'
 */
export function diffText(
  diff: PackDiff,
  packs: { readonly before: Pack; readonly after: Pack; readonly language: Language },
): string {
  const { language } = packs
  const { part, field, same, none } = packTexts[language]
  const of = (rows: (pack: Pack) => readonly object[] = () => []): Rows => ({
    before: byId(rows(packs.before)),
    after: byId(rows(packs.after)),
  })
  const rows = (name: string, list: readonly Changed[] = [], from: Rows) =>
    list.map(({ id, fields }) => {
      const said = fields.map((one) => {
        const [was, is] = [from.before, from.after].map((side) => valueText(side.get(id)?.[one], language))
        const both = from.before.has(id) && from.after.has(id) && (was !== undefined || is !== undefined)
        return `${field[one] ?? one}${both && was !== null && is !== null ? ` ${was ?? none} → ${is ?? none}` : ''}`
      })
      return `~ ${name} ${id}: ${said.join('; ')}`
    })
  const lines = [
    ...diff.added.map((rule) => `+ ${part.rule} ${rule}`),
    ...diff.removed.map((rule) => `- ${part.rule} ${rule}`),
    ...rows(
      part.rule,
      diff.changed.map(({ rule, fields }) => ({ id: rule, fields })),
      of((pack) => pack.rules),
    ),
    ...diff.parameters.map(
      ({ name, before, after }) => `~ ${part.parameter} ${name}: ${before ?? none} → ${after ?? none}`,
    ),
    ...rows(
      part.source,
      diff.instruments,
      of((pack) => pack.manifest.instruments),
    ),
    ...diff.steps.map((step) => `~ ${part.step} ${step}`),
    ...rows(
      part.clock,
      diff.clocks,
      of((pack) => pack.manifest.clocks ?? []),
    ),
    ...rows(part.calendar, diff.calendars, of()),
    ...(diff.settings ?? []).map((setting) => `~ ${part.setting} ${field[setting] ?? setting}`),
  ]
  return lines.length === 0 ? `${same}\n` : `${lines.join('\n')}\n`
}

function byId(rows: readonly object[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [String((row as { id?: unknown }).id), row as Row]))
}

/** A value as a line can hold it: undefined where there is none, null where it is too long for one. */
function valueText(value: unknown, language: Language): string | undefined | null {
  if (value === undefined) return undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.length <= longest && !value.includes('\n') ? value : null
  if (Array.isArray(value)) return value.every((one) => typeof one !== 'object') ? `[${value.join(', ')}]` : null
  const row = value as Row
  if (typeof row.from === 'string')
    return `${dayOf(row.from)} – ${typeof row.until === 'string' ? dayOf(row.until) : ''}`.trimEnd()
  if (typeof row[language] === 'string') return valueText(row[language], language)
  const terms = Object.entries(row)
  if (terms.every(([unit, count]) => Object.hasOwn(termTexts[language], unit) && typeof count === 'number'))
    return terms.map(([unit, count]) => `${String(count)}${termTexts[language][unit]}`).join(' ')
  return null
}

const longest = 120
