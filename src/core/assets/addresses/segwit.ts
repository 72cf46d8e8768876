import { bech32, bech32m } from '@scure/base'

export type SegwitAnswer =
  | { readonly hrp: string; readonly version: number; readonly program: Uint8Array }
  | { readonly reason: 'checksum' | 'mixed-case' | 'witness' | 'alphabet' | 'length' }

const data = /^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]+$/

/**
 * Reads a native segwit address: BIP-173 for version 0, BIP-350 from version 1 on. The human-readable part is returned, not judged.
 *
 * @example decodeSegwit('bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6') // { hrp: 'bc', version: 0, program: 20 bytes }
 */
export function decodeSegwit(text: string): SegwitAnswer {
  const lower = text.toLowerCase()
  if (text !== lower && text !== text.toUpperCase()) return { reason: 'mixed-case' }
  const separator = lower.lastIndexOf('1')
  if (lower.length > 90 || separator < 1 || lower.length - separator < 8) return { reason: 'length' }
  if (!data.test(lower.slice(separator + 1))) return { reason: 'alphabet' }
  const decoded = decodeWith(bech32, lower) ?? decodeWith(bech32m, lower)
  if (!decoded) return { reason: 'checksum' }
  return judge(decoded, lower)
}

type Decoded = { readonly prefix: string; readonly words: number[]; readonly modern: boolean }

function decodeWith(coder: typeof bech32, text: string): Decoded | undefined {
  const decoded = coder.decodeUnsafe(text as `${string}1${string}`)
  return decoded ? { prefix: decoded.prefix, words: decoded.words, modern: coder === bech32m } : undefined
}

function judge({ prefix, words, modern }: Decoded, text: string): SegwitAnswer {
  const [version, ...rest] = words
  if (version === undefined || version > 16) return { reason: 'witness' }
  // BIP-350: the right characters with the other constant are an error of the writer, not an address.
  if (modern !== version > 0) return { reason: 'checksum' }
  const program = bech32.fromWordsUnsafe(rest)
  if (!program || program.length < 2 || program.length > 40) return { reason: 'witness' }
  if (version === 0 && program.length !== 20 && program.length !== 32) return { reason: 'witness' }
  return text.startsWith(prefix) ? { hrp: prefix, version, program } : { reason: 'witness' }
}
