import { documentsOf, hashesNamed, type ZonePart } from '../../core/bundle/bundle.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import type { Packs } from '../../core/zone/packsState.ts'
import { inclusion, indexOf, latestCheckpoint } from '../log/proofs.ts'
import type { Queryable } from '../log/queryable.ts'
import { stampsFor } from '../log/timestamps.ts'
import { childStreams, entriesOf, listStreams, loadDocuments } from '../zone/streams.ts'
import type { ZoneConfig } from '../zone/zone.ts'

/** A zone as who exports sees it. */
export interface Shown {
  readonly config: ZoneConfig
  readonly pool: Queryable
}

/** Everything of a case that this zone can show, proved against its newest cosigned checkpoint. */
export async function exportCase(zone: Shown, stream: string): Promise<ZonePart> {
  const { pool, config } = zone
  const checkpoint = await latestCheckpoint(pool)
  const ofZone: Awaited<ReturnType<typeof listStreams>>[] = []
  for (const kind of ['packs', 'directory', 'registers'] as const) ofZone.push(await listStreams(pool, kind))
  const children = await childStreams(pool, stream)
  const ids = [
    ...ofZone.flat().map(({ id, kind }) => ({ id, kind })),
    { id: stream, kind: 'case' },
    ...children.map(({ id, kind }) => ({ id, kind })),
  ]
  const streams: ZonePart['streams'][number][] = []
  const wanted = new Set<string>()
  for (const { id, kind } of ids) {
    const entries: ZonePart['streams'][number]['entries'][number][] = []
    for (const { id: entryId, entry } of await entriesOf(pool, id)) {
      const index = await indexOf(pool, Buffer.from(entryId, 'hex'))
      if (index === undefined || index >= checkpoint.size) continue
      const { proof } = await inclusion(pool, { index, size: checkpoint.size })
      entries.push({ entry, index, proof: proof.map((hash) => bytesToHex(hash)) })
      for (const hash of [...documentsOf(entry), ...hashesNamed(entry)]) wanted.add(hash)
    }
    streams.push({ id, kind, entries })
  }
  const packs = (ofZone[0]?.[0]?.state as Packs | undefined)?.inForce ?? []
  for (const { hash } of packs) wanted.add(hash)
  const documents = Object.fromEntries(
    [...(await loadDocuments(pool, [...wanted].sort()))].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  // A crossing whose arrival is not yet under the checkpoint comes with the next bundle.
  const arrived = Object.entries(await crossingsOf(zone, stream)).filter(([id]) => wanted.has(id))
  // Of the zone's own streams nobody asks when: the case's first entry names their heads, and its time-stamp covers them.
  const indexes = streams
    .filter((one) => one.kind !== 'packs' && one.kind !== 'directory' && one.kind !== 'registers')
    .flatMap(({ entries }) => entries.map(({ index }) => index))
  const timestamps = await stampsFor(pool, { indexes, size: checkpoint.size })
  const { id, kind, world } = config
  return {
    zone: id,
    kind,
    world,
    checkpoint: checkpoint.note,
    streams,
    documents,
    crossings: Object.fromEntries(arrived),
    ...(timestamps.length === 0 ? {} : { sections: { timestamps } }),
  }
}

async function crossingsOf(zone: Shown, stream: string): Promise<Readonly<Record<string, string>>> {
  const { rows } = await zone.pool.query<{ entry: Buffer; document: string }>(
    'select entry, document from crossings where stream = $1 order by local_entry',
    [Buffer.from(stream, 'hex')],
  )
  return Object.fromEntries(rows.map(({ entry, document }) => [bytesToHex(entry), document]))
}
