import { cutEntry, entryId } from '../record/entry.ts'
import type { Bundle, PlacedEntry } from './bundle.ts'
import { bundleOf } from './writeBundle.ts'

/**
 * A bundle for a reader who may not see everything: openings that `keep` refuses are taken out, and with them the documents that no entry names any
 * more. Headers, ids, proofs and checkpoints stay as they are, so that what remains verifies against the same checkpoint; what was taken out is a
 * commitment with a salt of its own and cannot be guessed.
 *
 * A crossing document shows the sender's fields again: one goes whole as soon as a field of its entry goes, and the proof of its place with it.
 *
 * @example encodeBundle(cutBundle(bundle, ({ kind }, field) => kind !== 'reserve.set' || !field.startsWith('payload.')))
 */
export function cutBundle(
  bundle: Bundle,
  keep: (
    entry: { readonly zone: string; readonly stream: string; readonly kind: string; readonly id: string },
    field: string,
  ) => boolean,
): Bundle {
  const zones = bundle.zones.map((part) => {
    const whole = new Set<string>()
    const streams = part.streams.map((stream) => ({
      ...stream,
      entries: stream.entries.map((placed): PlacedEntry => {
        const { entry } = placed
        const about = { zone: part.zone, stream: stream.kind, kind: entry.header.kind, id: entryId(entry) }
        const cut = cutEntry(entry, (field) => keep(about, field))
        if (cut.fields['payload.entry'] !== undefined) whole.add(String(cut.fields['payload.id']?.value))
        return { ...placed, entry: cut }
      }),
    }))
    const crossings = Object.fromEntries(Object.entries(part.crossings).filter(([id]) => whole.has(id)))
    return { ...part, streams, crossings }
  })
  return bundleOf(zones, bundle.documents)
}
