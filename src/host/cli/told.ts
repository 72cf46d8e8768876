import type { Io } from './command.ts'

/** Until somebody ends the call. */
export function told({ stop }: Io): Promise<void> {
  return new Promise((done) => {
    if (stop === undefined || stop.aborted) return done()
    // A listener alone keeps no process alive.
    const held = setInterval(() => {}, 60_000)
    stop.addEventListener(
      'abort',
      () => {
        clearInterval(held)
        done()
      },
      { once: true },
    )
  })
}
