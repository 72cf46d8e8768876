import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { callError } from './callFaults/callFault.ts'
import type { Io } from './command.ts'

/** A secret that others can read is none. @throws {INPUT_INVALID} */
export async function refuseShared(io: Io, path: string): Promise<void> {
  const { mode } = await stat(resolve(io.folder, path))
  if ((mode & 0o077) === 0 || process.platform === 'win32') return
  throw callError('KEY_READABLE', { path })
}
