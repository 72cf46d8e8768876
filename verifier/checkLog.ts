import { eachEntry } from '../src/core/bundle/entryLines.ts'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import { type Directory, everSameFamily } from '../src/core/case/directory.ts'
import { type Flaw, flaw, flawOf } from '../src/core/flaws/flaw.ts'
import { bytesToHex, hexToBytes } from '../src/core/record/hash.ts'
import { type Checkpoint, parseCheckpoint, profileOfOrigin } from '../src/core/record/log/checkpoint.ts'
import { type NoteKey, verifierFor } from '../src/core/record/log/enrolledKeys.ts'
import { inclusionChecker } from '../src/core/record/log/inclusions.ts'
import { parseNote } from '../src/core/record/log/note.ts'
import { algorithmOf } from '../src/core/record/publicKeys.ts'
import type { Collector } from './collector.ts'
import type { LogUse, WitnessRelation } from './report.ts'

type Part = OpenPart

/** The keys of a directory that sign notes, whatever their interval: checkpoints carry no time of their own. */
export function noteKeysOf(directory: Directory | undefined): readonly NoteKey[] {
  return Object.entries(directory?.keys ?? {}).flatMap(([key, { holder, use }]) =>
    use === 'log' || use === 'witness' ? [{ key, holder, use }] : [],
  )
}

/** Where in the log a key of the zone's own ended: a checkpoint that covers this entry must be signed by the next. */
function endsOf(part: Part): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  const directory = part.streams.find(({ kind }) => kind === 'directory')
  for (const { entry, index } of directory === undefined ? [] : eachEntry(directory.entries, false)) {
    const { kind } = entry.header
    const field = kind === 'key.revoked' ? 'payload.key' : `payload.old`
    const ended = /^(key\.revoked|logKey\.(rotated|replaced))$/.test(kind) ? entry.fields[field]?.value : undefined
    if (typeof ended === 'string') ends.set(ended, Math.min(ends.get(ended) ?? index, index))
  }
  return ends
}

export interface CheckedLog {
  readonly use: LogUse
  readonly checkpoint: Checkpoint
}

/** A zone's log head as the bundle has it. */
export interface LogHead {
  readonly note: ReturnType<typeof parseNote>
  readonly checkpoint: Checkpoint
}

/** Reads the head of a part's log; what is none is told, and nothing can be held to it. */
export function readHead({ zone, checkpoint }: Part, collector: Collector): LogHead | undefined {
  try {
    const note = parseNote(checkpoint)
    return { note, checkpoint: parseCheckpoint(note.text) }
  } catch (error) {
    collector.fault({ kind: 'checkpoint', name: 'checkpoint', zone, flaw: flawOf(error) })
    return undefined
  }
}

/** Says why an entry is not shown to stand where it says, or nothing. */
export type InclusionCheck = (leaf: {
  readonly id: string
  readonly index: number
  readonly proof: readonly string[]
}) => Flaw | undefined

export function inclusionOf({ checkpoint: { origin, size, root } }: LogHead): InclusionCheck {
  const profile = profileOfOrigin(origin)
  const check = inclusionChecker({ size, root, profile })
  return ({ id, index, proof }) => {
    try {
      check({ index, leafHash: profile.leaf(hexToBytes(id)), proof })
      return undefined
    } catch (error) {
      return flaw('NOT_INCLUDED', { entry: id, index: String(index), reason: flawOf(error) })
    }
  }
}

/** Checks one zone's checkpoint and its cosignatures. */
export function checkLog(parameters: {
  readonly part: Part
  readonly head: LogHead
  readonly directory: Directory | undefined
  /** Origin and key that the zone was opened with. */
  readonly opened: { readonly origin: string; readonly logKey: string } | undefined
  /** The other zones of the case. */
  readonly others: readonly string[]
  readonly collector: Collector
}): CheckedLog {
  const { part, head, directory, opened, others, collector } = parameters
  const { zone } = part
  const { note, checkpoint } = head
  if (opened !== undefined && checkpoint.origin !== opened.origin) {
    collector.fault({
      kind: 'checkpoint', name: 'origin', zone, found: checkpoint.origin, required: opened.origin,
      flaw: flaw('HEAD_OF_OTHER_LOG', { found: checkpoint.origin, expected: opened.origin }),
    }) // biome-ignore format: one fault
  }
  const signed = checkSignatures({ note, checkpoint, part, directory, opened, others, collector })
  const { origin, size } = checkpoint
  return {
    checkpoint,
    use: {
      zone,
      kind: part.kind,
      origin,
      operator: zone,
      hash: profileOfOrigin(origin).name,
      size,
      root: bytesToHex(checkpoint.root),
      ...signed,
    },
  }
}

