import { askHidden } from './askHidden.ts'
import { commands } from './commands.ts'
import { run } from './run.ts'

// A reader that has seen enough (`| head`) ends the call quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const stop = new AbortController()
let waited = false
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    // Only what serves has something to end first; all else ends at once, and so does what is told twice.
    if (!waited || stop.signal.aborted) process.exit(code)
    stop.abort()
  })
}

process.exitCode = await run(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  folder: process.cwd(),
  now: () => new Date(),
  ask: askHidden,
  get stop() {
    waited = true
    return stop.signal
  },
})
