import type { Pool, PoolClient } from 'pg'
import { machinesOf } from '../../../verifier/machines.ts'
import { commonKinds } from '../../core/case/commonKinds.ts'
import type { Directory } from '../../core/case/directory.ts'
import { type AnyKind, listKinds, type ZoneKind } from '../../core/case/kind.ts'
import type { Machines } from '../../core/case/machines.ts'
import { SluiceError } from '../../core/errors.ts'
import { type Entry, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hashText } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import { cosignatures } from '../../core/record/log/cosignature.ts'
import { type NoteKey, verifierOf } from '../../core/record/log/enrolledKeys.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { addSignatures, parseSignatureLines } from '../../core/record/log/note.ts'
import { parsePack } from '../../core/rules/parsePack.ts'
import type { Packs } from '../../core/zone/packsState.ts'
import { zoneKinds } from '../../core/zone/zoneKinds.ts'
import { checkLog } from '../log/checkLog.ts'
import { loadDocuments } from '../zone/streams.ts'
import { checkDecisions } from './checkDecisions.ts'
import { checkReaders } from './checkReaders.ts'
import { checkStream } from './checkStream.ts'
import { checkCrossings, checkDeletions, checkDocuments, checkKept, checkOrphans } from './checkTables.ts'
import { type Finding, Findings, messageOf } from './finding.ts'
import { type KeptStream, keptStreams } from './readBlock.ts'

export interface FsckParameters {
  readonly pool: Pool
  /** Kinds of the stages of a zone, by its kind. */
  readonly stageKinds: (kind: ZoneKind) => Promise<readonly AnyKind[]>
  /** Asked of the record where absent. */
  readonly kind?: ZoneKind
  /** Decide every entry again too. */
  readonly decide?: boolean
}

export interface FsckReport {
  readonly ok: boolean
  readonly zone: string
  readonly kind: ZoneKind
  readonly world: 'real' | 'rehearsal'
  readonly streams: number
  readonly entries: number
  readonly documents: number
  readonly crossings: number
  /** Entries that were decided again and came out the same; absent where it was not asked for. */
  readonly decided?: number
  readonly log?: { readonly size: number; readonly root: string; readonly checkpoints: number }
  readonly findings: readonly Finding[]
  readonly omitted: number
}

/**
 * Rebuilds everything that a database keeps of the record from its entries alone, and names what differs. Reads one snapshot and changes nothing, beside
 * running servers too.
 *
 * @example (await fsck({ pool, stageKinds: async () => onshoreKinds })).findings // []
 * @throws {STORE_VERSION} where the database holds no record of Sluice
 */
export async function fsck(parameters: FsckParameters): Promise<FsckReport> {
  const { pool } = parameters
  const findings = new Findings()
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query('set local statement_timeout = 0')
    await checkTablesExist(client)
    const about = await zoneOf(client, parameters.kind)
    const kinds = listKinds([...zoneKinds, ...commonKinds, ...(await parameters.stageKinds(about.kind))])
    const machines = machinesOf({ zone: about.kind, kinds })
    const streams = await keptStreams(client)
    const entries = await rebuild({ client, streams, machines, findings })
    const documents = await checkDocuments(client, findings)
    await checkDeletions(client, findings)
    await checkPacks(client, streams, findings)
    await checkOrphans(client, findings)
    const crossings = await checkCrossings(client, findings)
    // From entries that are damaged nothing follows; they are named already.
    if (!findings.list.some(({ code }) => code.startsWith('entry-') || code === 'stream-empty'))
      await checkReaders(client, findings)
    await checkCosignatures(client, streams, findings)
    const decided =
      parameters.decide === true
        ? await checkDecisions({ client, streams, zone: about, machines, findings })
        : undefined
    const log = await checkTree(pool, streams, about.id, findings)
    const { list, omitted } = findings
    return {
      ok: list.length === 0,
      zone: about.id,
      kind: about.kind,
      world: about.world,
      streams: streams.length,
      entries,
      documents,
      crossings,
      ...(decided === undefined ? {} : { decided }),
      ...(log === undefined ? {} : { log }),
      findings: list,
      omitted,
    }
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

async function checkTablesExist(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('entries') is not null and to_regclass('log_head') is not null as there",
  )
  if (rows[0]?.there !== true)
    throw new SluiceError('STORE_VERSION', 'This database holds no record of Sluice: is it the database of a zone?')
}

interface About {
  readonly id: string
  readonly kind: ZoneKind
  readonly world: 'real' | 'rehearsal'
}

