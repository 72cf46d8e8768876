import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A process of the rehearsal. Its words go to stderr, so that stdout stays the supervisor's. */
export interface Child {
  readonly process: ChildProcess
  /** The first message that the test takes. Rejects when the process ends before. */
  hear<T>(take: (message: Record<string, unknown>) => T | undefined): Promise<T>
  stop(): Promise<void>
}

export function startChild(parameters: {
  readonly file: string
  readonly env?: Readonly<Record<string, string>>
  /** Handed in on stdin: configuration that should not stand in a command line. */
  readonly input?: string
  readonly say: (text: string) => void
}): Child {
  const { file, env, input, say } = parameters
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, [], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
    execPath: process.execPath,
  })
  if (input !== undefined) child.stdin?.end(input)
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000)
    say(chunk.toString().trimEnd())
  })
  return {
    process: child,
    hear: (take) =>
      new Promise((resolve, reject) => {
        const listen = (message: Record<string, unknown>): void => {
          const taken = take(message)
          if (taken === undefined) return
          child.off('message', listen)
          child.off('exit', ended)
          resolve(taken)
        }
        const ended = (code: number | null): void =>
          reject(new TypeError(`${file} ended with ${code}: ${errors.trim()}`))
        child.on('message', listen)
        child.on('exit', ended)
      }),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        const force = setTimeout(() => child.kill('SIGKILL'), 8_000)
        child.on('exit', () => {
          clearTimeout(force)
          resolve()
        })
        child.kill('SIGTERM')
      }),
  }
}
