import type { Directory } from '../src/core/case/directory.ts'
import { type AnyKind, isChild } from '../src/core/case/kind.ts'
import { firstMachine } from '../src/core/case/machineName.ts'
import { SluiceError } from '../src/core/errors.ts'
import { checkOpenings } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import { messageOf } from './checkLog.ts'
import type { Context, Placed } from './replayZone.ts'
import type { Fault } from './report.ts'

/** Where the entry stands: stream, position, previous entry, zone, world, machine, time. */
export function chainFaults(context: Context, placed: Placed, kind: AnyKind | undefined): Fault[] {
  const { actions, indexes, machines, ofKind, part } = context
  const { entry, id, index, own, about } = placed
  const { header } = entry
  const faults: Fault[] = []
  const check = (
    name: string,
    found: Json | undefined,
    required: Json | undefined,
    type: Fault['kind'] = 'chain',
  ): void => {
    if (found === required) return
    const message = `${name}: found ${String(found ?? 'none')}, expected ${String(required ?? 'none')}.`
    faults.push({ kind: type, name, ...about, found: found ?? 'none', required: required ?? 'none', message })
  }
  check('stream', header.position === 0 ? id : header.stream, own.id)
  const gap = header.position - own.position - 1
  if (isCut(part) && gap > 0) {
    // A cut hides entries whole: how many follows from the positions, what they are from nothing.
    const name = gap === 1 ? `${own.position + 1}` : `${own.position + 1}–${header.position - 1}`
    context.collector.withheld({ what: 'entry', name: `${own.kind} ${name}`, zone: part.zone, count: gap })
  } else {
    check('position', header.position, own.position + 1)
    check('prev', header.prev, own.head)
  }
  check('zone', header.zone, part.zone)
  check('world', header.world, part.world, 'world')
  if (!machines.has(header.machine)) check('machine', header.machine, [...machines.keys()].join(' or '), 'decision')
  else check('machine', header.machine, machineExpected(context, placed) ?? header.machine, 'decision')
  if (kind === undefined) check('kind', header.kind, 'a kind of this machine', 'decision')
  else check('streamKind', kind.stream, own.kind)
  const cases = ofKind.get('case')
  const signedFor = (entry.fields.action?.value as { stream?: string } | undefined)?.stream
  if (header.position === 0 && isChild(own.kind) && signedFor !== undefined && cases !== undefined)
    check('action.stream', signedFor, cases.id)
  if (index <= own.index) check('index', index, `beyond ${own.index}, where the stream's last entry stands`)
  if (indexes.has(index))
    faults.push({ kind: 'chain', name: 'index', ...about, message: `two entries stand at index ${index}.` })
  indexes.add(index)
  const seen = header.kind === 'approval.given' ? entry.fields['payload.seen']?.value : undefined
  if (seen !== undefined && !isCut(part) && context.passed.get(String(seen))?.stream !== own.place) {
    const message = `the approval was given on sight of ${String(seen)}, which is no entry of this stream before it.`
    faults.push({
      kind: 'chain',
      name: 'payload.seen',
      ...about,
      found: seen,
      required: 'a head of this stream',
      message,
    })
  }
  if (header.recordedAt < own.recordedAt) check('recordedAt', header.recordedAt, `not before ${own.recordedAt}`)
  const action = (entry.fields.action?.value as { id?: unknown } | undefined)?.id
  if (typeof action === 'string') {
    if (actions.has(action)) check('action', action, `an id that entry ${actions.get(action)} has not taken`)
    actions.set(action, id)
  }
  return faults
}

/** Whether entries may be hidden whole in a part: it says so itself. */
export function isCut({ sections }: Pick<Context['part'], 'sections'>): boolean {
  return sections?.cut !== undefined
}

/** Names of the fields that are committed to and not shown. */
export function withheldOf({ entry: { header, fields }, texts }: Pick<Placed, 'entry' | 'texts'>): readonly string[] {
  if (texts.whole === true) return []
  return Object.keys(header.commitments).filter((name) => !Object.hasOwn(fields, name))
}

/**
 * The machine that an entry should name: the directory's; undefined where that is not known. What opens a zone chooses, what begins a machine names it,
 * and the rules of the next one are published before it begins.
 */
function machineExpected({ ofKind }: Context, { entry, own }: Placed): string | undefined {
  const { kind, machine } = entry.header
  if (kind === 'zone.opened' || kind === 'machine.begun') return machine
  const directory = own.kind === 'directory' ? own : ofKind.get('directory')
  if (directory?.known !== true || directory.state === undefined) return undefined
  const { machine: named = firstMachine } = directory.state as Directory
  return kind === 'pack.published' && machine > named ? machine : named
}

/** Names of the withheld fields, and the first field that is not the one committed to. */
export function openingsOf({ entry, about, texts }: Placed): {
  readonly withheld: readonly string[]
  readonly fault?: Fault
} {
  if (texts.opens === true) return { withheld: [] }
  try {
    return { withheld: checkOpenings(entry, texts) }
  } catch (error) {
    const name = error instanceof SluiceError ? String(error.facts.field ?? 'fields') : 'fields'
    return {
      withheld: withheldOf({ entry, texts }),
      fault: { kind: 'field', name, ...about, message: messageOf(error) },
    }
  }
}
