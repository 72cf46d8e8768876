import { encodeEntries, type Tile, tileWidth } from '../../core/record/log/tiles.ts'
import type { Queryable } from './queryable.ts'

/**
 * The bytes of a tile or bundle. Any partial one that the log ever had can be read, as the beginning of what it has grown to.
 *
 * @returns `undefined` where the log has no such tile, or not yet that wide
 */
export function readTile(pool: Queryable, tile: Tile): Promise<Uint8Array | undefined> {
  return tile.level === 'entries' ? readEntries(pool, tile) : readHashes(pool, tile)
}

async function readHashes(pool: Queryable, { level, index, width }: Tile): Promise<Uint8Array | undefined> {
  const { rows } = await pool.query<{ hashes: Buffer }>({
    name: 'log_read_tile',
    text: `select substring(hashes from 1 for $3) as hashes from log_tiles
      where level = $1 and index = $2 and octet_length(hashes) >= $3`,
    values: [level, index, width * 32],
  })
  return rows[0]?.hashes
}

async function readEntries(pool: Queryable, { index, width }: Tile): Promise<Uint8Array | undefined> {
  const { rows } = await pool.query<{ leaf: Buffer }>({
    name: 'log_read_entries',
    text: 'select leaf from log_leaves where index >= $1 and index < $2 order by index',
    values: [index * tileWidth, index * tileWidth + width],
  })
  return rows.length === width ? encodeEntries(rows.map(({ leaf }) => leaf)) : undefined
}
