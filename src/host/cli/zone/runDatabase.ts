import { resolve } from 'node:path'
import { SluiceError } from '../../../core/errors.ts'
import { startPostgres } from '../../store/postgres.ts'
import { type Call, exitDone } from '../command.ts'
import { told } from '../told.ts'

/** `sluice zone database FOLDER`: runs until it is told to end. */
export async function runDatabase({ words, io, json }: Call): Promise<number> {
  const names = words.texts('zone')
  if (names.length === 0) throw new SluiceError('INPUT_INVALID', '--zone NAME is missing: one for each database.')
  const port = words.text('port')
  const server = await startPostgres({
    folder: resolve(io.folder, words.operand('FOLDER')),
    ...(port === undefined ? {} : { port: Number(port) }),
  })
  try {
    const urls: Record<string, string> = {}
    for (const name of names) urls[name] = await server.createZoneDatabase({ zone: name })
    io.out(
      json
        ? `${JSON.stringify({ ok: true, urls })}\n`
        : Object.entries(urls)
            .map(([name, url]) => `${name}  ${url}\n`)
            .join(''),
    )
    await told(io)
    return exitDone
  } finally {
    await server.stop()
  }
}
