import { SluiceError } from '../errors.ts'
import { eitherOf, flaw, flawOf } from '../flaws/flaw.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { invalidLine } from './lines.ts'

/** A line as an object. */
export type Row = { readonly [key: string]: Json }

/** A line that is not canonical JSON, or whatever a reader said of it. */
export function notCanonical(line: number, error: unknown): SluiceError {
  if (error instanceof SluiceError && error.code === 'BUNDLE_INVALID') return error
  const { code, values } = flawOf(error)
  const said = code === 'SAID' ? flaw(code, { text: String(values.text).slice(0, 200) }) : flaw(code, values)
  return invalidLine(line, flaw('JSON_CANONICAL'), said)
}

/** @throws {BUNDLE_INVALID} where a row has not exactly the keys of one of the lists */
export function checkKeys(row: Row, line: number, allowed: readonly (readonly string[])[]): void {
  const names = Object.keys(row)
  if (allowed.some((keys) => keys.length === names.length && keys.every((key) => Object.hasOwn(row, key)))) return
  const found = names.sort().join()
  throw invalidLine(
    line,
    flaw('LINE_KEYS', { keys: eitherOf(allowed.map((keys) => keys.join())) }),
    flaw('SAID', { text: found.slice(0, 200) }),
  )
}

/** @param shown whether the line is held to be canonical. @throws {BUNDLE_INVALID} */
export function parseLine(text: string, line: number, shown: boolean): Row {
  let value: Json
  try {
    value = JSON.parse(text) as Json
    if (shown && canonical(value) !== text) throw invalidLine(line, flaw('JSON_CANONICAL'), flaw('JSON_OTHER'))
  } catch (error) {
    throw notCanonical(line, error)
  }
  if (typeof value !== 'object' || (value as unknown) === null || Array.isArray(value))
    throw invalidLine(line, flaw('LINE_OBJECT'))
  return value as Row
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
