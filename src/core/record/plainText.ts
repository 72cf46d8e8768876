import type { Json } from './jcs.ts'

const quote = 34

/**
 * Whether a text is the canonical form of a value, without writing that form. Of plain texts only: printable ASCII, canonical, and not one escape in it,
 * so that each quote begins or ends a text.
 *
 * @example isPlainTextOf('{"a":1,"b":"x"}', { b: 'x', a: 1 }) // true
 */
export function isPlainTextOf(text: string, value: Json | undefined): boolean {
  return endOf(value, text, 0) === text.length
}

/** Where the text of a value ends that begins at a place of such a text; -1 where another stands there. @example endOf(1, '[1]', 1) // 2 */
export function endOf(value: unknown, text: string, at: number): number {
  if (typeof value === 'string') return endOfText(value, text, at)
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? endOfList(value, text, at) : endOfObject(value as Record<string, unknown>, text, at)
  if (typeof value === 'boolean') return endOfWord(value ? 'true' : 'false', text, at)
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? endOfWord(String(value), text, at) : -1
}

/** A longer word that begins the same is found out by what has to follow. */
function endOfWord(word: string, text: string, at: number): number {
  return text.startsWith(word, at) ? at + word.length : -1
}

function endOfText(value: string, text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) return -1
  const end = text.indexOf('"', at + 1)
  return end - at - 1 === value.length && text.startsWith(value, at + 1) ? end + 1 : -1
}

function endOfList(items: readonly unknown[], text: string, from: number): number {
  let at = from
  if (text[at] !== '[') return -1
  at++
  for (let i = 0; i < items.length; i++) {
    if (i > 0 && text[at++] !== ',') return -1
    at = endOf(items[i], text, at)
    if (at < 0) return -1
  }
  return text[at] === ']' ? at + 1 : -1
}

function endOfObject(source: Readonly<Record<string, unknown>>, text: string, from: number): number {
  const keys = Object.keys(source)
  for (let i = 1; i < keys.length; i++)
    if (keys[i - 1]! > keys[i]!) {
      keys.sort()
      break
    }
  let at = from
  if (text[at] !== '{') return -1
  at++
  for (let i = 0; i < keys.length; i++) {
    if (i > 0 && text[at++] !== ',') return -1
    at = endOfText(keys[i]!, text, at)
    if (at < 0 || text[at++] !== ':') return -1
    at = endOf(source[keys[i]!], text, at)
    if (at < 0) return -1
  }
  return text[at] === '}' ? at + 1 : -1
}
