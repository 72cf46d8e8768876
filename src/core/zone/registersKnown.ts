import { applyEntry } from '../case/apply.ts'
import { appliedOf } from '../case/machine.ts'
import type { Registers } from '../case/registers.ts'
import type { Entry } from '../record/entry.ts'
import { zoneKinds } from './zoneKinds.ts'

/** The registers as the entries recorded up to a moment give them: what the zone knew then, whatever was entered since. */
export function registersKnown(
  entries: readonly { readonly id: string; readonly entry: Entry }[],
  known: string,
): Registers {
  const kinds = new Map(zoneKinds.map((kind) => [kind.name, kind]))
  let state: unknown
  for (const { id, entry } of entries) {
    if (entry.header.recordedAt > known) break
    const fields = Object.fromEntries(Object.entries(entry.fields).map(([name, { value }]) => [name, value]))
    const applied = appliedOf({ id, header: entry.header, fields: fields as never })
    state = applyEntry({ kinds, state, entry: applied, world: entry.header.world }).state
  }
  return (state as Registers | undefined) ?? { licences: [], providers: [] }
}
