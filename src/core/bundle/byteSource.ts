import { utf8ToBytes } from '../record/hash.ts'

/** Bytes that can be read anywhere and as often as wanted, a part at a time: a file, a blob of a browser, a part of memory. */
export interface ByteSource {
  readonly size: number
  /** The bytes from `from` up to and without `to`, both within the size. */
  read(from: number, to: number): Uint8Array
}

/** What a bundle may be handed in as. Text is for small ones: it is written out as bytes first. */
export type BundleInput = string | Uint8Array | ByteSource

/** @example sourceOf(new Uint8Array([123, 125, 10])).size // 3 */
export function sourceOf(input: BundleInput): ByteSource {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) return input
  // A lone surrogate becomes U+FFFD here, as it would in a file: the digest says so.
  const bytes = typeof input === 'string' ? utf8ToBytes(input) : input
  return { size: bytes.length, read: (from, to) => bytes.subarray(from, to) }
}
