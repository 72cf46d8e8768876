import { base64 } from '@scure/base'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { SectionRow } from '../src/core/bundle/sections.ts'
import { flaw, flawOf } from '../src/core/flaws/flaw.ts'
import { hexToBytes, utf8ToBytes } from '../src/core/record/hash.ts'
import { type Checkpoint, openCheckpoint, profileOfOrigin } from '../src/core/record/log/checkpoint.ts'
import { type NoteKey, verifierFor } from '../src/core/record/log/enrolledKeys.ts'
import { verifyConsistency } from '../src/core/record/log/merkle.ts'
import { parseNote } from '../src/core/record/log/note.ts'
import { verifyToken } from '../src/core/record/time/token.ts'
import type { Collector } from './collector.ts'
import type { Passed } from './replayZone.ts'
import type { TimeProved } from './report.ts'
import type { Trust } from './trust.ts'

/** Clocks of a zone and of an authority differ; by more than this they do not. */
const clocksApartMsMax = 5 * 60_000

type Part = Pick<OpenPart, 'zone' | 'world' | 'sections'>

/**
 * Checks each time-stamp of a part: the checkpoint under it is the log's, the bundle's log begins with it, the token holds with its chain. Then
 * no entry under it may say that it was recorded later; in a rehearsal, whose time is told, that is not asked.
 */
export function checkTimes(parameters: {
  readonly part: Part
  /** The part's entries, by id. */
  readonly passed: ReadonlyMap<string, Passed>
  /** The bundle's own checkpoint of this zone. */
  readonly checkpoint: Checkpoint
  /** Keys that may sign for this log, of any interval. */
  readonly keys: readonly NoteKey[]
  readonly trust: Trust | undefined
  readonly collector: Collector
}): TimeProved[] {
  const { part, passed, collector, trust } = parameters
  const proved: TimeProved[] = []
  let covered = 0
  for (const stamp of part.sections?.timestamps ?? []) {
    try {
      const { size, ...time } = checkStamp({ ...parameters, stamp })
      const entries = countBelow(passed, size)
      proved.push({
        zone: part.zone,
        ...time,
        size,
        entries: Math.max(0, entries - covered),
        trusted: trust?.roots.has(time.rootFingerprint) ?? false,
      })
      covered = Math.max(covered, entries)
      if (part.world === 'real')
        checkClock({ part, passed, size, atMs: Date.parse(time.at) + time.accuracyMs, collector })
    } catch (error) {
      collector.fault({ kind: 'time', name: 'timestamp', zone: part.zone, flaw: flawOf(error) })
    }
  }
  return proved
}

function checkStamp(parameters: {
  readonly checkpoint: Checkpoint
  readonly keys: readonly NoteKey[]
  readonly stamp: SectionRow<'timestamps'>
}): Pick<TimeProved, 'authority' | 'root' | 'rootFingerprint' | 'at' | 'accuracyMs' | 'size'> {
  const { checkpoint, keys, stamp } = parameters
  const { origin } = checkpoint
  const verifiers = parseNote(stamp.checkpoint).signatures.flatMap((line) => verifierFor(line, keys)?.verifier ?? [])
  const opened = openCheckpoint({ note: stamp.checkpoint, origin, verifiers })
  const { size, root: fromRoot } = opened.checkpoint
  const proof = stamp.consistency.map((hash) => hexToBytes(hash))
  const profile = profileOfOrigin(origin)
  verifyConsistency({ from: size, to: checkpoint.size, fromRoot, toRoot: checkpoint.root, proof, profile })
  const { authority, root, rootFingerprint, at, accuracyMs } = verifyToken({
    token: base64.decode(stamp.token),
    message: utf8ToBytes(opened.text),
    certificates: stamp.certificates.map((one) => base64.decode(one)),
  })
  return { authority, root, rootFingerprint, at, accuracyMs, size }
}

function countBelow(passed: ReadonlyMap<string, Passed>, size: number): number {
  let count = 0
  for (const { index } of passed.values()) if (index < size) count++
  return count
}

/** An entry that existed at a proved time cannot have been recorded after it. */
function checkClock(parameters: {
  readonly part: Part
  readonly passed: ReadonlyMap<string, Passed>
  readonly size: number
  readonly atMs: number
  readonly collector: Collector
}): void {
  const { part, passed, size, atMs, collector } = parameters
  for (const [id, { index, kind, recordedAt }] of passed) {
    if (index >= size || Date.parse(recordedAt) <= atMs + clocksApartMsMax) continue
    const stamped = new Date(atMs).toISOString()
    const about = { zone: part.zone, entry: id, entryKind: kind, index, recordedAt }
    collector.fault({
      kind: 'time',
      name: 'recordedAt',
      ...about,
      flaw: flaw('TIME_AFTER_STAMP', { recordedAt, stamped }),
    })
    return
  }
}
