import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  enqueue,
  type TestLog,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { cosignatures, cosignatureVerifier, cosignatureVerifierKey } from '../../core/record/log/cosignature.ts'
import { formatAddCheckpoint } from '../../core/record/log/witness.ts'
import { askWitness } from './askWitness.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { httpTransport, type TextTransport } from './httpTransport.ts'
import { integrate } from './integrate.ts'
import { consistency } from './proofs.ts'
import { overtakenMs, serveWitness } from './witness.ts'

const key = { name: 'sandbox.example/witness', secretKey: new Uint8Array(32).fill(2) }
const verifier = cosignatureVerifier(cosignatureVerifierKey(key))
const logs = testLogs()
let log: TestLog
let seen: TestLog
let http: FastifyInstance
let transport: TextTransport
const posted: string[] = []
/** The witness's own clock. */
let clock = testNow()

beforeAll(async () => {
  seen = await logs.openLog('sandbox.example/other')
  http = Fastify()
  const known = new Map([[testOrigin, [testVerifier]]])
  await http.register(serveWitness, { pool: seen.pool, witness: { key, logs: () => known, now: () => clock } })
  await http.listen({ port: 0, host: '127.0.0.1' })
  const { port } = http.server.address() as AddressInfo
  const real = httpTransport({ url: `http://127.0.0.1:${port}/add-checkpoint` })
  transport = {
    ...real,
    post: (body) => {
      posted.push(body.split('\n')[0]!)
      return real.post(body)
    },
  }
})
afterAll(async () => {
  transport.close()
  await http.close()
  await logs.drop()
})
beforeEach(async () => {
  log = await logs.openLog()
  await seen.pool.query('delete from witness_state')
  posted.length = 0
  clock = testNow()
})

async function grow(from: number, to: number): Promise<void> {
  await enqueue(
    log.pool,
    Array.from({ length: to - from }, (_, i) => from + i),
  )
  await integrate({ pool: log.pool, sign: testSign, now: testNow })
}

const ask = () => askWitness({ pool: log.pool, transport, verifier, now: testNow })

test('a log shows each new head once, with the proof from the last, and publishes the cosignature', async () => {
  await grow(0, 5)
  expect(await ask()).toBe(5)
  await grow(5, 300)
  expect(await ask()).toBe(300)
  expect(await ask()).toBe(300)
  expect(posted).toEqual(['old 0', 'old 5'])
  const { note } = await latestCheckpoint(log.pool)
  expect(cosignatures({ note, verifiers: [verifier] }).length).toBe(1)
})

test('a log that lost the last answer begins again from what the witness holds', async () => {
  await grow(0, 5)
  await ask()
  await log.pool.query('delete from log_cosignatures')
  await grow(5, 9)
  expect(await ask()).toBe(9)
  expect(posted).toEqual(['old 0', 'old 0', 'old 5'])
})

test('a head that a greater one overtook on its way is shown again as it is now, and accuses nobody', async () => {
  await grow(0, 5)
  await ask()
  await grow(5, 7)
  let overtaken = false
  const slow: Pick<TextTransport, 'post'> = {
    post: async (body) => {
      if (!overtaken) {
        overtaken = true
        await grow(7, 9)
        const { own } = await latestCheckpoint(log.pool)
        const proof = await consistency(log.pool, { from: 5, to: 9 })
        expect((await transport.post(formatAddCheckpoint({ oldSize: 5, proof, note: own }))).status).toBe(200)
      }
      return transport.post(body)
    },
  }
  expect(await askWitness({ pool: log.pool, transport: slow, verifier, now: testNow })).toBe(9)
  expect(posted).toEqual(['old 0', 'old 5', 'old 5', 'old 9'])
  expect((await seen.pool.query('select from witness_incidents')).rows).toEqual([])
})

test('a log that was rolled back below what a witness cosigned is told so', async () => {
  await grow(0, 5)
  await ask()
  log = await logs.openLog()
  await grow(0, 3)
  await expect(ask()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT', facts: { kind: 'rollback', held: 5 } })
})

test('a log that does not continue what a witness cosigned is told so', async () => {
  await grow(0, 5)
  await ask()
  clock = new Date(clock.getTime() + overtakenMs)
  log = await logs.openLog()
  await grow(1000, 1003)
  await expect(ask()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT', facts: { kind: 'rollback' } })
  await grow(1003, 1007)
  await expect(ask()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT', facts: { kind: 'fork' } })
  const { rows } = await seen.pool.query('select kind from witness_incidents')
  expect(rows).toEqual([{ kind: 'rollback' }, { kind: 'unproven' }])
})

test.each([
  [
    'another key than the one agreed',
    { status: 200, contentType: 'text/plain', body: '— other AAAAAAAA\n' },
    'SIGNATURE_INVALID',
  ],
  ['no signature lines', { status: 200, contentType: 'text/plain', body: 'thank you' }, 'CHECKPOINT_INVALID'],
  ['that it does not know the log', { status: 404, contentType: 'text/plain', body: 'who?\n' }, 'WITNESS_REFUSED'],
  ['a conflict without a size', { status: 409, contentType: 'text/plain', body: '5\n' }, 'WITNESS_REFUSED'],
  ['a size that is none', { status: 409, contentType: 'text/x.tlog.size', body: '05\n' }, 'CHECKPOINT_INVALID'],
  ['a redirect', { status: 302, contentType: 'text/plain', body: '' }, 'WITNESS_REFUSED'],
  ['that it is ill', { status: 500, contentType: 'text/plain', body: 'ill\n' }, 'WITNESS_UNREACHABLE'],
  ['a new size each time', { status: 409, contentType: 'text/x.tlog.size', body: '1\n' }, 'WITNESS_UNREACHABLE'],
])('a witness that answers with %s is not believed', async (_, reply, code) => {
  await grow(0, 5)
  const asked = askWitness({ pool: log.pool, transport: { post: async () => reply }, verifier, now: testNow })
  await expect(asked).rejects.toMatchObject({ code })
  expect((await log.pool.query('select 1 from log_cosignatures')).rowCount).toBe(0)
})

test('a witness that is not there can be asked again', async () => {
  const nobody = httpTransport({ url: 'http://127.0.0.1:1/add-checkpoint', timeoutMs: 2_000 })
  await grow(0, 5)
  const asked = askWitness({ pool: log.pool, transport: nobody, verifier, now: testNow })
  await expect(asked).rejects.toMatchObject({ code: 'WITNESS_UNREACHABLE' })
  nobody.close()
})
