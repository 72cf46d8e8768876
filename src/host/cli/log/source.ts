import type { SluiceError } from '../../../core/errors.ts'
import { bytesToHex, hexToBytes } from '../../../core/record/hash.ts'
import { logVerifier } from '../../../core/record/log/anyKey.ts'
import {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  profileOfOrigin,
} from '../../../core/record/log/checkpoint.ts'
import { parseNote } from '../../../core/record/log/note.ts'
import type { HashProfile } from '../../../core/record/log/profile.ts'
import { type LeafRange, type NodeReader, rangeNodes } from '../../../core/record/log/range.ts'
import { decodeEntries, type Tile, tilePath, tileReader, tileWidth, widthAt } from '../../../core/record/log/tiles.ts'
import { latestCheckpoint } from '../../log/checkpoints.ts'
import { indexOf } from '../../log/proofs.ts'
import { readTile } from '../../log/readTile.ts'
import { connectStore } from '../../store/connect.ts'
import { credentialsOf } from '../access/credentials.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'

/** A log as a command reads it: over HTTP as any client does, or from the database of its zone. */
export interface LogSource {
  /** The newest signed note. */
  note(): Promise<string>
  /** @throws {NOT_FOUND} {LOG_CLOSED} */
  tile(tile: Tile): Promise<Uint8Array>
  /** @throws {NOT_FOUND} where no such entry is integrated */
  indexOf(entry: string): Promise<number>
  /** The key that the zone itself names, where it names one. */
  ownKey(): Promise<string | undefined>
  close(): Promise<void>
}

/** The newest head of a log, its signature checked. */
export interface Head {
  readonly checkpoint: Checkpoint
  readonly note: string
  readonly profile: HashProfile
  /** True where the key came from the call, and not from the zone. */
  readonly keyGiven: boolean
}

export async function withLog<T>(call: Call, work: (log: LogSource) => Promise<T>): Promise<T> {
  const databaseUrl = call.words.text('database-url')
  if (databaseUrl !== undefined && call.words.text('zone') !== undefined) {
    throw callError('LOG_SOURCE')
  }
  const log =
    databaseUrl === undefined
      ? overHttp(zoneHttp(call.words.text('zone') ?? defaultZone(call.io.env), credentialsOf(call)))
      : fromDatabase(databaseUrl)
  try {
    return await work(log)
  } finally {
    await log.close()
  }
}

/** @throws {CHECKPOINT_INVALID} {SIGNATURE_INVALID} */
export async function readHead(call: Call, log: LogSource): Promise<Head> {
  const note = await log.note()
  const { origin } = parseCheckpoint(parseNote(note).text)
  const given = call.words.text('key')
  const key = given ?? (await log.ownKey())
  const checkpoint =
    key === undefined
      ? parseCheckpoint(parseNote(note).text)
      : openCheckpoint({ note, origin, verifiers: [logVerifier(key)] }).checkpoint
  return { checkpoint, note, profile: profileOfOrigin(origin), keyGiven: given !== undefined }
}

function overHttp(http: ZoneHttp): LogSource {
  return {
    note: () => http.getText('/log/checkpoint'),
    tile: (tile) => http.getBytes(`/log/${tilePath(tile)}`),
    indexOf: (entry) => indexOverHttp(http, entry),
    ownKey: async () => {
      // A plain tile server says nothing of itself.
      const about = await http.get('/api/zone').catch(() => undefined)
      return isRecord(about) && typeof about.verifierKey === 'string' ? about.verifierKey : undefined
    },
    close: async () => {},
  }
}

async function indexOverHttp(http: ZoneHttp, entry: string): Promise<number> {
  const path = `/api/entries/${entry}`
  const found = await http.get(path)
  if (!isRecord(found) || found.id !== entry) throw malformed(http.url, path, 'something else than an entry')
  if (!Number.isSafeInteger(found.index)) throw notIntegrated(entry)
  return found.index as number
}

function fromDatabase(url: string): LogSource {
  const store = connectStore({ url, applicationName: 'sluice log', connectionsMax: 2 })
  return {
    note: async () => (await latestCheckpoint(store.pool)).note,
    tile: async (tile) => {
      const bytes = await readTile(store.pool, tile)
      if (bytes === undefined) throw callError('LOG_NO_TILE', { tile: tilePath(tile) }, { as: 'NOT_FOUND' })
      return bytes
    },
    indexOf: async (entry) => {
      const index = await indexOf(store.pool, hexToBytes(entry))
      if (index === undefined) throw notIntegrated(entry)
      return index
    },
    ownKey: async () => undefined,
    close: () => store.close(),
  }
}

function notIntegrated(entry: string): SluiceError {
  return callError('LOG_NO_ENTRY', { entry }, { as: 'NOT_FOUND', facts: { entry } })
}

/** Reads the tiles that some ranges of a tree need, and then any node of them. */
export async function nodesOf(
  log: LogSource,
  parameters: { readonly ranges: readonly LeafRange[]; readonly head: Head },
): Promise<NodeReader> {
  const { ranges, head } = parameters
  const { size } = head.checkpoint
  const tiles = new Map<string, Uint8Array>()
  for (const { level, index } of ranges.flatMap(rangeNodes)) {
    const at = { level: Math.floor(level / 8), index: Math.floor((index * 2 ** (level % 8)) / tileWidth) }
    const tile: Tile = { ...at, width: widthAt({ ...at, size }) }
    if (!tiles.has(tilePath(tile))) tiles.set(tilePath(tile), await log.tile(tile))
  }
  return tileReader({ size, profile: head.profile, readTile: (tile) => tiles.get(tilePath(tile)) ?? new Uint8Array(0) })
}

/** The entry at an index, as it stands in the log. */
export async function leafAt(log: LogSource, index: number, size: number): Promise<Uint8Array> {
  const at = { level: 'entries' as const, index: Math.floor(index / tileWidth) }
  const width = widthAt({ ...at, size })
  const leaf = decodeEntries(await log.tile({ ...at, width }), width)[index % tileWidth]
  if (leaf === undefined) throw callError('LOG_NO_LEAF', { index }, { as: 'NOT_FOUND' })
  return leaf
}

export function rootText(root: Uint8Array): string {
  return bytesToHex(root)
}
