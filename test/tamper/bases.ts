import { type Bundle, hashesNamed } from '../../src/core/bundle/bundle.ts'
import { cutBundle } from '../../src/core/bundle/cutBundle.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { bundleOf, encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { entryId } from '../../src/core/record/entry.ts'

/** A sort of bundle that changes are made to. A forger holds the whole case, and shows it as this sort is shown. */
export interface Base {
  readonly name: 'whole' | 'cut' | 'one zone'
  readonly whole: Bundle
  /** What is shown of the whole. */
  readonly show: (whole: Bundle) => Bundle
  /** The untouched file. */
  readonly text: string
  readonly ids: ReadonlySet<string>
}

/** What a reader for the defence would not see: reserve and prices, and every third document that is no pack. */
function cutFor(bundle: Bundle): Bundle {
  const cut = cutBundle(
    bundle,
    ({ kind }, field) =>
      !(/^(reserve|cover)\./.test(kind) && field.startsWith('payload.')) && field !== 'payload.lines',
  )
  const packs = new Set(
    cut.zones.flatMap(({ streams }) =>
      streams
        .filter(({ kind }) => kind === 'packs')
        .flatMap(({ entries }) => entries.flatMap(({ entry }) => [...hashesNamed(entry)])),
    ),
  )
  // By what the document says and not by its hash: a forger's change must not move another document in or out.
  const kept = Object.entries(cut.documents).filter(([hash, text]) => packs.has(hash) || text.length % 3 !== 0)
  return bundleOf(cut.zones, Object.fromEntries(kept))
}

function baseOf(name: Base['name'], whole: Bundle, show: Base['show']): Base {
  const shown = show(whole)
  const ids = new Set(
    shown.zones.flatMap(({ streams }) => streams.flatMap(({ entries }) => entries.map(({ entry }) => entryId(entry)))),
  )
  return { name, whole, show, text: encodeBundle(shown), ids }
}

/** Three sorts: the rehearsed case whole, the same cut for a reader, and another case, simulated, of which one zone is shown. */
export function basesOf(texts: { readonly rehearsed: string; readonly simulated: string }): readonly Base[] {
  const rehearsed = readBundle(texts.rehearsed)
  const simulated = readBundle(texts.simulated)
  return [
    baseOf('whole', rehearsed, (whole) => whole),
    baseOf('cut', rehearsed, cutFor),
    baseOf('one zone', simulated, (whole) => bundleOf(whole.zones.slice(0, 1), whole.documents)),
  ]
}
