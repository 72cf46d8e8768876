import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { checkFiled, type FiledBundle, fileBundle } from '../../../core/bundle/filed.ts'
import { firstRefused } from '../../../core/bundle/openBundle.ts'
import { equalBytes } from '../../../core/record/hash.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'
import { type OpenFile, openFile } from './openFile.ts'

/** A bundle that is read where it stands, until it is closed. */
export interface OpenBundleFile {
  readonly bundle: FiledBundle
  close(): void
}

/**
 * Works on a bundle in its file, read strictly and held to its digest as `readBundle` does, and never held: entries and documents are read when they are
 * asked for.
 *
 * @param head the first line of the file as it was verified, digest included
 * @throws {INPUT_INVALID} no file, too large, or changed since it was verified  @throws {BUNDLE_INVALID} with `facts.line`
 */
export async function withBundleFile<T>(
  io: Io,
  path: string,
  work: (bundle: FiledBundle) => Promise<T> | T,
  head?: Uint8Array,
): Promise<T> {
  const file = await openBundleFile(io, path, head)
  try {
    return await work(file.bundle)
  } finally {
    file.close()
  }
}

/** The same for who works on several. @throws as {@link withBundleFile} */
export async function openBundleFile(io: Io, path: string, head?: Uint8Array): Promise<OpenBundleFile> {
  useNativeSha256()
  const place = resolve(io.folder, path)
  const about = await stat(place)
  if (!about.isFile()) throw callError('FILE_WANTED', { path })
  const { bytesMax } = bundleLimits
  if (about.size > bytesMax) throw callError('FILE_LARGE', { path, most: bytesMax, size: about.size })
  const file = openFile(place)
  try {
    if (head !== undefined && !equalBytes(file.read(0, Math.min(file.size, head.length)), head))
      throw callError('FILE_CHANGED', { path })
    return { bundle: strict(file), close: file.close }
  } catch (error) {
    file.close()
    throw error
  }
}

/** The first line that is not of the format is the one that is told. */
function strict(file: OpenFile): FiledBundle {
  try {
    return checkFiled(fileBundle(file, { digest: true }))
  } catch (error) {
    throw firstRefused(file) ?? error
  }
}