/** Which zone this is, by the first entry of its directory. */
async function zoneOf(client: PoolClient, given: ZoneKind | undefined): Promise<About> {
  const { rows } = await client.query<{ body: string }>(
    "select body from entries where kind = 'zone.opened' and position = 0 limit 1",
  )
  const first = rows[0] === undefined ? undefined : entryOf(rows[0].body)
  const kind = given ?? first?.fields['payload.kind']?.value
  if (kind !== 'onshore' && kind !== 'offshore') {
    throw new SluiceError(
      'INPUT_INVALID',
      'The record does not say which kind of zone this is: say it with --kind onshore or --kind offshore.',
    )
  }
  return { id: first?.header.zone ?? 'unknown', kind, world: first?.header.world ?? 'rehearsal' }
}

function entryOf(body: string): Entry | undefined {
  try {
    return readEntry(parseCanonical(body))
  } catch {
    return undefined
  }
}

async function rebuild(parameters: {
  readonly client: PoolClient
  readonly streams: readonly KeptStream[]
  readonly machines: Machines
  readonly findings: Findings
}): Promise<number> {
  const { client, streams, machines, findings } = parameters
  let entries = 0
  const wanted = new Map<string, string>()
  for (const stream of streams) {
    await checkStream({
      client,
      stream,
      machines,
      findings,
      reads: (hash, at) => {
        if (!wanted.has(hash)) wanted.set(hash, at)
      },
      onEntry: () => {
        entries++
      },
    })
  }
  await checkKept(client, wanted, findings)
  return entries
}

/** Every pack that the zone has published is kept and can be read: without it, nothing can be decided again. */
async function checkPacks(client: PoolClient, streams: readonly KeptStream[], findings: Findings): Promise<void> {
  const state = streams.find(({ kind }) => kind === 'packs')?.state as Packs | undefined
  for (const { hash, id } of Array.isArray(state?.inForce) ? state.inForce : []) {
    const text = (await loadDocuments(client, [hash])).get(hash)
    if (text === undefined) findings.add('pack-missing', `pack ${id}`, `no document ${hash}`)
    else if (hashText(text) === hash) {
      try {
        parsePack(parseCanonical(text))
      } catch (error) {
        findings.add('pack-invalid', `pack ${id} ${hash}`, messageOf(error))
      }
    }
  }
}

/** The tree is that of the leaves, and a checkpoint signs it; the leaves are those of the entries (see `checkOrphans`). */
async function checkTree(
  pool: Pool,
  streams: readonly KeptStream[],
  zone: string,
  findings: Findings,
): Promise<FsckReport['log']> {
  const { rows } = await pool.query<{ origin: string }>('select origin from log_head')
  const origin = rows[0]?.origin
  if (origin === undefined) {
    findings.add('log-none', 'log', 'no head')
    return undefined
  }
  const verifiers = logKeys(streams, zone, origin)
  const { size, root, checkpoints, fault } = await checkLog({ pool, ...(verifiers.length === 0 ? {} : { verifiers }) })
  if (fault !== undefined) findings.add('log-tree', `${fault.part} ${fault.at}`, fault.found)
  return { size, root: bytesToHex(root), checkpoints }
}

/** Keys of the log by the directory, retired ones too: they signed what they signed. */
function logKeys(streams: readonly KeptStream[], zone: string, origin: string): NoteVerifier[] {
  return keysFor(streams, 'log').flatMap((key) => (key.holder === zone ? (verifierOf(key, origin) ?? []) : []))
}

/** Every cosignature of a witness that the directory knows holds; of others nothing can be said. */
async function checkCosignatures(
  client: PoolClient,
  streams: readonly KeptStream[],
  findings: Findings,
): Promise<void> {
  const witnesses = keysFor(streams, 'witness')
  const { rows } = await client.query<{ size: bigint; note: string; name: string; key_id: bigint; line: string }>(
    'select s.size, c.note, s.name, s.key_id, s.line from log_cosignatures s join log_checkpoints c on c.size = s.size order by s.size, s.name',
  )
  for (const { size, note, name, key_id, line } of rows) {
    const verifiers = witnesses
      .flatMap((key) => verifierOf(key, name) ?? [])
      .filter(({ keyId }) => BigInt(keyId) === key_id)
    if (verifiers.length === 0) continue
    try {
      const held = cosignatures({ note: addSignatures(note, parseSignatureLines(line)), verifiers })
      if (held.length === 0) findings.add('log-cosignature', `size ${size}, ${name}`, 'a line of another key')
    } catch (error) {
      findings.add('log-cosignature', `size ${size}, ${name}`, messageOf(error))
    }
  }
}

function keysFor(streams: readonly KeptStream[], wanted: 'log' | 'witness'): NoteKey[] {
  const directory = streams.find(({ kind }) => kind === 'directory')?.state as Directory | undefined
  return Object.entries(directory?.keys ?? {}).flatMap(([key, { holder, use }]) =>
    use === wanted ? [{ key, holder, use: wanted }] : [],
  )
}
