import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { Refused, ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { packFolders } from '../../sandbox/start/startRehearsal.ts'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { countersignAction, signAction } from '../../src/core/case/action.ts'
import { bytesToHex, hashText } from '../../src/core/record/hash.ts'
import { canonical } from '../../src/core/record/jcs.ts'
import { parseCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { ed25519VerifierKey, formatSignerKey, parseVerifierKey } from '../../src/core/record/log/keys.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import type { Config, Secrets } from '../../src/host/config.ts'
import { loadPack, packDocument } from '../../src/host/packs/loadPack.ts'
import { withTestDatabase } from '../support/database.ts'
import { jsonOf, sluice } from './cliCall.ts'
import { root } from './rehearse.ts'

/** Two processes of one zone, with a server, a worker and an integrator each, on one PostgreSQL database. */
const database = withTestDatabase()
const seed = 'two-servers'
const folder = mkdtempSync(join(tmpdir(), 'sluice-two-'))
const processes: ChildProcess[] = []
let servers: readonly [ZoneClient, ZoneClient]

beforeAll(async () => {
  const { zone, origin, logKey, witnessKey } = zoneKeys(seed, 'onshore')
  const secrets: Secrets = {
    logKey: formatSignerKey(logKey),
    witnessKey: formatSignerKey(witnessKey),
    saltSeed: hashText(seed),
    venues: {},
    banks: {},
    chains: {},
  }
  const secretsFile = join(folder, 'secrets.json')
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  const config: Config = {
    zone,
    kind: 'onshore',
    world: 'rehearsal',
    name: 'SANDBOX two servers',
    origin,
    port: 0,
    secrets: secretsFile,
    clock: 'system',
    peers: [],
    founders: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
    packs: [...packFolders('beijing').onshore],
    chains: [],
    venues: [],
    banks: [],
  }
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  const [a, b] = await Promise.all([startServer(file), startServer(file)])
  servers = [new ZoneClient(a, seed), new ZoneClient(b, seed)]
})

afterAll(async () => {
  for (const one of processes) one.kill('SIGTERM')
  await Promise.all(
    processes.map((one) => one.exitCode ?? one.signalCode ?? new Promise((end) => one.once('exit', end))),
  )
  rmSync(folder, { recursive: true, force: true })
})

function startServer(config: string): Promise<string> {
  const child = spawn(process.execPath, ['src/host/onshore.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SLUICE_CONFIG: config, DATABASE_URL: database.url },
  })
  processes.push(child)
  return new Promise((ready, refuse) => {
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.stdout.on('data', (chunk: Buffer) => ready((JSON.parse(chunk.toString()) as { url: string }).url))
    child.once('exit', (code) => refuse(new Error(`the zone ended with ${code}: ${err}`)))
  })
}

/** An act of both administrators under an id of the test's choice. */
async function administer(
  zone: ZoneClient,
  id: string,
  kind: string,
  payload: object,
  documents: readonly string[] = [],
) {
  const [first, second] = administrators
  const action = {
    id,
    kind,
    actor: { org: 'administration', person: first, role: 'administrator' },
    payload: payload as never,
    documents,
    zone: await zone.zoneId(),
  }
  const signed = countersignAction(
    signAction(action, personKey(seed, first).secretKey),
    personKey(seed, second).secretKey,
  )
  return zone.post<{ outcome: string; entry: string; stream: string }>('/api/actions', { action: signed })
}

const document = canonical({ mark: 'SANDBOX', what: 'an enrolment' })
const enrolment = (org: string) => ({
  org,
  role: 'claimant',
  family: org,
  name: `SANDBOX ${org}`,
  document: hashText(document),
})

test('the same action sent to both at once begins one stream with one entry, and both answer with it', async () => {
  const opened = {
    zone: zoneKeys(seed, 'onshore').zone,
    kind: 'onshore',
    world: 'rehearsal',
    name: 'SANDBOX two servers',
    logKey: bytesToHex(parseVerifierKey(ed25519VerifierKey(zoneKeys(seed, 'onshore').logKey)).publicKey),
    origin: zoneKeys(seed, 'onshore').origin,
    administrators: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
  }
  const answers = await Promise.all(
    [...servers, ...servers].map((zone) => administer(zone, 'open', 'zone.opened', opened)),
  )
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'known', 'known', 'known'])
  expect(new Set(answers.map(({ entry }) => entry)).size).toBe(1)
})

