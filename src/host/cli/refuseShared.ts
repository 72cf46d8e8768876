import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import type { Io } from './command.ts'

/** A secret that others can read is none. @throws {INPUT_INVALID} */
export async function refuseShared(io: Io, path: string): Promise<void> {
  const { mode } = await stat(resolve(io.folder, path))
  if ((mode & 0o077) === 0 || process.platform === 'win32') return
  throw new SluiceError(
    'INPUT_INVALID',
    `${path}: others can read this key. Run chmod 600 ${path}, and if anybody may have read it, have it replaced.`,
  )
}
