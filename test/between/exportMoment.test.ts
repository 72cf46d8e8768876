/** What the zone promises of an export: one moment of the record, four readers at once, and an end that says that it is whole. */
import { readdirSync } from 'node:fs'
import { createServer, get, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import type { Ask } from '../../sandbox/rehearsal/zoneClient.ts'
import { bundleLinesType } from '../../src/core/bundle/bundle.ts'
import { parseCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { latestCheckpoint } from '../../src/host/log/proofs.ts'
import { sluice } from '../e2e/cliCall.ts'
import { type Pair, startPair, until } from '../support/pair.ts'

const seed = 'export-moment'
/** More than lies between a zone and a reader who takes nothing. */
const entries = 250
const noteChars = 68_000
let pair: Pair
let token: string

beforeAll(async () => {
  pair = await startPair({ seed, between: 'files' })
  const { client, pool } = pair.zones.onshore
  await client.act({ by: 'p-zhang', kind: 'case.opened', payload: { model: 'test' } })
  await entrust(0, entries)
  await until('all under a checkpoint', async () => {
    const { rows } = await pool.query<{ entries: number }>('select count(*)::int as entries from entries')
    return (await latestCheckpoint(pool)).size === rows[0]!.entries
  })
  const ask: Ask = async (path, init) => {
    const reply = await fetch(`${client.url}${path}`, init)
    return { status: reply.status, ok: reply.ok, body: await reply.text() }
  }
  token = await signIn({ ask, seed, person: 'p-zhang' })
}, 300_000)
afterAll(() => pair?.end())

async function entrust(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const secret = `note ${i} ${'-'.repeat(noteChars)}`
    const payload = { asset: 'test', units: String(i + 1), mandateUntil: '2027-01-01', secret }
    await pair.zones.onshore.client.act({ by: 'p-zhang', kind: 'entrustment.accepted', payload })
  }
}

function openExport(): Promise<IncomingMessage> {
  const { client } = pair.zones.onshore
  const headers = { accept: bundleLinesType, authorization: `Bearer ${token}` }
  const url = `${client.url}/api/cases/${client.caseId}/export`
  // A connection each: a pool of them would queue by itself.
  return new Promise((done, failed) => get(url, { headers, agent: false }, done).on('error', failed))
}

async function linesOf(reply: IncomingMessage): Promise<readonly Record<string, unknown>[]> {
  let text = ''
  for await (const chunk of reply.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>) // biome-ignore format: one reading
}

test('what is recorded while somebody reads an export is not in it: one moment, under the checkpoint of that moment', async () => {
  const { pool } = pair.zones.onshore
  const before = (await latestCheckpoint(pool)).size
  const reading = await openExport()
  reading.pause()
  await entrust(entries, entries + 3)
  await until('the later entries under a checkpoint', async () => (await latestCheckpoint(pool)).size === before + 3)
  const lines = await linesOf(reading)
  const [zone] = lines
  expect(parseCheckpoint(parseNote(String(zone!.checkpoint)).text).size).toBe(before)
  expect(lines.filter(({ line }) => line === 'entry').length).toBe(before)
  const said = lines.flatMap(({ line, entries: count }) => (line === 'stream' ? [Number(count)] : []))
  expect(said.reduce((sum, one) => sum + one, 0)).toBe(before)
  expect(lines.at(-1)).toEqual({ line: 'end' })
  const later = await linesOf(await openExport())
  expect(later.filter(({ line }) => line === 'entry').length).toBe(before + 3)
})

test('a fifth reader waits until one of four is done, and the zone answers others meanwhile', async () => {
  const four = await Promise.all(Array.from({ length: 4 }, openExport))
  for (const one of four) one.pause()
  let answered = false
  const fifth = openExport().then((reply) => {
    answered = true
    return reply
  })
  const { client } = pair.zones.onshore
  expect(await client.get<{ id: string }>(`/api/cases/${client.caseId}`)).toMatchObject({ id: client.caseId })
  await new Promise((done) => setTimeout(done, 1_000))
  expect(answered).toBe(false)
  four[0]!.destroy()
  expect((await linesOf(await fifth)).at(-1)).toEqual({ line: 'end' })
  for (const one of four) one.destroy()
})

test.each([
  ['in the middle of a line', (text: string) => text.slice(0, text.length / 2)],
  ['after a whole line, as if that were all', (text: string) => text.slice(0, text.lastIndexOf('\n', text.length / 2) + 1)], // biome-ignore format: a row
  ['before the line that says end', (text: string) => text.slice(0, text.lastIndexOf('{"line":"end"}'))],
])('an export that ends %s makes no bundle and leaves no file', async (_, cut) => {
  const { client } = pair.zones.onshore
  const between = await proxy(client.url, (text, url) => (url.endsWith('/export') ? cut(text) : text))
  try {
    const before = readdirSync(pair.folder)
    const zone = `http://127.0.0.1:${(between.address() as AddressInfo).port}`
    const env = { SLUICE_KEY: pair.readers[0]! }
    const { exit, err } = await sluice(['bundle', client.caseId, '-o', 'cut.sluice'], { folder: pair.folder, zone, env }) // biome-ignore format: one call
    expect([exit, err]).toEqual([expect.any(Number), expect.stringContaining('something else than a part of a case')])
    expect(exit).not.toBe(0)
    expect(readdirSync(pair.folder)).toEqual(before)
  } finally {
    between.close()
  }
})

/** Passes requests on, and answers as it likes: what a broken line between zone and reader does, with a well-formed end. */
async function proxy(to: string, change: (text: string, url: string) => string): Promise<Server> {
  const server = createServer((incoming, reply) => {
    const onward = request(`${to}${incoming.url}`, { method: incoming.method, headers: { ...incoming.headers, host: new URL(to).host } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers
        reply.writeHead(answer.statusCode!, headers)
        reply.end(change(Buffer.concat(parts).toString(), incoming.url!))
      })
    }) // biome-ignore format: one request
    incoming.pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}
