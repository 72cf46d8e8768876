import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { bundleLimits } from '../../../core/bundle/bundle.ts'
import { headerLine } from '../../../core/bundle/writeBundle.ts'
import type { FiledLines } from '../../../core/bundle/writeFiled.ts'
import { bytesToHex, startSha256, utf8ToBytes } from '../../../core/record/hash.ts'
import { callError } from '../callFaults/callFault.ts'
import { openFile } from './openFile.ts'

const writtenAtOnce = 1024 * 1024

/**
 * Writes a bundle into a new file and lets it reach the disk. The first line, which names the digest of the rest, is as long as it will be from the
 * beginning, and filled in at the end: what is written is not held, and not written twice.
 *
 * @returns size, and SHA-256 of the file as it was read again
 * @throws {BUNDLE_INVALID} where it is larger than a bundle may be
 */
export function writeFiledFile(
  path: string,
  { head, body }: FiledLines,
): { readonly bytes: number; readonly sha256: string } {
  const first = (digest: string): Uint8Array => utf8ToBytes(headerLine({ ...head, digest }))
  const file = openSync(path, 'wx')
  try {
    const write = writerTo(file)
    const hash = startSha256()
    write.add(first('0'.repeat(64)))
    for (const bytes of body()) {
      hash.update(bytes)
      write.add(bytes)
    }
    write.flush()
    const line = first(bytesToHex(hash.digest()))
    writeAll(file, line, 0)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return readAgain(path)
}

/** Gathers what comes in small parts. */
function writerTo(file: number): { add(bytes: Uint8Array): void; flush(): void } {
  const held = new Uint8Array(writtenAtOnce)
  let count = 0
  let at = 0
  const put = (bytes: Uint8Array): void => {
    writeAll(file, bytes, at)
    at += bytes.length
  }
  const flush = (): void => {
    put(held.subarray(0, count))
    count = 0
  }
  return {
    add: (bytes) => {
      if (at + count + bytes.length > bundleLimits.bytesMax)
        throw callError(
          'BUNDLE_LARGE',
          { most: bundleLimits.bytesMax },
          { as: 'BUNDLE_INVALID', facts: { bytesMax: bundleLimits.bytesMax } },
        )
      if (count + bytes.length > held.length) flush()
      if (bytes.length > held.length) return put(bytes)
      held.set(bytes, count)
      count += bytes.length
    },
    flush,
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, position + at)
}

function readAgain(path: string): { readonly bytes: number; readonly sha256: string } {
  const file = openFile(path)
  try {
    const hash = startSha256()
    for (let at = 0; at < file.size; at += writtenAtOnce)
      hash.update(file.read(at, Math.min(file.size, at + writtenAtOnce)))
    return { bytes: file.size, sha256: bytesToHex(hash.digest()) }
  } finally {
    file.close()
  }
}
