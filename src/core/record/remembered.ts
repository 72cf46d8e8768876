/**
 * Answers of a pure function by the very texts that it was asked on. One document is read by many facts, and again by whoever approves, signs and
 * confirms: what was proved of these bytes need not be proved again. By value only: other bytes are another question. What throws is not kept.
 */
export type Remembered<K extends readonly string[], T> = (...key: K) => T

const stores: Map<string, unknown>[] = []

/** @example const read = remembered(16, (network: string, proof: string) => readProof(network, proof)) */
export function remembered<K extends readonly string[], T>(
  answersMax: number,
  ask: (...key: K) => T,
): Remembered<K, T> {
  const answers = new Map<string, { readonly key: K; readonly answer: T }>()
  stores.push(answers)
  return (...key) => {
    // Lengths and ends find the place of several; whole texts decide. To join long texts for a key would cost as much as to hash them.
    const place = key.length === 1 ? key[0]! : key.map((text) => `${text.length} ${text.slice(-24)}`).join('|')
    const known = answers.get(place)
    if (known?.key.every((text, i) => text === key[i])) return known.answer
    const answer = ask(...key)
    if (answers.size >= answersMax) answers.clear()
    answers.set(place, { key, answer })
    return answer
  }
}

/** Empties all of them: for who measures what a first look costs. */
export function forgetRemembered(): void {
  for (const store of stores) store.clear()
}
