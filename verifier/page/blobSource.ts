import type { ByteSource } from '../../src/core/bundle/byteSource.ts'

/** Only workers have it: it waits for the disk, and nothing else may wait for it. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer
}

/** A file of the reader's as it was when it was chosen, read a part at a time. A file that has changed since is refused by the browser. */
export function blobSource(blob: Blob): ByteSource {
  const reader = new FileReaderSync()
  return {
    size: blob.size,
    read: (from, to) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(from, to))),
  }
}
