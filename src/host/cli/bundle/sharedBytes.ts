import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ByteSource } from '../../../core/bundle/byteSource.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Io } from '../command.ts'

const readAtOnce = 16 * 1024 * 1024

/**
 * A file as it stood when it was read, once for all threads that look at it: a file that changes meanwhile is not one thing to one of them and another to
 * the next.
 *
 * @throws {INPUT_INVALID} where it is no file or too large
 */
export async function readShared(io: Io, path: string, bytesMax: number): Promise<Uint8Array<SharedArrayBuffer>> {
  const file = resolve(io.folder, path)
  const about = await stat(file)
  if (!about.isFile()) throw callError('FILE_WANTED', { path })
  if (about.size > bytesMax) throw callError('FILE_LARGE', { path, most: bytesMax, size: about.size })
  const bytes = new Uint8Array(new SharedArrayBuffer(about.size))
  const handle = await open(file, 'r')
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(readAtOnce, bytes.length - at), at)
      if (bytesRead === 0) throw callError('FILE_SHORTER', { path })
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
  return bytes
}

/** What is read is a copy: shared memory is not for decoders and hashes. */
export function sharedSource(bytes: Uint8Array<SharedArrayBuffer>): ByteSource {
  return { size: bytes.length, read: (from, to) => new Uint8Array(bytes.subarray(from, to)) }
}
