import type { Bundle } from './bundle.ts'
import { cutFiled } from './cutFiled.ts'
import { eachEntry } from './entryLines.ts'
import { filedOf } from './filed.ts'
import type { CutReader } from './readers.ts'

/**
 * {@link cutFiled} for a bundle that stands in memory.
 *
 * @example encodeBundle(cutFor({ bundle, reader: 'victim', of: 'c-17' }))
 * @throws {INPUT_INVALID} where the reader has to be named and is not
 */
export function cutFor(parameters: {
  readonly bundle: Bundle
  readonly reader: CutReader
  readonly of?: string
}): Bundle {
  const whole = filedOf(parameters.bundle)
  const cut = cutFiled({ ...parameters, bundle: whole })
  if (cut === whole) return parameters.bundle
  const { world, zones, documents, withheld } = cut
  return {
    world,
    zones: zones.map((part) => ({
      ...part,
      streams: part.streams.map(({ id, kind, entries }) => ({
        id,
        kind,
        entries: [...eachEntry(entries)].map(({ entry, index, proof }) => ({ entry, index, proof })),
      })),
    })),
    documents: Object.fromEntries(documents.hashes.map((hash) => [hash, documents.text(hash)!])),
    withheld,
  }
}
