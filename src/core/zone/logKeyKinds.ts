import Type from 'typebox'
import { type Directory, type EnrolledKey, keyInForce } from '../case/directory.ts'
import type { AnyKind } from '../case/kind.ts'
import { verdict } from '../case/kind.ts'
import { closed, note, type Of, publicKey } from '../case/shapes.ts'
import { concatBytes, utf8ToBytes } from '../record/hash.ts'
import { canonical } from '../record/jcs.ts'
import { algorithmOf, signatureHolds } from '../record/publicKeys.ts'
import { directoryKind } from './administered.ts'

/** Keys of log and witness follow one another: under the old key where it is still there, by the word of the other zone where it is lost. */

const signature = Type.String({ pattern: '^[0-9a-f]{128}$' })

/** What is signed when one key follows another: whose, for what, from which to which. The same statement serves in every zone that enrolled the old key. */
export interface KeyStatement {
  readonly holder: string
  readonly use: string
  readonly old: string
  readonly key: string
}

/** The bytes under the signatures of a rotation, or of a replacement after loss. */
export function keyStatement(kind: 'rotation' | 'replacement', { holder, use, old, key }: KeyStatement): Uint8Array {
  return concatBytes(utf8ToBytes(`sluice/key-${kind}/1\n`), utf8ToBytes(canonical({ holder, use, old, key })))
}

const rotatedShape = closed({ old: publicKey, key: publicKey, oldSignature: signature, newSignature: signature })
type Rotated = Of<typeof rotatedShape>

function statementOf(directory: Directory, { old, key }: { old: string; key: string }): KeyStatement {
  const { holder = '', use = '' } = directory.keys[old] ?? {}
  return { holder, use, old, key }
}

function forLog(enrolled: EnrolledKey | undefined): boolean {
  return enrolled?.use === 'log' || enrolled?.use === 'witness'
}

const unused = (directory: Directory, key: string) =>
  verdict(directory.keys[key] === undefined, key, 'a key enrolled for nobody yet')

const signed = (
  kind: 'rotation' | 'replacement',
  directory: Directory,
  payload: { old: string; key: string },
  by: { key: string; signature: string }, // biome-ignore format: one line
) =>
  verdict(
    signatureHolds({ ...by, message: keyStatement(kind, statementOf(directory, payload)) }),
    by.key,
    'a signature under the statement that names both keys',
  )

/** One key takes the place of another under the signatures of both and of two administrators. */
const rotation = (name: string, uses: (enrolled: EnrolledKey | undefined) => boolean, whose: string): AnyKind =>
  directoryKind<Rotated>({
    name,
    payload: rotatedShape,
    facts: {
      oldInForce: ({ payload, directory, recordedAt }) => {
        const enrolled = directory().keys[payload.old]
        const stands = uses(enrolled) && keyInForce(directory(), payload.old, enrolled!.holder, recordedAt)
        return verdict(stands, payload.old, `a key of ${whose}, in force`)
      },
      keyUnused: ({ payload, directory }) => unused(directory(), payload.key),
      underOldKey: ({ payload, directory }) =>
        signed('rotation', directory(), payload, { key: payload.old, signature: payload.oldSignature }),
      heldByNew: ({ payload, directory }) =>
        signed('rotation', directory(), payload, { key: payload.key, signature: payload.newSignature }),
    },
    apply: (state, { payload, effectiveAt }) => follow(state, payload, effectiveAt),
  })

const logKeyRotated = rotation('logKey.rotated', forLog, 'a log or a witness')
const organisationKeyRotated = rotation(
  'organisationKey.rotated',
  (one) => one?.use === 'organisation',
  'an organisation',
)

const replacedShape = closed({
  old: publicKey,
  key: publicKey,
  newSignature: signature,
  otherKey: publicKey,
  otherSignature: signature,
  reason: note,
})
type Replaced = Of<typeof replacedShape>

const logKeyReplaced = directoryKind<Replaced>({
  name: 'logKey.replaced',
  payload: replacedShape,
  facts: {
    oldKnown: ({ payload, directory }) =>
      verdict(forLog(directory().keys[payload.old]), payload.old, 'an enrolled key of a log or a witness'),
    keyUnused: ({ payload, directory }) => unused(directory(), payload.key),
    heldByNew: ({ payload, directory }) =>
      signed('replacement', directory(), payload, { key: payload.key, signature: payload.newSignature }),
    byOtherZone: ({ payload, directory, recordedAt }) => {
      const { keys } = directory()
      const other = keys[payload.otherKey]
      const message = keyStatement('replacement', statementOf(directory(), payload))
      const apart = forLog(other) && zoneOf(other!.holder) !== zoneOf(keys[payload.old]?.holder ?? '')
      const stands = apart && keyInForce(directory(), payload.otherKey, other!.holder, recordedAt)
      const holds = signatureHolds({ key: payload.otherKey, message, signature: payload.otherSignature })
      return verdict(
        stands && holds,
        other?.holder ?? payload.otherKey,
        'a signature of the log or witness of another zone',
      )
    },
  },
  apply: (state, { payload, effectiveAt }) => follow(state, payload, effectiveAt),
})

/** A zone's witness is enrolled under the zone's name with a word behind it. */
function zoneOf(holder: string): string {
  return holder.replace(/-witness$/, '')
}

function follow(state: Directory, { old, key }: { old: string; key: string }, at: string): Directory {
  const before = state.keys[old]!
  const next: EnrolledKey = {
    holder: before.holder,
    use: before.use,
    algorithm: algorithmOf(key)!,
    from: at,
    vouchedBy: before.holder,
    document: before.document,
    follows: old,
  }
  return { ...state, keys: { ...state.keys, [old]: { ...before, until: at }, [key]: next } }
}

export const logKeyKinds: readonly AnyKind[] = [logKeyRotated, logKeyReplaced, organisationKeyRotated]
