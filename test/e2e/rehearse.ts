/** Runs a rehearsal as a user does, `npm start -- --once --json`, and keeps an eye on every process that it starts. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { removePostgres } from '../../src/host/store/place.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface RunningRehearsal {
  readonly pid: number
  readonly folder: string
  /** Settles when a line on stderr matches. Rejects when the rehearsal ends before. */
  said(pattern: RegExp): Promise<void>
  /** Processes that it started and that run now, by what they are. */
  children(): readonly Started[]
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly exit: number | null
  readonly out: string
  readonly err: string
  readonly folder: string
  /** How many processes it had started, and those of them that run still. */
  readonly started: number
  readonly left: readonly Started[]
}

export interface Started {
  readonly pid: number
  readonly command: string
}

interface Seen extends Started {
  readonly parent: number
  /** A process id is given again; with the time of its start it names one process. */
  readonly began: string
}

/** @example const { exit, out } = await startRehearsal({ port: 24_000, args: ['--seed', '7'] }).ended */
export function startRehearsal(parameters: {
  readonly port: number
  readonly args?: readonly string[]
  readonly folder?: string
  /** A process group of its own, as a shell gives a command: a signal to the group is a Ctrl-C. */
  readonly group?: boolean
}): RunningRehearsal {
  const { port, args = [], group = false } = parameters
  const folder = parameters.folder ?? newFolder()
  const all = ['sandbox/start.ts', '--once', '--json', '--folder', folder, '--port', String(port), ...args]
  const child = spawn(process.execPath, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: group })
  const pid = child.pid ?? 0
  const seen = new Map<string, Seen>()
  const look = (): void => {
    for (const one of descendants(pid, seen)) seen.set(`${one.pid} ${one.began}`, one)
  }
  const watch = setInterval(look, 250)
  let out = ''
  let err = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
    for (const wake of waiting) wake()
  })
  const ended = new Promise<Ended>((done) => {
    child.on('close', async (exit) => {
      clearInterval(watch)
      for (const wake of waiting) wake()
      // A process that was told to end may need a moment to be gone.
      for (let tries = 0; tries < 100 && alive(seen).length > 0; tries++) await pause(100)
      done({ exit, out, err, folder, started: seen.size, left: alive(seen) })
    })
  })
  return {
    pid,
    folder,
    ended,
    children: () => {
      look()
      return alive(seen)
    },
    said: (pattern) =>
      new Promise((heard, refuse) => {
        const check = (): void => {
          if (pattern.test(err)) heard()
          else if (child.exitCode !== null || child.signalCode !== null)
            refuse(new Error(`it ended without saying ${pattern}: ${err.slice(-2_000)}`))
          else return
          waiting.delete(check)
        }
        waiting.add(check)
        check()
      }),
  }
}

/** The ports that a rehearsal takes, from its first. */
export const portsOf = (port: number): readonly number[] => [0, 10, 21, 22, 23, 24].map((offset) => port + offset)

/** Ports of these on which somebody listens. */
export async function portsInUse(ports: readonly number[]): Promise<readonly number[]> {
  const used: number[] = []
  for (const port of ports) {
    const free = await new Promise<boolean>((done) => {
      const probe = createServer()
      probe.once('error', () => done(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
    })
    if (!free) used.push(port)
  }
  return used
}

const folders: string[] = []

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-rehearsal-'))
  folders.push(folder)
  return folder
}

/** Deletes the folders of all rehearsals of this test file, with their databases. */
export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) {
    const postgres = join(folder, 'postgres')
    if (existsSync(postgres)) await removePostgres({ folder: postgres })
    rmSync(folder, { recursive: true, force: true })
  }
}

function descendants(pid: number, seen: ReadonlyMap<string, Seen>): readonly Seen[] {
  const all = processes()
  // Whose parent has died belongs to init; it was seen before.
  const known = new Set([pid, ...[...seen.values()].map((one) => one.pid)])
  const found: Seen[] = []
  for (let grown = true; grown; ) {
    const more = all.filter((one) => known.has(one.parent) && !known.has(one.pid))
    for (const one of more) known.add(one.pid)
    found.push(...more)
    grown = more.length > 0
  }
  return found
}

function alive(seen: ReadonlyMap<string, Seen>): readonly Seen[] {
  const now = new Set(processes().map((one) => `${one.pid} ${one.began}`))
  return [...seen.entries()].filter(([key]) => now.has(key)).map(([, one]) => one)
}

function processes(): readonly Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The name in brackets may hold anything; fields are counted from behind it.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return fields[0] === 'Z' ? [] : [{ pid: Number(name), parent: Number(fields[1]), began: fields[19]!, command }]
      } catch {
        return []
      }
    })
}

export const pause = (ms: number): Promise<void> => new Promise((resolve_) => setTimeout(resolve_, ms))