test('a pack published at one decides at the other', async () => {
  for (const [i, path] of packFolders('beijing').onshore.entries()) {
    const zone = servers[i % 2]!
    const { id, kind, publisher } = loadPack(path).manifest
    const hash = await zone.document(canonical(packDocument(path)))
    const { outcome } = await administer(zone, `pack ${i}`, 'pack.published', { hash, pack: id, kind, publisher }, [
      hash,
    ])
    expect(outcome).toBe('appended')
  }
})

test('one action sent twice at the same time is one entry', async () => {
  await servers[0].document(document)
  for (let i = 0; i < 5; i++) {
    const answers = await Promise.all(
      servers.map((zone) =>
        administer(zone, `same ${i}`, 'organisation.enrolled', enrolment(`same-${i}`), [hashText(document)]),
      ),
    )
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['appended', 'known'])
    expect(answers[0]?.entry).toBe(answers[1]?.entry)
  }
})

test('of two actions that exclude each other one wins, and the other is decided again on what the first made of it', async () => {
  for (let i = 0; i < 5; i++) {
    const payload = (server: number) => ({
      key: hashText(`key ${i}`),
      holder: `same-${server}`,
      use: 'organisation',
      algorithm: 'ed25519',
      vouchedBy: 'onshore-administration',
      document: hashText(document),
      confirmation: { by: 'onshore-administration', how: 'in-person', document: hashText(document) },
    })
    const answers = await Promise.allSettled(
      servers.map((zone, server) =>
        administer(zone, `key ${i} ${server}`, 'key.enrolled', payload(server), [hashText(document)]),
      ),
    )
    const won = answers.filter((answer) => answer.status === 'fulfilled')
    const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
    expect(won.map(({ value }) => value.outcome)).toEqual(['appended'])
    expect(lost).toHaveLength(1)
    const [refused] = lost
    expect(refused).toBeInstanceOf(Refused)
    const { code, unmet } = (refused as Refused).refusal
    expect(code).toBe('RULE_NOT_MET')
    expect(unmet.flatMap(({ found }) => Object.entries(found))).toContainEqual([
      'keyUnused',
      { ok: false, found: hashText(`key ${i}`), required: 'a key enrolled for nobody yet' },
    ])
  }
})

test('forty actions at both at once take their turns: one chain, every entry once in the log, all of it what the entries make of it', async () => {
  const before = await servers[0].get<{ position: number }>('/api/directory')
  const names = Array.from({ length: 40 }, (_, i) => `many-${i}`)
  const answers = await Promise.all(
    names.map((name, i) =>
      administer(servers[i % 2]!, name, 'organisation.enrolled', enrolment(name), [hashText(document)]),
    ),
  )
  expect(new Set(answers.map(({ entry }) => entry)).size).toBe(40)
  const after = await servers[1].get<{ position: number }>('/api/directory')
  expect(after.position).toBe(before.position + 40)
  const { entries, size } = await untilIntegrated()
  expect(size).toBe(entries)
})

test('one that is killed leaves the other with everything, and the log goes on', async () => {
  processes[0]!.kill('SIGKILL')
  await new Promise((end) => (processes[0]!.signalCode === null ? processes[0]!.once('exit', end) : end(undefined)))
  const { outcome } = await administer(servers[1], 'after', 'organisation.enrolled', enrolment('after'), [
    hashText(document),
  ])
  expect(outcome).toBe('appended')
  const { entries, size } = await untilIntegrated()
  expect(size).toBe(entries)
})

/** Waits until the log holds every entry, and lets the database be checked as a whole. */
async function untilIntegrated(): Promise<{ readonly entries: number; readonly size: number }> {
  for (;;) {
    const { queue } = await servers[1].get<{ queue: number }>('/api/rest')
    if (queue === 0) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const note = await servers[1].text('/log/checkpoint')
  const answer = await sluice(['fsck', '--database-url', database.url, '--json'])
  expect(answer.exit, answer.out + answer.err).toBe(0)
  const { entries } = jsonOf<{ entries: number }>(answer)
  return { entries, size: parseCheckpoint(parseNote(note).text).size }
}
