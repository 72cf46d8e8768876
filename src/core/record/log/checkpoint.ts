/** Checkpoints (C2SP tlog-checkpoint): the head of a log as a signed note. */
import { base64 } from '@scure/base'
import { type FlawCode, flaw, flawError } from '../../flaws/flaw.ts'
import { decodeBase64, type NoteSigner, type NoteVerifier } from './keys.ts'
import { type OpenedNote, openNote, signNote } from './note.ts'
import { type HashProfile, hashBytes, sha256Profile, sm3Profile } from './profile.ts'

export interface Checkpoint {
  /** Names the log; never a URL to trust. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** Further lines, opaque; none in logs of ours. */
  readonly extensions: readonly string[]
}

/** @example formatCheckpoint({ origin: 'example.com/log', size: 0, root, extensions: [] }) // 'example.com/log\n0\n47DEQ…\n' */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint
  const text = [origin, String(size), base64.encode(root), ...extensions].map((line) => `${line}\n`).join('')
  if (parseCheckpoint(text).origin !== origin) return refuse('origin', 'CHECKPOINT_ORIGIN_LINE')
  return text
}

/**
 * Reads the text of a checkpoint strictly.
 *
 * @throws {CHECKPOINT_INVALID} `facts.failed` names the line
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n')
  if (lines.pop() !== '') return refuse('lines', 'CHECKPOINT_END')
  const [origin, size, root, ...extensions] = lines
  if (origin === undefined || size === undefined || root === undefined) {
    return refuse('lines', 'CHECKPOINT_LINES')
  }
  if (origin === '') return refuse('origin', 'CHECKPOINT_ORIGIN')
  if (extensions.includes('')) return refuse('extensions', 'CHECKPOINT_EXTENSION')
  return { origin, size: parseSize(size), root: parseRoot(root), extensions }
}

/** A decimal without leading zeros, below 2^53. @throws {CHECKPOINT_INVALID} */
export function parseSize(text: string): number {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(size) ? size : refuse('size', 'CHECKPOINT_SIZE')
}

/** @throws {CHECKPOINT_INVALID} unless the text is 32 bytes in base64 */
export function parseRoot(text: string): Uint8Array {
  const root = decodeBase64(text)
  return root?.length === hashBytes ? root : refuse('root', 'CHECKPOINT_ROOT')
}

/** Signs a head. The first signer is the log itself. @throws {CHECKPOINT_INVALID} */
export function signCheckpoint(parameters: {
  readonly checkpoint: Checkpoint
  readonly signers: readonly NoteSigner[]
}): string {
  return signNote({ text: formatCheckpoint(parameters.checkpoint), signers: parameters.signers })
}

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint
  /** The text that was signed. */
  readonly text: string
  readonly note: OpenedNote
}

/**
 * Reads a signed checkpoint of the log that the caller means: one of `verifiers` (keys of that log) must have signed it.
 *
 * @throws {CHECKPOINT_INVALID} where it is malformed or of another log
 * @throws {SIGNATURE_INVALID}
 */
export function openCheckpoint(parameters: {
  readonly note: string
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
}): OpenedCheckpoint {
  const note = openNote(parameters)
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint.origin === parameters.origin) return { checkpoint, text: note.text, note }
  return refuse('origin', 'CHECKPOINT_OTHER', {
    expected: parameters.origin,
    found: checkpoint.origin,
  })
}

/**
 * How the log of this origin hashes. A log of the second profile says so in its origin: the last part of its path is `sm3`.
 *
 * @example profileOfOrigin('sluice.example/onshore/sm3').name // 'sm3'
 */
export function profileOfOrigin(origin: string): HashProfile {
  return origin.endsWith('/sm3') ? sm3Profile : sha256Profile
}

function refuse(failed: string, code: FlawCode, facts: Record<string, unknown> = {}): never {
  throw flawError('CHECKPOINT_INVALID', flaw(code), { failed, ...facts })
}
