import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { FixMessage } from '../../../src/world/venues/fix/message.ts'

/** The published FIX 4.4 dictionary (QuickFIX's XML), as far as it is needed to check single messages without repeating groups. */
export interface FixDictionary {
  /** What is wrong with a message, or nothing. */
  faults(message: FixMessage): readonly string[]
}

interface Part {
  readonly allowed: Set<string>
  readonly required: Set<string>
}

const headerTags = new Set([8, 9, 35, 49, 56, 34, 52, 43, 122])

export function readFixDictionary(path: string): FixDictionary {
  const xml = gunzipSync(readFileSync(path)).toString('utf8')
  const fields = new Map<string, { number: number; type: string; values: Set<string> }>()
  const names = new Map<number, string>()
  for (const [, number, name, type, rest] of xml.matchAll(
    /<field number="(\d+)" name="(\w+)" type="(\w+)"\s*(?:\/>|>([\s\S]*?)<\/field>)/g,
  )) {
    const values = new Set([...(rest ?? '').matchAll(/enum="([^"]+)"/g)].map((found) => found[1]!))
    fields.set(name!, { number: Number(number), type: type!, values })
    names.set(Number(number), name!)
  }
  const components = new Map<string, string>()
  for (const [, name, body] of xml.matchAll(/<component name="(\w+)">([\s\S]*?)<\/component>/g)) {
    components.set(name!, body!)
  }
  const partOf = (body: string): Part => {
    const part: Part = { allowed: new Set(), required: new Set() }
    // Fields of repeating groups are none of a message's own.
    const flat = body.replaceAll(/<group[\s\S]*?<\/group>/g, '')
    for (const [, kind, name, required] of flat.matchAll(/<(field|component) name="(\w+)" required="([YN])"/g)) {
      if (kind === 'field') {
        part.allowed.add(name!)
        if (required === 'Y') part.required.add(name!)
        continue
      }
      const inner = partOf(components.get(name!) ?? '')
      for (const one of inner.allowed) part.allowed.add(one)
      if (required === 'Y') for (const one of inner.required) part.required.add(one)
    }
    return part
  }
  const messages = new Map<string, Part>()
  for (const [, type, body] of xml.matchAll(/<message name="\w+" msgtype="(\w+)"[^>]*>([\s\S]*?)<\/message>/g)) {
    messages.set(type!, partOf(body!))
  }
  return {
    faults(message) {
      const part = messages.get(message.type)
      if (!part) return [`${message.type} is no message type`]
      const faults: string[] = []
      const seen = new Set<string>()
      for (const [tag, value] of message.fields) {
        const name = names.get(tag)
        const field = name === undefined ? undefined : fields.get(name)
        if (!name || !field) {
          faults.push(`tag ${tag} is not in the dictionary`)
          continue
        }
        if (seen.has(name)) faults.push(`${name} stands twice`)
        seen.add(name)
        if (!headerTags.has(tag) && !part.allowed.has(name)) faults.push(`${name} is not of ${message.type}`)
        if (field.values.size > 0 && !field.values.has(value)) faults.push(`${name} may not be ${value}`)
        if (!typePattern(field.type).test(value)) faults.push(`${name} is no ${field.type}: ${value}`)
      }
      for (const name of part.required) if (!seen.has(name)) faults.push(`${name} is missing in ${message.type}`)
      return faults
    },
  }
}

function typePattern(type: string): RegExp {
  switch (type) {
    case 'INT':
    case 'SEQNUM':
    case 'LENGTH':
      return /^-?\d+$/
    case 'QTY':
    case 'PRICE':
    case 'AMT':
    case 'FLOAT':
      return /^-?\d+(\.\d+)?$/
    case 'CHAR':
      return /^[\x20-\x7e]$/
    case 'BOOLEAN':
      return /^[YN]$/
    case 'UTCTIMESTAMP':
      return /^\d{8}-\d\d:\d\d:\d\d(\.\d{3})?$/
    case 'CURRENCY':
      return /^[A-Z]{3,5}$/
    default:
      return /^[\x20-\x7e]+$/
  }
}
