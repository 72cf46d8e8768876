import { type Flaw, flaw } from '../src/core/flaws/flaw.ts'
import { canonical, type Json, sameJson } from '../src/core/record/jcs.ts'

export interface Apart {
  /** From the value down, as `.rules[3]`. */
  readonly path: string
  readonly found: Json | undefined
  readonly expected: Json | undefined
}

/**
 * The one part in which two values differ; the values themselves where they differ in several, or in what they are.
 *
 * @example whereApart({ a: [1, 2], b: 3 }, { a: [1, 4], b: 3 }) // { path: '.a[1]', found: 2, expected: 4 }
 */
export function whereApart(found: Json | undefined, expected: Json | undefined): Apart {
  let apart: Apart = { path: '', found, expected }
  for (;;) {
    const next = within(apart)
    if (next === undefined) return apart
    apart = next
  }
}

function within({ path, found, expected }: Apart): Apart | undefined {
  if (typeof found !== 'object' || typeof expected !== 'object') return undefined
  const isList = Array.isArray(found)
  if (isList !== Array.isArray(expected)) return undefined
  const a = found as Readonly<Record<string, Json>>
  const b = expected as Readonly<Record<string, Json>>
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const odd = names.filter((name) => !Object.hasOwn(a, name) || !Object.hasOwn(b, name) || !sameJson(a[name], b[name]))
  const [name] = odd
  if (name === undefined || odd.length > 1) return undefined
  const at = (row: Readonly<Record<string, Json>>): Json | undefined =>
    Object.hasOwn(row, name) ? row[name] : undefined
  return { path: `${path}${isList ? `[${name}]` : `.${name}`}`, found: at(a), expected: at(b) }
}

const saidMax = 300

/** Both as a sentence says them, cut where they are long. */
export function saidApart({ found, expected }: Apart): {
  readonly found: string | Flaw
  readonly expected: string | Flaw
} {
  return { found: said(found), expected: said(expected) }
}

function said(value: Json | undefined): string | Flaw {
  if (value === undefined) return flaw('NOTHING')
  const text = canonical(value)
  return text.length <= saidMax ? text : `${text.slice(0, saidMax)} …`
}
