import { SluiceError } from '../../core/errors.ts'
import { profileOfOrigin } from '../../core/record/log/checkpoint.ts'
import { consistencyProof, inclusionProof } from '../../core/record/log/merkle.ts'
import type { HashProfile } from '../../core/record/log/profile.ts'
import {
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  type NodeReader,
  rangeNodes,
} from '../../core/record/log/range.ts'
import { tileReader, tileWidth } from '../../core/record/log/tiles.ts'
import type { Queryable } from './queryable.ts'

export { latestCheckpoint } from './checkpoints.ts'

export interface InclusionOfEntry {
  readonly index: number
  readonly size: number
  /** The 32 bytes in the log. */
  readonly leaf: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * The proof that leaf `index` is in the tree of `size`.
 *
 * @example await inclusion(pool, { index: 7, size: 12 })
 * @throws {NOT_FOUND} where the log is not that large
 */
export async function inclusion(
  pool: Queryable,
  parameters: { readonly index: number; readonly size: number },
): Promise<InclusionOfEntry> {
  const { index, size } = parameters
  const profile = await checkSize(pool, { within: index + 1, size })
  const readNode = await loadNodes({ pool, ranges: inclusionRanges({ index, size }), size, profile })
  const { rows } = await pool.query<{ leaf: Buffer }>('select leaf from log_leaves where index = $1', [index])
  return { index, size, leaf: new Uint8Array(rows[0]!.leaf), proof: inclusionProof({ index, size, readNode, profile }) }
}

/**
 * The proofs of many leaves in the tree of `size`, in their order: the tiles that they share are read once, and each node is computed once.
 *
 * @example (await inclusions(pool, { indexes: [7, 8], size: 12 }))[0] // the audit path of leaf 7
 * @throws {NOT_FOUND} where the log is not that large
 */
export async function inclusions(
  pool: Queryable,
  parameters: { readonly indexes: readonly number[]; readonly size: number },
): Promise<readonly (readonly Uint8Array[])[]> {
  const { indexes, size } = parameters
  if (indexes.length === 0) return []
  const profile = await checkSize(pool, { within: Math.max(...indexes) + 1, size })
  const ranges = indexes.flatMap((index) => inclusionRanges({ index, size }))
  const stored = await loadNodes({ pool, ranges, size, profile })
  const known = new Map<string, Uint8Array>()
  const readNode: NodeReader = (level, index) => {
    const name = `${level}/${index}`
    const hash = known.get(name) ?? stored(level, index)
    known.set(name, hash)
    return hash
  }
  return indexes.map((index) => inclusionProof({ index, size, readNode, profile }))
}

/**
 * The proof that the tree of `from` leaves begins the tree of `to`; no hashes where `from` is 0, which needs no proof.
 *
 * @throws {NOT_FOUND} where the log is not that large
 */
export async function consistency(
  pool: Queryable,
  parameters: { readonly from: number; readonly to: number },
): Promise<Uint8Array[]> {
  const { from, to } = parameters
  const profile = await checkSize(pool, { within: from, size: to })
  if (from === 0 || from === to) return []
  const readNode = await loadNodes({ pool, ranges: consistencyRanges({ from, to }), size: to, profile })
  return consistencyProof({ from, to, readNode, profile })
}

/** Where an entry stands, or `undefined` while it is not integrated. */
export async function indexOf(pool: Queryable, entryId: Uint8Array): Promise<number | undefined> {
  const { rows } = await pool.query<{ index: string }>({
    name: 'log_index_of',
    text: 'select index::text from log_leaves where entry_id = $1',
    values: [entryId],
  })
  return rows[0] && Number(rows[0].index)
}

async function checkSize(pool: Queryable, asked: { within: number; size: number }): Promise<HashProfile> {
  const { rows } = await pool.query<{ origin: string; size: string }>('select origin, size::text from log_head')
  const head = rows[0]
  const { within, size } = asked
  const possible = Number.isSafeInteger(within) && Number.isSafeInteger(size) && within >= 0 && within <= size
  if (head !== undefined && possible && size <= Number(head.size)) return profileOfOrigin(head.origin)
  throw new SluiceError('NOT_FOUND', 'The log has no tree of that size with that leaf.', {
    facts: { ...asked, integrated: head?.size },
  })
}

/** Reads in one query the tiles that hold the nodes of these ranges. */
async function loadNodes(parameters: {
  readonly pool: Queryable
  readonly ranges: readonly LeafRange[]
  readonly size: number
  readonly profile: HashProfile
}): Promise<NodeReader> {
  const { pool, ranges, size, profile } = parameters
  const keys = new Map<string, readonly [level: number, index: number]>()
  for (const { level, index } of ranges.flatMap(rangeNodes)) {
    const tile = [Math.floor(level / 8), Math.floor((index * 2 ** (level % 8)) / tileWidth)] as const
    keys.set(tile.join('/'), tile)
  }
  const { rows } = await pool.query<{ level: number; index: string; hashes: Buffer }>({
    name: 'log_read_tiles',
    text: `select level, index::text, hashes from log_tiles
      where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))`,
    values: [[...keys.values()].map(([level]) => level), [...keys.values()].map(([, index]) => index)],
  })
  const tiles = new Map(rows.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]))
  return tileReader({
    size,
    profile,
    // A stored tile may have grown beyond the tree asked about: that tree's tile is its beginning.
    readTile: ({ level, index, width }) =>
      (tiles.get(`${level}/${index}`) ?? new Uint8Array(0)).subarray(0, width * 32),
  })
}
