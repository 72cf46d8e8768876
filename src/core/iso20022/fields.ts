import { SluiceError } from '../errors.ts'
import type { Shape } from './shapes.ts'
import type { XmlElement } from './xml.ts'

interface Step {
  readonly name: string
  readonly least: number
  readonly most: number
}

interface Model {
  readonly choice: boolean
  readonly steps: readonly Step[]
}

const models = new Map<string, Model>()
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  '': [1, 1],
  '?': [0, 1],
  '+': [1, Number.POSITIVE_INFINITY],
  '*': [0, Number.POSITIVE_INFINITY],
}

function modelOf(text: string): Model {
  const known = models.get(text)
  if (known) return known
  const choice = text.includes(' | ')
  const model = { choice, steps: text.split(choice ? ' | ' : ' ').map(stepOf) }
  models.set(text, model)
  return model
}

function stepOf(token: string): Step {
  const [, name, mark] = /^([A-Za-z0-9]+)(.*)$/.exec(token)!
  const [least, most] = bounds[mark!] ?? (mark!.slice(1, -1).split(',').map(Number) as [number, number])
  return { name: name!, least, most }
}

/** The children of one element, checked against its content model: order, number, and no unknown name. */
export class Fields {
  readonly element: XmlElement
  readonly #byName = new Map<string, XmlElement[]>()

  /** @throws {MESSAGE_MALFORMED} with line and column when the children are not what the schema has */
  constructor(element: XmlElement, { model }: Shape) {
    this.element = element
    for (const child of element.children) {
      if (child.namespace !== element.namespace) refuseAt(child, 'an element of the message namespace', child.name)
      const same = this.#byName.get(child.name)
      if (same) same.push(child)
      else this.#byName.set(child.name, [child])
    }
    if (element.children.length === 0 && element.text.trim() !== '') refuseAt(element, 'elements', 'text')
    checkModel(element, modelOf(model))
  }

  maybe(name: string): XmlElement | undefined {
    return this.#byName.get(name)?.[0]
  }

  one(name: string): XmlElement {
    return this.maybe(name) ?? refuseAt(this.element, name, 'no such element')
  }

  all(name: string): readonly XmlElement[] {
    return this.#byName.get(name) ?? []
  }

  /** Text of a child, verbatim. */
  text(name: string, rules?: ValueRules): string {
    return textOf(this.one(name), rules)
  }

  maybeText(name: string, rules?: ValueRules): string | undefined {
    const child = this.maybe(name)
    return child && textOf(child, rules)
  }
}

function checkModel(element: XmlElement, { choice, steps }: Model): void {
  const { children } = element
  if (choice) {
    const [child, second] = children
    const names = steps.map((step) => step.name)
    if (!child || second || !names.includes(child.name)) {
      refuseAt(second ?? child ?? element, `one of ${names.join(', ')}`, second?.name ?? child?.name ?? 'nothing')
    }
    return
  }
  let index = 0
  for (const { name, least, most } of steps) {
    let count = 0
    while (count < most && children[index]?.name === name) {
      index++
      count++
    }
    if (count < least) refuseAt(children[index] ?? element, name, children[index]?.name ?? 'nothing')
  }
  const extra = children[index]
  if (extra) refuseAt(extra, `no ${extra.name} here in ${element.name}`, extra.name)
}

export interface ValueRules {
  readonly max?: number
  readonly pattern?: RegExp
}

/** Text of a leaf. @throws {MESSAGE_MALFORMED} when it is empty, too long or not like its pattern */
export function textOf(element: XmlElement, { max, pattern }: ValueRules = {}): string {
  if (element.children.length > 0) refuseAt(element, 'text', 'elements')
  const { text } = element
  if (text.trim() === '') refuseAt(element, 'text', 'nothing')
  if (max !== undefined && [...text].length > max) refuseAt(element, `at most ${max} characters`, `${[...text].length}`)
  if (pattern && !pattern.test(text))
    refuseAt(element, `text like ${pattern.source}`, JSON.stringify(text.slice(0, 48)))
  return text
}

export function oneOf<const T extends string>(element: XmlElement, values: readonly T[]): T {
  const text = textOf(element) as T
  return values.includes(text) ? text : refuseAt(element, `one of ${values.join(', ')}`, text.slice(0, 48))
}

export function refuseAt(element: XmlElement, expected: string, found: string): never {
  const { line, column, name } = element
  throw new SluiceError(
    'MESSAGE_MALFORMED',
    `line ${line}, column ${column}, ${name}: expected ${expected}, found ${found}.`,
    { facts: { line, column, field: name, expected, found } },
  )
}

/** The message element inside `Document`, with the version that its namespace names. */
export function messageOf(root: XmlElement, namespaces: readonly string[]): XmlElement {
  if (root.name !== 'Document') refuseAt(root, 'Document', root.name)
  if (!namespaces.includes(root.namespace)) refuseAt(root, namespaces.join(' or '), root.namespace || 'no namespace')
  const [message, second] = root.children
  if (!message || second) refuseAt(second ?? root, 'one message', second?.name ?? 'nothing')
  if (message.namespace !== root.namespace) refuseAt(message, root.namespace, message.namespace)
  return message
}
