import { type Tile, tileWidth } from '../../core/record/log/tiles.ts'
import type { Queryable } from '../log/queryable.ts'
import type { Session } from './sessions.ts'

/**
 * Whether somebody may have a tile or an entry bundle. Who is signed in may: leaves are salted hashes, and who reads a case needs those beside it to prove
 * it. Outsiders get one once every case with a leaf in it is closed: before, the mere number and time of leaves would tell that something goes on.
 */
export async function mayHaveTile(parameters: {
  readonly pool: Queryable
  readonly reader: Session | undefined
  readonly tile: Tile
}): Promise<boolean> {
  const { pool, reader, tile } = parameters
  if (reader !== undefined) return true
  const [from, to] = leavesOf(tile)
  const { rows } = await pool.query<{ open: boolean }>({
    name: 'tile_open_case',
    text: `select exists (
      select from log_leaves l join entries e on e.id = l.entry_id join streams s on s.id = e.stream
      join streams c on c.id = coalesce(s.parent, s.id)
      where l.index >= $1 and l.index < $2 and c.kind not in ('directory', 'registers', 'packs')
        and c.state::jsonb #>> '{stages,case}' is distinct from 'closed') as open`,
    values: [from, to],
  })
  return rows[0]?.open === false
}

/** The leaves that a tile says something of, from the first to the one after the last. */
function leavesOf({ level, index, width }: Tile): readonly [number, number] {
  const each = level === 'entries' ? 1 : tileWidth ** level
  const from = index * tileWidth * each
  return [from, Math.min(from + width * each, Number.MAX_SAFE_INTEGER)]
}
