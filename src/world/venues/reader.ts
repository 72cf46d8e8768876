import { SluiceError } from '../../core/errors.ts'
import { isDecimal, shortest } from './decimal.ts'

/** Reads one reply strictly: what is missing, of another type or out of range is VENUE_REPLY_MALFORMED with its path. */
export interface Reader {
  readonly path: string
  readonly value: unknown
}

export function malformed(reader: Reader, expected: string): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `${reader.path}: expected ${expected}.`, {
    facts: { path: reader.path, expected, found: describe(reader.value), outcome: 'unknown' },
  })
}

function describe(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.slice(0, 80)
}

export function at(reader: Reader, key: string): Reader {
  const path = `${reader.path}.${key}`
  if (typeof reader.value !== 'object' || reader.value === null || Array.isArray(reader.value)) {
    return malformed(reader, 'an object')
  }
  return { path, value: Object.hasOwn(reader.value, key) ? Reflect.get(reader.value, key) : undefined }
}

export function has(reader: Reader, key: string): boolean {
  return at(reader, key).value !== undefined
}

export function items(reader: Reader, countMax = 100_000): readonly Reader[] {
  if (!Array.isArray(reader.value) || reader.value.length > countMax) {
    return malformed(reader, `a list of at most ${countMax}`)
  }
  return reader.value.map((value: unknown, i) => ({ path: `${reader.path}[${i}]`, value }))
}

export function text(reader: Reader, pattern = /^[\x20-\x7e]{1,200}$/): string {
  if (typeof reader.value !== 'string' || !pattern.test(reader.value))
    return malformed(reader, `text like ${pattern.source}`)
  return reader.value
}

/** Text that may be empty or absent; absent reads as empty. */
export function textOrEmpty(reader: Reader): string {
  if (reader.value === undefined || reader.value === '') return ''
  return text(reader)
}

export function flag(reader: Reader): boolean {
  if (typeof reader.value !== 'boolean') return malformed(reader, 'true or false')
  return reader.value
}

/** A plain, unsigned decimal written as text: a JSON number would already have gone through a float. */
export function decimal(reader: Reader): string {
  if (!isDecimal(reader.value)) return malformed(reader, 'a plain decimal as text')
  return shortest(reader.value)
}

export function positive(reader: Reader): string {
  const value = decimal(reader)
  return value === '0' ? malformed(reader, 'more than zero') : value
}

/** A time in ms as an integer or its text, between 2010 and 2100. */
export function timeMs(reader: Reader): number {
  const value =
    typeof reader.value === 'string' && /^[0-9]{13}$/.test(reader.value) ? Number(reader.value) : reader.value
  if (!Number.isSafeInteger(value)) return malformed(reader, 'a time in ms')
  const ms = value as number
  return ms >= 1_262_304_000_000 && ms < 4_102_444_800_000 ? ms : malformed(reader, 'a time between 2010 and 2100')
}

export function integer(reader: Reader, max: number): number {
  const { value } = reader
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > max) {
    return malformed(reader, `an integer from 0 to ${max}`)
  }
  return value as number
}

export function oneOf<T extends string>(reader: Reader, values: readonly T[]): T {
  const found = values.find((value) => value === reader.value)
  return found ?? malformed(reader, `one of ${values.join(', ')}`)
}
