import { type Flaw, flaw, flawError, flawText } from '../flaws/flaw.ts'

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
  return fast(value) ?? write(value, '$')
}

/** Refuses what {@link canonical} refuses, and writes nothing where it is plain that it would not. @throws {NOT_CANONICAL} as it */
export function checkCanonical(value: Json): void {
  if (!isPlain(value)) canonical(value)
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return plain.test(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0)
  if (typeof value === 'boolean') return true
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i])) return false
    return true
  }
  const source = value as Record<string, unknown>
  for (const key of Object.keys(source)) if (!plain.test(key) || !isPlain(source[key])) return false
  return true
}

/** Printable ASCII without quote and backslash: nothing to escape, and in every normal form. Most text of a record is. */
const plain = /^[ !#-[\]-~]*$/

/** As {@link write}, without the path that only a refusal needs: `undefined` where there is something to refuse. */
function fast(value: unknown): string | undefined {
  if (typeof value === 'string') return fastText(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object' || value === null) return undefined
  return Array.isArray(value) ? fastList(value) : fastObject(value as Record<string, unknown>)
}

function fastText(text: string): string | undefined {
  if (plain.test(text)) return `"${text}"`
  if (!text.isWellFormed() || text !== text.normalize('NFC')) return undefined
  return control.test(text) ? JSON.stringify(text) : `"${text}"`
}

function fastList(items: readonly unknown[]): string | undefined {
  let out = '['
  for (let i = 0; i < items.length; i++) {
    const item = fast(items[i])
    if (item === undefined) return undefined
    out += i === 0 ? item : `,${item}`
  }
  return `${out}]`
}

function fastObject(source: Readonly<Record<string, unknown>>): string | undefined {
  const keys = Object.keys(source)
  // RFC 8785 3.2.3: keys sort by UTF-16 code units, which is what Array.prototype.sort does to strings. What was read canonical is sorted already.
  if (!isSorted(keys)) keys.sort()
  let out = '{'
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    const name = fastText(key)
    const value = name === undefined ? undefined : fast(source[key])
    if (value === undefined) return undefined
    out += i === 0 ? `${name}:${value}` : `,${name}:${value}`
  }
  return `${out}}`
}

function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return false
  return true
}

/** Whether two values that may stand in a record have the same canonical form. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return typeof a !== 'number' || Object.is(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  const left = a as Readonly<Record<string, Json>>
  const right = b as Readonly<Record<string, Json>>
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (!Object.hasOwn(right, key) || !sameJson(left[key], right[key])) return false
  }
  return true
}

function write(value: unknown, path: string): string {
  if (typeof value === 'string') return writeText(value, path)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) refuse(path, flaw('JSON_INTEGER'), String(value))
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort()
    const source = value as Record<string, unknown>
    return `{${keys.map((key) => `${writeText(key, path)}:${write(source[key], `${path}.${key}`)}`).join(',')}}`
  }
  return refuse(path, flaw('JSON_VALUE'), value === null ? 'null' : typeof value)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON must escape
const control = /[\u0000-\u001f"\\]/

function writeText(text: string, path: string): string {
  if (!text.isWellFormed()) refuse(path, flaw('JSON_UNICODE'), flaw('JSON_SURROGATE'))
  if (text !== text.normalize('NFC')) refuse(path, flaw('JSON_NFC'), flaw('JSON_OTHER_NFC'))
  return control.test(text) ? JSON.stringify(text) : `"${text}"`
}

function refuse(path: string, expected: Flaw, found: string | Flaw): never {
  const said = typeof found === 'string' ? found : flawText(found, 'en')
  throw flawError('NOT_CANONICAL', flaw('JSON_PLACE', { path, expected, found }), { path, found: said })
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
    throw flawError('NOT_CANONICAL', flaw('JSON_NOT'), {}, cause)
  }
  if (canonical(value) !== text) refuse('$', flaw('JSON_ENCODING'), flaw('JSON_OTHER'))
  return value
}
