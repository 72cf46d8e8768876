import type { Directory } from '../src/core/case/directory.ts'
import { type AnyKind, isChild } from '../src/core/case/kind.ts'
import { firstMachine } from '../src/core/case/machineName.ts'
import { SluiceError } from '../src/core/errors.ts'
import { eitherOf, type Flaw, type FlawCode, flaw, flawOf } from '../src/core/flaws/flaw.ts'
import { checkOpenings } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import type { Context, Placed } from './replayZone.ts'
import type { Fault, FaultFound } from './report.ts'

/** Where the entry stands: stream, position, previous entry, zone, world, machine, time. */
export function chainFaults(context: Context, placed: Placed, kind: AnyKind | undefined): FaultFound[] {
  const { actions, indexes, machines, ofKind, part } = context
  const { entry, id, index, own, about } = placed
  const { header } = entry
  const faults: FaultFound[] = []
  const told = (code: FlawCode, name: string, values: Flaw['values'], more: Partial<FaultFound> = {}): void => {
    faults.push({ kind: 'chain', name, ...about, ...more, flaw: flaw(code, values) })
  }
  const check = (
    code: FlawCode,
    name: string,
    found: Json | undefined,
    required: Json | undefined,
    kind: Fault['kind'] = 'chain',
  ): void => {
    if (found === required) return
    const values = { found: shown(found), expected: shown(required) }
    told(code, name, values, { kind, found: found ?? 'none', required: required ?? 'none' })
  }
  check('CHAIN_STREAM', 'stream', header.position === 0 ? id : header.stream, own.id)
  const gap = header.position - own.position - 1
  if (isCut(part) && gap > 0) {
    // A cut hides entries whole: how many follows from the positions, what they are from nothing.
    const name = gap === 1 ? `${own.position + 1}` : `${own.position + 1}–${header.position - 1}`
    context.collector.withheld({ what: 'entry', name: `${own.kind} ${name}`, zone: part.zone, count: gap })
  } else {
    check('CHAIN_POSITION', 'position', header.position, own.position + 1)
    check('CHAIN_PREV', 'prev', header.prev, own.head)
  }
  check('CHAIN_ZONE', 'zone', header.zone, part.zone)
  check('CHAIN_WORLD', 'world', header.world, part.world, 'world')
  if (!machines.has(header.machine)) {
    const known = [...machines.keys()]
    const more = { kind: 'decision', found: header.machine, required: known.join(' or ') } as const
    told('CHAIN_MACHINE', 'machine', { found: header.machine, expected: eitherOf(known) }, more)
  } else
    check('CHAIN_MACHINE', 'machine', header.machine, machineExpected(context, placed) ?? header.machine, 'decision')
  if (kind === undefined) {
    const { kind: found } = header
    told('CHAIN_KIND', 'kind', { found }, { kind: 'decision', found, required: 'a kind of this machine' })
  } else check('CHAIN_STREAM_KIND', 'streamKind', kind.stream, own.kind)
  const cases = ofKind.get('case')
  const signedFor = (entry.fields.action?.value as { stream?: string } | undefined)?.stream
  if (header.position === 0 && isChild(own.kind) && signedFor !== undefined && cases !== undefined)
    check('CHAIN_CASE', 'action.stream', signedFor, cases.id)
  if (index <= own.index)
    told(
      'CHAIN_INDEX',
      'index',
      { found: String(index), last: String(own.index) },
      {
        found: index,
        required: `beyond ${own.index}`,
      },
    )
  if (indexes.has(index)) told('CHAIN_INDEX_TWICE', 'index', { index: String(index) })
  indexes.add(index)
  const seen = header.kind === 'approval.given' ? entry.fields['payload.seen']?.value : undefined
  if (seen !== undefined && !isCut(part) && context.passed.get(String(seen))?.stream !== own.place) {
    const more = { found: seen, required: 'a head of this stream' }
    told('CHAIN_SEEN', 'payload.seen', { seen: String(seen) }, more)
  }
  const { recordedAt } = header
  if (recordedAt < own.recordedAt)
    told(
      'CHAIN_TIME',
      'recordedAt',
      { found: recordedAt, last: own.recordedAt },
      {
        found: recordedAt,
        required: `not before ${own.recordedAt}`,
      },
    )
  const action = (entry.fields.action?.value as { id?: unknown } | undefined)?.id
  if (typeof action === 'string') {
    const entry = actions.get(action)
    if (entry !== undefined) told('CHAIN_ACTION', 'action', { found: action, entry }, { found: action })
    actions.set(action, id)
  }
  return faults
}

function shown(value: Json | undefined): string | Flaw {
  return value === undefined ? flaw('NONE') : String(value)
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
  readonly fault?: FaultFound
} {
  if (texts.opens === true) return { withheld: [] }
  try {
    return { withheld: checkOpenings(entry, texts) }
  } catch (error) {
    const name = error instanceof SluiceError ? String(error.facts.field ?? 'fields') : 'fields'
    return {
      withheld: withheldOf({ entry, texts }),
      fault: { kind: 'field', name, ...about, flaw: flawOf(error) },
    }
  }
}
