/**
 * A case from a bundle into the database of a zone, as the zone would have it: nothing is decided again, all else is the zone's own. Each sealed entry goes
 * through `appendSealed`, which applies it and writes entry, state, action, outbox, readers, notes and postings by the statement of every append; the
 * log's own integrator gives the leaves their places and signs. What a zone does only once and a bundle has is written as the zone writes it: documents,
 * crossings, peers, the cosignature. Personal values are in no bundle: the vault lacks them, and fsck says so of each.
 */
import type { Pool } from 'pg'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { documentsOf, hashesNamed } from '../../src/core/bundle/bundle.ts'
import type { ByteSource } from '../../src/core/bundle/byteSource.ts'
import { type DocumentPlace, documentText, type OpenPart, openInPlace } from '../../src/core/bundle/openBundle.ts'
import { actionDigestInput } from '../../src/core/case/action.ts'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { isChild, type Kinds, listKinds, type ZoneKind } from '../../src/core/case/kind.ts'
import { actionOf } from '../../src/core/case/machine.ts'
import { bytesToHex, hexToBytes, sha256 } from '../../src/core/record/hash.ts'
import { anyWitnessVerifier, logSigner, witnessSigner, witnessVerifierKey } from '../../src/core/record/log/anyKey.ts'
import { signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { formatSignatureLine, parseNote } from '../../src/core/record/log/note.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { readCrossing } from '../../src/crossing/document.ts'
import { keepCosignatures } from '../../src/host/log/checkpoints.ts'
import { createLog, type SignCheckpoint } from '../../src/host/log/createLog.ts'
import { integrate } from '../../src/host/log/integrate.ts'
import { inTransaction } from '../../src/host/log/queryable.ts'
import { appendSealed } from '../../src/host/zone/append.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { inLogOrder } from '../../verifier/logOrder.ts'

/** Entries in one transaction. */
const entriesAtOnce = 500

export const stageKinds = { onshore: onshoreKinds, offshore: offshoreKinds }

interface Loaded {
  readonly entries: number
  readonly documents: number
  /** Personal values that the bundle does not have. */
  readonly personal: number
  /** The case as this zone calls it. */
  readonly caseId: string
}

interface Stream {
  readonly id: string
  readonly parent?: string
  readonly state: unknown
}

/** @example await loadZone({ pool, source, kind: 'onshore', seed: 'large' }) */
export async function loadZone(parameters: {
  /** Of an empty, migrated database. */
  readonly pool: Pool
  readonly source: ByteSource
  readonly kind: ZoneKind
  /** What the keys of both zones were made from. */
  readonly seed: string
}): Promise<Loaded> {
  const { pool, source, kind, seed } = parameters
  const { zones, places } = openInPlace(source)
  const part = zones.find((one) => one.kind === kind)
  if (part === undefined) throw new TypeError(`no part ${kind} in this bundle`)
  const own = zoneKeys(seed, kind)
  const peer = zoneKeys(seed, kind === 'onshore' ? 'offshore' : 'onshore')
  const signer = logSigner(own.logKey)
  const sign: SignCheckpoint = (checkpoint) => signCheckpoint({ checkpoint, signers: [signer] })
  const now = () => new Date('2026-12-01T00:00:00.000Z')
  await createLog({ pool, origin: own.origin, sign, now })
  const wanted = new Set<string>()
  const caseId = caseOf(part)
  const { entries, personal, arrivals } = await loadEntries({ pool, part, caseId, wanted })
  while ((await integrate({ pool, sign, now })) !== undefined);
  // What was called for was done long ago: nobody is to do it again.
  await pool.query("update outbox set state = 'done', attempts = 1")
  await loadCrossings(pool, part, arrivals, (text) => {
    const { name, keyId, sign: cosign } = witnessSigner(own.witnessKey, Math.floor(now().getTime() / 1_000))
    return formatSignatureLine({ name, keyId, signature: cosign(text) })
  })
  const documents = await loadDocuments(pool, source, places, wanted)
  const verifiers = [anyWitnessVerifier(witnessVerifierKey(peer.witnessKey))]
  if ((await keepCosignatures({ pool, note: part.checkpoint, verifiers, now: now() })) === 0)
    throw new TypeError(`the checkpoint of ${part.zone} is not cosigned by ${peer.zone}`)
  await pool.query('analyze')
  return { entries, documents, personal, caseId }
}

function caseOf({ streams }: OpenPart): string {
  const found = streams.find(({ kind }) => kind === 'case')
  if (found === undefined) throw new TypeError('no case in this part')
  return found.id
}

/** Where what came from the other zone was entered, by the sender's entry. */
type Arrivals = ReadonlyMap<string, { readonly entry: string; readonly stream: string }>

async function loadEntries(parameters: {
  readonly pool: Pool
  readonly part: OpenPart
  readonly caseId: string
  /** Filled with what may name a document. */
  readonly wanted: Set<string>
}): Promise<{ readonly entries: number; readonly personal: number; readonly arrivals: Arrivals }> {
  const { pool, part, caseId, wanted } = parameters
  const kinds: Kinds = listKinds([...zoneKinds, ...commonKinds, ...stageKinds[part.kind]])
  const streams = new Map<string, Stream>()
  const arrivals = new Map<string, { readonly entry: string; readonly stream: string }>()
  const passing = inLogOrder(part.streams, () => true)
  let [entries, personal] = [0, 0]
  for (let ended = false; !ended; ) {
    await inTransaction(pool, async (client) => {
      for (let i = 0; i < entriesAtOnce; i++) {
        const next = passing.next()
        if (next.done === true) {
          ended = true
          return
        }
        const { stream, number } = next.value
        const { entry: sealed } = stream.entries.read(number)
        const kind = kinds.get(sealed.header.kind)
        if (kind === undefined) throw new TypeError(`no kind is called ${sealed.header.kind}`)
        const action = actionOf(sealed)
        const appended = await appendSealed({
          client,
          kinds,
          kind,
          sealed,
          own: streams.get(stream.id),
          newKey: sha256(hexToBytes(stream.id)),
          ...(isChild(stream.kind) ? { parent: caseId } : {}),
          actionId: action.id,
          actionDigest: bytesToHex(sha256(actionDigestInput(action))),
          commitTime: new Date(sealed.header.recordedAt),
          crosses: true,
        })
        const { id, state } = appended
        if (appended.stream !== stream.id) throw new TypeError(`entry ${id} stands in another stream than its own`)
        streams.set(stream.id, { id: stream.id, ...(isChild(stream.kind) ? { parent: caseId } : {}), state })
        for (const hash of [...documentsOf(sealed), ...hashesNamed(sealed)]) wanted.add(hash)
        if (sealed.fields['payload.entry'] !== undefined)
          arrivals.set(String(sealed.fields['payload.id']?.value), { entry: id, stream: stream.id })
        personal += Object.keys(sealed.header.commitments).length - Object.keys(sealed.fields).length
        entries++
      }
    })
  }
  return { entries, personal, arrivals }
}

async function loadCrossings(
  pool: Pool,
  part: OpenPart,
  arrivals: Arrivals,
  cosign: (text: string) => string,
): Promise<void> {
  for (const [id, document] of Object.entries(part.crossings)) {
    const arrived = arrivals.get(id)
    if (arrived === undefined) throw new TypeError(`no entry received the crossing ${id}`)
    const { zone, stream, checkpoint } = readCrossing(document)
    await pool.query(
      'insert into crossings (entry, zone, stream, document, local_entry, line) values ($1, $2, $3, $4, $5, $6)',
      [hexToBytes(id), zone, hexToBytes(arrived.stream), document, hexToBytes(arrived.entry), cosign(parseNote(checkpoint).text)], // biome-ignore format: one row
    )
    await pool.query('insert into peers (stream, zone, peer) values ($1, $2, $3) on conflict do nothing', [
      hexToBytes(arrived.stream),
      zone,
      hexToBytes(stream),
    ])
  }
}

async function loadDocuments(
  pool: Pool,
  source: ByteSource,
  places: readonly DocumentPlace[],
  wanted: ReadonlySet<string>,
): Promise<number> {
  const named = places.filter(({ sha256: hash }) => wanted.has(hash))
  for (let from = 0; from < named.length; from += entriesAtOnce) {
    const page = named.slice(from, from + entriesAtOnce)
    await pool.query(
      `insert into documents (sha256, content, received_at)
        select decode(hash, 'hex'), content, $3 from unnest($1::text[], $2::text[]) as t (hash, content)`,
      [
        page.map(({ sha256: hash }) => hash),
        page.map((place) => documentText(source, place)),
        '2026-12-01T00:00:00.000Z',
      ],
    )
  }
  return named.length
}
