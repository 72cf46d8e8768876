import { SluiceError } from '../errors.ts'
import { Scanner, type XmlPosition } from './xmlScanner.ts'

/** An element with either children or text, never both: messages have no mixed content. */
export interface XmlElement extends XmlPosition {
  /** Local name: `Amt`. */
  readonly name: string
  /** Namespace that its prefix, or the absence of one, stands for; empty for none. */
  readonly namespace: string
  /** Attributes without namespace, by name: `{ Ccy: 'CNY' }`. Prefixed ones (`xsi:schemaLocation`) and declarations are left out. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Text with references resolved and line ends as LF; empty when there are children. */
  readonly text: string
}

export interface XmlLimits {
  readonly bytesMax: number
  readonly depthMax: number
  readonly elementsMax: number
}

export const xmlLimits: XmlLimits = { bytesMax: 64 * 1024 * 1024, depthMax: 64, elementsMax: 2_000_000 }

/**
 * Reads the XML that payment messages are written in, and no more of it: UTF-8, elements, attributes, text, comments between elements,
 * the five named entities and character references. Refuses a DTD (so no entity can be declared, fetched or expanded), processing
 * instructions, CDATA, mixed content, repeated attributes, undeclared prefixes, and whatever passes the limits.
 *
 * @example readXml(utf8ToBytes('<Document xmlns="urn:x"><Amt Ccy="CNY">1.00</Amt></Document>')).children[0].text // '1.00'
 * @throws {MESSAGE_MALFORMED} with facts `line`, `column`, `expected`, `found`
 * @see XML 1.0 (fifth edition), Namespaces in XML 1.0
 */
export function readXml(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): XmlElement {
  const bounds = { ...xmlLimits, ...limits }
  if (bytes.length > bounds.bytesMax) refuseSize(`at most ${bounds.bytesMax} bytes`, `${bytes.length} bytes`)
  const scanner = new Scanner(decodeUtf8(bytes))
  readProlog(scanner)
  const counter = { elements: 0, bounds }
  const root = readElement({ scanner, counter, depth: 1, scope: { xml: 'http://www.w3.org/XML/1998/namespace' } })
  skipMisc(scanner)
  if (!scanner.ended()) scanner.refuse('the end of the document')
  return root
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A byte order mark is dropped by the decoder, as XML 1.0 appendix F has it.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new SluiceError('MESSAGE_MALFORMED', 'expected UTF-8.', {
      facts: { line: 1, column: 1, expected: 'UTF-8', found: 'other bytes' },
      cause,
    })
  }
}

const declaration = /^<\?xml version="1\.0"( encoding="[Uu][Tt][Ff]-8")?( standalone="(yes|no)")? ?\?>/

function readProlog(scanner: Scanner): void {
  if (scanner.at('<?xml')) {
    const match = declaration.exec(scanner.peek(80).replaceAll("'", '"'))
    if (!match) scanner.refuse('an XML 1.0 declaration in UTF-8')
    scanner.skip(match[0].length)
  }
  skipMisc(scanner)
}

function skipMisc(scanner: Scanner): void {
  for (;;) {
    scanner.skipBlank()
    if (!scanner.at('<!--')) return
    scanner.skipComment()
  }
}

interface Context {
  readonly scanner: Scanner
  readonly counter: { elements: number; readonly bounds: XmlLimits }
  readonly depth: number
  /** Namespace by prefix; the default one under ''. */
  readonly scope: Readonly<Record<string, string>>
}

function readElement(context: Context): XmlElement {
  const { scanner, counter } = context
  const position = scanner.position()
  if (scanner.at('<!DOCTYPE')) scanner.refuse('no document type definition')
  scanner.expect('<')
  if (context.depth > counter.bounds.depthMax) scanner.refuse(`at most ${counter.bounds.depthMax} elements deep`)
  if (++counter.elements > counter.bounds.elementsMax) scanner.refuse(`at most ${counter.bounds.elementsMax} elements`)
  const qualified = scanner.readName()
  const { attributes, scope } = readAttributes(context)
  const { namespace, name } = resolve(scanner, qualified, scope)
  if (scanner.at('/>')) {
    scanner.skip(2)
    return { name, namespace, attributes, children: [], text: '', ...position }
  }
  scanner.expect('>')
  const content = readContent({ ...context, scope, depth: context.depth + 1 })
  scanner.expect('</')
  const closing = scanner.readName()
  if (closing !== qualified) scanner.refuse(`</${qualified}>`, `</${closing}>`)
  scanner.skipBlank()
  scanner.expect('>')
  return { name, namespace, attributes, ...content, ...position }
}

const attributesMax = 16

interface Attributes {
  readonly attributes: Readonly<Record<string, string>>
  readonly scope: Readonly<Record<string, string>>
}

const none: Readonly<Record<string, string>> = Object.freeze(Object.create(null))

function readAttributes(context: Context): Attributes {
  const { scanner } = context
  // Most elements have none: they share one empty record and their parent's scope.
  if (scanner.skipBlank() && (scanner.at('>') || scanner.at('/>'))) return { attributes: none, scope: context.scope }
  const seen = new Set<string>()
  const attributes: Record<string, string> = Object.create(null)
  const scope: Record<string, string> = Object.assign(Object.create(null), context.scope)
  while (scanner.skipBlank() && !scanner.at('>') && !scanner.at('/>')) {
    const name = scanner.readName()
    if (seen.has(name)) scanner.refuse('each attribute once', `a second ${name}`)
    if (seen.add(name).size > attributesMax) scanner.refuse(`at most ${attributesMax} attributes`)
    scanner.skipBlank()
    scanner.expect('=')
    scanner.skipBlank()
    const value = scanner.readQuoted()
    if (name === 'xmlns') scope[''] = value
    else if (name.startsWith('xmlns:')) scope[name.slice(6)] = value
    else if (!name.includes(':')) attributes[name] = value
  }
  return { attributes, scope }
}

function resolve(scanner: Scanner, qualified: string, scope: Readonly<Record<string, string>>) {
  const colon = qualified.indexOf(':')
  const prefix = colon < 0 ? '' : qualified.slice(0, colon)
  const namespace = scope[prefix] ?? (prefix === '' ? '' : undefined)
  if (namespace === undefined) return scanner.refuse('a declared namespace prefix', prefix)
  return { namespace, name: qualified.slice(colon + 1) }
}

function readContent(context: Context): { children: readonly XmlElement[]; text: string } {
  const { scanner } = context
  const children: XmlElement[] = []
  let text = ''
  let commented = false
  let written = false
  while (!scanner.at('</')) {
    if (scanner.ended()) scanner.refuse('a closing tag', 'the end of the document')
    if (scanner.at('<!--')) {
      scanner.skipComment()
      commented = true
    } else if (scanner.at('<![CDATA[')) scanner.refuse('text without CDATA')
    else if (scanner.at('<')) children.push(readElement(context))
    else {
      const piece = scanner.readText()
      written ||= /[^ \t\n]/.test(piece)
      if (children.length === 0) text += piece
    }
    // A comment inside a value would let two readers see two values; text beside elements is mixed content.
    if (written && (commented || children.length > 0)) {
      scanner.refuse('either text or elements', 'text mixed with elements or comments')
    }
  }
  return { children, text: children.length > 0 || commented ? '' : text }
}

function refuseSize(expected: string, found: string): never {
  throw new SluiceError('MESSAGE_MALFORMED', `expected ${expected}, found ${found}.`, {
    facts: { line: 1, column: 1, expected, found },
  })
}
