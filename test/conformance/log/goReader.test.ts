/**
 * Go's checksum-database packages, from Debian (golang-go, golang-golang-x-mod-dev), read a log that we wrote. Skipped by name where
 * they are absent: nothing here installs them.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64 } from '@scure/base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ed25519VerifierKey } from '../../../src/core/record/log/keys.ts'
import { treeRoot } from '../../../src/core/record/log/merkle.ts'
import { exportLog } from '../../../src/host/log/export.ts'
import { integrate } from '../../../src/host/log/integrate.ts'
import { consistency, inclusion } from '../../../src/host/log/proofs.ts'
import { folderSink } from '../../../src/host/log/sink.ts'
import { enqueue, leafOf, type TestLog, testKey, testLogs, testNow, testSign } from './testLog.ts'

const gocode = '/usr/share/gocode'
const hasGo =
  spawnSync('go', ['version']).status === 0 && existsSync(join(gocode, 'src/golang.org/x/mod/sumdb/tlog/tlog.go'))

const sizes = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 700]
const size = 700
const logs = testLogs()
let work: string
let log: TestLog

/** Go builds into its own cache, so that a second run is fast; nothing of it lies in this repository. */
function build(): void {
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: gocode,
    GOCACHE: join(tmpdir(), 'sluice-go-cache'),
    GOFLAGS: '',
  }
  const source = new URL('reader/main.go', import.meta.url).pathname
  const built = spawnSync('go', ['build', '-o', join(work, 'reader'), source], { env, encoding: 'utf8', cwd: work })
  if (built.status !== 0) throw new Error(built.stderr)
}

async function writeLog(): Promise<void> {
  log = await logs.openLog()
  let from = 0
  for (const to of sizes) {
    await enqueue(
      log.pool,
      Array.from({ length: to - from }, (_, i) => from + i),
    )
    await integrate({ pool: log.pool, sign: testSign, now: testNow })
    from = to
  }
  await exportLog({ pool: log.pool, sink: folderSink(join(work, 'log')) })
}

async function writeProofs(): Promise<void> {
  const leaves = Array.from({ length: size }, (_, i) => leafOf(i))
  const encode = (proof: readonly Uint8Array[]) => proof.map((hash) => base64.encode(hash))
  const included = []
  for (const index of [0, 1, 254, 255, 256, 511, 512, 698, 699]) {
    included.push({ Index: index, Proof: encode((await inclusion(log.pool, { index, size })).proof) })
  }
  const consistent = []
  for (const from of sizes) {
    const root = base64.encode(treeRoot({ leaves: leaves.slice(0, from) }))
    consistent.push({ From: from, Root: root, Proof: encode(await consistency(log.pool, { from, to: size })) })
  }
  writeFileSync(join(work, 'proofs.json'), JSON.stringify({ Inclusion: included, Consistency: consistent }))
}

function read(folder: string, key = ed25519VerifierKey(testKey)): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(join(work, 'reader'), [folder, key, join(work, 'proofs.json')], {
    encoding: 'utf8',
  })
  return { status, said: (stdout + stderr).trim() }
}

/** A copy of the log in which one byte of one file is another. */
function altered(path: string, at: number): string {
  const copy = mkdtempSync(join(work, 'altered-'))
  cpSync(join(work, 'log'), copy, { recursive: true })
  const file = join(copy, path)
  const bytes = readFileSync(file)
  bytes[at]! ^= 1
  writeFileSync(file, bytes)
  return copy
}

describe.skipIf(!hasGo)("Go's sumdb packages", () => {
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'sluice-go-'))
    build()
    await writeLog()
    await writeProofs()
  })
  afterAll(async () => {
    await logs.drop()
    rmSync(work, { recursive: true })
  })

  test('read our tiles and checkpoint, prove each entry, and make the same proofs as we do', () => {
    expect(read(join(work, 'log'))).toEqual({
      status: 0,
      said: 'size 700, 700 records, 9 inclusion proofs, 11 consistency proofs',
    })
  })

  test.each([
    ['a tile', 'tile/0/001', 40, 'record 256: invalid transparency proof'],
    ['the last tile', 'tile/0/002.p/188', 188 * 32 - 1, 'proof of record 0: downloaded inconsistent tile'],
    ['a tile of tiles', 'tile/1/000.p/2', 3, 'proof of record 0: downloaded inconsistent tile'],
    ['an entry', 'tile/entries/000', 33, 'record 0: invalid transparency proof'],
    ['the size', 'checkpoint', 'sandbox.example/log\n'.length, 'signature: invalid signature'],
    ['the root', 'checkpoint', 'sandbox.example/log\n700\n'.length + 3, 'signature: invalid signature'],
  ])('refuse our log with one byte of %s changed', (_, path, at, reason) => {
    const { status, said } = read(altered(path, at))
    expect([status, said.slice(0, reason.length)]).toEqual([1, reason])
  })

  test('refuse our log under another key', () => {
    const other = ed25519VerifierKey({ ...testKey, secretKey: new Uint8Array(32).fill(8) })
    expect(read(join(work, 'log'), other)).toEqual({ status: 1, said: 'signature: note has no verifiable signatures' })
  })
})
