import { grantOf, partiesOf } from '../../core/access/parties.ts'
import { documentsOf, hashesNamed } from '../../core/bundle/bundle.ts'
import type { Entry } from '../../core/record/entry.ts'
import type { Readership } from '../zone/writeAppend.ts'

/** Of the zone itself: read by whoever is signed in. */
const zoneStreams: ReadonlySet<string> = new Set(['directory', 'registers', 'packs'])

/** What an entry says of who reads: derived, so that it can be made again from the entries. */
export function readershipOf(entry: Entry, stream: string, caseId: string): Readership {
  const documents = [...new Set([...documentsOf(entry), ...hashesNamed(entry, /^(payload[.]|documents$)/)])].sort()
  if (zoneStreams.has(stream)) return { case: undefined, named: [], granted: [], withdrawn: [], documents }
  const grant = grantOf(entry)
  return {
    case: caseId,
    named: partiesOf(entry),
    granted: grant?.stands === true ? [grant.org] : [],
    withdrawn: grant?.stands === false ? [grant.org] : [],
    documents,
  }
}
