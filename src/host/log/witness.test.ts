import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  enqueue,
  type TestLog,
  type TestLogs,
  testKey,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { signCheckpoint } from '../../core/record/log/checkpoint.ts'
import { cosignatures, cosignatureVerifier, cosignatureVerifierKey } from '../../core/record/log/cosignature.ts'
import { ed25519Signer } from '../../core/record/log/keys.ts'
import { mlDsaVerifier, mlDsaVerifierKey } from '../../core/record/log/mlDsa.ts'
import { formatAddCheckpoint, type WitnessIncident } from '../../core/record/log/witness.ts'
import { checkpointOfSize, keepCosignatures, latestCheckpoint } from './checkpoints.ts'
import { integrate } from './integrate.ts'
import { consistency } from './proofs.ts'
import { inTransaction } from './queryable.ts'
import { overtakenMs, serveWitness, type Witness, witnessCheckpoint, witnessedHead } from './witness.ts'

const witnessKey = { name: 'sandbox.example/witness', secretKey: new Uint8Array(32).fill(2) }
const witnessVerifier = cosignatureVerifier(cosignatureVerifierKey(witnessKey))
let clock = testNow()
const incidents: [string, WitnessIncident][] = []
const witness: Witness = {
  key: witnessKey,
  logs: () => new Map([[testOrigin, [testVerifier]]]),
  now: () => clock,
  onIncident: (origin, incident) => incidents.push([origin, incident]),
}

let server: TestLogs
/** The log that is witnessed. */
let log: TestLog
/** The witness's own database. */
let seen: TestLog
let http: FastifyInstance

beforeAll(async () => {
  server = testLogs()
  log = await server.openLog()
  for (const last of [4, 9]) {
    await enqueue(
      log.pool,
      Array.from({ length: last === 4 ? 5 : 5 }, (_, i) => (last === 4 ? i : 5 + i)),
    )
    await integrate({ pool: log.pool, sign: testSign, now: testNow })
  }
})
afterAll(() => server.drop())
beforeEach(async () => {
  await http?.close()
  seen = await server.openLog('sandbox.example/other')
  incidents.length = 0
  clock = testNow()
  http = Fastify()
  await http.register(serveWitness, { prefix: '/witness', pool: seen.pool, witness })
  return async () => {
    await http.close()
  }
})

const post = (payload: string | Buffer) =>
  http.inject({ method: 'POST', url: '/witness/add-checkpoint', headers: { 'content-type': 'text/plain' }, payload })

async function request(oldSize: number, to: number) {
  const { note } = await checkpointOfSize(log.pool, to)
  return { oldSize, proof: await consistency(log.pool, { from: oldSize, to }), note }
}

const submit = async (oldSize: number, to: number) => {
  const reply = await post(formatAddCheckpoint(await request(oldSize, to)))
  return [reply.statusCode, reply.headers['content-type'], reply.body] as const
}

test('a witness cosigns a first head and a greater one, and each line holds', async () => {
  for (const [oldSize, to] of [
    [0, 5],
    [5, 10],
  ] as const) {
    const [status, type, line] = await submit(oldSize, to)
    expect([status, type]).toEqual([200, 'text/plain; charset=utf-8'])
    const { note } = await checkpointOfSize(log.pool, to)
    expect(cosignatures({ note: note + line, verifiers: [witnessVerifier] })).toEqual([
      { name: 'sandbox.example/witness', keyId: witnessVerifier.keyId, timestampSeconds: 1772323200 },
    ])
  }
  expect((await witnessedHead(seen.pool, testOrigin))?.size).toBe(10)
})

test('a second first contact and a head from the past are told the size that is held; from a minute on it accuses its log', async () => {
  await submit(0, 10)
  expect(await submit(0, 10)).toEqual([409, 'text/x.tlog.size', '10\n'])
  expect(await submit(0, 5)).toEqual([409, 'text/x.tlog.size', '10\n'])
  expect(incidents).toEqual([])
  clock = new Date(clock.getTime() + overtakenMs)
  expect(await submit(0, 5)).toEqual([409, 'text/x.tlog.size', '10\n'])
  expect(incidents.map(([, { kind }]) => kind)).toEqual(['rollback'])
})

test('a fork raises one incident with both heads, however often it is offered', async () => {
  await submit(0, 5)
  const forged = signCheckpoint({
    checkpoint: { origin: testOrigin, size: 5, root: new Uint8Array(32).fill(6), extensions: [] },
    signers: [ed25519Signer(testKey)],
  })
  const fork = formatAddCheckpoint({ oldSize: 5, proof: [], note: forged })
  expect([(await post(fork)).statusCode, (await post(fork)).statusCode]).toEqual([422, 422])
  const held = (await checkpointOfSize(log.pool, 5)).note
  expect(incidents).toEqual([[testOrigin, { kind: 'fork', held, offered: forged }]])
  const { rows } = await seen.pool.query('select origin, kind, held, offered from witness_incidents')
  expect(rows).toEqual([{ origin: testOrigin, kind: 'fork', held, offered: forged }])
  expect((await witnessedHead(seen.pool, testOrigin))?.note).toBe(held)
})

