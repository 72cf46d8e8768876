import { sha256, utf8ToBytes } from '../../src/core/record/hash.ts'

/** A stream of numbers from a seed: the same changes for the same seed, on any machine. */
export interface Random {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number
  pick<T>(items: readonly T[]): T
}

export function randomFrom(seed: string): Random {
  let block = sha256(utf8ToBytes(`sluice/tamper/1\n${seed}`))
  let at = 0
  const next = (): number => {
    if (at + 4 > block.length) {
      block = sha256(block)
      at = 0
    }
    const value = new DataView(block.buffer, block.byteOffset).getUint32(at)
    at += 4
    return value
  }
  const below = (limit: number): number => next() % limit
  return { below, pick: (items) => items[below(items.length)]! }
}
