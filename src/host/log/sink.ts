import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

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
}

/** A folder, for any web server to serve. */
export function folderSink(folder: string): LogSink {
  return {
    has: (path) =>
      stat(join(folder, path)).then(
        () => true,
        () => false,
      ),
    put: async ({ path, bytes }) => {
      const file = join(folder, path)
      await mkdir(dirname(file), { recursive: true })
      // Under another name first: what has its name is whole.
      await writeFile(`${file}.new`, bytes, { flush: true })
      await rename(`${file}.new`, file)
    },
  }
}
