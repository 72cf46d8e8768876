/** Tiles and entry bundles of C2SP tlog-tiles: paths, bytes, and how a proof is read from them. */
import { assert, SluiceError } from '../../errors.ts'
import { type HashProfile, hashBytes, sha256Profile } from './profile.ts'
import type { NodeReader } from './range.ts'

/** Hashes of a full tile, entries of a full bundle. */
export const tileWidth = 256
const tileHeight = 8
const entryBytesMax = 0xffff

/** A tile of hashes at `level`, or a bundle of entries. `width` is 256 when full, 1 to 255 when partial. */
export interface Tile {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** @example tilePath({ level: 0, index: 1234067, width: 8 }) // 'tile/0/x001/x234/067.p/8' */
export function tilePath(tile: Tile): string {
  const digits = String(tile.index).padStart(Math.ceil(String(tile.index).length / 3) * 3, '0')
  const elements = digits.match(/.{3}/g) ?? []
  const name = elements.map((element, i) => (i < elements.length - 1 ? `x${element}` : element)).join('/')
  return `tile/${tile.level}/${name}${tile.width === tileWidth ? '' : `.p/${tile.width}`}`
}

const pathForm = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/**
 * Reads a path; `undefined` for whatever a log of this format cannot have, such as `x000/001` or a partial tile of 256.
 *
 * @example parseTilePath('tile/entries/000.p/15') // { level: 'entries', index: 0, width: 15 }
 */
export function parseTilePath(path: string): Tile | undefined {
  const found = pathForm.exec(path)
  if (found === null) return undefined
  const level = found[1] === 'entries' ? 'entries' : Number(found[1])
  const tile: Tile = {
    level,
    index: Number(found[2]!.replaceAll(/[x/]/g, '')),
    width: found[3] === undefined ? tileWidth : Number(found[3]),
  }
  const possible = (level === 'entries' || level < 64) && Number.isSafeInteger(tile.index)
  return possible && tilePath(tile) === path && (found[3] === undefined || tile.width < tileWidth) ? tile : undefined
}

/** Hashes that a tree of `size` has at a tile level: one for each `256 ** level` leaves. */
export function hashesAt(level: number | 'entries', size: number): number {
  return level === 'entries' ? size : Math.floor(size / tileWidth ** level)
}

/** How wide a tile is in a tree of `size`: 0 where the tree has none. */
export function widthAt(parameters: {
  readonly level: number | 'entries'
  readonly index: number
  readonly size: number
}): number {
  const { level, index, size } = parameters
  return Math.max(0, Math.min(tileWidth, hashesAt(level, size) - index * tileWidth))
}

/**
 * The tiles and bundles that a tree of `to` leaves has and a tree of `from` had not: what to write, or to fetch, as a log grows.
 *
 * @example newTiles({ from: 0, to: 256 }).map(tilePath) // ['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']
 */
export function newTiles(parameters: { readonly from: number; readonly to: number }): Tile[] {
  const { from, to } = parameters
  const tiles = newTilesAt('entries', from, to)
  for (let level = 0; hashesAt(level, to) > 0; level++) tiles.push(...newTilesAt(level, from, to))
  return tiles
}

function newTilesAt(level: Tile['level'], from: number, to: number): Tile[] {
  const had = hashesAt(level, from)
  const has = hashesAt(level, to)
  const tiles: Tile[] = []
  if (has === had) return tiles
  for (let index = Math.floor(had / tileWidth); index * tileWidth < has; index++) {
    tiles.push({ level, index, width: Math.min(tileWidth, has - index * tileWidth) })
  }
  return tiles
}

/** The bytes of a tile: its hashes one after the other. */
export function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  assert(hashes.length > 0 && hashes.length <= tileWidth, 'a tile has 1 to 256 hashes')
  const bytes = new Uint8Array(hashes.length * hashBytes)
  hashes.forEach((hash, i) => {
    assert(hash.length === hashBytes, 'a hash of a tile has 32 bytes')
    bytes.set(hash, i * hashBytes)
  })
  return bytes
}

/** @throws {LOG_INCONSISTENT} where the bytes are not exactly `width` hashes */
export function decodeTile(bytes: Uint8Array, width: number): Uint8Array[] {
  checkLength(bytes, width)
  return hashesIn(bytes, 0, width)
}

function checkLength(bytes: Uint8Array, width: number): void {
  if (bytes.length === width * hashBytes) return
  throw new SluiceError('LOG_INCONSISTENT', 'A tile has another length than its width.', {
    facts: { expected: width * hashBytes, found: bytes.length },
  })
}

function hashesIn(bytes: Uint8Array, first: number, count: number): Uint8Array[] {
  // Copies, so that what is kept of a tile is plain and small, whatever kind of bytes came in.
  const hashAt = (i: number) => new Uint8Array(bytes.subarray(i * hashBytes, (i + 1) * hashBytes))
  return Array.from({ length: count }, (_, i) => hashAt(first + i))
}

/**
 * The bytes of a bundle: each entry after its length in two bytes.
 *
 * @throws {INPUT_INVALID} where an entry has more than 65,535 bytes
 */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  assert(entries.length > 0 && entries.length <= tileWidth, 'a bundle has 1 to 256 entries')
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > entryBytesMax) {
      throw new SluiceError('INPUT_INVALID', `An entry of a log has at most ${entryBytesMax} bytes.`, {
        facts: { found: entry.length },
      })
    }
    bytes[at] = entry.length >>> 8
    bytes[at + 1] = entry.length & 0xff
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** @throws {LOG_INCONSISTENT} where the bytes are not exactly `width` entries */
export function decodeEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width && at + 2 <= bytes.length) {
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!
    if (end > bytes.length) break
    entries.push(bytes.slice(at + 2, end))
    at = end
  }
  if (entries.length === width && at === bytes.length) return entries
  throw new SluiceError('LOG_INCONSISTENT', 'An entry bundle is cut short or has slack.', {
    facts: { expected: width, found: entries.length, bytes: bytes.length, read: at },
  })
}

/**
 * Reads any node of a tree of `size` from its tiles, so that proofs need nothing else.
 *
 * @example inclusionProof({ index, size, readNode: tileReader({ size, readTile }) })
 */
export function tileReader(parameters: {
  readonly size: number
  /** The bytes of a tile of the tree of `size`. */
  readonly readTile: (tile: Tile) => Uint8Array
  readonly profile?: HashProfile
}): NodeReader {
  const { size, readTile, profile = sha256Profile } = parameters
  return (level, index) => {
    const tileLevel = Math.floor(level / tileHeight)
    const below = 2 ** (level % tileHeight)
    const first = index * below
    const tileIndex = Math.floor(first / tileWidth)
    const width = widthAt({ level: tileLevel, index: tileIndex, size })
    assert((first % tileWidth) + below <= width, 'a node that is read is whole in the tree')
    const tile = readTile({ level: tileLevel, index: tileIndex, width })
    checkLength(tile, width)
    return fold(hashesIn(tile, first % tileWidth, below), profile)
  }
}

function fold(hashes: readonly Uint8Array[], profile: HashProfile): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i < row.length; i += 2) above.push(profile.node(row[i]!, row[i + 1]!))
    row = above
  }
  return row[0]!
}
