import { open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import type { Io } from './command.ts'

/**
 * Reads a file that somebody named, whole, without more memory than allowed.
 *
 * @throws {INPUT_INVALID} where it is no file or too large
 */
export async function readBytes(io: Io, path: string, bytesMax: number): Promise<Uint8Array> {
  const file = resolve(io.folder, path)
  const about = await stat(file)
  if (!about.isFile()) throw new SluiceError('INPUT_INVALID', `${path}: expected a file.`)
  if (about.size > bytesMax) {
    throw new SluiceError('INPUT_INVALID', `${path}: expected at most ${bytesMax} bytes; found ${about.size}.`)
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
    throw new SluiceError('INPUT_INVALID', `${path}: expected text in UTF-8.`)
  }
}

/** Writes a new file beside its place and moves it there, so that nobody finds half of it. `-` is standard output. */
export async function writeNew(io: Io, path: string, text: string): Promise<void> {
  if (path === '-') {
    io.out(text)
    return
  }
  const file = resolve(io.folder, path)
  if (await exists(file)) {
    throw new SluiceError('INPUT_INVALID', `${path}: it exists already and is not overwritten.`)
  }
  const part = `${file}.part-${process.pid}`
  try {
    await writeFile(part, text, { flag: 'wx' })
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
