/**
 * A log in a store that speaks S3: a small server of this test, which computes each signature again by AWS's description of Signature Version 4 and takes
 * nothing unsigned; and in a folder. From what stands there alone a client proves the log.
 */
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCheckpoint } from '../../../src/core/record/log/checkpoint.ts'
import { ed25519VerifierKey } from '../../../src/core/record/log/keys.ts'
import { inclusionProof, treeRoot, verifyInclusion } from '../../../src/core/record/log/merkle.ts'
import { sha256Profile } from '../../../src/core/record/log/profile.ts'
import { decodeEntries, newTiles, tilePath, tileReader } from '../../../src/core/record/log/tiles.ts'
import { exportLog } from '../../../src/host/log/export.ts'
import { integrate } from '../../../src/host/log/integrate.ts'
import { s3Sink } from '../../../src/host/log/s3Sink.ts'
import { folderSink } from '../../../src/host/log/sink.ts'
import { jsonOf, sluice } from '../../e2e/cliCall.ts'
import {
  enqueue,
  leafOf,
  type TestLog,
  type TestLogs,
  testKey,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from './testLog.ts'

const credentials = { accessKeyId: 'SANDBOXKEY', secretAccessKey: 'sandbox/secret+of=the test' }
const region = 'sandbox-1'
const objects = new Map<string, Buffer>()
const writes = new Map<string, number>()
const size = 700
let server: Server
let url: string
let logs: TestLogs
let log: TestLog
let folder: string

beforeAll(async () => {
  server = createServer((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, body } = answer(request, Buffer.concat(chunks))
      reply.writeHead(status).end(request.method === 'HEAD' ? undefined : body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/on shore`
  logs = testLogs()
  log = await logs.openLog()
  folder = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  await grow(0, size)
})
afterAll(async () => {
  server.close()
  await logs.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function grow(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  await enqueue(log.pool, numbers)
  await integrate({ pool: log.pool, sign: testSign, now: testNow })
}

function answer(request: IncomingMessage, body: Buffer): { status: number; body?: Buffer } {
  if (!signed(request, body)) return { status: 403 }
  const key = decodeURIComponent(request.url!)
  const there = objects.get(key)
  if (request.method === 'HEAD') return { status: there === undefined ? 404 : 200 }
  if (request.method === 'GET') return there === undefined ? { status: 404 } : { status: 200, body: there }
  if (request.headers['if-none-match'] === '*' && there !== undefined) return { status: 412 }
  objects.set(key, body)
  writes.set(key, (writes.get(key) ?? 0) + 1)
  return { status: 200 }
}

/** Signature Version 4 from what came over the wire: canonical request, string to sign, derived key. */
function signed({ method, url: path, headers }: IncomingMessage, body: Buffer): boolean {
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '') // biome-ignore format: one pattern
  if (match === null) return false
  const [, id, day, zone, names, signature] = match as unknown as string[]
  const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
  if (id !== credentials.accessKeyId || zone !== region || headers['x-amz-content-sha256'] !== digest(body))
    return false
  const wanted = ['host', 'x-amz-date', 'x-amz-content-sha256', ...(headers['if-none-match'] === undefined ? [] : ['if-none-match'])] // biome-ignore format: one list
  if (!wanted.every((name) => names!.split(';').includes(name))) return false
  const lines = names!.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const request = `${method}\n${path}\n\n${lines.join('')}\n${names}\n${digest(body)}`
  const scope = `${day}/${zone}/s3/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${digest(request)}`
  let key: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`)
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest()
  return createHmac('sha256', key).update(text).digest('hex') === signature
}

const sink = (secretAccessKey = credentials.secretAccessKey) =>
  s3Sink({ url, region, credentials: { ...credentials, secretAccessKey }, now: () => new Date(), triesMax: 2 })

/** What a client proves with nothing but the files. */
async function prove(read: (path: string) => Promise<Uint8Array>, expected: number): Promise<void> {
  const note = Buffer.from(await read('checkpoint')).toString('utf8')
  const { checkpoint } = openCheckpoint({ note, origin: testOrigin, verifiers: [testVerifier] })
  expect(checkpoint.size).toBe(expected)
  const files = new Map<string, Uint8Array>()
  for (const tile of newTiles({ from: 0, to: expected }))
    files.set(tilePath(tile), new Uint8Array(await read(tilePath(tile))))
  const entries = newTiles({ from: 0, to: expected })
    .filter(({ level }) => level === 'entries')
    .flatMap((tile) => decodeEntries(files.get(tilePath(tile))!, tile.width))
  expect(treeRoot({ leaves: entries })).toEqual(checkpoint.root)
  const readNode = tileReader({ size: expected, readTile: (tile) => files.get(tilePath(tile))! })
  for (const index of [0, 255, 256, expected - 1])
    verifyInclusion({ index, size: expected, leafHash: sha256Profile.leaf(leafOf(index)), root: checkpoint.root, proof: inclusionProof({ index, size: expected, readNode }) }) // biome-ignore format: one call
}

const fromStore = async (path: string): Promise<Uint8Array> => objects.get(`/bucket/on shore/${path}`)!

test('a log in a bucket is read and proved by its files alone, and is brought up to date without a second write of a tile', async () => {
  expect(await exportLog({ pool: log.pool, sink: sink() })).toEqual({ size, written: 8 })
  await prove(fromStore, size)
  await grow(size, 1_000)
  await exportLog({ pool: log.pool, sink: sink() })
  await prove(fromStore, 1_000)
  // The partial tiles of the earlier head stay.
  expect((await fromStore('tile/0/002.p/188')).length).toBe(188 * 32)
  const twice = [...writes].filter(([key, count]) => count > 1 && !key.endsWith('/checkpoint'))
  expect(twice).toEqual([])
})

test('nothing is taken without a signature that holds, and nothing of the key stands in the error', async () => {
  const before = objects.size
  const error = await exportLog({ pool: log.pool, sink: sink('another secret') }).catch((caught: Error) => caught)
  expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', facts: { status: 403 } })
  expect(JSON.stringify([error, (error as Error).message])).not.toContain('another secret')
  expect(objects.size).toBe(before)
})

const tile = { path: 'tile/0/000', contentType: 'application/octet-stream', cacheControl: 'immutable', once: true }

test.each(['store', 'folder'] as const)('a tile in a %s is never written over with other bytes', async (where) => {
  if (where === 'folder') await exportLog({ pool: log.pool, sink: folderSink(folder) })
  const place = where === 'store' ? sink() : folderSink(folder)
  const read = where === 'store' ? fromStore : (path: string) => readFile(join(folder, path))
  const there = new Uint8Array(await read(tile.path))
  await place.put({ ...tile, bytes: there })
  await expect(place.put({ ...tile, bytes: there.with(7, there[7]! ^ 1) })).rejects.toMatchObject({
    code: 'LOG_INCONSISTENT',
    facts: { path: tile.path },
  })
  expect(new Uint8Array(await read(tile.path))).toEqual(there)
  await prove(read, 1_000)
})

test('of two who write one tile at once with different bytes one is refused, and the other stands', async () => {
  const fresh = { ...tile, path: 'tile/0/x009' }
  const tries = await Promise.allSettled([1, 2].map((byte) => sink().put({ ...fresh, bytes: Uint8Array.of(byte) })))
  expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const won = tries.findIndex(({ status }) => status === 'fulfilled') + 1
  expect([...(await fromStore(fresh.path))]).toEqual([won])
})

test('another log is not exported over one that stands there', async () => {
  const other = await logs.openLog()
  await enqueue(other.pool, [5, 6, 7])
  await integrate({ pool: other.pool, sign: testSign, now: testNow })
  await exportLog({ pool: other.pool, sink: folderSink(join(folder, 'other')) })
  await writeFile(join(folder, 'other/tile/0/000.p/3'), new Uint8Array(96))
  await expect(exportLog({ pool: other.pool, sink: folderSink(join(folder, 'other')) })).rejects.toMatchObject({
    code: 'LOG_INCONSISTENT',
  })
})

test('sluice log export writes into a bucket, with a key that only its owner reads', async () => {
  objects.clear()
  const key = ed25519VerifierKey(testKey)
  const words = (file: string) => ['log', 'export', url, '--database-url', log.url, '--key', key, '--region', region, '--store-key', file, '--json'] // biome-ignore format: one call
  writeFileSync(join(folder, 'store.json'), JSON.stringify(credentials), { mode: 0o600 })
  writeFileSync(join(folder, 'open.json'), JSON.stringify(credentials), { mode: 0o644 })
  writeFileSync(join(folder, 'bad.json'), '{"accessKeyId": 1}', { mode: 0o600 })
  const done = await sluice(words('store.json'), { folder })
  expect([done.err, jsonOf(done)]).toEqual(['', expect.objectContaining({ ok: true, size: 1_000 })])
  await prove(fromStore, 1_000)
  for (const file of ['open.json', 'bad.json']) {
    const { exit, err } = await sluice(words(file), { folder })
    expect(exit).toBe(2)
    expect(err).not.toContain(credentials.secretAccessKey)
  }
})