test('what is not signed by a known log, or is no request, is answered as the protocol says', async () => {
  const stranger = { name: testOrigin, secretKey: new Uint8Array(32).fill(9) }
  const sign = (origin: string) =>
    signCheckpoint({
      checkpoint: { origin, size: 1, root: new Uint8Array(32), extensions: [] },
      signers: [ed25519Signer(stranger)],
    })
  const status = async (body: string | Buffer) => (await post(body)).statusCode
  expect(await status(formatAddCheckpoint({ oldSize: 0, proof: [], note: sign('unknown.example') }))).toBe(404)
  expect(await status(formatAddCheckpoint({ oldSize: 0, proof: [], note: sign(testOrigin) }))).toBe(403)
  expect(await status('hello')).toBe(400)
  expect(await status(Buffer.from([0x6f, 0xff, 0x0a, 0x0a]))).toBe(400)
  expect(await status('')).toBe(400)
  expect(await status('x'.repeat(200_000))).toBe(413)
  expect(await witnessedHead(seen.pool, testOrigin)).toBeUndefined()
})

test('of many requests at once each step is taken once and none is rolled back', async () => {
  const steps = [
    [0, 5],
    [0, 10],
    [0, 5],
    [0, 10],
    [5, 10],
  ] as const
  const answers = await Promise.all(steps.map(([oldSize, to]) => submit(oldSize, to)))
  const accepted = steps.filter((_, i) => answers[i]![0] === 200)
  const held = (await witnessedHead(seen.pool, testOrigin))!
  expect(answers.every(([status]) => status === 200 || status === 409)).toBe(true)
  // One first contact; a second step only from 5 to 10; and what is held is the greatest that was cosigned.
  expect(accepted.filter(([oldSize]) => oldSize === 0).length).toBe(1)
  expect(held.size).toBe(Math.max(...accepted.map(([, to]) => to)))
  expect(held.note).toBe((await checkpointOfSize(log.pool, held.size)).note)
})

test('inside a transaction that fails, nothing was witnessed', async () => {
  const given = await request(0, 5)
  const failing = inTransaction(seen.pool, async (client) => {
    expect(await witnessCheckpoint(client, witness, given)).toMatchObject({ outcome: 'cosigned', size: 5 })
    throw new Error('the rest of the crossing failed')
  })
  await expect(failing).rejects.toThrow('the rest of the crossing failed')
  expect(await witnessedHead(seen.pool, testOrigin)).toBeUndefined()
})

test('a monitor finds the last cosigned head by the hash of its origin', async () => {
  const path = `/witness/${createHash('sha256').update(testOrigin).digest('hex')}/checkpoint`
  expect((await http.inject(path)).statusCode).toBe(404)
  await submit(0, 5)
  const { body } = await http.inject(path)
  expect(cosignatures({ note: body, verifiers: [witnessVerifier] }).length).toBe(1)
})

test('a witness with a second key cosigns with both', async () => {
  const mlDsaKey = { name: witnessKey.name, seed: new Uint8Array(32).fill(4) }
  const both = { ...witness, mlDsaKey }
  const answer = await witnessCheckpoint(seen.pool, both, await request(0, 10))
  const { note } = await checkpointOfSize(log.pool, 10)
  const verifiers = [witnessVerifier, mlDsaVerifier(mlDsaVerifierKey(mlDsaKey))]
  const line = answer.outcome === 'cosigned' ? answer.line : ''
  expect(cosignatures({ note: note + line, verifiers }).map(({ timestampSeconds }) => timestampSeconds)).toEqual([
    1772323200, 1772323200,
  ])
  expect(await keepCosignatures({ pool: log.pool, note: note + line, verifiers, now: testNow() })).toBe(2)
})

test('a log keeps the lines of its witnesses with the head, and no others', async () => {
  await log.pool.query('delete from log_cosignatures')
  const [, , line] = await submit(0, 10)
  const { note } = await checkpointOfSize(log.pool, 10)
  const keep = (each: string, verifiers = [witnessVerifier]) =>
    keepCosignatures({ pool: log.pool, note: each, verifiers, now: testNow() })
  expect(await keep(note + line, [])).toBe(0)
  expect(await keep(note + line)).toBe(1)
  expect(await keep(note + line)).toBe(1)
  const published = await latestCheckpoint(log.pool)
  expect(published.note).toBe(note + line)
  await expect(keep(note + line.replace(/.{8}=?=?\n$/, 'AAAAAAAA\n'))).rejects.toThrow()
  const forged = signCheckpoint({
    checkpoint: { origin: testOrigin, size: 10, root: new Uint8Array(32), extensions: [] },
    signers: [ed25519Signer(testKey)],
  })
  await expect(keep(forged)).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' })
})
