import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import Fastify from 'fastify'
import type { SluiceError } from '../../../core/errors.ts'
import { type AnySigningKey, logVerifier, parseAnySigner, witnessVerifierKey } from '../../../core/record/log/anyKey.ts'
import { formatSignerKey, type NoteVerifier, parseVerifierKey, type SigningKey } from '../../../core/record/log/keys.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { serveWitness } from '../../log/witness.ts'
import { sendProblem } from '../../server/problem.ts'
import { connectStore } from '../../store/connect.ts'
import { migrate } from '../../store/migrate.ts'
import { callError, callFaultText } from '../callFaults/callFault.ts'
import { type Call, exitDone, type Io } from '../command.ts'
import { readText } from '../files.ts'
import { refuseShared } from '../refuseShared.ts'
import { told } from '../told.ts'

const keyBytesMax = 4_096

/** `sluice witness`: serves until it is told to end. */
export async function runWitness(call: Call): Promise<number> {
  const { words, io, json } = call
  const [file, url] = [words.text('key'), words.text('database-url') ?? io.env.DATABASE_URL]
  const missing = [
    ...(file === undefined ? ['--key FILE'] : []),
    ...(words.texts('log').length === 0 ? ['--log VERIFIERKEY'] : []),
    ...(url === undefined ? ['--database-url URL (or DATABASE_URL)'] : []),
  ]
  if (file === undefined || url === undefined || missing.length > 0) {
    throw callError('OPTIONS_MISSING', { options: missing.join(', ') }, { facts: { missing } })
  }
  const logs = logsOf(words.texts('log'))
  const name = words.text('new-key')
  const key = name === undefined ? await readKey(io, file) : await makeKey(io, file, name)
  useNativeSha256()
  await migrate({ url })
  const store = connectStore({ url, applicationName: 'sluice witness' })
  const server = Fastify({ logger: false, forceCloseConnections: true })
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error))
  const onIncident = (origin: string): void => io.err(`${callFaultText('WITNESS_TWO', { origin }, call.language)}\n`)
  await server.register(serveWitness, {
    pool: store.pool,
    witness: { key, logs: () => logs, now: () => io.now(), onIncident },
  })
  try {
    const address = await server.listen({
      host: words.text('host') ?? '127.0.0.1',
      port: Number(words.text('port') ?? '7330'),
    })
    const about = { url: address, key: witnessVerifierKey(key), logs: [...logs.keys()] }
    io.out(
      json
        ? `${JSON.stringify({ ok: true, ...about })}\n`
        : `Witness at ${address}/add-checkpoint\nkey ${about.key}\n${about.logs.map((log) => `log ${log}\n`).join('')}`,
    )
    await told(io)
    return exitDone
  } catch (error) {
    throw (error as { code?: string }).code === 'EADDRINUSE' ? portTaken(words.text('port') ?? '7330') : error
  } finally {
    await server.close()
    await store.close()
  }
}

/** Logs by origin, which is the name of their key; several keys of one log are all its own. */
function logsOf(keys: readonly string[]): ReadonlyMap<string, readonly NoteVerifier[]> {
  const logs = new Map<string, NoteVerifier[]>()
  for (const key of keys) {
    const { name } = parseVerifierKey(key)
    logs.set(name, [...(logs.get(name) ?? []), logVerifier(key)])
  }
  return logs
}

async function readKey(io: Io, file: string): Promise<AnySigningKey> {
  await refuseShared(io, file)
  return parseAnySigner((await readText(io, file, keyBytesMax)).trim())
}

async function makeKey(io: Io, file: string, name: string): Promise<SigningKey> {
  const key = { name, secretKey: new Uint8Array(randomBytes(32)) }
  await writeFile(resolve(io.folder, file), `${formatSignerKey(key)}\n`, { mode: 0o600, flag: 'wx' })
  return key
}

function portTaken(port: string): SluiceError {
  return callError('WITNESS_PORT', { port }, { as: 'STORE_UNAVAILABLE' })
}
