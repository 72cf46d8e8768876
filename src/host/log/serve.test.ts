import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  enqueue,
  leafOf,
  type TestLog,
  type TestLogs,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { SluiceError } from '../../core/errors.ts'
import { openCheckpoint } from '../../core/record/log/checkpoint.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from '../../core/record/log/merkle.ts'
import { sha256Profile } from '../../core/record/log/profile.ts'
import { decodeEntries, newTiles, type Tile, tilePath, tileReader } from '../../core/record/log/tiles.ts'
import { exportLog } from './export.ts'
import { integrate } from './integrate.ts'
import { serveLog } from './serve.ts'
import { folderSink } from './sink.ts'

const sizes = [1, 200, 256, 700]
let store: TestLogs
let log: TestLog
let http: FastifyInstance
let open = true

beforeAll(async () => {
  store = testLogs()
  log = await store.openLog()
  let from = 0
  for (const size of sizes) {
    await enqueue(
      log.pool,
      Array.from({ length: size - from }, (_, i) => from + i),
    )
    await integrate({ pool: log.pool, sign: testSign, now: testNow })
    from = size
  }
  http = Fastify()
  http.setErrorHandler((error, _request, reply) => {
    if (error instanceof SluiceError) return reply.status(error.kind.http).send({ code: error.code })
    throw error
  })
  await http.register(serveLog, { prefix: '/log', pool: log.pool, allow: () => open })
})
afterAll(async () => {
  await http.close()
  await store.drop()
})

const get = (path: string) => http.inject({ method: 'GET', url: `/log/${path}` })

async function fetched(tiles: readonly Tile[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for (const tile of tiles) found.set(tilePath(tile), (await get(tilePath(tile))).rawPayload)
  return found
}

describe('a log over HTTP', () => {
  test('is a checkpoint that is not cached for long', async () => {
    const reply = await get('checkpoint')
    expect([reply.statusCode, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'public, max-age=1',
    ])
    const { checkpoint } = openCheckpoint({ note: reply.body, origin: testOrigin, verifiers: [testVerifier] })
    expect(checkpoint.size).toBe(700)
  })

  test('is tiles that never change, from which a client proves every leaf and every earlier size', async () => {
    const { checkpoint } = openCheckpoint({
      note: (await get('checkpoint')).body,
      origin: testOrigin,
      verifiers: [testVerifier],
    })
    const { size, root } = checkpoint
    const tiles = await fetched(newTiles({ from: 0, to: size }))
    const readNode = tileReader({ size, readTile: (tile) => tiles.get(tilePath(tile))! })
    for (const index of [0, 199, 255, 256, 699]) {
      const proof = inclusionProof({ index, size, readNode })
      verifyInclusion({ index, size, leafHash: sha256Profile.leaf(leafOf(index)), root, proof })
    }
    for (const from of sizes) {
      const early = await fetched(newTiles({ from: 0, to: from }).filter(({ level }) => level !== 'entries'))
      const old = tileReader({ size: from, readTile: (tile) => early.get(tilePath(tile))! })
      const proof = consistencyProof({ from, to: size, readNode })
      const fromRoot = rootOf(from, old)
      verifyConsistency({ from, to: size, fromRoot, toRoot: root, proof })
    }
  })

  test('is bundles that hold the entries', async () => {
    const reply = await get('tile/entries/002.p/188')
    expect(decodeEntries(reply.rawPayload, 188).map((leaf) => leafOf(0).length === leaf.length)).not.toContain(false)
    expect(new Uint8Array(decodeEntries(reply.rawPayload, 188)[187]!)).toEqual(leafOf(699))
    expect([reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
      'application/octet-stream',
      'private, max-age=31536000, immutable',
    ])
  })

  test('still has the partial tiles of earlier checkpoints', async () => {
    expect((await get('tile/0/000.p/200')).rawPayload.length).toBe(200 * 32)
    expect((await get('tile/0/000')).rawPayload.subarray(0, 6400)).toEqual((await get('tile/0/000.p/200')).rawPayload)
  })

  test.each([
    'tile/0/002',
    'tile/0/002.p/189',
    'tile/entries/002.p/189',
    'tile/entries/003.p/1',
    'tile/2/000.p/1',
    'tile/0/0',
    'tile/0/000.p/256',
    'tile/0/..%2f..%2fcheckpoint',
    'tile/',
  ])('has no %s', async (path) => {
    const reply = await get(path)
    expect([reply.statusCode, reply.json()]).toEqual([404, { code: 'NOT_FOUND' }])
  })

  test('keeps tiles and bundles from whom the guard does not let in, and the checkpoint from nobody', async () => {
    open = false
    const replies = await Promise.all(['checkpoint', 'tile/0/000', 'tile/entries/000'].map(get))
    open = true
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 403, 403])
    expect(replies[1]!.json()).toEqual({ code: 'LOG_CLOSED' })
  })
})

/** The root of a tree, from its tiles alone. */
function rootOf(size: number, readNode: (level: number, index: number) => Uint8Array): Uint8Array {
  let root: Uint8Array | undefined
  let begin = size
  for (let level = 0; begin > 0; level++) {
    const width = 2 ** level
    if (begin % (width * 2) === 0) continue
    begin -= width
    const peak = readNode(level, begin / width)
    root = root === undefined ? peak : sha256Profile.node(peak, root)
  }
  return root!
}

describe('a log in a folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-export-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('has the same bytes as over HTTP', async () => {
    const exported = await exportLog({ pool: log.pool, sink: folderSink(folder) })
    expect(exported).toEqual({ size: 700, written: 8 })
    for (const path of ['checkpoint', ...newTiles({ from: 0, to: 700 }).map(tilePath)]) {
      expect(await readFile(join(folder, path)), path).toEqual((await get(path)).rawPayload)
    }
  })

  test('is brought up to date without touching what cannot change', async () => {
    const before = await stat(join(folder, 'tile/0/000'))
    expect(await exportLog({ pool: log.pool, sink: folderSink(folder) })).toEqual({ size: 700, written: 4 })
    expect((await stat(join(folder, 'tile/0/000'))).ino).toBe(before.ino)
  })
})
