import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { addSignatures, parseSignatureLines } from '../../core/record/log/note.ts'
import { cutForCrossing, encodeCrossing } from '../../crossing/document.ts'
import { crossingTable } from '../../crossing/rules.ts'
import { checkpointOfSize, keepCosignatures, type PublishedCheckpoint } from '../log/checkpoints.ts'
import { consistency, inclusion, indexOf, latestCheckpoint } from '../log/proofs.ts'
import { entryById } from '../zone/streams.ts'
import type { CrossingAnswer } from './receiveCrossing.ts'

/** Hands a document to the other zone; over HTTP, or by a courier with a file. */
export interface CrossingLink {
  send(text: string): Promise<CrossingAnswer>
}

/**
 * Builds the document of an entry against the newest checkpoint, from the size that the receiver acknowledged.
 *
 * @param head another checkpoint than the newest, where several documents stand under one
 * @returns undefined while the entry is not yet in the log
 */
export async function crossingText(parameters: {
  readonly pool: Pool
  readonly zone: string
  readonly entry: string
  readonly from: number
  readonly head?: PublishedCheckpoint
}): Promise<{ readonly text: string; readonly note: string; readonly size: number } | undefined> {
  const { pool, zone, from } = parameters
  const index = await indexOf(pool, hexToBytes(parameters.entry))
  if (index === undefined) return undefined
  const checkpoint = parameters.head ?? (await latestCheckpoint(pool))
  if (checkpoint.size <= index) return undefined
  if (from > checkpoint.size) {
    throw new SluiceError(
      'LOG_INCONSISTENT',
      `the other zone holds a head of ${from} leaves; this log has ${checkpoint.size}. It was rolled back.`,
      {
        facts: { kind: 'rollback', held: from, own: checkpoint.own },
      },
    )
  }
  const found = await entryById(pool, parameters.entry)
  const rule = found === undefined ? undefined : crossingTable[found.entry.header.kind]
  if (found === undefined || rule === undefined)
    throw new SluiceError('NOT_FOUND', `no entry ${parameters.entry} that may cross.`)
  const to = await peerStream(pool, found.stream)
  const { proof } = await inclusion(pool, { index, size: checkpoint.size })
  const grown = await consistency(pool, { from, to: checkpoint.size })
  const text = encodeCrossing({
    format: 'sluice/crossing/1',
    zone,
    stream: found.stream,
    ...(to === undefined ? {} : { to }),
    entry: cutForCrossing(found.entry, rule),
    index,
    inclusion: proof.map((hash) => bytesToHex(hash)),
    checkpoint: checkpoint.own,
    consistency: { from, proof: grown.map((hash) => bytesToHex(hash)) },
  })
  return { text, note: checkpoint.own, size: checkpoint.size }
}

async function peerStream(pool: Pool, stream: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ peer: Buffer }>('select peer from peers where stream = $1', [hexToBytes(stream)])
  return rows[0] && bytesToHex(rows[0].peer)
}

/** The size of our log that the peer acknowledged last, from the cosignatures that it gave. */
export async function acknowledgedSize(pool: Pool, witness: string): Promise<number> {
  const { rows } = await pool.query<{ size: string }>(
    'select coalesce(max(size), 0)::text as size from log_cosignatures where name = $1',
    [witness],
  )
  return Number(rows[0]!.size)
}

/**
 * Sends one entry across and keeps the cosignature that comes back. May be repeated: the receiver applies once.
 *
 * @returns false while the entry is not yet in the log
 */
export async function sendCrossing(parameters: {
  readonly pool: Pool
  readonly zone: string
  readonly entry: string
  readonly link: CrossingLink
  readonly peerZone: string
  readonly witness: NoteVerifier
  readonly now: Date
  /** Called when the peer has it and its answer is not yet kept. */
  readonly performed?: () => Promise<void>
}): Promise<boolean> {
  const { pool, zone, entry, link, witness, now, peerZone } = parameters
  let from = await acknowledgedSize(pool, witness.name)
  // The peer may have acknowledged more than we heard of: it then says from where to prove.
  for (let attempt = 0; attempt < 3; attempt++) {
    const document = await crossingText({ pool, zone, entry, from })
    if (document === undefined) return false
    const answer = await link.send(document.text)
    if (answer.outcome === 'behind') {
      from = answer.size
      continue
    }
    await parameters.performed?.()
    await keepAcknowledgement({ pool, entry, note: document.note, answer, witness, peerZone, now })
    return true
  }
  throw new SluiceError('LOG_INCONSISTENT', 'the other zone keeps asking for another size of our log.')
}

async function rememberPeer(parameters: {
  readonly pool: Pool
  readonly entry: string
  readonly stream: string
  readonly peerZone: string
}): Promise<void> {
  const { pool, entry, stream, peerZone } = parameters
  await pool.query(
    `insert into peers (stream, zone, peer) select stream, $2, $3 from entries where id = $1 on conflict do nothing`,
    [hexToBytes(entry), peerZone, hexToBytes(stream)],
  )
}

/**
 * Keeps the cosignature that acknowledges an entry, and which stream of the peer's the case is there. An answer given again cosigns the head of the first
 * time, which its size names.
 *
 * @param note the head that was shown, for peers of 0.1.0, which name no size
 * @throws {SIGNATURE_INVALID} {NOT_FOUND} and nothing is kept
 */
export async function keepAcknowledgement(parameters: {
  readonly pool: Pool
  readonly entry: string
  readonly note?: string
  readonly answer: Extract<CrossingAnswer, { outcome: 'applied' }>
  readonly witness: NoteVerifier
  readonly peerZone: string
  readonly now: Date
}): Promise<void> {
  const { pool, entry, answer, witness, peerZone, now } = parameters
  const { size, stream } = answer
  const own = size === undefined ? parameters.note : (await checkpointOfSize(pool, size)).own
  if (own === undefined) throw new SluiceError('INPUT_INVALID', 'an acknowledgement names the size that it cosigns.')
  const note = addSignatures(own, parseSignatureLines(answer.line))
  try {
    const kept = await keepCosignatures({ pool, note, verifiers: [witness], now })
    if (kept === 0) throw new SluiceError('SIGNATURE_INVALID', `the answer holds no cosignature of ${witness.name}.`)
  } catch (error) {
    // A peer of 0.1.0 answers a repeated crossing with its earlier line, over a head that it does not name.
    if (size !== undefined || !(error instanceof SluiceError) || error.code !== 'SIGNATURE_INVALID') throw error
  }
  await rememberPeer({ pool, entry, stream, peerZone })
}
