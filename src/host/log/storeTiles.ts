import type { PoolClient } from 'pg'
import { assert } from '../../core/errors.ts'
import { tileWidth } from '../../core/record/log/tiles.ts'

/** Hashes of new whole subtrees, as far as tiles hold them (each eighth level), gathered by tile. */
export class NewHashes {
  readonly tiles: { level: number; index: number; first: number; hashes: Uint8Array[] }[] = []
  readonly #last: ((typeof this.tiles)[number] | undefined)[] = []

  /** To be called level by level in the order of the leaves, as a growing tree does. */
  add(level: number, index: number, hash: Uint8Array): void {
    if (level % 8 !== 0) return
    const tileLevel = level / 8
    const tileIndex = Math.floor(index / tileWidth)
    let tile = this.#last[tileLevel]
    if (tile?.index !== tileIndex) {
      tile = { level: tileLevel, index: tileIndex, first: index % tileWidth, hashes: [] }
      this.#last[tileLevel] = tile
      this.tiles.push(tile)
    }
    tile.hashes.push(hash)
  }

  /** Hands out the tiles of the levels asked for, each as `level/index` and bytes, and forgets them. */
  take(ofLevel: (level: number) => boolean): (readonly [place: string, hashes: Uint8Array])[] {
    const taken = this.tiles.filter(({ level }) => ofLevel(level))
    const left = this.tiles.filter(({ level }) => !ofLevel(level))
    this.tiles.splice(0, this.tiles.length, ...left)
    for (const { level } of taken) this.#last[level] = undefined
    return taken.map(({ level, index, hashes }) => [`${level}/${index}`, Buffer.concat(hashes)])
  }
}

/** Puts hashes behind those that a tile has. Where a tile does not end where they begin, the store is broken and the batch stops. */
export async function appendTiles(client: PoolClient, { tiles }: NewHashes): Promise<void> {
  const { rowCount } = await client.query({
    name: 'log_append_tiles',
    text: `insert into log_tiles as t (level, index, hashes)
      select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
      on conflict (level, index) do update set hashes = t.hashes || excluded.hashes`,
    values: [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => Buffer.concat(hashes)),
    ],
  })
  assert(rowCount === tiles.length, 'each tile of a batch is written')
}
