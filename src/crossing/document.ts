import type { CrossingRule } from '../core/case/kind.ts'
import { type FlawCode, flaw, flawError } from '../core/flaws/flaw.ts'
import { checkOpenings, cutEntry, type Entry, entryId, readEntry } from '../core/record/entry.ts'
import { hexToBytes } from '../core/record/hash.ts'
import { canonical, type Json, parseCanonical } from '../core/record/jcs.ts'
import { openCheckpoint, profileOfOrigin } from '../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../core/record/log/keys.ts'
import { verifyInclusion } from '../core/record/log/merkle.ts'

/**
 * What crosses from one zone to another: one entry cut to the allow-list of its kind, its place in the sender's log, the sender's signed checkpoint, and
 * the proof that this log grew from what the receiver acknowledged last. The same document over a wire or as a file.
 */
export interface CrossingDocument {
  readonly format: 'sluice/crossing/1'
  readonly zone: string
  /** Sender's stream, and the receiver's where the sender knows it. */
  readonly stream: string
  readonly to?: string
  readonly entry: Entry
  readonly index: number
  /** Hashes in hex. */
  readonly inclusion: readonly string[]
  readonly checkpoint: string
  readonly consistency: { readonly from: number; readonly proof: readonly string[] }
}

/** The entry with only what the rule lets cross; all else stays a commitment. */
export function cutForCrossing(entry: Entry, rule: CrossingRule): Entry {
  const allowed = new Set(rule.fields)
  return cutEntry(entry, (field) => allowed.has(field))
}

export function encodeCrossing(document: CrossingDocument): string {
  return canonical(document as unknown as Json)
}

const keys = new Set(['format', 'zone', 'stream', 'to', 'entry', 'index', 'inclusion', 'checkpoint', 'consistency'])

/** Reads hostile bytes. @throws {PROOF_INVALID} {NOT_CANONICAL} */
export function readCrossing(text: string): CrossingDocument {
  const value = parseCanonical(text) as unknown as CrossingDocument
  const bad = (code: FlawCode): never => {
    throw flawError('PROOF_INVALID', flaw('CROSSING_FORM', { expected: flaw(code) }))
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).some((key) => !keys.has(key)))
    bad('CROSSING_KEYS')
  if (value.format !== 'sluice/crossing/1') bad('CROSSING_FORMAT')
  const hex32 = /^[0-9a-f]{64}$/
  if (!hex32.test(value.stream) || (value.to !== undefined && !hex32.test(value.to))) bad('CROSSING_STREAMS')
  if (!Number.isSafeInteger(value.index) || value.index < 0) bad('CROSSING_INDEX')
  const hashes = [
    ...(value.inclusion ?? bad('CROSSING_INCLUSION')),
    ...(value.consistency?.proof ?? bad('CROSSING_CONSISTENCY')),
  ]
  if (hashes.some((hash) => !hex32.test(hash)) || !Number.isSafeInteger(value.consistency.from)) bad('CROSSING_HASHES')
  if (typeof value.checkpoint !== 'string' || typeof value.zone !== 'string') bad('CROSSING_CHECKPOINT')
  return { ...value, entry: readEntry(value.entry as unknown as Json) }
}

/**
 * Checks that the entry is the sender's, unaltered where it is shown, and stands in the log that the checkpoint signs. Consistency with what was
 * acknowledged before is the witness's part.
 *
 * @throws {PROOF_INVALID} {CHECKPOINT_INVALID}
 */
export function verifyCrossing(parameters: {
  readonly document: CrossingDocument
  readonly rule: CrossingRule | undefined
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
}): { readonly entry: string; readonly size: number } {
  const { document, rule, origin, verifiers } = parameters
  const { entry } = document
  checkOpenings(entry)
  const id = entryId(entry)
  const extra = Object.keys(entry.fields).find((field) => rule?.fields.includes(field) !== true)
  if (rule === undefined || extra !== undefined) {
    const { kind } = entry.header
    const of = extra === undefined ? flaw('CROSSING_KIND', { kind }) : flaw('CROSSING_FIELD', { kind, field: extra })
    throw flawError('PROOF_INVALID', of, { kind })
  }
  if (entry.header.zone !== document.zone) throw flawError('PROOF_INVALID', flaw('CROSSING_ZONE'))
  const { checkpoint } = openCheckpoint({ note: document.checkpoint, origin, verifiers })
  verifyInclusion({
    index: document.index,
    size: checkpoint.size,
    leafHash: profileOfOrigin(origin).leaf(hexToBytes(id)),
    root: checkpoint.root,
    proof: document.inclusion.map((hash) => hexToBytes(hash)),
    profile: profileOfOrigin(origin),
  })
  return { entry: id, size: checkpoint.size }
}
