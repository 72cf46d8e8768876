import Type from 'typebox'
import type { Directory, LogIncident } from '../case/directory.ts'
import { type AnyKind, defineKind, verdict } from '../case/kind.ts'
import { closed, id, type Of, oneOf, optional } from '../case/shapes.ts'
import { equalBytes, hashText } from '../record/hash.ts'
import { type Checkpoint, parseCheckpoint } from '../record/log/checkpoint.ts'
import { type NoteKey, verifierFor } from '../record/log/enrolledKeys.ts'
import { parseNote } from '../record/log/note.ts'
import { zones } from './administered.ts'

/** Two heads of one log that contradict each other, or look as if: recorded by the zone that saw them, with both as they were signed. */

const signedNote = Type.String({ minLength: 10, maxLength: 40_000 })
const witnessedShape = closed({
  /** Whose log: as its key is enrolled. */
  log: id,
  /** `restored`: this zone's own log went back behind a head that it had signed, as after an old backup. */
  incident: oneOf(['fork', 'rollback', 'unproven', 'restored']),
  held: signedNote,
  offered: signedNote,
  /** Whoever else showed it: a witness that accuses this zone's own log. Absent: the zone itself had kept it. */
  shownBy: optional(Type.String({ minLength: 1, maxLength: 200 })),
})
type Witnessed = Of<typeof witnessedShape>

const lastMax = 20

const incidentWitnessed = defineKind<Witnessed, Directory>({
  name: 'incident.witnessed',
  stream: 'directory',
  zones,
  payload: witnessedShape,
  facts: {
    reporter: ({ actor, zone }) =>
      verdict(actor.role === 'system' && actor.org === zone.id, actor.role, 'the zone’s own worker'),
    bothSigned: ({ payload, directory }) => {
      const keys = logKeysOf(directory(), payload.log)
      const found = [payload.held, payload.offered].filter((note) => headOf(note, keys) !== undefined).length
      return verdict(
        found === 2,
        `${found} of 2 signed`,
        `two heads signed by an enrolled key of the log of ${payload.log}`,
      )
    },
    contradict: ({ payload, directory, zone }) => {
      const keys = logKeysOf(directory(), payload.log)
      const [held, offered] = [headOf(payload.held, keys), headOf(payload.offered, keys)]
      const shown = held === undefined || offered === undefined ? 'unsigned' : relation(held, offered)
      const found = shown === 'rollback' && payload.log === zone.id ? 'restored' : shown
      return verdict(found === payload.incident, found, payload.incident)
    },
  },
  apply: (state, { payload, id: entry, recordedAt }) => {
    const { log, incident, held, offered } = payload
    const row: LogIncident = { log, incident, held: hashText(held), offered: hashText(offered), entry, at: recordedAt }
    const { count = 0, last = [] } = state.incidents ?? {}
    return { ...state, incidents: { count: count + 1, last: [...last, row].slice(-lastMax) } }
  },
})

function logKeysOf(directory: Directory, log: string): NoteKey[] {
  return Object.entries(directory.keys).flatMap(([key, { holder, use }]) =>
    use === 'log' && holder === log ? [{ key, holder, use }] : [],
  )
}

/** The head of a note that one of the keys signed. */
function headOf(text: string, keys: readonly NoteKey[]): Checkpoint | undefined {
  try {
    const note = parseNote(text)
    const signed = note.signatures.some((line) => verifierFor(line, keys)?.verifier.verify(note.text, line.signature))
    return signed ? parseCheckpoint(note.text) : undefined
  } catch {
    return undefined
  }
}

/** What two signed heads of this zone's own log show: what an incident may be called. @throws {CHECKPOINT_INVALID} */
export function incidentOfHeads(held: string, offered: string): string {
  const shown = relation(parseCheckpoint(parseNote(held).text), parseCheckpoint(parseNote(offered).text))
  return shown === 'rollback' ? 'restored' : shown
}

/** What two heads alone show. A greater head whose proof did not hold contradicts nothing by itself: `unproven`. */
function relation(held: Checkpoint, offered: Checkpoint): string {
  if (held.origin !== offered.origin) return 'heads of two logs'
  if (offered.size < held.size) return 'rollback'
  if (offered.size > held.size) return 'unproven'
  return equalBytes(held.root, offered.root) ? 'the same head' : 'fork'
}

export const incidentKinds: readonly AnyKind[] = [incidentWitnessed]
