import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOpenssl } from '../../sandbox/timestamps/makeAuthority.ts'
import { type Entry, readEntry } from '../../src/core/record/entry.ts'
import { canonical, type Json, parseCanonical } from '../../src/core/record/jcs.ts'
import { logSigner } from '../../src/core/record/log/anyKey.ts'
import { signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { type CrossingDocument, encodeCrossing, readCrossing } from '../../src/crossing/document.ts'
import { witnessedHead } from '../../src/host/log/witness.ts'
import { crossingText } from '../../src/host/work/sendCrossing.ts'
import { entrustIn, makeCertificate, type Pair, startPair, until } from '../support/pair.ts'

let pair: Pair
const zones = () => pair.zones

async function arrived(): Promise<string[]> {
  const { rows } = await zones().offshore.pool.query<{ entry: Buffer }>(
    'select entry from crossings order by local_entry',
  )
  return rows.map(({ entry }) => entry.toString('hex'))
}
async function acknowledged(entry: string): Promise<void> {
  await until(`acknowledgement of ${entry}`, async () => {
    const { rows } = await zones().onshore.pool.query("select from outbox where key = $1 and state = 'done'", [
      `cross ${entry}`,
    ])
    return rows.length === 1
  })
}
async function heldSize(): Promise<number> {
  return (await witnessedHead(zones().offshore.pool, zones().onshore.keys.origin))?.size ?? 0
}
async function documentOf(entry: string, from: number): Promise<string> {
  let text: string | undefined
  await until('a checkpoint over the entry', async () => {
    const { pool, keys } = zones().onshore
    text = (await crossingText({ pool, zone: keys.zone, entry, from }))?.text
    return text !== undefined
  })
  return text!
}

async function waiting(): Promise<string[]> {
  const { rows }: { rows: { entry: Buffer }[] } = await zones().onshore.pool.query(
    "select entry from outbox where state <> 'done' order by made",
  )
  return rows.map(({ entry }) => entry.toString('hex'))
}
async function lastEntry(): Promise<string> {
  const all: string[] = await waiting()
  return all.at(-1)!
}

interface Told {
  readonly status: number
  readonly body: string
}

/** Posts to the door of the zone offshore with a certificate of the test's choice. */
function post(path: string, body: string, certificate: string | undefined): Promise<Told> {
  const file = (name: string) => readFileSync(join(pair.folder, name), 'utf8')
  const shown = certificate === undefined ? {} : { cert: file(`${certificate}.pem`), key: file(`${certificate}.key`) }
  const url = `${zones().offshore.started.peerUrl}${path}`
  return new Promise((done, fail) => {
    const asked = request(
      url,
      {
        method: 'POST',
        ...shown,
        ca: file('offshore.pem'),
        checkServerIdentity: () => undefined,
        headers: { 'content-type': 'text/plain' },
        agent: false,
      },
      (reply) => {
        // biome-ignore format: one call
        let text = ''
        reply.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        reply.on('end', () => done({ status: reply.statusCode!, body: text }))
      },
    )
    asked.on('error', fail)
    asked.end(body)
  })
}
const send = (document: string) => post('/crossings', document, 'onshore')

beforeAll(async () => {
  if (hasOpenssl()) pair = await startPair({ seed: 'crossings', between: 'tls' })
})
afterAll(() => pair?.end())

describe.skipIf(!hasOpenssl())('between zones over TLS', () => {
  test('an entry crosses in one trip: applied there, cosigned, acknowledged here', async () => {
    const entry = await entrustIn(pair, 1)
    await acknowledged(entry)
    expect(await arrived()).toEqual([entry])
    const note = (await zones().onshore.pool.query<{ line: string }>('select line from log_cosignatures')).rows
    expect(note.length).toBeGreaterThan(0)
    const [{ document }] = (await zones().offshore.pool.query<{ document: string }>('select document from crossings')).rows as [{ document: string }] // biome-ignore format: one row
    expect(document).toContain('"payload.units"')
    expect(document).not.toContain('never crosses')
  })

  test('who shows no certificate, or one that is not pinned, is not let in', async () => {
    makeCertificate(pair.folder, 'stranger')
    await expect(post('/crossings', '{}', undefined)).rejects.toThrow()
    await expect(post('/crossings', '{}', 'stranger')).rejects.toThrow()
    await expect(post('/witness/add-checkpoint', 'old 0\n\n', 'stranger')).rejects.toThrow()
    expect((await send('{}')).status).toBe(422)
  })

  test('a zone sends for itself only', async () => {
    const document = await documentOf((await arrived())[0]!, 0)
    const other = canonical({ ...(parseCanonical(document) as { [key: string]: Json }), zone: 'another-zone' })
    const told = await send(other)
    expect([told.status, told.body]).toEqual([422, expect.stringContaining('sent a crossing of another-zone')])
  })

  test('nothing but crossings, witness and log stands at that door', async () => {
    const { status } = await post('/api/documents', 'x', 'onshore')
    expect(status).toBe(404)
  })

  test('a replayed document gets the same answer and changes nothing', async () => {
    const [first] = await arrived()
    const before = await arrived()
    const { rows } = await zones().offshore.pool.query<{ line: string }>('select line from crossings')
    const answers = await Promise.all([1, 2, 3].map(async () => send(await documentOf(first!, 0))))
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      expect(JSON.parse(body)).toMatchObject({ outcome: 'applied', line: rows[0]!.line })
    }
    expect(await arrived()).toEqual(before)
  })
})

