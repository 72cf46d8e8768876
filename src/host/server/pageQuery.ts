import { SluiceError } from '../../core/errors.ts'

/** What may be asked for at once. */
export const rowsMax = 500
const rowsUsual = 100
const positionMax = 999_999_999

/** A query of a page, each part read once. */
export interface Query<Name extends string> {
  /** Absent or empty is undefined. @throws {INPUT_INVALID} */
  text(name: Name): string | undefined
  /** A position in a stream. @throws {INPUT_INVALID} */
  position(name: Name): number | undefined
  /** Rows of a page, 100 where nothing is said. @throws {INPUT_INVALID} */
  limit(): number
  /** Oldest first where nothing is said. @throws {INPUT_INVALID} */
  order(): 'newest' | 'oldest'
}

/** @throws {INPUT_INVALID} where the query has a name that the route does not know @example readQuery({ limit: '20' }, ['limit']).limit() // 20 */
export function readQuery<Name extends string>(query: unknown, names: readonly Name[]): Query<Name> {
  const given = (query ?? {}) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(given))
    if (!(names as readonly string[]).includes(name)) throw wrongQuery(name, `one of ${names.join(', ')}`)
  const text = (name: string): string | undefined => {
    const value = given[name]
    if (value === undefined || value === '') return undefined
    if (typeof value !== 'string' || value.length > 1_000) throw wrongQuery(name, 'one text')
    return value
  }
  const number = (name: string, least: number, most: number): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!/^\d{1,9}$/.test(value) || Number(value) < least || Number(value) > most)
      throw wrongQuery(name, `a number from ${least} to ${most}`)
    return Number(value)
  }
  return {
    text,
    position: (name) => number(name, 0, positionMax),
    limit: () => number('limit', 1, rowsMax) ?? rowsUsual,
    order: () => {
      const order = text('order') ?? 'oldest'
      if (order !== 'newest' && order !== 'oldest') throw wrongQuery('order', 'newest or oldest')
      return order
    },
  }
}

export function wrongQuery(name: string, expected: string): SluiceError {
  return new SluiceError('INPUT_INVALID', `query "${name}": expected ${expected}.`)
}
