import { hashBytes } from '../../core/record/log/profile.ts'
import { tileWidth } from '../../core/record/log/tiles.ts'

/** New hashes of one tile, side by side. */
export interface TileGrowth {
  readonly level: number
  readonly index: number
  /** How many hashes the tile had before. */
  readonly first: number
  readonly hashes: Uint8Array
}

interface Growing {
  readonly level: number
  readonly index: number
  readonly first: number
  readonly bytes: Uint8Array
  length: number
}

/** Hashes of new whole subtrees, as far as tiles hold them (each eighth level), gathered by tile. */
export class NewHashes {
  #tiles: Growing[] = []
  readonly #last: (Growing | undefined)[] = []

  /** To be called level by level in the order of the leaves, as a growing tree does. */
  add(level: number, index: number, hash: Uint8Array): void {
    if (level % 8 !== 0) return
    const tileIndex = Math.floor(index / tileWidth)
    let tile = this.#last[level]
    if (tile?.index !== tileIndex) {
      const bytes = new Uint8Array(tileWidth * hashBytes)
      tile = { level: level / 8, index: tileIndex, first: index % tileWidth, bytes, length: 0 }
      this.#last[level] = tile
      this.#tiles.push(tile)
    }
    tile.bytes.set(hash, tile.length)
    tile.length += hashBytes
  }

  /** Hands out the tiles of the levels asked for, and forgets them. */
  take(ofLevel: (level: number) => boolean = () => true): TileGrowth[] {
    const taken = this.#tiles.filter(({ level }) => ofLevel(level))
    this.#tiles = this.#tiles.filter(({ level }) => !ofLevel(level))
    for (const { level } of taken) this.#last[level * 8] = undefined
    return taken.map(({ level, index, first, bytes, length }) => ({
      level,
      index,
      first,
      hashes: bytes.subarray(0, length),
    }))
  }
}
