import { resolve } from 'node:path'
import { commands } from '../../src/host/cli/commands.ts'
import { run } from '../../src/host/cli/run.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface Answer {
  readonly exit: number
  readonly out: string
  readonly err: string
}

let keys = ''

/** Key files that calls sign in with where a zone asks who reads, as SLUICE_KEY names them. */
export function signInWith(files: readonly string[]): void {
  keys = files.join(':')
}

/** Calls the command line in this process, as `npx sluice` does in its own. Words of a text are parted by blanks. */
export async function sluice(
  call: string | readonly string[],
  options: {
    readonly folder?: string
    readonly now?: string
    readonly lang?: string
    readonly zone?: string
    readonly stop?: AbortSignal
    readonly heard?: (text: string) => void
    readonly env?: Readonly<Record<string, string>>
    readonly ask?: (question: string) => Promise<string | undefined>
  } = {},
): Promise<Answer> {
  let out = ''
  let err = ''
  const exit = await run(commands, typeof call === 'string' ? call.split(' ') : call, {
    out: (text) => {
      out += text
      options.heard?.(text)
    },
    err: (text) => {
      err += text
    },
    env: {
      LANG: options.lang ?? 'C.UTF-8',
      SLUICE_KEY: keys,
      ...(options.zone === undefined ? {} : { SLUICE_ZONE: options.zone }),
      ...options.env,
    },
    ...(options.ask === undefined ? {} : { ask: options.ask }),
    folder: options.folder ?? root,
    ...(options.stop === undefined ? {} : { stop: options.stop }),
    now: () => new Date(options.now ?? '2026-11-24T02:00:00.000Z'),
  })
  return { exit, out, err }
}

/** The one JSON object that a call with --json prints. */
export function jsonOf<T = Record<string, unknown>>({ out }: Answer): T {
  return JSON.parse(out) as T
}
