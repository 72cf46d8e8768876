import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'
import type { FileHandle } from './openFile.ts'

/**
 * A file that several threads read part by part, each part more than once, and that must be one thing to all of them: it is opened once, and whoever gives
 * an answer asks first whether it was changed meanwhile.
 */
export interface HeldFile extends FileHandle {
  /** @throws {INPUT_INVALID} where somebody wrote to it, cut it or set its times since it was opened */
  unchanged(): void
  close(): void
}

/** File systems tell times in ticks of some milliseconds: of a file that was written within one, a second writing would not show. */
const tickMs = 50

/**
 * Opens a file of at most so many bytes.
 *
 * @example const file = await holdFile(io, 'case.sluice', bundleLimits.bytesMax)
 * @throws {INPUT_INVALID} where it is no file or too large
 */
export async function holdFile(io: Pick<Io, 'folder'>, path: string, bytesMax: number): Promise<HeldFile> {
  // Of a pipe nobody waits for the other end: it is no file.
  const file = openSync(resolve(io.folder, path), constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    let about = fstatSync(file, { bigint: true })
    if (!about.isFile()) throw callError('FILE_WANTED', { path })
    if (about.size > bytesMax) throw callError('FILE_LARGE', { path, most: bytesMax, size: Number(about.size) })
    if (Math.abs(Date.now() - Number(about.ctimeMs)) < tickMs) {
      await delay(tickMs)
      about = fstatSync(file, { bigint: true })
    }
    return {
      file,
      size: Number(about.size),
      path,
      unchanged: () => {
        if (!same(about, fstatSync(file, { bigint: true }))) throw callError('FILE_UNSTEADY', { path })
      },
      close: () => closeSync(file),
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** Whoever writes sets the second time, and nobody sets it back. */
function same(before: BigIntStats, now: BigIntStats): boolean {
  return before.size === now.size && before.mtimeNs === now.mtimeNs && before.ctimeNs === now.ctimeNs
}
