/** `fsck` for a log: everything is computed again from the leaves and compared with what is stored and was signed. */
import type { Pool } from 'pg'
import { assert } from '../../core/errors.ts'
import { bytesToHex, equalBytes } from '../../core/record/hash.ts'
import { openCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { createTree, type GrowingTree } from '../../core/record/log/merkle.ts'
import type { HashProfile } from '../../core/record/log/profile.ts'
import { tileWidth } from '../../core/record/log/tiles.ts'
import { readHead } from './integrate.ts'
import { NewHashes } from './storeTiles.ts'

/** What is wrong, and where; the first that was found. */
export interface LogFault {
  readonly part: 'leaf' | 'tile' | 'checkpoint' | 'head'
  /** Index of a leaf, path-like place of a tile, or size of a checkpoint. */
  readonly at: string
  readonly found: string
}

export interface LogCheck {
  readonly size: number
  readonly root: Uint8Array
  readonly checkpoints: number
  /** `undefined` where all holds. */
  readonly fault: LogFault | undefined
}

export interface CheckLogParameters {
  readonly pool: Pool
  /** The keys of the log; without them signatures are not checked. */
  readonly verifiers?: readonly NoteVerifier[]
  /** Leaves in one query. */
  readonly blockLeaves?: number
}

const leafBytes = 32

/**
 * Computes tree, tiles and the root of each checkpoint again from the leaves alone.
 *
 * @example (await checkLog({ pool })).fault // undefined
 */
export async function checkLog(parameters: CheckLogParameters): Promise<LogCheck> {
  const { pool, verifiers, blockLeaves = 65_536 } = parameters
  assert(blockLeaves % tileWidth === 0, 'a block is whole tiles')
  const client = await pool.connect()
  try {
    // One snapshot for all that follows, whatever is integrated meanwhile.
    await client.query('begin isolation level repeatable read read only')
    const check = new Check(await readStored(client), verifiers)
    const { size } = check.stored
    const read = (from: number) => readBlock({ client, from, blockLeaves, size })
    let block = size > 0 ? await read(0) : undefined
    for (let from = 0; check.fault === undefined && block !== undefined; from += blockLeaves) {
      // While this block is hashed here, the next is put together there.
      const next = from + blockLeaves < size ? read(from + blockLeaves) : undefined
      check.addLeaves(block.leaves, Math.min(blockLeaves, size - from))
      check.compareTiles(block.tiles, (level) => level === 0)
      block = await next
    }
    const above = await client.query<StoredTile>('select level, index::text, hashes from log_tiles where level > 0')
    check.compareTiles(above.rows, (level) => level > 0)
    const beyond = await client.query('select 1 from log_leaves where index >= $1 limit 1', [check.stored.size])
    if (beyond.rowCount !== 0) check.report('leaf', String(check.stored.size), 'a leaf beyond the head')
    check.finish()
    return check.result()
  } finally {
    await client.query('rollback')
    client.release()
  }
}

interface StoredTile {
  readonly level: number
  readonly index: string
  readonly hashes: Uint8Array
}

async function readBlock(parameters: {
  readonly client: { query: Pool['query'] }
  readonly from: number
  readonly blockLeaves: number
  readonly size: number
}): Promise<{ leaves: Uint8Array; tiles: StoredTile[] }> {
  const { client, from, blockLeaves, size } = parameters
  const leaves = await client.query<{ leaves: Buffer | null }>({
    name: 'log_check_leaves',
    text: `select string_agg(leaf, ''::bytea order by index) as leaves from log_leaves where index >= $1 and index < $2`,
    values: [from, Math.min(from + blockLeaves, size)],
  })
  const tiles = await client.query<StoredTile>({
    name: 'log_check_tiles',
    text: 'select level, index::text, hashes from log_tiles where level = 0 and index >= $1 and index < $2',
    values: [from / tileWidth, (from + blockLeaves) / tileWidth],
  })
  // A Buffer is slow to cut into leaves; the bytes behind it are not.
  const bytes = leaves.rows[0]?.leaves ?? Buffer.alloc(0)
  return { leaves: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), tiles: tiles.rows }
}

