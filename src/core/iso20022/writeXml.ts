import { assert, SluiceError } from '../errors.ts'
import { utf8ToBytes } from '../record/hash.ts'

/** What a writer hands on: an element, or nothing where an optional one is absent. */
export type XmlNode = { readonly open: string; readonly close: string; readonly content: string } | undefined

const namePattern = /^[A-Za-z][A-Za-z0-9]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
const unfit = /[\u0000-\u001f\u007f\ufffe\uffff]/

/**
 * An element with children in the order given; absent ones are left out.
 *
 * @example element('Id', [textElement('IBAN', 'DE…')])
 */
export function element(name: string, children: readonly XmlNode[]): XmlNode {
  assert(namePattern.test(name), `an element named ${name}`)
  return { open: `<${name}>`, close: `</${name}>`, content: children.map(serialise).join('') }
}

/** Like {@link element}, but absent when all its children are. */
export function optionalElement(name: string, children: readonly XmlNode[]): XmlNode {
  return children.some((child) => child !== undefined) ? element(name, children) : undefined
}

export interface TextRules {
  /** Longest text in characters, as the schema counts them. */
  readonly max?: number
  readonly pattern?: RegExp
}

/**
 * An element with text; absent for `undefined`.
 *
 * @throws {MESSAGE_MALFORMED} when the text is empty, too long, not in NFC or holds a control character
 */
export function textElement(name: string, text: string | undefined, rules: TextRules = {}): XmlNode {
  if (text === undefined) return undefined
  checkText(name, text, rules)
  return { open: `<${name}>`, close: `</${name}>`, content: escapeXml(text) }
}

/** An amount with its currency: `<Amt Ccy="CNY">1.00</Amt>`. */
export function currencyElement(name: string, currency: string, text: string): XmlNode {
  return { open: `<${name} Ccy="${currency}">`, close: `</${name}>`, content: text }
}

/** The whole message in its one encoding: UTF-8, declaration, no blank between elements, a line feed at the end. */
export function writeDocument(namespace: string, message: XmlNode): Uint8Array {
  const body = `<Document xmlns="${escapeXml(namespace)}">${serialise(message)}</Document>`
  return utf8ToBytes(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`)
}

function serialise(node: XmlNode): string {
  return node === undefined ? '' : `${node.open}${node.content}${node.close}`
}

function checkText(name: string, text: string, { max, pattern }: TextRules): void {
  const length = [...text].length
  if (length === 0 || text.trim() !== text) refuse(name, 'text without blanks around it', JSON.stringify(text))
  if (max !== undefined && length > max) refuse(name, `at most ${max} characters`, `${length}`)
  if (!text.isWellFormed() || unfit.test(text)) refuse(name, 'text without control characters', JSON.stringify(text))
  if (text !== text.normalize('NFC')) refuse(name, 'text in NFC', 'text in another normal form')
  if (pattern && !pattern.test(text)) refuse(name, `text like ${pattern.source}`, JSON.stringify(text))
}

function refuse(name: string, expected: string, found: string): never {
  throw new SluiceError('MESSAGE_MALFORMED', `${name}: expected ${expected}, found ${found}.`, {
    facts: { field: name, expected, found },
  })
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => escapes[character]!)
}
