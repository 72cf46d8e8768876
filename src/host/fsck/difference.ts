import { canonical, type Json } from '../../core/record/jcs.ts'

/**
 * The first place, in the order of the keys, where two values differ, with both sides.
 *
 * @example firstDifference({ a: { b: '1' } }, { a: { b: '2' } }) // { path: 'a.b', found: '"1"', expected: '"2"' }
 */
export function firstDifference(
  found: unknown,
  expected: unknown,
  path = '',
): { readonly path: string; readonly found: string; readonly expected: string } | undefined {
  if (isObject(found) && isObject(expected)) {
    for (const key of [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort()) {
      const deeper = firstDifference(found[key], expected[key], path === '' ? key : `${path}.${key}`)
      if (deeper !== undefined) return deeper
    }
    return undefined
  }
  const [a, b] = [text(found), text(expected)]
  return a === b ? undefined : { path: path === '' ? 'the whole' : path, found: a, expected: b }
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : canonical(value as Json)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
