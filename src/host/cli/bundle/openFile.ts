import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ByteSource } from '../../../core/bundle/byteSource.ts'
import { callError } from '../callFaults/callFault.ts'

/** A file that is open in this process, told so that any of its threads can read it. */
export interface FileHandle {
  readonly file: number
  readonly size: number
  /** As it is called to people. */
  readonly path: string
}

/** A file that is read where it stands, of which nothing is held. */
export interface OpenFile extends ByteSource {
  close(): void
}

/** What stands in an open file, read where it stands. */
export function sourceIn({ file, size, path }: FileHandle): ByteSource {
  return {
    size,
    read: (from, to) => {
      const bytes = new Uint8Array(Math.max(0, to - from))
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(file, bytes, at, bytes.length - at, from + at)
        if (count === 0) throw callError('FILE_SHORTER', { path })
        at += count
      }
      return bytes
    },
  }
}

/** @param ahead bytes that are read as if they stood before the file's own */
export function openFile(path: string, ahead: Uint8Array = new Uint8Array(0)): OpenFile {
  const file = openSync(path, 'r')
  const own = sourceIn({ file, size: fstatSync(file).size, path })
  const { length } = ahead
  return {
    size: length + own.size,
    read: (from, to) => {
      if (from >= length) return own.read(from - length, to - length)
      const begun = ahead.subarray(from, to)
      const rest = own.read(0, to - length)
      const bytes = new Uint8Array(begun.length + rest.length)
      bytes.set(begun)
      bytes.set(rest, begun.length)
      return bytes
    },
    close: () => closeSync(file),
  }
}
