import Type from 'typebox'
import { publicKeyPattern } from '../record/publicKeys.ts'

/** Shapes that payloads share. Amounts are decimal strings of base or minor units, rates decimal strings, times RFC 3339 UTC with milliseconds. */
export const hex32 = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** A key that signs without a passkey: Ed25519 in hex, or SM2 as the record spells it. */
export const publicKey = Type.String({ pattern: publicKeyPattern })
/** SHA-256 of an attached document. */
export const documentHash = hex32
export const id = Type.String({ pattern: '^[a-z0-9][a-z0-9./:-]{0,119}$' })
/** CAIP-2, CAIP-19. */
export const network = Type.String({ pattern: '^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}$' })
export const asset = Type.String({
  pattern: '^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,64}/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}$',
})
export const units = Type.String({ pattern: '^(0|[1-9][0-9]{0,77})$' })
export const positiveUnits = Type.String({ pattern: '^[1-9][0-9]{0,77}$' })
export const rate = Type.String({ pattern: '^(0|[1-9][0-9]{0,30})([.][0-9]{0,29}[1-9])?$' })
export const currency = Type.String({ pattern: '^[A-Z]{3}$' })
export const time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' })
export const date = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })
export const text = Type.String({ minLength: 1, maxLength: 2000 })
export const note = Type.String({ minLength: 1, maxLength: 400 })
export const address = Type.String({ minLength: 20, maxLength: 120 })
export const count = Type.Integer({ minimum: 0, maximum: 1_000_000 })
/** Lines of a list: a number, or a run as `"12-5000"`. */
export const lineSet = Type.Array(
  Type.Union([count, Type.String({ pattern: '^(0|[1-9][0-9]{0,6})-[1-9][0-9]{0,6}$' })]),
  { minItems: 1, maxItems: 400 },
)
export const flag = Type.Boolean()
/** Tranche of a lot: `A/1`. */
export const trancheId = Type.String({ pattern: '^[A-Z][A-Z0-9]{0,3}/[1-9][0-9]{0,3}$' })
export const lotId = Type.String({ pattern: '^[A-Z][A-Z0-9]{0,3}$' })

/** An object without unknown keys. */
export const closed = <P extends Type.TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
export const list = <T extends Type.TSchema>(items: T, maxItems = 400) => Type.Array(items, { minItems: 1, maxItems })
export const optional = Type.Optional
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Union(values.map((value) => Type.Literal(value)))
/** Of one payload kind's TypeScript type from its shape. */
export type Of<T extends Type.TSchema> = Type.Static<T>
