import type { Entry } from '../src/core/record/entry.ts'
import type { WithheldItem } from './report.ts'

export type Deleted = NonNullable<WithheldItem['deleted']>

/** What is not in the bundle because the record says that it was destroyed: when, and under which duty. The rest is withheld by who made the bundle. */
export function withDeletions(
  deleted: ReadonlyMap<string, Deleted>,
  withheld: readonly WithheldItem[],
): readonly WithheldItem[] {
  if (deleted.size === 0) return withheld
  return withheld.map((item) => {
    const found = deleted.get(item.what === 'document' ? item.name : `${item.entry} ${item.name}`)
    return found === undefined ? item : { ...item, deleted: found }
  })
}

/** Notes what an entry says was destroyed: fields as `entry field`, documents by their hash. */
export function noteDeletions(found: Map<string, Deleted>, entry: Entry): void {
  const value = (name: string): unknown => entry.fields[`payload.${name}`]?.value
  const about = {
    at: entry.header.recordedAt,
    duty: String(value('duty') ?? ''),
    source: String(value('source') ?? ''),
  }
  for (const row of listOf(value('values'))) {
    const { entry: id, field } = (row ?? {}) as { entry?: unknown; field?: unknown }
    found.set(`${String(id)} ${String(field)}`, about)
  }
  for (const hash of listOf(value('documents'))) found.set(String(hash), about)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
