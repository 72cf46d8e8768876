import { SluiceError } from '../core/errors.ts'
import { type Config, readConfig, type Secrets } from './config.ts'
import type { StartedZone } from './startZone.ts'

/**
 * Runs a zone as a process: configuration in, address out on stdout, a clean end on SIGINT, SIGTERM or when the parent goes away.
 * Whoever starts it with an IPC channel hears the address there too.
 */
export async function runZone(
  start: (parameters: {
    config: Config
    secrets: Secrets
    databaseUrl: string
    say: (text: string) => void
  }) => Promise<StartedZone>,
): Promise<void> {
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`)
  }
  try {
    const started = await start({ ...readConfig(process.env), say })
    process.stdout.write(`${JSON.stringify({ url: started.url })}\n`)
    process.send?.({ url: started.url })
    let ending = false
    const end = (): void => {
      if (ending) return
      ending = true
      started.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    process.on('SIGINT', end)
    process.on('SIGTERM', end)
    process.on('disconnect', end)
  } catch (error) {
    say(
      error instanceof SluiceError
        ? error.message
        : String(error instanceof Error ? (error.stack ?? error.message) : error),
    )
    process.exit(error instanceof SluiceError && error.code === 'CONFIG_INVALID' ? 2 : 1)
  }
}
