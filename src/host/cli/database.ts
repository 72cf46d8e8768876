import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import { connectStore, type Store } from '../store/connect.ts'
import { startPostgres } from '../store/postgres.ts'
import type { Call } from './command.ts'

/**
 * Opens the database of a call: the one named, that of DATABASE_URL, or a zone's in the folder of an embedded server, which is started for as long as the
 * call takes where it does not run.
 *
 * @throws {INPUT_INVALID} where none is named
 */
export async function withDatabase<T>(
  call: Call,
  applicationName: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const embedded = call.words.text('embedded')
  if (embedded !== undefined) return withEmbedded(call, embedded, (url) => connected(url, applicationName, work))
  const url = call.words.text('database-url') ?? call.io.env.DATABASE_URL
  if (url === undefined) {
    throw new SluiceError(
      'INPUT_INVALID',
      'Which database? Name it with --database-url URL or in DATABASE_URL, or an embedded one with --embedded FOLDER --kind KIND.',
    )
  }
  return connected(url, applicationName, work)
}

async function connected<T>(url: string, applicationName: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = connectStore({ url, applicationName, connectionsMax: 3 })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

async function withEmbedded<T>({ words, io }: Call, folder: string, work: (url: string) => Promise<T>): Promise<T> {
  const zone = words.text('kind')
  const place = resolve(io.folder, folder)
  if (words.text('database-url') !== undefined)
    throw new SluiceError('INPUT_INVALID', '--embedded and --database-url: expected one of them.')
  if (zone === undefined)
    throw new SluiceError('INPUT_INVALID', '--embedded: which zone of it? Say --kind onshore or --kind offshore.')
  // Starting a server in any other folder would fill it with a new one.
  if (!existsSync(join(place, 'secrets.json')))
    throw new SluiceError(
      'INPUT_INVALID',
      `${folder}: expected the folder of an embedded server, such as .sluice/rehearsal/postgres.`,
    )
  const server = await startPostgres({ folder: place })
  try {
    return await work(server.url(`sluice_${zone}`, `sluice_${zone}`))
  } finally {
    await server.stop()
  }
}