interface Stored {
  readonly origin: string
  readonly profile: HashProfile
  readonly size: number
  readonly peaks: readonly Uint8Array[]
  readonly checkpoints: readonly { readonly size: number; readonly root: Uint8Array; readonly note: string }[]
}

async function readStored(client: { query: Pool['query'] }): Promise<Stored> {
  const head = await client.query<{ origin: string; size: string; peaks: Buffer }>(
    'select origin, size::text, peaks from log_head',
  )
  const { rows } = await client.query<{ size: string; root: Buffer; note: string }>(
    'select size::text, root, note from log_checkpoints order by log_checkpoints.size',
  )
  const checkpoints = rows.map(({ size, root, note }) => ({ size: Number(size), root, note }))
  return { ...readHead(head.rows[0]!), checkpoints }
}

/** The state of one run. */
class Check {
  readonly stored: Stored
  fault: LogFault | undefined
  readonly #verifiers: readonly NoteVerifier[] | undefined
  readonly #hashes = new NewHashes()
  readonly #tree: GrowingTree
  #checkpoint = 0

  constructor(stored: Stored, verifiers: readonly NoteVerifier[] | undefined) {
    this.stored = stored
    this.#verifiers = verifiers
    const { profile } = stored
    this.#tree = createTree({ profile, onNode: (level, index, hash) => this.#hashes.add(level, index, hash) })
    this.#compareCheckpoint()
  }

  addLeaves(leaves: Uint8Array, expected: number): void {
    if (leaves.length !== expected * leafBytes) {
      this.report(
        'leaf',
        `${this.#tree.size} and after`,
        `${leaves.length / leafBytes} leaves where ${expected} should be`,
      )
      return
    }
    for (let at = 0; at < leaves.length; at += leafBytes) {
      this.#tree.append(this.stored.profile.leaf(leaves.subarray(at, at + leafBytes)))
      this.#compareCheckpoint()
    }
  }

  compareTiles(tiles: readonly StoredTile[], ofLevel: (level: number) => boolean): void {
    const found = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]))
    for (const { level, index, hashes } of this.#hashes.take(ofLevel)) {
      const place = `${level}/${index}`
      const stored = found.get(place)
      found.delete(place)
      if (stored === undefined) this.report('tile', place, 'nothing')
      else if (!equalBytes(stored, hashes)) this.report('tile', place, 'other hashes than the leaves have')
    }
    for (const place of found.keys()) this.report('tile', place, 'a tile beyond the tree')
  }

  #compareCheckpoint(): void {
    const next = this.stored.checkpoints[this.#checkpoint]
    if (next === undefined || next.size !== this.#tree.size) return
    this.#checkpoint++
    const root = this.#tree.root()
    if (!equalBytes(next.root, root)) this.report('checkpoint', String(next.size), `the root ${bytesToHex(next.root)}`)
    if (this.#verifiers === undefined) return
    try {
      const { checkpoint } = openCheckpoint({ note: next.note, origin: this.stored.origin, verifiers: this.#verifiers })
      const same = checkpoint.size === next.size && equalBytes(checkpoint.root, next.root)
      if (!same) this.report('checkpoint', String(next.size), 'a note about another head')
    } catch (error) {
      this.report('checkpoint', String(next.size), error instanceof Error ? error.message : String(error))
    }
  }

  finish(): void {
    const { size, peaks, checkpoints } = this.stored
    const head = this.#tree.head()
    const same = head.peaks.length === peaks.length && head.peaks.every((peak, i) => equalBytes(peak, peaks[i]!))
    if (head.size === size && !same) this.report('head', String(size), 'other peaks than the leaves have')
    if (checkpoints.at(-1)?.size !== size)
      this.report('checkpoint', String(size), 'no checkpoint of the size that is integrated')
  }

  report(part: LogFault['part'], at: string, found: string): void {
    this.fault ??= { part, at, found }
  }

  result(): LogCheck {
    return {
      size: this.#tree.size,
      root: this.#tree.root(),
      checkpoints: this.#checkpoint,
      fault: this.fault,
    }
  }
}
