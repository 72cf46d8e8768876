import type { SluiceError } from '../errors.ts'
import { flaw } from '../flaws/flaw.ts'
import type { Bundle } from './bundle.ts'
import { type BundleInput, sourceOf } from './byteSource.ts'
import { eachEntry } from './entryLines.ts'
import { invalidLine } from './lines.ts'
import { firstRefused, openBundle } from './openBundle.ts'
import { bundleOf } from './writeBundle.ts'

/**
 * Reads a bundle strictly and whole: one encoding, known keys, nothing after the end. It checks form and digest; what the entries say is the verifier's
 * question. All of it comes to stand in memory, which takes some four times its bytes: a verifier uses `openBundle`.
 *
 * @throws {BUNDLE_INVALID} with `facts.line`
 */
export function readBundle(input: BundleInput): Bundle {
  const source = sourceOf(input)
  try {
    const open = openBundle(source, { digest: true })
    const zones = open.zones.map((part) => ({
      ...part,
      streams: part.streams.map(({ id, kind, entries }) => ({
        id,
        kind,
        entries: [...eachEntry(entries)].map(({ entry, index, proof }) => ({ entry, index, proof })),
      })),
    }))
    const bundle = { world: open.world, zones, documents: open.documents, withheld: open.withheld }
    const fault = open.digestFault ?? faultOfDocuments(bundle)
    if (fault !== undefined) throw fault
    return bundle
  } catch (error) {
    throw firstRefused(source) ?? error
  }
}

/** Every document is named by an entry; every one that an entry stands on is there, or listed as withheld. */
function faultOfDocuments(bundle: Bundle): SluiceError | undefined {
  const { documents, withheld } = bundleOf(bundle.zones, bundle.documents)
  return documentsFault(bundle, { named: new Set(Object.keys(documents)), missing: withheld })
}

/** The same where somebody went through the entries: which of the bundle's documents they name, and which they stand on that are not there. */
export function documentsFault(
  bundle: Pick<Bundle, 'documents' | 'withheld'>,
  said: { readonly named: ReadonlySet<string>; readonly missing: readonly string[] },
): SluiceError | undefined {
  const unnamed = Object.keys(bundle.documents).find((hash) => !said.named.has(hash))
  if (unnamed !== undefined) return invalidLine(1, flaw('BUNDLE_NAMED'), flaw('BUNDLE_DOCUMENT', { document: unnamed }))
  const listed = new Set(bundle.withheld)
  const missing = new Set(said.missing)
  const odd = [...missing, ...listed].find((hash) => !missing.has(hash) || !listed.has(hash))
  return odd === undefined
    ? undefined
    : invalidLine(1, flaw('BUNDLE_LISTED'), flaw('BUNDLE_DOCUMENT', { document: odd }))
}
