import type { Json } from '../../src/core/record/jcs.ts'

/** Numbers that a generator draws from, in order; when they are used up it goes on with zeros. */
export class Draw {
  readonly #numbers: readonly number[]
  #at = 0
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers
  }
  /** @example draw.below(3) // 0, 1 or 2 */
  below(bound: number): number {
    return bound <= 0 ? 0 : (this.#numbers[this.#at++] ?? 0) % bound
  }
  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }
  /** True in one of so many cases. */
  oneIn(cases: number): boolean {
    return this.below(cases) === cases - 1
  }
}

interface Schema {
  readonly type?: string
  readonly const?: Json
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly pattern?: string
}

/** A value of the form that a kind asks, filled from words that the case knows; text that fits no word is free. */
export function anyOf(schema: unknown, draw: Draw, words: readonly string[]): Json {
  const {
    type,
    const: fixed,
    anyOf: choices,
    properties,
    required = [],
    items,
    minItems = 0,
    pattern,
  } = schema as Schema
  if (fixed !== undefined) return fixed
  if (choices !== undefined) return anyOf(draw.of(choices), draw, words)
  if (type === 'boolean') return draw.below(2) === 0
  if (type === 'integer' || type === 'number') return draw.of([0, 1, 2, 3, 6, 20])
  if (type === 'array') {
    const length = minItems + draw.below(2)
    return Array.from({ length }, () => anyOf(items, draw, words))
  }
  if (type === 'object' || properties !== undefined) {
    const rows = Object.entries(properties ?? {}).filter(([name]) => required.includes(name) || draw.below(2) === 0)
    return Object.fromEntries(rows.map(([name, part]) => [name, anyOf(part, draw, words)]))
  }
  if (pattern === undefined) return draw.of([...words, 'SANDBOX'])
  const form = new RegExp(pattern)
  const fitting = words.filter((word) => form.test(word))
  return fitting.length === 0 ? 'none' : draw.of(fitting)
}

/** The same payload with one thing wrong with it: a field gone, another's value, another type, a size that no amount has. */
export function spoilt(payload: { readonly [key: string]: Json }, draw: Draw): { readonly [key: string]: Json } {
  const names = Object.keys(payload)
  if (names.length === 0) return { more: 'SANDBOX' }
  const name = draw.of(names)
  const { [name]: _, ...rest } = payload
  const wrong: readonly Json[] = ['', '0', '-1', '9'.repeat(78), true, 2 ** 40, [], {}, payload[draw.of(names)]!]
  return draw.below(5) === 0 ? rest : { ...rest, [name]: draw.of(wrong) }
}
