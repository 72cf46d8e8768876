import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import { newTiles, type Tile, tilePath, tileWidth } from '../../core/record/log/tiles.ts'
import { latestCheckpoint } from './checkpoints.ts'
import type { Queryable } from './queryable.ts'
import { readTile } from './readTile.ts'

export interface ExportedLog {
  readonly size: number
  /** Files written now; those that stood there already and cannot change are left alone. */
  readonly written: number
}

/**
 * Writes the whole log to a folder as C2SP tlog-tiles, for any web server to serve. The checkpoint is written last, so that a reader of the
 * folder never sees a head without its tiles; an export that was cut short is gone on with by another one.
 *
 * @example await exportLog({ pool, folder: 'log' }) // { size: 70000, written: 551 }
 */
export async function exportLog(parameters: {
  readonly pool: Queryable
  readonly folder: string
}): Promise<ExportedLog> {
  const { pool, folder } = parameters
  const { size, note } = await latestCheckpoint(pool)
  let written = 0
  for (const tile of newTiles({ from: 0, to: size })) {
    const file = join(folder, tilePath(tile))
    if (tile.width === tileWidth && (await exists(file))) continue
    await writeWhole(file, await required(pool, tile))
    written++
  }
  await writeWhole(join(folder, 'checkpoint'), note)
  return { size, written: written + 1 }
}

async function required(pool: Queryable, tile: Tile): Promise<Uint8Array> {
  const bytes = await readTile(pool, tile)
  if (bytes !== undefined) return bytes
  throw new SluiceError('LOG_INCONSISTENT', 'The log misses a tile that its checkpoint asks for.', {
    facts: { path: tilePath(tile) },
  })
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

/** Under another name first: what has its name is whole. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, content)
  await rename(`${file}.new`, file)
}
