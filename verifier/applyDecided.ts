import type { AnyKind } from '../src/core/case/kind.ts'
import type { Machine } from '../src/core/case/machines.ts'
import type { Json } from '../src/core/record/jcs.ts'
import { messageOf } from './checkLog.ts'
import { type Decided, zoneStreams } from './decideAgain.ts'
import type { Context, Placed } from './replayZone.ts'

interface ToApply extends Placed {
  readonly machine: Machine | undefined
  readonly kind: AnyKind | undefined
  readonly cut: readonly string[]
  readonly decided: Decided | undefined
}

/** Moves the stream on. What was recorded counts, also where it was wrong: so that one fault is one fault. */
export function applyDecided(context: Context, item: ToApply): void {
  const { entry, id, index, number, own, about, machine, kind, cut, decided } = item
  const { collector, keptByHead, passed, posted } = context
  own.head = id
  own.position = entry.header.position
  own.index = index
  own.recordedAt = entry.header.recordedAt
  const draft = decided !== undefined && 'draft' in decided ? decided.draft : undefined
  const complete = cut.length === 0 || draft !== undefined
  // What belongs to another stream is told as out of its place, and makes no state here.
  const belongs = kind?.stream === own.kind
  if (machine === undefined || kind === undefined || !belongs || !own.known || !complete) own.known = false
  else {
    const fields: Record<string, Json> = {}
    for (const name of cut) fields[name] = draft![name]!
    for (const [name, { value }] of Object.entries(entry.fields)) fields[name] = value
    try {
      const applied = machine.appliedOf({ id, header: entry.header, fields })
      const result = machine.applyEntry({
        kinds: machine.kinds,
        state: own.state,
        entry: applied,
        world: entry.header.world,
      })
      own.state = result.state
      if (result.postings.length > 0) {
        const { kind: name } = entry.header
        posted.push({ entry: id, kind: name, stream: own.kind, at: entry.header.recordedAt, postings: result.postings })
        collector.postings(result.postings.length)
      }
    } catch (error) {
      own.known = false
      const message = `the entry cannot be applied: ${messageOf(error)}`
      collector.fault({ kind: 'posting', name: 'apply', ...about, message })
    }
  }
  if (decided?.outcome === 'same') collector.replayed()
  const { recordedAt, kind: name } = entry.header
  passed.set(id, { stream: own.place, number, index, recordedAt, kind: name })
  // Of a case and its children the newest state is the only one that an entry may name.
  if (zoneStreams.includes(own.kind))
    keptByHead.set(id, { head: id, state: own.state, stream: own.id, kind: own.kind, known: own.known })
}
