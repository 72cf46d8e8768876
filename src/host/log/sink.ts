import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import { equalBytes } from '../../core/record/hash.ts'

/** Where a log is written as static files. A file that `put` has returned for is whole and lasts. */
export interface LogSink {
  has(path: string): Promise<boolean>
  put(file: SinkFile): Promise<void>
}

export interface SinkFile {
  /** As C2SP tlog-tiles has it: `tile/0/000`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
  /** Stands for ever: where it is there with other bytes, nothing is written. */
  readonly once?: boolean
}

/** @throws {LOG_INCONSISTENT} always */
export function refuseOther(path: string): never {
  throw new SluiceError('LOG_INCONSISTENT', `${path} stands there already with other bytes: it is another log.`, {
    facts: { path },
  })
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}

/** A folder, for any web server to serve. */
export function folderSink(folder: string): LogSink {
  return {
    has: (path) =>
      stat(join(folder, path)).then(
        () => true,
        () => false,
      ),
    put: async ({ path, bytes, once }) => {
      const file = join(folder, path)
      if (once === true) {
        const there = await readFile(file).catch(absent)
        if (there !== undefined) return equalBytes(there, bytes) ? undefined : refuseOther(path)
      }
      await mkdir(dirname(file), { recursive: true })
      // Under another name first: what has its name is whole.
      await writeFile(`${file}.new`, bytes, { flush: true })
      await rename(`${file}.new`, file)
    },
  }
}
