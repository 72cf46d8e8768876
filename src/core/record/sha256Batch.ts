/**
 * SHA-256 over many short messages of known length, without an object for each: a tree over millions of leaves costs two compressions a node and
 * nothing else. Same digests as `sha256` (FIPS 180-4); a test holds them to it. State and schedule live in the closure, so one hasher is used by one
 * caller at a time.
 */
export interface BatchHasher {
  /** SHA-256 of a message of at most 55 bytes, written at `to` of `out`. */
  short(data: Uint8Array, at: number, length: number, out: Uint8Array, to: number): void
  /** SHA-256(0x01 ‖ left ‖ right) of RFC 9162, where left and right stand as 32 bytes each in `nodes`. */
  node(nodes: Uint8Array, left: number, right: number, out: Uint8Array, to: number): void
}

const roundConstants = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
])

const initial = Int32Array.from([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
])

/** @example const hasher = batchHasher(); hasher.short(bytes, 0, 3, digest, 0) */
export function batchHasher(): BatchHasher {
  const w = new Int32Array(64)
  const state = new Int32Array(8)
  const word = (data: Uint8Array, at: number) =>
    (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!
  const write = (out: Uint8Array, to: number) => {
    for (let i = 0; i < 8; i++) {
      const value = state[i]!
      out[to + 4 * i] = value >>> 24
      out[to + 4 * i + 1] = value >>> 16
      out[to + 4 * i + 2] = value >>> 8
      out[to + 4 * i + 3] = value
    }
  }
  return {
    short: (data, at, length, out, to) => {
      const whole = length >> 2
      for (let i = 0; i < whole; i++) w[i] = word(data, at + 4 * i)
      for (let i = whole; i < 15; i++) w[i] = 0
      for (let i = 4 * whole; i < length; i++) w[whole]! |= data[at + i]! << (24 - 8 * (i & 3))
      w[whole]! |= 0x80 << (24 - 8 * (length & 3))
      w[15] = length * 8
      state.set(initial)
      compress(w, state)
      write(out, to)
    },
    node: (nodes, left, right, out, to) => {
      // The leading 0x01 shifts every word by one byte.
      let carry = 0x01
      for (let i = 0; i < 16; i++) {
        const next = i < 8 ? word(nodes, left + 4 * i) : word(nodes, right + 4 * (i - 8))
        w[i] = (carry << 24) | (next >>> 8)
        carry = next & 0xff
      }
      state.set(initial)
      compress(w, state)
      for (let i = 1; i < 15; i++) w[i] = 0
      w[0] = (carry << 24) | 0x800000
      w[15] = 65 * 8
      compress(w, state)
      write(out, to)
    },
  }
}

function compress(w: Int32Array, state: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!
    const b = w[i - 2]!
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10)
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  let t = 0
  const k = roundConstants
  // Eight rounds a turn, written out and without calls: the eight names need not be moved, and the compiler
  // inlines no more than it may. Twice as fast as a loop of single rounds.
  for (let i = 0; i < 64; i += 8) {
    t =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        (g ^ (e & (f ^ g))) +
        k[i + 0]! +
        w[i + 0]!) |
      0
    d = (d + t) | 0
    h =
      (t +
        (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) | (c & (a | b)))) |
      0
    t =
      (g +
        (((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7))) +
        (f ^ (d & (e ^ f))) +
        k[i + 1]! +
        w[i + 1]!) |
      0
    c = (c + t) | 0
    g =
      (t +
        (((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10))) +
        ((h & a) | (b & (h | a)))) |
      0
    t =
      (f +
        (((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7))) +
        (e ^ (c & (d ^ e))) +
        k[i + 2]! +
        w[i + 2]!) |
      0
    b = (b + t) | 0
    f =
      (t +
        (((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10))) +
        ((g & h) | (a & (g | h)))) |
      0
    t =
      (e +
        (((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7))) +
        (d ^ (b & (c ^ d))) +
        k[i + 3]! +
        w[i + 3]!) |
      0
    a = (a + t) | 0
    e =
      (t +
        (((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10))) +
        ((f & g) | (h & (f | g)))) |
      0
    t =
      (d +
        (((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7))) +
        (c ^ (a & (b ^ c))) +
        k[i + 4]! +
        w[i + 4]!) |
      0
    h = (h + t) | 0
    d =
      (t +
        (((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10))) +
        ((e & f) | (g & (e | f)))) |
      0
    t =
      (c +
        (((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7))) +
        (b ^ (h & (a ^ b))) +
        k[i + 5]! +
        w[i + 5]!) |
      0
    g = (g + t) | 0
    c =
      (t +
        (((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10))) +
        ((d & e) | (f & (d | e)))) |
      0
    t =
      (b +
        (((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7))) +
        (a ^ (g & (h ^ a))) +
        k[i + 6]! +
        w[i + 6]!) |
      0
    f = (f + t) | 0
    b =
      (t +
        (((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10))) +
        ((c & d) | (e & (c | d)))) |
      0
    t =
      (a +
        (((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))) +
        (h ^ (f & (g ^ h))) +
        k[i + 7]! +
        w[i + 7]!) |
      0
    e = (e + t) | 0
    a =
      (t +
        (((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10))) +
        ((b & c) | (d & (b | c)))) |
      0
  }
  state[0] = (state[0]! + a) | 0
  state[1] = (state[1]! + b) | 0
  state[2] = (state[2]! + c) | 0
  state[3] = (state[3]! + d) | 0
  state[4] = (state[4]! + e) | 0
  state[5] = (state[5]! + f) | 0
  state[6] = (state[6]! + g) | 0
  state[7] = (state[7]! + h) | 0
}