function checkSignatures(parameters: {
  readonly note: ReturnType<typeof parseNote>
  readonly checkpoint: Checkpoint
  readonly part: Part
  readonly directory: Directory | undefined
  readonly opened: { readonly logKey: string } | undefined
  readonly others: readonly string[]
  readonly collector: Collector
}): Pick<LogUse, 'witnesses' | 'unknownSignatures' | 'independence' | 'algorithms'> {
  const { note, checkpoint, part, directory, opened, others, collector } = parameters
  const { zone } = part
  const { origin, size } = checkpoint
  const enrolled = noteKeysOf(directory)
  const own = enrolled.filter(({ use, holder }) => use === 'log' && holder === zone)
  const opening = opened === undefined ? [] : [{ key: opened.logKey, holder: zone, use: 'log' as const }]
  const outside = enrolled.filter(({ use }) => use === 'witness')
  const witnesses: LogUse['witnesses'][number][] = []
  const unknownSignatures: string[] = []
  const algorithms = new Set<string>()
  const ends = endsOf(part)
  for (const line of note.signatures) {
    const known = verifierFor(line, [...own, ...opening, ...outside])
    if (known === undefined) unknownSignatures.push(line.name)
    else if (!known.verifier.verify(note.text, line.signature)) {
      const kind = known.use === 'log' ? 'checkpoint' : 'cosignature'
      const code = known.use === 'log' ? 'HEAD_SIGNATURE' : 'HEAD_COSIGNATURE'
      collector.fault({
        kind, name: known.key, zone, found: line.name,
        flaw: flaw(code, { holder: known.holder, zone, key: known.key }),
      }) // biome-ignore format: one fault
    } else {
      collector.useKey(known.key, zone, known.use)
      const end = ends.get(known.key)
      if (known.use === 'log' && end !== undefined && end < size) {
        collector.fault({
          kind: 'checkpoint', name: known.key, zone, found: line.name,
          flaw: flaw('HEAD_KEY_ENDED', { key: known.key, index: String(end), zone }),
        }) // biome-ignore format: one fault
      } else if (known.use === 'log') algorithms.add(algorithmOf(known.key) ?? 'unknown')
      else {
        const seconds = known.verifier.timeOf?.(line.signature) ?? 0
        const at = new Date(seconds * 1000).toISOString()
        const logKeys = [...own, ...opening].map(({ key }) => key)
        const { key, holder } = known
        const relation = relationOf({ zone, origin, logKeys, others, directory, key, holder, name: line.name })
        witnesses.push({ name: line.name, holder, key, at, relation })
      }
    }
  }
  if (algorithms.size === 0) {
    const required = own.map(({ key }) => key)
    collector.fault({
      kind: 'checkpoint', name: 'signature', zone, required,
      flaw: flaw('HEAD_UNSIGNED', { zone }),
    }) // biome-ignore format: one fault
  }
  const independence = independenceOf(part, directory, witnesses)
  return { witnesses, unknownSignatures, independence, algorithms: [...algorithms].sort() }
}

/** What the record knows of a witness beside the log that it signed; who runs its machine it does not know. */
function relationOf(parameters: {
  readonly zone: string
  readonly origin: string
  readonly logKeys: readonly string[]
  readonly others: readonly string[]
  readonly directory: Directory | undefined
  readonly key: string
  readonly holder: string
  readonly name: string
}): WitnessRelation {
  const { zone, origin, logKeys, others, directory, key, holder, name } = parameters
  const host = (text: string): string => text.slice(0, text.indexOf('/') < 0 ? text.length : text.indexOf('/'))
  if (logKeys.includes(key)) return 'same key'
  if (holder === zone) return 'the log itself'
  if (others.includes(holder)) return 'the other zone'
  if (directory?.organisations[holder] === undefined) return 'not enrolled'
  if (directory.organisations[zone] !== undefined && everSameFamily(directory, zone, holder)) return 'same family'
  return host(name) === host(origin) ? 'same host name' : 'other organisation'
}

function independenceOf(
  part: Part,
  directory: Directory | undefined,
  witnesses: LogUse['witnesses'],
): LogUse['independence'] {
  const others = witnesses.filter(({ holder }) => holder !== part.zone)
  if (others.length === 0) return 'none'
  if (part.world === 'rehearsal') return 'rehearsal'
  // Who is not in the directory cannot be shown to be of another family.
  const apart = directory !== undefined && others.some(({ holder }) => !everSameFamily(directory, part.zone, holder))
  return apart ? 'independent' : 'same group'
}
