/** Where an embedded server keeps its data, and as whom it runs. */
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { readableByAll } from './binaries.ts'

export interface Place {
  /** Passwords, log, locks: ours. */
  readonly folder: string
  /** PGDATA: the server's. */
  readonly data: string
  /** The user that the server runs as; undefined: the one we are. */
  readonly runAs: number | undefined
}

const nobody = 65534

/**
 * PostgreSQL refuses to run as root. Root therefore starts it as the user `nobody`, who owns the data folder. Where
 * nobody cannot reach `folder` (a private home), the data stands under /var/lib/sluice instead, and `folder` says where.
 */
export async function preparePlace(asked: string): Promise<Place> {
  const folder = resolve(asked)
  await mkdir(folder, { recursive: true })
  if (process.getuid?.() !== 0) {
    await chmod(folder, 0o700)
    return { folder, data: join(folder, 'data'), runAs: undefined }
  }
  await chmod(folder, 0o755)
  const home = (await readableByAll(folder)) ? folder : await systemHome(folder)
  const data = join(home, 'data')
  const owner = await stat(data).then(
    (found) => found.uid,
    () => 0,
  )
  return { folder, data, runAs: owner === 0 ? nobody : owner }
}

const systemFolder = '/var/lib/sluice'

/**
 * A folder that the server can reach, remembered in ours: whoever removes or moves ours removes or moves the database
 * with it, as they expect. What a removed folder leaves behind is never taken up again and never deleted by itself.
 */
async function systemHome(folder: string): Promise<string> {
  const pointer = join(folder, 'data-location')
  const known = (await readFile(pointer, 'utf8').catch(() => '')).trim()
  if (known !== '') return known
  await mkdir(systemFolder, { recursive: true })
  await chmod(systemFolder, 0o755)
  const home = await mkdtemp(join(systemFolder, `${basename(folder)}-`))
  await chmod(home, 0o755)
  await writeFile(join(home, 'belongs-to'), `${folder}\n`)
  await writeFile(pointer, `${home}\n`)
  return home
}

/** Deletes a folder of a stopped server with all its data, wherever that stands. */
export async function removePostgres(parameters: { readonly folder: string }): Promise<void> {
  const folder = resolve(parameters.folder)
  const home = (await readFile(join(folder, 'data-location'), 'utf8').catch(() => '')).trim()
  if (dirname(home) === systemFolder) await rm(home, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}

/** Makes an empty folder that the server's user owns. */
export async function makeOwned(path: string, runAs: number | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (runAs !== undefined) await chown(path, runAs, runAs)
}

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** 'starting', 'ready', 'stopping' … */
  readonly status: string
}

/** What a server wrote about itself into its data folder; undefined when there is no whole record of one. */
export async function readPostmaster(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port, , , , status] = text.split('\n').map((line) => line.trim())
  const numbers = { pid: Number(pid), port: Number(port) }
  if (!Number.isSafeInteger(numbers.pid) || numbers.pid <= 0 || !Number.isSafeInteger(numbers.port)) return undefined
  return { ...numbers, status: status ?? '' }
}
