import { assert } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/record/log/checkpoint.ts'
import type { TreeHead } from '../../core/record/log/merkle.ts'
import type { LogHead } from './createLog.ts'
import type { QueuedEntry } from './enqueue.ts'
import type { Queryable } from './queryable.ts'
import type { TileGrowth } from './storeTiles.ts'

/**
 * One statement for all that a batch changes. The head moves only from where it was read, and where that fails nothing else happens; a tile that
 * exists grows only where it ends just before the new hashes. `$14`: also while leaves wait in the queue.
 */
const text = `
with moved as (
  update log_head set size = $8, peaks = $9 where size = $5 and peaks = $13 and ($14 or not exists (select from log_queue))
  returning 1
), new as (
  select t.* from moved, unnest($1::smallint[], $2::bigint[], $3::int[], $4::bytea[]) as t (level, index, first, hashes)
), grown as (
  update log_tiles t set hashes = t.hashes || new.hashes from new
  where new.first > 0 and (t.level, t.index) = (new.level, new.index) and octet_length(t.hashes) = new.first * 32
  returning 1
), made as (
  insert into log_tiles (level, index, hashes) select level, index, hashes from new where first = 0
  returning 1
), leaves as (
  insert into log_leaves (index, leaf, entry_id)
  select $5::bigint + position - 1, leaf, id
  from moved, unnest($6::bytea[], $7::bytea[]) with ordinality as t (leaf, id, position)
), signed as (
  insert into log_checkpoints (size, root, note, signed_at) select $8, $10, $11, $12 from moved
)
select (select count(*) from grown)::int + (select count(*) from made)::int as tiles, (select count(*) from moved)::int as heads`

export interface WriteBatchParameters {
  readonly client: Queryable
  readonly from: LogHead
  readonly to: TreeHead
  readonly leaves: readonly QueuedEntry[]
  readonly tiles: readonly TileGrowth[]
  readonly checkpoint: Checkpoint
  readonly note: string
  readonly signedAt: Date
  /** Whether leaves that others have committed may wait meanwhile: they would stand behind these. */
  readonly passesQueue: boolean
}

/**
 * Writes a batch behind the head that it was computed from. Stops where a tile is not as the head says.
 *
 * @returns whether it was written: not where the head is another one by now, or leaves wait that may not be passed
 */
export async function writeBatch(parameters: WriteBatchParameters): Promise<boolean> {
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
      Buffer.concat(from.peaks),
      parameters.passesQueue,
    ],
  })
  const done = rows[0]!
  if (done.heads === 0) return false
  assert(done.tiles === tiles.length, 'each tile ends where the head says')
  return true
}
