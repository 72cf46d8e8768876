import { SluiceError } from '../../core/errors.ts'
import { utf8ToBytes } from '../../core/record/hash.ts'
import { newTiles, type Tile, tilePath, tileWidth } from '../../core/record/log/tiles.ts'
import { latestCheckpoint } from './checkpoints.ts'
import type { Queryable } from './queryable.ts'
import { readTile } from './readTile.ts'
import type { LogSink } from './sink.ts'

export interface ExportedLog {
  readonly size: number
  /** Files written now; those that stood there already and cannot change are left alone. */
  readonly written: number
}

/**
 * Writes the whole log as C2SP tlog-tiles. The checkpoint is written last, so that a reader never sees a head without its tiles; an export
 * that was cut short is gone on with by another one.
 *
 * @example await exportLog({ pool, sink: folderSink('log') }) // { size: 70000, written: 551 }
 * @throws {LOG_INCONSISTENT} where the log misses a tile that its checkpoint asks for
 */
export async function exportLog(parameters: {
  readonly pool: Queryable
  readonly sink: LogSink
}): Promise<ExportedLog> {
  const { pool, sink } = parameters
  const { size, note } = await latestCheckpoint(pool)
  let written = 0
  for (const tile of newTiles({ from: 0, to: size })) {
    const path = tilePath(tile)
    if (tile.width === tileWidth && (await sink.has(path))) continue
    await sink.put({ path, bytes: await required(pool, tile), ...kinds.tile })
    written++
  }
  await sink.put({ path: 'checkpoint', bytes: utf8ToBytes(note), ...kinds.checkpoint })
  return { size, written: written + 1 }
}

const kinds = {
  tile: { contentType: 'application/octet-stream', cacheControl: 'max-age=31536000, immutable', once: true },
  checkpoint: { contentType: 'text/plain; charset=utf-8', cacheControl: 'max-age=1' },
}

async function required(pool: Queryable, tile: Tile): Promise<Uint8Array> {
  const bytes = await readTile(pool, tile)
  if (bytes !== undefined) return bytes
  throw new SluiceError('LOG_INCONSISTENT', 'The log misses a tile that its checkpoint asks for.', {
    facts: { path: tilePath(tile) },
  })
}
