import type { Bundle } from '../src/core/bundle/bundle.ts'
import type { WithheldItem } from './report.ts'

type Deleted = NonNullable<WithheldItem['deleted']>

/** What is not in the bundle because the record says that it was destroyed: when, and under which duty. The rest is withheld by who made the bundle. */
export function withDeletions(bundle: Bundle, withheld: readonly WithheldItem[]): readonly WithheldItem[] {
  const deleted = deletionsOf(bundle)
  if (deleted.size === 0) return withheld
  return withheld.map((item) => {
    const found = deleted.get(item.what === 'document' ? item.name : `${item.entry} ${item.name}`)
    return found === undefined ? item : { ...item, deleted: found }
  })
}

function deletionsOf({ zones }: Bundle): ReadonlyMap<string, Deleted> {
  const found = new Map<string, Deleted>()
  for (const { streams } of zones) {
    for (const { entry } of streams.flatMap(({ entries }) => entries)) {
      if (entry.header.kind !== 'value.deleted') continue
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
  }
  return found
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
