import type { Pool } from 'pg'
import type { CountedClock } from '../../core/case/rulebook.ts'
import type { RulebookSource } from '../../core/case/rulebookSource.ts'
import { lawOf, type Packs } from '../../core/zone/packsState.ts'
import { listStreams, loadDocuments } from '../zone/streams.ts'

/** The clocks of the law packs that a zone has published; none before it published any. */
export async function publishedClocks(
  pool: Pool,
  rules: RulebookSource,
  texts: Map<string, string>,
): Promise<readonly CountedClock[]> {
  const [stream] = await listStreams(pool, 'packs')
  const law = lawOf(stream?.state as Packs | undefined)
  // A pack that another server published, or that no folder of this one holds, is in the store under its hash.
  const missing = law.filter((hash) => !texts.has(hash))
  for (const [hash, text] of await loadDocuments(pool, missing)) texts.set(hash, text)
  return law.length === 0 ? [] : (rules({ packs: law }).clocks ?? [])
}
