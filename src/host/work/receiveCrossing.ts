import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { entryId } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import type { Json } from '../../core/record/jcs.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { parseNote } from '../../core/record/log/note.ts'
import type { WitnessRefusal } from '../../core/record/log/witness.ts'
import { type CrossingDocument, readCrossing, verifyCrossing } from '../../crossing/document.ts'
import { crossingRules } from '../../crossing/rules.ts'
import { inTransaction, type Queryable } from '../log/queryable.ts'
import { type Witness, witnessCheckpoint, witnessedHead } from '../log/witness.ts'
import type { Zone } from '../zone/zone.ts'

export interface Peer {
  readonly zone: string
  readonly origin: string
  readonly verifiers: readonly NoteVerifier[]
}

export type CrossingAnswer =
  | {
      readonly outcome: 'applied'
      readonly line: string
      readonly stream: string
      /** Of the head that the line cosigns; peers of 0.1.0 do not say. */
      readonly size?: number
    }
  | { readonly outcome: 'behind'; readonly size: number }

/**
 * Receives a crossing: verifies it, cosigns the sender's checkpoint, appends it to the case's chain here, all in one transaction. The cosignature is
 * the acknowledgement. A document that came before gets the same answer again.
 *
 * @throws {PROOF_INVALID} {CHECKPOINT_INVALID} {LOG_INCONSISTENT} and nothing is kept
 */
export async function receiveCrossing(parameters: {
  readonly zone: Zone
  readonly pool: Pool
  readonly witness: Witness
  readonly peers: readonly Peer[]
  readonly text: string
  /** The zone that sent it, where the connection shows that. */
  readonly from?: string
}): Promise<CrossingAnswer> {
  const { zone, pool, witness, peers } = parameters
  const document = readCrossing(parameters.text)
  if (parameters.from !== undefined && parameters.from !== document.zone)
    throw new SluiceError('CHECKPOINT_INVALID', `${parameters.from} sent a crossing of ${document.zone}.`)
  const peer = peers.find((candidate) => candidate.zone === document.zone)
  if (peer === undefined) throw new SluiceError('CHECKPOINT_INVALID', `no zone ${document.zone} is known here.`)
  const rule = crossingRules(document.entry.header.kind, zone.config.kind)
  const { entry, size } = verifyCrossing({ document, rule, origin: peer.origin, verifiers: peer.verifiers })
  const answer = await inTransaction(pool, async (client): Promise<CrossingAnswer | WitnessRefusal> => {
    // One crossing of a sender at a time: replays and twins wait for one another here.
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`crossing ${document.zone}`])
    const before = await earlier(client, entry)
    if (before !== undefined) return before
    // A head from before the one held is a late message, not an accusation: the sender shows the entry again, under a newer head.
    const held = await witnessedHead(client, peer.origin)
    if (held !== undefined && size < held.size) return { outcome: 'behind', size: held.size }
    const cosigned = await witnessCheckpoint(client, witness, {
      oldSize: document.consistency.from,
      proof: document.consistency.proof.map((hash) => hexToBytes(hash)),
      note: document.checkpoint,
    })
    if (cosigned.outcome === 'refused') {
      if (cosigned.heldSize !== undefined && cosigned.incident === undefined)
        return { outcome: 'behind', size: cosigned.heldSize }
      // Not thrown in here: the incident that was kept must outlive the refusal.
      return cosigned
    }
    return apply({ client, zone, document, entry, line: cosigned.line })
  })
  if (answer.outcome === 'refused')
    throw new SluiceError('LOG_INCONSISTENT', `the checkpoint of ${document.zone} was refused: ${answer.reason}`)
  return answer
}

async function earlier(client: Queryable, entry: string): Promise<CrossingAnswer | undefined> {
  const { rows } = await client.query<{ line: string; stream: Buffer; document: string }>(
    'select line, stream, document from crossings where entry = $1',
    [hexToBytes(entry)],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { line, stream } = row
  return { outcome: 'applied', line, stream: bytesToHex(stream), size: sizeOf(JSON.parse(row.document)) }
}

async function apply(parameters: {
  readonly client: Parameters<Zone['actIn']>[0]
  readonly zone: Zone
  readonly document: CrossingDocument
  readonly entry: string
  readonly line: string
}): Promise<CrossingAnswer> {
  const { client, zone, document, entry, line } = parameters
  const local = document.to ?? (await localStream(client, document))
  const action = {
    id: `cross:${entry}`,
    kind: local === undefined ? 'case.accepted' : 'crossing.received',
    actor: { org: zone.config.id, person: 'worker', role: 'system' },
    subject: (document.entry.fields.subject?.value ?? {}) as { lot?: string },
    payload: {
      from: document.zone,
      index: document.index,
      id: entryId(document.entry),
      entry: document.entry as unknown as Json,
    },
    documents: [],
  }
  const result = await zone.actIn(client, action, local === undefined ? {} : { stream: local })
  if (result.outcome === 'refused') {
    const { message, unmet } = result.refusal
    throw new SluiceError(
      'RULE_NOT_MET',
      `the crossing of ${document.entry.header.kind} was refused here: ${message}`,
      { facts: { unmet } },
    )
  }
  await client.query(
    'insert into crossings (entry, zone, stream, document, local_entry, line) values ($1, $2, $3, $4, $5, $6)',
    [
      hexToBytes(entry),
      document.zone,
      hexToBytes(result.stream),
      JSON.stringify(document),
      hexToBytes(result.entry),
      line,
    ],
  )
  await client.query('insert into peers (stream, zone, peer) values ($1, $2, $3) on conflict do nothing', [
    hexToBytes(result.stream),
    document.zone,
    hexToBytes(document.stream),
  ])
  return { outcome: 'applied', line, stream: result.stream, size: sizeOf(document) }
}

function sizeOf({ checkpoint }: CrossingDocument): number {
  return parseCheckpoint(parseNote(checkpoint).text).size
}

async function localStream(client: Queryable, document: CrossingDocument): Promise<string | undefined> {
  const { rows } = await client.query<{ stream: Buffer }>('select stream from peers where zone = $1 and peer = $2', [
    document.zone,
    hexToBytes(document.stream),
  ])
  return rows[0] && bytesToHex(rows[0].stream)
}
