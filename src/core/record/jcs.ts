import { SluiceError } from '../errors.ts'

/** What a body may hold: no null, no fraction, no number from 2^53 on (blueprint, "Canonical form"). */
export type Json = string | boolean | number | readonly Json[] | { readonly [key: string]: Json }

/**
 * Canonical form after RFC 8785 (JCS), restricted: integers within ±(2^53 - 1), no null, text in NFC without lone surrogates.
 * Amounts travel as decimal strings, so the number rules of JCS reduce to printing an integer.
 *
 * @example canonical({ b: 1, a: 'x' }) // '{"a":"x","b":1}'
 * @throws {NOT_CANONICAL} with the path of the value that may not stand in a record
 */
export function canonical(value: Json): string {
  return write(value, '$')
}

function write(value: unknown, path: string): string {
  if (typeof value === 'string') return writeText(value, path)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse(path, 'an integer below 2^53', String(value))
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    // RFC 8785 3.2.3: keys sort by UTF-16 code units, which is what Array.prototype.sort does to strings.
    const keys = Object.keys(value).sort()
    const source = value as Record<string, unknown>
    return `{${keys.map((key) => `${writeText(key, path)}:${write(source[key], `${path}.${key}`)}`).join(',')}}`
  }
  return refuse(path, 'text, a boolean, an integer, an array or an object', value === null ? 'null' : typeof value)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON must escape
const control = /[\u0000-\u001f"\\]/

function writeText(text: string, path: string): string {
  if (!text.isWellFormed()) refuse(path, 'well-formed Unicode', 'a lone surrogate')
  if (text !== text.normalize('NFC')) refuse(path, 'text in NFC', 'text in another normal form')
  return control.test(text) ? JSON.stringify(text) : `"${text}"`
}

function refuse(path: string, expected: string, found: string): never {
  throw new SluiceError('NOT_CANONICAL', `${path}: expected ${expected}, found ${found}.`, {
    facts: { path, expected, found },
  })
}

/**
 * Reads canonical bytes and refuses any other encoding of the same value: spaces, another key order, escapes that need not be.
 *
 * @example parseCanonical('{"a":1}')
 * @throws {NOT_CANONICAL}
 */
export function parseCanonical(text: string): Json {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (cause) {
    throw new SluiceError('NOT_CANONICAL', 'expected JSON.', { cause })
  }
  if (canonical(value) !== text) refuse('$', 'the canonical encoding (RFC 8785)', 'another encoding of the same value')
  return value
}
