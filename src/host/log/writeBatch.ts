import type { PoolClient } from 'pg'
import { assert } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/record/log/checkpoint.ts'
import type { TreeHead } from '../../core/record/log/merkle.ts'
import type { LogHead } from './createLog.ts'
import type { QueuedEntry } from './enqueue.ts'
import type { TileGrowth } from './storeTiles.ts'

/**
 * One statement for all that a batch changes. A tile that exists grows only where it ends just before the new hashes, and the head moves
 * only from where it was read; the counts say whether both did.
 */
const text = `
with new as (
  select * from unnest($1::smallint[], $2::bigint[], $3::int[], $4::bytea[]) as t (level, index, first, hashes)
), grown as (
  update log_tiles t set hashes = t.hashes || new.hashes from new
  where new.first > 0 and (t.level, t.index) = (new.level, new.index) and octet_length(t.hashes) = new.first * 32
  returning 1
), made as (
  insert into log_tiles (level, index, hashes) select level, index, hashes from new where first = 0
  returning 1
), leaves as (
  insert into log_leaves (index, leaf, entry_id)
  select $5::bigint + position - 1, leaf, id from unnest($6::bytea[], $7::bytea[]) with ordinality as t (leaf, id, position)
), moved as (
  update log_head set size = $8, peaks = $9 where size = $5
  returning 1
), signed as (
  insert into log_checkpoints (size, root, note, signed_at) values ($8, $10, $11, $12)
)
select (select count(*) from grown)::int + (select count(*) from made)::int as tiles, (select count(*) from moved)::int as heads`

export interface WriteBatchParameters {
  readonly client: PoolClient
  readonly from: LogHead
  readonly to: TreeHead
  readonly leaves: readonly QueuedEntry[]
  readonly tiles: readonly TileGrowth[]
  readonly checkpoint: Checkpoint
  readonly note: string
  readonly signedAt: Date
}

/** Writes a batch behind the head that it was computed from, or stops where the store is not as the head says. */
export async function writeBatch(parameters: WriteBatchParameters): Promise<void> {
  const { client, from, to, leaves, tiles, checkpoint, note, signedAt } = parameters
  const { rows } = await client.query<{ tiles: number; heads: number }>({
    name: 'log_write_batch',
    text,
    values: [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ first }) => first),
      tiles.map(({ hashes }) => hashes),
      from.size,
      leaves.map(({ leaf }) => leaf),
      leaves.map(({ id }) => id),
      to.size,
      Buffer.concat(to.peaks),
      checkpoint.root,
      note,
      signedAt,
    ],
  })
  assert(rows[0]?.heads === 1, 'nobody moves the head while its lock is held')
  assert(rows[0].tiles === tiles.length, 'each tile ends where the head says')
}
