import { type Flaw, flaw } from '../flaws/flaw.ts'
import type { Json } from '../record/jcs.ts'

/** What a column of a section's row holds. */
type Column = 'text' | 'hex32' | 'base64' | 'count' | 'hex32s' | 'base64s'

/**
 * Optional parts of a zone in `sluice/bundle/2`, each a list of rows with exactly these columns. A name is added here together with its row in
 * docs/reference/bundle.md and its checker in verifier/checkSections.ts, which the compiler asks for; it is never taken away or changed.
 */
export const sectionColumns = {
  /** For whom the bundle was cut, and by which rule of the house: the word of who cut it. */
  cut: { reader: 'text', rule: 'text' },
  /**
   * A checkpoint of the log, the proof that the bundle's checkpoint continues it, and what an authority (RFC 3161) says about it: when it existed.
   * `certificates` are those up to the root that the token does not hold.
   */
  timestamps: { checkpoint: 'text', consistency: 'hex32s', token: 'base64', certificates: 'base64s' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column>>>>

export type SectionName = keyof typeof sectionColumns
type Value<C> = C extends 'count' ? number : C extends 'hex32s' | 'base64s' ? readonly string[] : string
export type SectionRow<N extends SectionName = SectionName> = {
  readonly [C in keyof (typeof sectionColumns)[N]]: Value<(typeof sectionColumns)[N][C]>
}

/** The sections of a zone that are there; none is empty. */
export type Sections = { readonly [N in SectionName]?: readonly SectionRow<N>[] }

export const sectionNames = Object.keys(sectionColumns).sort() as SectionName[]

export const sectionLimits = { rowsMax: 100_000, textMax: 1_048_576, listMax: 126 } as const

const forms: Readonly<Record<Column, (value: Json | undefined) => boolean>> = {
  text: (value) => typeof value === 'string' && value.length > 0 && value.length <= sectionLimits.textMax,
  hex32: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  base64: (value) =>
    typeof value === 'string' &&
    value.length <= sectionLimits.textMax &&
    /^(?:[A-Za-z0-9+/]{4})+$|^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/.test(value),
  hex32s: (value) => isList(value) && value.every((one) => forms.hex32(one)),
  base64s: (value) => isList(value) && value.every((one) => forms.base64(one)),
  count: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
}

/** May be empty. */
function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value) && value.length <= sectionLimits.listMax
}

/** What is wrong with a section as read, as what was expected; `undefined` where it is sound. */
export function faultOfSection(name: Json | undefined, rows: Json | undefined): Flaw | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(sectionColumns, name))
    return flaw('BUNDLE_SECTION_NAME', { names: sectionNames.join() })
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > sectionLimits.rowsMax)
    return flaw('BUNDLE_ROWS', { name })
  const columns = Object.entries<Column>(sectionColumns[name as SectionName])
  const wanted = columns
    .map(([column]) => column)
    .sort()
    .join()
  for (const [i, row] of (rows as readonly Json[]).entries()) {
    if (typeof row !== 'object' || Array.isArray(row) || Object.keys(row).sort().join() !== wanted)
      return flaw('BUNDLE_ROW_KEYS', { row: String(i), name, keys: wanted })
    const values = row as { readonly [key: string]: Json }
    const odd = columns.find(([column, form]) => !forms[form](values[column]))
    if (odd !== undefined) return flaw('BUNDLE_ROW_VALUE', { column: odd[0], row: String(i), name, form: odd[1] })
  }
  return undefined
}
