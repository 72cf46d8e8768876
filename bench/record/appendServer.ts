/**
 * The server of the HTTP measure, a process of its own: takes 64 raw bytes (id, leaf), answers the index when the leaf is on the disk,
 * integrated, and under a signed checkpoint. Prints its port.
 */
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { createAppender } from '../../src/host/log/appender.ts'
import { createLog, type SignCheckpoint } from '../../src/host/log/createLog.ts'
import { startIntegrator } from '../../src/host/log/integrator.ts'
import { nativeEd25519Signer } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { migrate } from '../../src/host/store/migrate.ts'
import { benchKey, benchOrigin } from './benchLog.ts'

useNativeSha256()
const url = process.argv[2]!
await migrate({ url })
const { pool, close } = connectStore({ url })
const signer = nativeEd25519Signer(benchKey)
const sign: SignCheckpoint = (checkpoint) => signCheckpoint({ checkpoint, signers: [signer] })
const now = () => new Date()
await createLog({ pool, origin: benchOrigin, sign, now })
const appender = createAppender({ pool, now, sign, wake: () => integrator.wake() })
const integrator = startIntegrator({ pool, sign, now, onBatch: appender.integrated })

const server = Fastify()
server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
)
server.post<{ Body: Buffer }>('/append', async ({ body }) => {
  const index = await appender.append({ id: body.subarray(0, 32), leaf: body.subarray(32, 64) })
  return String(index)
})
await server.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`)

process.once('SIGTERM', async () => {
  await server.close()
  await integrator.stop()
  appender.stop()
  await close()
})
