/**
 * Looks at the clocks again and again. Day by day would do for the law; a look is cheap and the store clock may be told, so it is once a minute of that
 * clock, and at once after a start. No schedule is kept: whoever starts later looks at the same cases and finds the same.
 */
export function startTimer(parameters: {
  readonly now: () => string
  readonly look: () => Promise<unknown>
  readonly say: (text: string) => void
  readonly everyMs?: number
}): { stop(): Promise<void> } {
  const { now, look, say, everyMs = 60_000 } = parameters
  let stopped = false
  let wake = (): void => {}
  let lastMs = Number.NEGATIVE_INFINITY
  const run = (async () => {
    while (!stopped) {
      const atMs = Date.parse(now())
      if (atMs - lastMs >= everyMs) {
        lastMs = atMs
        await look().catch((error: unknown) => say(`clocks: ${error instanceof Error ? error.message : String(error)}`))
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    stop: async () => {
      stopped = true
      wake()
      await run
    },
  }
}

/** How often the store clock is read. */
const pollMs = 1_000
