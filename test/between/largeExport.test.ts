/** A case of a hundred megabytes, exported and bundled by processes that may hold far less. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import type { Ask } from '../../sandbox/rehearsal/zoneClient.ts'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { bundleLinesType } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import { type Pair, startPair, testKinds, until } from '../support/pair.ts'

const root = resolve(import.meta.dirname, '../..')
const entries = 1_500
const noteChars = 68_000
const leastBytes = entries * noteChars
/** What a process may hold of JavaScript's memory: some of it is the program itself. */
const heapMiB = 64

const seed = 'large-export'
let pair: Pair
let caseId: string
beforeAll(async () => {
  // Across an air gap nothing crosses by itself: the zone onshore has the case alone.
  pair = await startPair({ seed, between: 'files' })
  const { client } = pair.zones.onshore
  await client.act({ by: 'p-zhang', kind: 'case.opened', payload: { model: 'test' } })
  caseId = client.caseId
  const page = await client.document('SANDBOX 一页\n')
  for (let i = 0; i < entries; i++) {
    const secret = `note ${i} ${'-'.repeat(noteChars)}`
    const payload = { asset: 'test', units: String(i + 1), mandateUntil: '2027-01-01', secret }
    await client.act({ by: 'p-zhang', kind: 'entrustment.accepted', payload, documents: i % 7 === 0 ? [page] : [] })
  }
  const { pool } = pair.zones.onshore
  await until('all under a checkpoint', async () => {
    const { rows } = await pool.query<{ size: string; entries: string }>(
      'select (select max(size) from log_checkpoints)::text as size, (select count(*) from entries)::text as entries',
    )
    return rows[0]!.size === rows[0]!.entries
  })
}, 600_000)
afterAll(() => pair?.end())

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function limited(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMiB}`, ...words], {
    cwd: pair.folder,
    env: { ...process.env, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })))
}

const bundleIn = (name: string) => [
  join(root, 'src/host/cli/main.ts'), 'bundle', caseId, '-o', name, '--zone', pair.zones.onshore.client.url,
] // biome-ignore format: one call
const asReader = () => ({ SLUICE_KEY: pair.readers[0]! })

test('a bundle of a hundred megabytes is written in 64 of memory, in the bytes that the whole part in memory gives', async () => {
  const { code, out, err } = await limited([...bundleIn('large.sluice'), '--json'], asReader())
  expect([code, err]).toEqual([0, ''])
  const file = join(pair.folder, 'large.sluice')
  expect(statSync(file).size).toBeGreaterThan(leastBytes)
  const part = await pair.zones.onshore.client.get<ZonePart>(`/api/cases/${caseId}/export`)
  const text = readFileSync(file, 'utf8')
  expect(text === writeBundle([part])).toBe(true)
  expect(jsonOf({ exit: 0, out, err })).toMatchObject({ ok: true, bytes: Buffer.byteLength(text), sha256: hashText(text), documents: Object.keys(part.documents).length }) // biome-ignore format: one look
  const report = verifyBundle({ bundle: text, kindsOnshore: testKinds, kindsOffshore: [] })
  expect(report.counts.entries).toBeGreaterThan(entries)
  // Nothing is left beside it.
  expect(readdirSync(pair.folder).filter((name) => name.startsWith('.sluice-bundle'))).toEqual([])
}, 300_000)

test('read whole, the same bundle does not fit into that memory: the limit is one', async () => {
  const script = join(pair.folder, 'whole.mjs')
  const reader = join(root, 'src/core/bundle/readBundle.ts')
  const file = join(pair.folder, 'large.sluice')
  writeFileSync(
    script,
    `import { readFileSync } from 'node:fs'
    import { readBundle } from ${JSON.stringify(reader)}
    readBundle(readFileSync(${JSON.stringify(file)}, 'utf8'))`,
  )
  expect((await limited([script])).code).not.toBe(0)
}, 120_000)

test('a zone goes through the export in 64 of memory, and would not if it held it', async () => {
  const { pool, client } = pair.zones.onshore
  const url = String((pool as unknown as { options: { connectionString: string } }).options.connectionString)
  const child = [join(import.meta.dirname, 'exportInChild.ts'), url, client.caseId]
  const went = await limited(child)
  expect([went.code, went.err]).toEqual([0, ''])
  expect(Number(went.out)).toBeGreaterThan(leastBytes)
  expect((await limited([...child, 'hold'])).code).not.toBe(0)
}, 300_000)

test('the zone writes as its reader takes: it waits in the middle, and ends when the reader goes on', async () => {
  const paused = await openExport()
  paused.pause()
  // The transaction that reads stands still, far from its end, and the zone answers others meanwhile.
  await until('a reader that stands', async () => (await readersOfEntries()) > 0)
  const taken = await settled(() => paused.socket.bytesRead)
  expect(taken).toBeLessThan(leastBytes / 4)
  expect(await readersOfEntries()).toBeGreaterThan(0)
  expect(await pair.zones.onshore.client.get<{ id: string }>(`/api/cases/${caseId}`)).toMatchObject({ id: caseId })
  let last = ''
  let bytes = 0
  for await (const chunk of paused as AsyncIterable<Buffer>) {
    bytes += chunk.length
    last = (last + chunk.toString('latin1')).slice(-100)
  }
  expect(bytes).toBeGreaterThan(leastBytes)
  expect(last.endsWith('\n{"line":"end"}\n')).toBe(true)
}, 120_000)

test('who goes away in the middle leaves nothing open, and a bundle broken off leaves no file', async () => {
  const left = await openExport()
  left.pause()
  await until('a reader that stands', async () => (await readersOfEntries()) > 0)
  left.destroy()
  await until('its transaction is over', async () => (await readersOfEntries()) === 0)
  // A name that is taken is not written over.
  const again = await sluice(['bundle', caseId, '-o', 'large.sluice'], { folder: pair.folder, zone: pair.zones.onshore.client.url, env: asReader() }) // biome-ignore format: one call
  expect([again.exit, again.err]).toEqual([2, expect.stringContaining('it exists already')])
}, 120_000)

/** Connections that stand in a transaction over the entries. */
async function readersOfEntries(): Promise<number> {
  const { rows } = await pair.zones.onshore.pool.query<{ count: number }>(
    `select count(distinct pid)::int as count from pg_locks
      where relation = 'entries'::regclass and pid <> pg_backend_pid() and mode = 'AccessShareLock'`,
  )
  return rows[0]!.count
}

/** A number that has stopped growing. */
async function settled(read: () => number): Promise<number> {
  for (let before = -1, same = 0; ; ) {
    await new Promise((done) => setTimeout(done, 50))
    const now = read()
    same = now === before ? same + 1 : 0
    if (same === 10) return now
    before = now
  }
}

async function openExport(): Promise<IncomingMessage> {
  const { client } = pair.zones.onshore
  const ask: Ask = async (path, init) => {
    const { status, ok, text } = await fetch(`${client.url}${path}`, init).then(async (reply) => ({
      status: reply.status,
      ok: reply.ok,
      text: await reply.text(),
    }))
    return { status, ok, body: text }
  }
  const token = await signIn({ ask, seed, person: 'p-zhang' })
  const headers = { accept: bundleLinesType, authorization: `Bearer ${token}` }
  return new Promise((done, failed) =>
    get(`${client.url}/api/cases/${caseId}/export`, { headers }, done).on('error', failed),
  )
}
