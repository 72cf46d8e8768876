import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { addSignatures, parseNote, parseSignatureLines } from '../../core/record/log/note.ts'
import { cutForCrossing, encodeCrossing } from '../../crossing/document.ts'
import { crossingTable } from '../../crossing/rules.ts'
import { keepCosignatures } from '../log/checkpoints.ts'
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
 * @returns undefined while the entry is not yet in the log
 */
export async function crossingText(parameters: {
  readonly pool: Pool
  readonly zone: string
  readonly entry: string
  readonly from: number
}): Promise<{ readonly text: string; readonly note: string } | undefined> {
  const { pool, zone, from } = parameters
  const index = await indexOf(pool, hexToBytes(parameters.entry))
  if (index === undefined) return undefined
  const checkpoint = await latestCheckpoint(pool)
  if (checkpoint.size <= index) return undefined
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
  return { text, note: checkpoint.own }
}

async function peerStream(pool: Pool, stream: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ peer: Buffer }>('select peer from peers where stream = $1', [hexToBytes(stream)])
  return rows[0] && bytesToHex(rows[0].peer)
}

/** The size of our log that the peer acknowledged last, from the cosignatures that it gave. */
async function acknowledgedSize(pool: Pool, witness: string): Promise<number> {
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
  readonly performed?: () => void
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
    parameters.performed?.()
    await keepAnswer({ pool, note: document.note, answer, witness, now })
    await rememberPeer({ pool, entry, stream: answer.stream, peerZone })
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

async function keepAnswer(parameters: {
  readonly pool: Pool
  readonly note: string
  readonly answer: Extract<CrossingAnswer, { outcome: 'applied' }>
  readonly witness: NoteVerifier
  readonly now: Date
}): Promise<void> {
  const { pool, answer, witness, now } = parameters
  const note = addSignatures(parameters.note, parseSignatureLines(answer.line))
  const { size } = parseCheckpoint(parseNote(note).text)
  // An answer given earlier cosigns an earlier checkpoint; ours of that size is kept already, or comes with the next crossing.
  try {
    await keepCosignatures({ pool, note, verifiers: [witness], now })
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'SIGNATURE_INVALID' || size === 0) throw error
  }
}
