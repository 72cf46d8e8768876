import { seededRandom } from '../../../src/offshore/sale/router/cases.ts'

/** Repeatable draws. A name gives a stream of its own, so that a new draw somewhere does not move all others. */
export interface Random {
  readonly uniform: () => number
  readonly normal: () => number
  readonly whole: (from: number, to: number) => number
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

export function randomOf(seed: number, name: string): Random {
  let hash = 2166136261
  for (const char of `${seed}:${name}`) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619)
  const uniform = seededRandom(hash)
  for (let i = 0; i < 4; i++) uniform()
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    whole: (from, to) => from + Math.floor(uniform() * (to - from + 1)),
    shuffle: (items) => {
      const out = [...items]
      for (let i = out.length - 1; i > 0; i--) {
        const j = Math.floor(uniform() * (i + 1))
        const held = out[i]!
        out[i] = out[j]!
        out[j] = held
      }
      return out
    },
  }
}
