import Type from 'typebox'
import { administration, supervisorRoles } from '../access/parties.ts'
import { type Directory, keyInForce } from '../case/directory.ts'
import { type AnyKind, verdict } from '../case/kind.ts'
import { closed, documentHash, hex32, id, note, type Of } from '../case/shapes.ts'
import { directoryKind, signedByHolder } from './administered.ts'

const grantedShape = closed({ org: id, document: documentHash, reason: note })

/** A supervisor may read every case of the zone. By its role it may be one, by this entry it is. */
const supervisionGranted = directoryKind<Of<typeof grantedShape>>({
  name: 'supervision.granted',
  payload: grantedShape,
  facts: {
    documentHeld: ({ payload, documents }) => documents.includes(payload.document),
    supervisor: ({ payload, directory }) => {
      const role = directory().organisations[payload.org]?.role
      const found = directory().supervision?.[payload.org] === undefined ? (role ?? 'not enrolled') : 'granted before'
      return verdict(
        supervisorRoles.includes(found),
        found,
        `an organisation of the role ${supervisorRoles.join(' or ')}`,
      )
    },
  },
  apply: (state, { payload, id: entry }) => ({
    ...state,
    supervision: { ...state.supervision, [payload.org]: entry },
  }),
})

const withdrawnShape = closed({ org: id, reason: note })

const supervisionWithdrawn = directoryKind<Of<typeof withdrawnShape>>({
  name: 'supervision.withdrawn',
  payload: withdrawnShape,
  facts: {
    supervises: ({ payload, directory }) => {
      const standing = directory().supervision?.[payload.org] !== undefined
      return verdict(standing, standing ? payload.org : 'no supervisor', 'a supervision that stands')
    },
  },
  apply: (state, { payload }) => {
    const supervision = { ...state.supervision }
    delete supervision[payload.org]
    return { ...state, supervision }
  },
})

const shownShape = closed({
  /** The entry that committed to the value, the field, and its commitment. Never the value. */
  entry: hex32,
  field: Type.String({ pattern: '^payload\\.personal[A-Z][A-Za-z0-9]{0,60}$' }),
  commitment: hex32,
  /** Whose value it is. */
  person: id,
  reason: note,
})

/** Somebody asks to see a personal value, says why, and is shown it: after this entry, and by it. */
const vaultShown = signedByHolder<Of<typeof shownShape>>({
  name: 'vault.shown',
  payload: shownShape,
  facts: {
    reasonGiven: ({ payload }) => [...payload.reason.trim()].length >= reasonLengthMin,
    shownTo: ({ payload, actor, directory }) => {
      const own = directory().people[payload.person]?.org
      return verdict(
        maySee(directory(), actor.org, own),
        actor.org,
        `${own ?? 'nobody known'}, a supervisor or an administrator`,
      )
    },
    signedByReader: ({ actor, signers, directory, recordedAt }) => {
      const signed = signers.some((key) => holds(directory(), key, actor, recordedAt))
      return verdict(signed, signed ? 'signed' : 'not signed', "the reader's signature by a key in force")
    },
  },
  apply: (state) => ({ ...state, shown: (state.shown ?? 0) + 1 }),
})

/** Of characters: in Chinese a reason is short. */
const reasonLengthMin = 4

/** Names of a body's people are shown to their own body, to who supervises and to who administers. */
function maySee(directory: Directory, org: string, own: string | undefined): boolean {
  return own !== undefined && (org === own || org === administration || directory.supervision?.[org] !== undefined)
}

function holds(
  directory: Directory,
  key: string,
  { person, org }: { readonly person: string; readonly org: string },
  at: string,
): boolean {
  if (org === administration) return directory.administrators[person] === key
  return directory.people[person]?.org === org && keyInForce(directory, key, person, at)
}

export const readerKinds: readonly AnyKind[] = [supervisionGranted, supervisionWithdrawn, vaultShown]
