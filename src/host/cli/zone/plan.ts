import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { SluiceError } from '../../../core/errors.ts'
import type { Io } from '../command.ts'

const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const name = Type.String({ minLength: 1, maxLength: 200 })
/** Path of a text, from the plan's folder. */
const path = Type.String({ minLength: 1, maxLength: 400 })
const confirmation = closed({ by: name, how: name, document: Type.Optional(path) })
const key = Type.String({ pattern: '^([0-9a-f]{64}|(sm2:)?0[23][0-9a-f]{64})$' })

const planShape = closed({
  format: Type.Literal('sluice/founding/1'),
  zone: name,
  kind: Type.Union([Type.Literal('onshore'), Type.Literal('offshore')]),
  world: Type.Union([Type.Literal('real'), Type.Literal('rehearsal')]),
  name,
  origin: name,
  /** Of the log, name+id+base64: the zone must show this one. */
  verifierKey: name,
  administrators: Type.Array(closed({ person: name, key }), { minItems: 2, maxItems: 9 }),
  packs: Type.Array(path, { minItems: 1, maxItems: 20 }),
  organisations: Type.Array(
    closed({
      org: name,
      role: name,
      family: name,
      name,
      document: path,
      key: Type.Optional(key),
      confirmation: Type.Optional(confirmation),
      certificate: Type.Optional(path),
      certificateRoot: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    }),
    { maxItems: 200 },
  ),
  people: Type.Array(
    closed({
      person: name,
      org: name,
      roles: Type.Array(name, { minItems: 1, maxItems: 20 }),
      personalName: Type.Optional(name),
      document: path,
      key: Type.Optional(key),
      /** Of a passkey: where it may be used. */
      passkey: Type.Optional(closed({ origin: name, rpId: name })),
      confirmation: Type.Optional(confirmation),
    }),
    { maxItems: 2000 },
  ),
  peers: Type.Array(closed({ card: path, vouchedBy: name, confirmation }), { maxItems: 20 }),
  /** Anything else that two administrators may enter; a value that begins with @ is a document's path, and becomes its hash. */
  entries: Type.Array(
    closed({ kind: name, payload: Type.Record(Type.String(), Type.Unknown()), effectiveAt: Type.Optional(name) }),
    { maxItems: 2000 },
  ),
})

export type Plan = Type.Static<typeof planShape>

export const cardShape = closed({
  format: Type.Literal('sluice/zone-card/1'),
  zone: name,
  kind: Type.Union([Type.Literal('onshore'), Type.Literal('offshore')]),
  name,
  origin: name,
  verifierKey: name,
  witnessKey: name,
  /** PEM of the certificates that its TLS is pinned to. */
  certificates: Type.Optional(Type.String({ pattern: '^-----BEGIN CERTIFICATE-----' })),
})

/** What other zones need to know of one. */
export type Card = Type.Static<typeof cardShape>

const textBytesMax = 16 * 1024 * 1024

/** Texts beside a plan, by path from its folder. */
export interface Beside {
  read(path: string): Promise<string>
  folder(path: string): string
}

export function besidePlan(io: Io, file: string): Beside {
  const at = dirname(resolve(io.folder, file))
  return {
    folder: (path) => resolve(at, path),
    read: async (path) => {
      const bytes = await readFile(resolve(at, path))
      if (bytes.length > textBytesMax)
        throw new SluiceError('INPUT_INVALID', `${path}: larger than ${textBytesMax} bytes.`)
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      } catch {
        throw new SluiceError(
          'INPUT_INVALID',
          `${path}: documents are texts in UTF-8; of a scan put a text in its place that names it and its SHA-256.`,
        )
      }
    },
  }
}

/** @throws {INPUT_INVALID} with every fault at once */
export function readShaped<T>(text: string, shape: Type.TSchema, file: string, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SluiceError('INPUT_INVALID', `${file}: expected ${what}, in JSON.`)
  }
  if (Value.Check(shape, value)) return value as T
  const faults = [...Value.Errors(shape, value)]
    .slice(0, 10)
    .map((error) => `${file}${error.instancePath}: ${error.message}`)
  throw new SluiceError('INPUT_INVALID', faults.join('\n'), { facts: { faults } })
}

export function readPlan(text: string, file: string): Plan {
  return readShaped(text, planShape, file, 'a founding plan of sluice zone new')
}
