import { hash } from 'node:crypto'

/**
 * Chance that repeats: a function of seed, label and place, with integers only, so that the same seed gives the same book on every
 * machine and engine. No state: what is asked first does not change what comes later.
 */

/** Eight unsigned 24-bit integers: small enough that all sums and products below are exact. */
function words(text: string): readonly number[] {
  const digest = hash('sha256', text)
  return Array.from({ length: 8 }, (_, i) => Number.parseInt(digest.slice(i * 8, i * 8 + 6), 16))
}

const halfOfFour = 2 ** 25

/** Nearly normal, in millionths of a standard deviation: the sum of four uniforms, which lies within ± 3.46 of them. */
function normalOf(four: readonly number[]): number {
  const sum = four.reduce((total, word) => total + word, 0)
  return Math.trunc(((sum - halfOfFour) * 3_464_101) / halfOfFour)
}

export function normalAt(seed: string, label: string, place: number): number {
  return normalOf(words(`${seed}|${label}|${place}`).slice(0, 4))
}

/** Many of them at once, two for one hash. */
export function normalsAt(seed: string, label: string, count: number): readonly number[] {
  const list: number[] = []
  for (let i = 0; list.length < count; i++) {
    const eight = words(`${seed}|${label}|${i}`)
    list.push(normalOf(eight.slice(0, 4)), normalOf(eight.slice(4)))
  }
  return list.slice(0, count)
}

/** A noise that moves smoothly with time: normal at whole periods, a straight line between. Millionths of a standard deviation. */
export function waveAt(seed: string, label: string, timeMs: number, periodMs: number): number {
  const place = Math.floor(timeMs / periodMs)
  const before = normalAt(seed, label, place)
  const after = normalAt(seed, label, place + 1)
  return before + Math.trunc(((after - before) * (timeMs - place * periodMs)) / periodMs)
}
