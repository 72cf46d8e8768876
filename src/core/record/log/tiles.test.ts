import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { bytesToHex, utf8ToBytes } from '../hash.ts'
import { consistencyProof, createTree, inclusionProof, verifyConsistency, verifyInclusion } from './merkle.ts'
import { sha256Profile } from './profile.ts'
import {
  decodeEntries,
  decodeTile,
  encodeEntries,
  encodeTile,
  newTiles,
  parseTilePath,
  tilePath,
  tileReader,
  widthAt,
} from './tiles.ts'

test.each([
  [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
  [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
  [{ level: 2, index: 0, width: 1 }, 'tile/2/000.p/1'],
  [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
  [{ level: 63, index: 1000, width: 255 }, 'tile/63/x001/000.p/255'],
  [{ level: 0, index: Number.MAX_SAFE_INTEGER, width: 256 }, 'tile/0/x009/x007/x199/x254/x740/991'],
] as const)('%o stands at %s', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
  expect(parseTilePath(path)).toEqual(tile)
})

test.each([
  'tile/0/0',
  'tile/0/x000/001',
  'tile/00/000',
  'tile/64/000',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/000.p/',
  'tile/0/x009/x007/x199/x254/x740/992',
  'tile/0/../000',
  'tile/0/000/',
  '/tile/0/000',
  'tile/entries/1234',
  'tile/-1/000',
  'tile/0/٠٠٠',
])('%s is no path of a tile', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

test('a tree of 70,000 has the tiles that the specification counts', () => {
  const tiles = newTiles({ from: 0, to: 70_000 })
  const count = (level: number, width: 'full' | 'partial') =>
    tiles.filter((tile) => tile.level === level && (tile.width === 256) === (width === 'full')).length
  expect([0, 1, 2].map((level) => [count(level, 'full'), count(level, 'partial')])).toEqual([
    [273, 1],
    [1, 1],
    [0, 1],
  ])
  expect(tiles.filter((tile) => tile.width < 256 && tile.level !== 'entries').map(tilePath)).toEqual([
    'tile/0/273.p/112',
    'tile/1/001.p/17',
    'tile/2/000.p/1',
  ])
})

test('a tree of 256 has a full tile and above it a partial one', () => {
  expect(newTiles({ from: 0, to: 256 }).map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1'])
  expect(newTiles({ from: 255, to: 257 }).map(tilePath)).toEqual([
    'tile/entries/000',
    'tile/entries/001.p/1',
    'tile/0/000',
    'tile/0/001.p/1',
    'tile/1/000.p/1',
  ])
  expect(newTiles({ from: 7, to: 7 })).toEqual([])
})

describe('proofs over a tree of three levels of tiles', () => {
  const size = 66_000
  const nodes = new Map<string, Uint8Array>()
  const roots = new Map<number, Uint8Array>()
  const tree = createTree({ onNode: (level, index, hash) => nodes.set(`${level}/${index}`, hash) })
  for (let i = 0; i < size; i++) {
    tree.append(sha256Profile.leaf(utf8ToBytes(String(i))))
    if (i === 65_535 || i === 40_000 || i === 255) roots.set(i + 1, tree.root())
  }
  const readNode = tileReader({
    size,
    readTile: ({ level, index, width }) =>
      encodeTile(Array.from({ length: width }, (_, i) => nodes.get(`${Number(level) * 8}/${index * 256 + i}`)!)),
  })

  test.each([0, 1, 255, 256, 40_000, 65_535, 65_536, 65_999])('leaf %i', (index) => {
    const proof = inclusionProof({ index, size, readNode })
    verifyInclusion({ index, size, leafHash: sha256Profile.leaf(utf8ToBytes(String(index))), root: tree.root(), proof })
  })

  test.each([256, 40_001, 65_536])('from size %i', (from) => {
    const proof = consistencyProof({ from, to: size, readNode })
    verifyConsistency({ from, to: size, fromRoot: roots.get(from)!, toRoot: tree.root(), proof })
  })

  test('widths end with the tree', () => {
    expect(widthAt({ level: 0, index: 257, size })).toBe(66_000 - 257 * 256)
    expect(widthAt({ level: 1, index: 1, size })).toBe(1)
    expect(widthAt({ level: 2, index: 0, size })).toBe(1)
    expect(widthAt({ level: 3, index: 0, size })).toBe(0)
  })
})

describe('an entry bundle', () => {
  const code = (run: () => unknown): unknown => {
    try {
      return run()
    } catch (error) {
      return error instanceof SluiceError ? error.code : error
    }
  }
  const bundle = encodeEntries([utf8ToBytes('one'), new Uint8Array(0)])

  test('has each entry after its length', () => {
    expect(bytesToHex(bundle)).toBe('00036f6e650000')
    expect(decodeEntries(bundle, 2)).toEqual([utf8ToBytes('one'), new Uint8Array(0)])
  })

  test('holds an entry of 65,535 bytes and none longer', () => {
    const longest = new Uint8Array(65_535).fill(7)
    expect(decodeEntries(encodeEntries([longest]), 1)).toEqual([longest])
    expect(code(() => encodeEntries([new Uint8Array(65_536)]))).toBe('INPUT_INVALID')
  })

  test('is refused with slack, cut short, or of another width', () => {
    expect(code(() => decodeEntries(bundle, 1))).toBe('LOG_INCONSISTENT')
    expect(code(() => decodeEntries(bundle, 3))).toBe('LOG_INCONSISTENT')
    expect(code(() => decodeEntries(bundle.slice(0, -1), 2))).toBe('LOG_INCONSISTENT')
    expect(code(() => decodeEntries(bundle.slice(0, 4), 1))).toBe('LOG_INCONSISTENT')
    expect(code(() => decodeTile(new Uint8Array(33), 1))).toBe('LOG_INCONSISTENT')
  })
})
