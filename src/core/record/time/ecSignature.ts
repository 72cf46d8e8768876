import { concatBytes } from '../hash.ts'
import { der, derInteger, derTags, integerOf, readDer, walkDer } from './der.ts'

/** r and s of a DER signature, each padded to the size of the field; `undefined` where it is malformed. */
export function rawOf(bytes: Uint8Array, fieldBytes: number): Uint8Array | undefined {
  try {
    const walk = walkDer(readDer(bytes))
    const parts = [integerOf(walk.next(derTags.integer)), integerOf(walk.next(derTags.integer))]
    walk.end()
    const raw = new Uint8Array(fieldBytes * 2)
    for (const [i, part] of parts.entries()) {
      const hex = part.toString(16).padStart(fieldBytes * 2, '0')
      if (hex.length > fieldBytes * 2) return undefined
      for (let at = 0; at < fieldBytes; at++)
        raw[i * fieldBytes + at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)
    }
    return raw
  } catch {
    return undefined
  }
}

/** A signature of two halves in DER. */
export function derOf(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  return der(derTags.sequence, concatBytes(derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half))))
}
