import type { Pool } from 'pg'
import type { CountedClock } from '../../core/case/rulebook.ts'
import type { RulebookSource } from '../../core/case/rulebookSource.ts'
import { lawOf, type Packs } from '../../core/zone/packsState.ts'
import { listStreams } from '../zone/streams.ts'

/** The clocks of the law packs that a zone has published; none before it published any. */
export async function publishedClocks(pool: Pool, rules: RulebookSource): Promise<readonly CountedClock[]> {
  const [stream] = await listStreams(pool, 'packs')
  const law = lawOf(stream?.state as Packs | undefined)
  return law.length === 0 ? [] : (rules({ packs: law }).clocks ?? [])
}
