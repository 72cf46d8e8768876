import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Begin, Driver, Tick } from '../market/simulate.ts'

const here = import.meta.dirname
const root = resolve(here, '../../..')

export interface WalledDriver extends Driver {
  readonly close: () => void
}

/**
 * Starts a strategy as a child that can read its own program and nothing else (Node's permission model: no data files, no writing,
 * no children, no workers). That its program reaches no network is held by a test over its imports: Node 24 has no switch for it.
 */
export function openWalled(name: string): WalledDriver {
  const program = [`${root}/src`, `${root}/bench/execution`, `${root}/package.json`].map(
    (path) => `--allow-fs-read=${path}`,
  )
  const child = spawn(
    process.execPath,
    ['--permission', ...program, '--no-warnings', resolve(here, 'child.ts'), name],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {},
      cwd: root,
    },
  )
  const ask = lineProtocol(child, name)
  return {
    name,
    begin: (message: Begin) => ask(message),
    tick: (message: Tick) => ask(message),
    close: () => child.stdin?.end(),
  }
}

function lineProtocol(child: ChildProcess, name: string): (message: Begin | Tick) => Promise<readonly number[]> {
  let settle: { resolve: (answer: readonly number[]) => void; reject: (reason: Error) => void } | undefined
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const waiting = settle
    settle = undefined
    const answer: unknown = JSON.parse(line)
    if (Array.isArray(answer) && answer.every((x) => typeof x === 'number')) waiting?.resolve(answer as number[])
    else waiting?.reject(new TypeError(`${name} did not answer with numbers`))
  })
  child.on('exit', (code) => settle?.reject(new TypeError(`${name} ended with ${code}`)))
  return (message) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject }
      child.stdin!.write(`${JSON.stringify(message)}\n`)
    })
}
