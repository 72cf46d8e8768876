/** Where the store's sentences go: one sentence, and the facts behind it. */
export type Log = (sentence: string, facts?: Readonly<Record<string, unknown>>) => void
