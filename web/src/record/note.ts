import { base64 } from '@scure/base'
import { parseCheckpoint } from '../../../src/core/record/log/checkpoint.ts'
import { type NoteSignature, parseNote } from '../../../src/core/record/log/note.ts'

/** A checkpoint as its signed note says it. What is no note is undefined. */
export interface ReadNote {
  readonly origin: string
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export function readNote(note: string): ReadNote | undefined {
  try {
    const { text, signatures } = parseNote(note)
    const { origin, size, root } = parseCheckpoint(text)
    return { origin, size, root: base64.encode(root), text, signatures }
  } catch {
    return undefined
  }
}
