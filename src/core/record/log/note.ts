/** Signed notes (C2SP signed-note): text, a blank line, signature lines. */
import { base64 } from '@scure/base'
import { type Flaw, type FlawCode, flaw, flawError } from '../../flaws/flaw.ts'
import { concatBytes } from '../hash.ts'
import { decodeBase64, isKeyName, type NoteSigner, type NoteVerifier, readKeyId, writeKeyId } from './keys.ts'

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string
  readonly keyId: number
  /** What follows the key id. */
  readonly signature: Uint8Array
}

export interface Note {
  /** Ends with a newline; the blank line that follows is not part of it. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Lines that we read at most: the format asks for 16, Go's reader takes 100. */
export const signatureCountMax = 100

/**
 * Reads a note strictly; checks no signature.
 *
 * @throws {CHECKPOINT_INVALID}
 */
export function parseNote(note: string): Note {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note may not hold
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return malformed('NOTE_CONTROL')
  const border = note.lastIndexOf('\n\n')
  if (border < 0) return malformed('NOTE_BORDER')
  const block = note.slice(border + 2)
  if (block === '' || !block.endsWith('\n')) return malformed('NOTE_END')
  return { text: note.slice(0, border + 1), signatures: parseSignatureLines(block) }
}

/**
 * Reads signature lines alone, each with its newline: the answer of a witness.
 *
 * @throws {CHECKPOINT_INVALID}
 */
export function parseSignatureLines(block: string): NoteSignature[] {
  if (!block.endsWith('\n')) return malformed('NOTE_NEWLINE')
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > signatureCountMax) return malformed('NOTE_COUNT', { most: String(signatureCountMax) })
  return lines.map(parseSignatureLine)
}

function parseSignatureLine(line: string): NoteSignature {
  const parts = /^\u2014 (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line)
  const bytes = parts === null ? undefined : decodeBase64(parts[2]!)
  if (parts === null || bytes === undefined || bytes.length < 5 || !isKeyName(parts[1]!)) {
    return malformed('NOTE_LINE')
  }
  return { name: parts[1]!, keyId: readKeyId(bytes), signature: bytes.slice(4) }
}

/** @example formatSignatureLine({ name, keyId, signature }) // '— name base64\n' */
export function formatSignatureLine(signature: NoteSignature): string {
  const bytes = concatBytes(writeKeyId(signature.keyId), signature.signature)
  return `\u2014 ${signature.name} ${base64.encode(bytes)}\n`
}

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`
}

/**
 * Signs a text.
 *
 * @example signNote({ text: 'hello\n', signers: [ed25519Signer(key)] })
 * @throws {CHECKPOINT_INVALID} where the text cannot stand in a note
 */
export function signNote(parameters: { readonly text: string; readonly signers: readonly NoteSigner[] }): string {
  const { text, signers } = parameters
  if (!text.endsWith('\n')) malformed('NOTE_TEXT')
  const signatures = signers.map(({ name, keyId, sign }) => ({ name, keyId, signature: sign(text) }))
  const note = formatNote({ text, signatures })
  parseNote(note)
  return note
}

/** The note with more signatures after those it has. A line that it has already is not repeated. */
export function addSignatures(note: string, more: readonly NoteSignature[]): string {
  const { text, signatures } = parseNote(note)
  const lines = new Set([...signatures, ...more].map(formatSignatureLine))
  return `${text}\n${[...lines].join('')}`
}

export interface OpenedNote extends Note {
  /** Signatures of the keys given, each checked. */
  readonly verified: readonly NoteSignature[]
  /** Signatures of keys that were not given: say nothing. */
  readonly unknown: readonly NoteSignature[]
}

/**
 * Reads a note and checks it against keys that the caller trusts.
 *
 * @throws {CHECKPOINT_INVALID} where it is malformed
 * @throws {SIGNATURE_INVALID} where a signature of a given key is false, or no given key signed
 */
export function openNote(parameters: {
  readonly note: string
  readonly verifiers: readonly NoteVerifier[]
}): OpenedNote {
  const note = parseNote(parameters.note)
  const verified: NoteSignature[] = []
  const unknown: NoteSignature[] = []
  for (const signature of note.signatures) {
    const { name, keyId } = signature
    const verifier = parameters.verifiers.find((known) => known.name === name && known.keyId === keyId)
    if (verifier === undefined) unknown.push(signature)
    else if (verifier.verify(note.text, signature.signature)) verified.push(signature)
    else throw flawError('SIGNATURE_INVALID', flaw('NOTE_SIGNATURE', { name }), { name, keyId })
  }
  if (verified.length > 0) return { ...note, verified, unknown }
  throw flawError('SIGNATURE_INVALID', flaw('NOTE_UNTRUSTED'), {
    trusted: parameters.verifiers.map(({ name }) => name),
    found: note.signatures.map(({ name }) => name),
  })
}

function malformed(code: FlawCode, values: Flaw['values'] = {}): never {
  throw flawError('CHECKPOINT_INVALID', flaw(code, values), { failed: 'note' })
}
