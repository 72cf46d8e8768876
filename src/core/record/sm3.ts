import { concatBytes } from './hash.ts'

const initial = Int32Array.of(
  0x7380166f,
  0x4914b2b9,
  0x172442d7,
  0xda8a0600,
  0xa96f30bc,
  0x163138aa,
  0xe38dee4d,
  0xb0fb0e4e,
)
const blockBytes = 64

/** The round constants, already rotated by their round (T_j <<< j mod 32). */
const rounds = Int32Array.from({ length: 64 }, (_, j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32))

/** The expanded words of one block; scratch, overwritten by every block. */
const words = new Int32Array(68)

/**
 * SM3 (GB/T 32905-2016): 32 bytes. The mainland's hash, for logs of the second profile.
 *
 * @example bytesToHex(sm3(utf8ToBytes('abc'))) // '66c7f0f4…'
 */
export function sm3(data: Uint8Array): Uint8Array {
  const padded = pad(data)
  const state = Int32Array.from(initial)
  for (let at = 0; at < padded.length; at += blockBytes) compress(state, padded, at)
  const digest = new Uint8Array(32)
  for (let i = 0; i < 8; i++) writeWord(digest, i * 4, state[i]!)
  return digest
}

/** One bit, zeros, and the length in bits as 64 bits, up to a whole block. */
function pad(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / blockBytes) * blockBytes)
  padded.set(data)
  padded[data.length] = 0x80
  writeWord(padded, padded.length - 8, Math.floor(data.length / 2 ** 29))
  writeWord(padded, padded.length - 4, data.length << 3)
  return padded
}

function expand(block: Uint8Array, at: number): void {
  for (let j = 0; j < 16; j++) {
    const i = at + j * 4
    words[j] = (block[i]! << 24) | (block[i + 1]! << 16) | (block[i + 2]! << 8) | block[i + 3]!
  }
  for (let j = 16; j < 68; j++) {
    const mixed = words[j - 16]! ^ words[j - 9]! ^ rotate(words[j - 3]!, 15)
    words[j] = mixed ^ rotate(mixed, 15) ^ rotate(mixed, 23) ^ rotate(words[j - 13]!, 7) ^ words[j - 6]!
  }
}

function compress(state: Int32Array, block: Uint8Array, at: number): void {
  expand(block, at)
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let j = 0; j < 64; j++) {
    const turned = rotate(a, 12)
    const ss1 = rotate((turned + e + rounds[j]!) | 0, 7)
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g)
    const tt1 = (ff + d + (ss1 ^ turned) + (words[j]! ^ words[j + 4]!)) | 0
    const tt2 = (gg + h + ss1 + words[j]!) | 0
    d = c
    c = rotate(b, 9)
    b = a
    a = tt1
    h = g
    g = rotate(f, 19)
    f = e
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17)
  }
  const next = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] = state[i]! ^ next[i]!
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function writeWord(to: Uint8Array, at: number, word: number): void {
  to[at] = word >>> 24
  to[at + 1] = word >>> 16
  to[at + 2] = word >>> 8
  to[at + 3] = word
}

/** HMAC (RFC 2104) over SM3. */
export function hmacSm3(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(blockBytes)
  block.set(key.length > blockBytes ? sm3(key) : key)
  const inner = sm3(
    concatBytes(
      block.map((byte) => byte ^ 0x36),
      data,
    ),
  )
  return sm3(
    concatBytes(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  )
}
