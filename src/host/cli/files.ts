import { link, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { SluiceError } from '../../core/errors.ts'
import { callError } from './callFaults/callFault.ts'
import type { Io } from './command.ts'

/**
 * Reads a file that somebody named, whole, without more memory than allowed.
 *
 * @throws {INPUT_INVALID} where it is no file or too large
 */
export async function readBytes(io: Io, path: string, bytesMax: number): Promise<Uint8Array> {
  const file = resolve(io.folder, path)
  const about = await stat(file)
  if (!about.isFile()) throw callError('FILE_WANTED', { path })
  if (about.size > bytesMax) {
    throw callError('FILE_LARGE', { path, most: bytesMax, size: about.size })
  }
  const handle = await open(file, 'r')
  try {
    return new Uint8Array(await handle.readFile())
  } finally {
    await handle.close()
  }
}

/** The same as text. @throws {INPUT_INVALID} where it is not UTF-8 */
export async function readText(io: Io, path: string, bytesMax: number): Promise<string> {
  const bytes = await readBytes(io, path, bytesMax)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw callError('FILE_UTF8', { path })
  }
}

/** Writes a new file beside its place and moves it there, so that nobody finds half of it. `-` is standard output. */
export async function writeNew(io: Io, path: string, text: string): Promise<void> {
  if (path === '-') {
    io.out(text)
    return
  }
  const file = resolve(io.folder, path)
  await refuseExisting(file, path)
  const part = `${file}.part-${process.pid}`
  try {
    await writeFile(part, text, { flag: 'wx' })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** @param path as it was named. @throws {INPUT_INVALID} where there is a file of this name */
export async function refuseExisting(file: string, path: string): Promise<void> {
  if (await exists(file)) throw existing(path)
}

/**
 * Gives a file that was written whole, and has reached the disk, its name in the same file system: nobody finds half of it, and none that is there is lost.
 *
 * @throws {INPUT_INVALID} where somebody took the name meanwhile
 */
export async function placeNew(written: string, file: string, path: string): Promise<void> {
  try {
    await link(written, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw existing(path)
    // A file system without links.
    await refuseExisting(file, path)
    await rename(written, file)
  }
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function existing(path: string): SluiceError {
  return callError('FILE_EXISTS', { path })
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