describe.skipIf(!hasOpenssl())('what is refused, and leaves nothing behind', () => {
  let document: string
  let counts: string
  let whole: Entry
  const count = async (): Promise<string> => {
    const { rows } = await zones().offshore.pool.query<{ n: string }>(
      "select (select count(*) from entries) || ' ' || (select count(*) from crossings) as n",
    )
    return rows[0]!.n
  }
  beforeAll(async () => {
    // The link is cut while these are sent by hand.
    await zones().onshore.restart({ config: { peers: [{ ...zones().onshore.config.peers[0]!, url: 'https://127.0.0.1:1' }] } }) // biome-ignore format: one call
    document = await documentOf(await entrustIn(pair, 2), await heldSize())
    counts = await count()
    const { rows } = await zones().onshore.pool.query<{ body: string }>(
      "select body from entries where kind = 'entrustment.accepted' order by position desc limit 1",
    )
    whole = readEntry(parseCanonical(rows[0]!.body))
  })

  const read = (): CrossingDocument => readCrossing(document)
  test.each([
    ['a changed value', () => document.replace('"value":"2"', '"value":"3"'), 422],
    ['a field beyond the allow-list', () => encodeCrossing({ ...read(), entry: whole }), 422],
    ['another index', () => encodeCrossing({ ...read(), index: read().index + 1 }), 422],
    ['a changed proof', () => encodeCrossing({ ...read(), inclusion: read().inclusion.map(() => '00'.repeat(32)) }), 422],
    ['no signature under the checkpoint', () => encodeCrossing({ ...read(), checkpoint: `${parseNote(read().checkpoint).text}\n\u2014 x AAAAAAAA\n` }), 401],
    ['a checkpoint of an unknown key', () => encodeCrossing({ ...read(), checkpoint: forged() }), 401],
    ['other bytes of the same meaning', () => ` ${document}`, 400],
    ['nothing', () => '', 400],
  ] as [string, () => string, number][])('%s', async (_, text, status) => {
    const told = await send(text())
    expect([told.status, told.body]).toEqual([status, expect.stringContaining('"code"')])
    expect(await count()).toBe(counts)
  }) // biome-ignore format: a table

  function forged(): string {
    const { origin } = zones().onshore.keys
    const checkpoint = { origin, size: 9_999, root: new Uint8Array(32), extensions: [] }
    return signCheckpoint({ checkpoint, signers: [logSigner({ name: origin, secretKey: new Uint8Array(32).fill(9) })] })
  }

  test('a checkpoint that is not proved to continue the one held: not applied, kept as an incident', async () => {
    const unproven = encodeCrossing({
      ...read(),
      consistency: { from: read().consistency.from, proof: ['00'.repeat(32)] },
    })
    const told = await send(unproven)
    expect([told.status, JSON.parse(told.body).code]).toEqual([409, 'LOG_INCONSISTENT'])
    const { rows } = await zones().offshore.pool.query('select kind, offered from witness_incidents')
    expect(rows).toEqual([{ kind: 'unproven', offered: read().checkpoint }])
    const incident = async () => {
      const { pool } = zones().offshore
      return (await pool.query<{ body: string }>("select body from entries where kind = 'incident.witnessed'")).rows
    }
    await until('the incident in the record', async () => (await incident()).length === 1)
    expect((await incident())[0]!.body).toContain(JSON.stringify(read().checkpoint).slice(1, -1))
    counts = await count()
  })

  test('from a size that was never acknowledged: the sender is told from where to prove', async () => {
    const held = await heldSize()
    const told = await send(await documentOf(await lastEntry(), held - 1))
    expect([told.status, JSON.parse(told.body)]).toEqual([200, { outcome: 'behind', size: held }])
    expect(await count()).toBe(counts)
  })

  test('out of order: a document under an older head comes late, is told so, and crosses when shown again', async () => {
    const first: string = await documentOf(await lastEntry(), await heldSize())
    const second = await entrustIn(pair, 3)
    // The later one arrives first.
    const newer: string = await documentOf(second, await heldSize())
    const told: Told = await send(newer)
    expect(JSON.parse(told.body)).toMatchObject({ outcome: 'applied' })
    const late = await send(first)
    expect(JSON.parse(late.body)).toEqual({ outcome: 'behind', size: await heldSize() })
    const again: string = await documentOf((await waiting())[0]!, await heldSize())
    expect(JSON.parse((await send(again)).body)).toMatchObject({
      outcome: 'applied',
    })
    const { rows } = await zones().offshore.pool.query("select from witness_incidents where kind = 'rollback'")
    expect(rows).toEqual([])
  })

  test('when the link is back, what waited is acknowledged and nothing is applied twice', async () => {
    const before = await arrived()
    await zones().onshore.restart({ config: { peers: [{ ...zones().onshore.config.peers[0]!, url: zones().offshore.started.peerUrl! }] } }) // biome-ignore format: one call
    await until('an empty outbox', async () => (await waiting()).length === 0)
    expect(await arrived()).toEqual(before)
    expect(before.length).toBe(3)
  })
})
