import { commands } from './commands.ts'
import { run } from './run.ts'

// A reader that has seen enough (`| head`) ends the call quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time, or where nothing waits for it, it ends at once.
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
    setTimeout(() => process.exit(signal === 'SIGINT' ? 130 : 143), 2_000).unref()
  })
}

process.exitCode = await run(commands, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  folder: process.cwd(),
  now: () => new Date(),
  stop: stop.signal,
})
