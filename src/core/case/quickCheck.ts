import type { TSchema } from 'typebox'
import Value from 'typebox/value'

/** Whether a value surely is of a shape. */
type Sure = (value: unknown) => boolean

const unsure: Sure = () => false
const made = new WeakMap<TSchema, Sure>()

/**
 * Whether a value is of a shape, as typebox says. Most values are plainly so, which a function made once for the shape sees; what it is not sure of, or
 * does not know, typebox is asked.
 *
 * @example isOfShape(Type.String({ pattern: '^a$' }), 'a') // true
 */
export function isOfShape(shape: TSchema, value: unknown): boolean {
  let sure = made.get(shape)
  if (sure === undefined) {
    sure = sureOf(shape as unknown as Schema)
    made.set(shape, sure)
  }
  return sure(value) || Value.Check(shape, value)
}

interface Schema {
  readonly type?: unknown
  readonly pattern?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
}

/** What each sort of shape may say here; a shape that says more is not known. */
const keywords: Readonly<Record<string, readonly string[]>> = {
  string: ['type', 'pattern', 'minLength', 'maxLength', 'const'],
  integer: ['type', 'minimum', 'maximum', 'const'],
  boolean: ['type', 'const'],
  array: ['type', 'items', 'minItems', 'maxItems'],
  object: ['type', 'properties', 'required', 'additionalProperties'],
}

function sureOf(schema: Schema): Sure {
  const names = Object.keys(schema).filter((name) => !name.startsWith('~'))
  if (schema.anyOf !== undefined) {
    const some = schema.anyOf.map(sureOf)
    return names.length === 1 ? (value) => some.some((sure) => sure(value)) : unsure
  }
  const known = typeof schema.type === 'string' ? keywords[schema.type] : undefined
  if (known === undefined || names.some((name) => !known.includes(name))) return unsure
  switch (schema.type) {
    case 'string':
      return sureOfText(schema)
    case 'integer':
      return sureOfInteger(schema)
    case 'boolean':
      return 'const' in schema ? (value) => value === schema.const : (value) => typeof value === 'boolean'
    case 'array':
      return sureOfList(schema)
    default:
      return sureOfObject(schema)
  }
}

/** Printable ASCII has as many letters as units of UTF-16: how else letters are counted is not asked here. */
const plain = /^[ -~]*$/

function sureOfText({ pattern, minLength, maxLength, ...rest }: Schema): Sure {
  if ('const' in rest) return (value) => value === rest.const
  if (pattern !== undefined && typeof pattern !== 'string') return unsure
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const counted = minLength !== undefined || maxLength !== undefined
  const [least, most] = [minLength ?? 0, maxLength ?? Number.POSITIVE_INFINITY]
  return (value) => {
    if (typeof value !== 'string' || (form !== undefined && !form.test(value))) return false
    return !counted || (value.length >= least && value.length <= most && plain.test(value))
  }
}

function sureOfInteger({
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
  ...rest
}: Schema): Sure {
  if ('const' in rest) return (value) => value === rest.const
  return (value) => Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
}

function sureOfList({ items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema): Sure {
  const sure = items === undefined || Array.isArray(items) ? unsure : sureOf(items)
  return (value) =>
    Array.isArray(value) && value.length >= minItems && value.length <= maxItems && value.every((item) => sure(item))
}

/** An object without other keys. */
function sureOfObject({ properties = {}, required = [], additionalProperties }: Schema): Sure {
  if (additionalProperties !== false) return unsure
  const sures = new Map(Object.entries(properties).map(([name, schema]) => [name, sureOf(schema)]))
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const source = value as Readonly<Record<string, unknown>>
    for (const name of required) if (!Object.hasOwn(source, name)) return false
    for (const name of Object.keys(source)) if (sures.get(name)?.(source[name]) !== true) return false
    return true
  }
}
