/**
 * HalfSipHash-2-4 of a text, with a result of 64 bits: a keyed hash for tables into which others choose what is looked up. Whoever does not know the key
 * cannot make entries that fall together. No commitment: what hashes alike is compared in full.
 *
 * @source Aumasson, Bernstein: SipHash, `halfsiphash.c` (github.com/veorq/SipHash, CC0)
 * @example const hash = new KeyedHash(key); hash.of('abc', 0, 3); hash.halves // two words of 32 bits
 */
export class KeyedHash {
  readonly #k0: number
  readonly #k1: number
  readonly #fold: number
  /** First and second half of the last result. */
  readonly halves = new Int32Array(2)

  /**
   * @param key 8 bytes at least; the first 8 count
   * @param fold bits set in every character before it is hashed: 0x20 makes capitals and small letters one, and nothing that was equal unequal
   */
  constructor(key: Uint8Array, fold = 0) {
    if (key.length < 8) throw new TypeError(`a key of 8 bytes; found ${key.length}`)
    this.#k0 = wordOf(key, 0)
    this.#k1 = wordOf(key, 4)
    this.#fold = fold | (fold << 8) | (fold << 16) | (fold << 24)
  }

  /** The characters from `start` to before `end`, a byte each. A character beyond a byte runs into its neighbours: the same for the same text. */
  of(text: string, start: number, end: number): void {
    const fold = this.#fold
    let v0 = this.#k0
    let v1 = this.#k1 ^ 0xee
    let v2 = 0x6c796765 ^ this.#k0
    let v3 = 0x74656462 ^ this.#k1
    const length = end - start
    const whole = start + (length & ~3)
    for (let at = start; at <= whole; at += 4) {
      const m =
        at === whole
          ? lastWord(text, at, end, fold) | (length << 24)
          : text.charCodeAt(at) |
            (text.charCodeAt(at + 1) << 8) |
            (text.charCodeAt(at + 2) << 16) |
            (text.charCodeAt(at + 3) << 24) |
            fold
      v3 ^= m
      for (let round = 0; round < 2; round++) {
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
      }
      v0 ^= m
    }
    v2 ^= 0xee
    for (let half = 0; half < 2; half++) {
      for (let round = 0; round < 4; round++) {
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
      }
      this.halves[half] = v1 ^ v3
      v1 ^= 0xdd
    }
  }
}

function wordOf(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** What is left of the text, less than a word. */
function lastWord(text: string, from: number, end: number, fold: number): number {
  let word = 0
  for (let at = from; at < end; at++) word |= (text.charCodeAt(at) | (fold & 0xff)) << (8 * (at - from))
  return word
}
