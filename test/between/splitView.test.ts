import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Directory } from '../../src/core/case/directory.ts'
import { logSigner, logVerifier, logVerifierKey, witnessVerifierKey } from '../../src/core/record/log/anyKey.ts'
import { parseCheckpoint, signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { formatAddCheckpoint } from '../../src/core/record/log/witness.ts'
import { serveWitness, witnessedHead } from '../../src/host/log/witness.ts'
import { type TestLogs, testLogs } from '../conformance/log/testLog.ts'
import { type Kind, type Pair, startPair, until } from '../support/pair.ts'

let pair: Pair
let logs: TestLogs
beforeAll(async () => {
  pair = await startPair({ seed: 'split-view' })
  logs = testLogs()
})
afterAll(async () => {
  await pair?.end()
  await logs?.drop()
})

interface Incident {
  readonly [field: string]: string
}

async function incidents(kind: Kind): Promise<Incident[]> {
  const { rows } = await pair.zones[kind].pool.query<{ body: string }>(
    "select body from entries where kind = 'incident.witnessed' order by position",
  )
  return rows.map(({ body }) => {
    const { fields } = JSON.parse(body) as { fields: Record<string, { value: string }> }
    const payload = Object.entries(fields).filter(([name]) => name.startsWith('payload.'))
    return Object.fromEntries(payload.map(([name, { value }]) => [name.slice('payload.'.length), value]))
  })
}

/** A head that the log onshore never had, signed with its key: what an operator could show to one reader and not to another. */
function forge(size: number, mark: number): string {
  const { origin, logKey } = pair.zones.onshore.keys
  const checkpoint = { origin, size, root: new Uint8Array(32).fill(mark), extensions: [] }
  return signCheckpoint({ checkpoint, signers: [logSigner(logKey)] })
}

async function show(note: string, oldSize: number): Promise<number> {
  const body = formatAddCheckpoint({ oldSize, proof: [], note })
  const reply = await fetch(`${pair.zones.offshore.client.url}/witness/add-checkpoint`, { method: 'POST', body })
  return reply.status
}

const held = () => witnessedHead(pair.zones.offshore.pool, pair.zones.onshore.keys.origin)

test('a split view is refused, and stands in the record of who saw it with both heads', async () => {
  await until('the first cosignature', async () => ((await held())?.size ?? 0) > 0)
  const before = (await held())!
  const offered = forge(before.size, 7)
  expect(await show(offered, before.size)).toBe(422)
  await until('the entry', async () => (await incidents('offshore')).length > 0)
  const entries = await incidents('offshore')
  expect(entries).toEqual([{ log: pair.zones.onshore.keys.zone, incident: 'fork', held: before.note, offered }])
  expect(await held()).toEqual(before)
  const { rows } = await pair.zones.offshore.pool.query<{ state: string }>(
    "select state from streams where kind = 'directory'",
  )
  expect((JSON.parse(rows[0]!.state) as Directory).incidents).toMatchObject({ count: 1, last: [{ incident: 'fork' }] })
})

test('shown again it stands there once; another fork stands beside it', async () => {
  const { size } = (await held())!
  await show(forge(size, 7), size)
  await show(forge(size, 8), size)
  await until('the second entry', async () => (await incidents('offshore')).length === 2)
  await new Promise((done) => setTimeout(done, 300))
  expect((await incidents('offshore')).map(({ incident }) => incident)).toEqual(['fork', 'fork'])
})

test('a rollback is refused and recorded; old heads that somebody relays do not fill the record', async () => {
  const { rows } = await pair.zones.onshore.pool.query<{ note: string; size: number }>('select note, size::int from log_checkpoints where size > 0 order by size limit 3') // biome-ignore format: one query
  // Within a minute of the greater head they may be messages that it overtook.
  for (const { note, size } of rows) expect(await show(note, size)).toBe(409)
  await pair.zones.offshore.pool.query("update witness_state set cosigned_at = cosigned_at - interval '2 minutes'")
  expect((await incidents('offshore')).length).toBe(2)
  for (const { note, size } of rows) expect(await show(note, size)).toBe(409)
  await until('the entry', async () => (await incidents('offshore')).length === 3)
  await new Promise((done) => setTimeout(done, 300))
  const found = await incidents('offshore')
  expect(found.map(({ incident }) => incident)).toEqual(['fork', 'fork', 'rollback'])
  expect(found[2]!.offered).toBe(rows[0]!.note)
})

test('what was seen while the zone was down is recorded when it is back', async () => {
  const { size, note } = (await held())!
  const offered = forge(size, 9)
  await pair.zones.offshore.pool.query(
    "insert into witness_incidents (origin, kind, held, offered, seen_at) values ($1, 'fork', $2, $3, now())",
    [pair.zones.onshore.keys.origin, note, offered],
  )
  await pair.zones.offshore.restart()
  await until('the entry', async () => (await incidents('offshore')).some((one) => one.offered === offered))
})

test('a witness that holds a greater head of this log is heard: the zone records that it was accused, with both heads', async () => {
  const { keys } = pair.zones.onshore
  const { pool } = await logs.openLog('sandbox.example/auditor')
  const witnessKey = { name: 'auditor.example/witness', secretKey: new Uint8Array(32).fill(3) }
  const server = Fastify()
  const known = new Map([[keys.origin, [logVerifier(logVerifierKey(keys.logKey))]]])
  await server.register(serveWitness, { pool, witness: { key: witnessKey, logs: () => known, now: () => new Date() } })
  const url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/add-checkpoint`
  const greater = forge(1_000, 5)
  const body = formatAddCheckpoint({ oldSize: 0, proof: [], note: greater })
  expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
  await pair.zones.onshore.restart({ config: { witnesses: [{ key: witnessVerifierKey(witnessKey), url }] } })
  await until('the entry', async () => (await incidents('onshore')).length > 0)
  await server.close()
  const [accused] = await incidents('onshore')
  expect(accused).toMatchObject({ log: keys.zone, incident: 'restored', shownBy: witnessKey.name })
  expect(parseNote(accused!.held!).text).toBe(parseNote(greater).text)
  expect(parseCheckpoint(parseNote(accused!.offered!).text).size).toBeLessThan(1_000)
  expect(pair.zones.onshore.said.join()).toContain('An older database was restored')
})
