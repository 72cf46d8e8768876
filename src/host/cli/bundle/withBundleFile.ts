import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { checkFiled, type FiledBundle, fileBundle } from '../../../core/bundle/filed.ts'
import { firstRefused } from '../../../core/bundle/openBundle.ts'
import { SluiceError } from '../../../core/errors.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import type { Io } from '../command.ts'
import { openFile } from './openFile.ts'

/**
 * Works on a bundle in its file, read strictly and held to its digest as `readBundle` does, and never held: entries and documents are read when they are
 * asked for.
 *
 * @throws {INPUT_INVALID} no file, or too large  @throws {BUNDLE_INVALID} with `facts.line`
 */
export async function withBundleFile<T>(
  io: Io,
  path: string,
  work: (bundle: FiledBundle) => Promise<T> | T,
): Promise<T> {
  useNativeSha256()
  const place = resolve(io.folder, path)
  const about = await stat(place)
  if (!about.isFile()) throw new SluiceError('INPUT_INVALID', `${path}: expected a file.`)
  if (about.size > bundleLimits.bytesMax)
    throw new SluiceError(
      'INPUT_INVALID',
      `${path}: expected at most ${bundleLimits.bytesMax} bytes; found ${about.size}.`,
    )
  const file = openFile(place)
  try {
    return await work(strict(file))
  } finally {
    file.close()
  }
}

/** The first line that is not of the format is the one that is told. */
function strict(file: ReturnType<typeof openFile>): FiledBundle {
  try {
    return checkFiled(fileBundle(file, { digest: true }))
  } catch (error) {
    throw firstRefused(file) ?? error
  }
}
