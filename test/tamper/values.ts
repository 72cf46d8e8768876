import type { Json } from '../../src/core/record/jcs.ts'
import type { Random } from './random.ts'

/** The same value with one leaf of it changed into another of its kind: a digit, a letter, a flag, a count. */
export function changeValue(value: Json, random: Random): Json {
  if (typeof value === 'string') return changeText(value, random)
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (items.length === 0) return ['0']
    const at = random.below(items.length)
    return items.map((item, i) => (i === at ? changeValue(item, random) : item))
  }
  const object = value as { readonly [key: string]: Json }
  const keys = Object.keys(object)
  if (keys.length === 0) return { added: '0' }
  const key = random.pick(keys)
  return { ...object, [key]: changeValue(object[key]!, random) }
}

function changeText(text: string, random: Random): string {
  if (text === '') return '0'
  const places = [...text].flatMap((character, i) => (/[0-9A-Za-z]/.test(character) ? [i] : []))
  if (places.length === 0) return `${text}0`
  const at = random.pick(places)
  const characters = [...text]
  characters[at] = neighbour(characters[at]!)
  return characters.join('')
}

function neighbour(character: string): string {
  if (/[0-8]/.test(character)) return String(Number(character) + 1)
  if (character === '9') return '1'
  if (character === 'f') return 'a'
  if (character === 'z') return 'y'
  if (character === 'Z') return 'Y'
  return String.fromCharCode(character.charCodeAt(0) + 1)
}
