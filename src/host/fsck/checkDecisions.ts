import type { PoolClient } from 'pg'
import { createCollector } from '../../../verifier/collector.ts'
import { replayZone } from '../../../verifier/replayZone.ts'
import { workAlone } from '../../../verifier/share.ts'
import type { BundleStream, PlacedEntry, ZonePart } from '../../core/bundle/bundle.ts'
import { openPart } from '../../core/bundle/openBundle.ts'
import { isChild, type ZoneKind } from '../../core/case/kind.ts'
import type { Machines } from '../../core/case/machines.ts'
import { readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import type { Findings } from './finding.ts'
import type { KeptStream } from './readBlock.ts'

/**
 * Decides every integrated entry again, case by case, as a court's verifier does, and compares. Answers how many came out the same; those of the zone's
 * own streams are counted once.
 */
export async function checkDecisions(parameters: {
  readonly client: PoolClient
  readonly streams: readonly KeptStream[]
  readonly zone: { readonly id: string; readonly kind: ZoneKind; readonly world: 'real' | 'rehearsal' }
  readonly machines: Machines
  readonly findings: Findings
}): Promise<number> {
  const { client, streams, zone, machines, findings } = parameters
  const documents = await allDocuments(client)
  const own: BundleStream[] = []
  for (const stream of streams)
    if (stream.kind !== 'case' && !isChild(stream.kind)) own.push(await placed(client, stream))
  const cases = streams.filter(({ kind }) => kind === 'case')
  const seen = new Set<string>()
  let same = 0
  // A zone without a case still has its own streams to decide again.
  for (const one of cases.length === 0 ? [undefined] : cases) {
    const parts = [...own]
    for (const stream of streams)
      if (one !== undefined && (stream === one || stream.parent === one.id)) parts.push(await placed(client, stream))
    const collector = createCollector()
    const part: Omit<ZonePart, 'documents'> = {
      zone: zone.id,
      kind: zone.kind,
      world: zone.world,
      checkpoint: '',
      streams: parts,
      crossings: {},
    }
    replayZone({ part: openPart(part), machines, documents, collector, share: workAlone(collector) })
    const { faults, replayed } = collector.result()
    same +=
      one === cases[0] || one === undefined
        ? replayed
        : replayed - own.reduce((sum, { entries }) => sum + entries.length, 0)
    for (const { kind, name, entry, message } of faults) {
      const at = entry === undefined ? name : `entry ${entry}`
      if (seen.has(`${at} ${kind} ${name}`)) continue
      seen.add(`${at} ${kind} ${name}`)
      findings.add('decision', at, `${kind} ${name}: ${message}`)
    }
  }
  return same
}

async function allDocuments(client: PoolClient): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ sha256: Buffer; content: string }>(
    'select sha256, content from documents where content is not null',
  )
  return new Map(rows.map(({ sha256, content }) => [bytesToHex(sha256), content]))
}

async function placed(client: PoolClient, { id, kind }: KeptStream): Promise<BundleStream> {
  const { rows } = await client.query<{ body: string; index: bigint }>(
    'select e.body, l.index from entries e join log_leaves l on l.entry_id = e.id where e.stream = $1 order by e.position',
    [hexToBytes(id)],
  )
  const entries = rows.flatMap(({ body, index }): PlacedEntry[] => {
    try {
      return [{ entry: readEntry(parseCanonical(body)), index: Number(index), proof: [] }]
    } catch {
      // Said where the stream was rebuilt.
      return []
    }
  })
  return { id, kind, entries }
}
