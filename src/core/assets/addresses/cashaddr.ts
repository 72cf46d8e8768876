import { bech32 } from '@scure/base'

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generators = [0x98f2bc8e61n, 0x79b76d99e2n, 0xf33e5fb3c4n, 0xae2eabe2a8n, 0x1e4f43e470n]

export type CashaddrAnswer =
  | { readonly type: 'p2pkh' | 'p2sh'; readonly hash: Uint8Array; readonly canonical: string }
  | { readonly reason: 'alphabet' | 'checksum' | 'mixed-case' | 'length' | 'prefix' }

/**
 * Reads a CashAddr (Bitcoin Cash specification "cashaddr", 2017): five-bit words with a 40-bit BCH code over prefix and data.
 * The prefix may be left out, as wallets do.
 *
 * @example decodeCashaddr('qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a', 'bitcoincash')
 */
export function decodeCashaddr(text: string, prefix: string): CashaddrAnswer {
  const lower = text.toLowerCase()
  if (text !== lower && text !== text.toUpperCase()) return { reason: 'mixed-case' }
  const colon = lower.indexOf(':')
  if (colon >= 0 && lower.slice(0, colon) !== prefix) return { reason: 'prefix' }
  const body = lower.slice(colon + 1)
  const words = [...body].map((character) => alphabet.indexOf(character))
  if (words.includes(-1)) return { reason: 'alphabet' }
  // 20-byte hashes only: 1 + 20 bytes are 34 words, and 8 words of checksum.
  if (words.length !== 42) return { reason: 'length' }
  if (polymod([...prefixWords(prefix), 0, ...words]) !== 0n) return { reason: 'checksum' }
  return read(words.slice(0, -8), `${prefix}:${body}`)
}

function read(words: number[], canonical: string): CashaddrAnswer {
  const bytes = bech32.fromWordsUnsafe(words)
  if (bytes?.length !== 21) return { reason: 'length' }
  const version = bytes[0]!
  if (version !== 0 && version !== 8) return { reason: 'prefix' }
  return { type: version === 0 ? 'p2pkh' : 'p2sh', hash: bytes.slice(1), canonical }
}

function prefixWords(prefix: string): number[] {
  return [...prefix].map((character) => character.charCodeAt(0) & 31)
}

function polymod(words: readonly number[]): bigint {
  let check = 1n
  for (const word of words) {
    const top = check >> 35n
    check = ((check & 0x07ffffffffn) << 5n) ^ BigInt(word)
    for (let i = 0; i < 5; i++) if ((top >> BigInt(i)) & 1n) check ^= generators[i]!
  }
  return check ^ 1n
}
