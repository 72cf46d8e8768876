/**
 * Ports of 127.0.0.1 for what a test starts by number. They lie below the range from which the system gives out ports (32768 and above on Linux, 49152
 * by RFC 6335), so that no connection of a test beside takes one between the look and the listening; and a block is claimed by a file, so that no other
 * process of the run does.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [first, last, blockSize] = [26_000, 32_000, 60] as const
const claims = join(tmpdir(), 'sluice-test-ports')
const held: string[] = []
let block: { next: number; readonly end: number } | undefined

/** A port that nobody listens on, and that no other test is given while this process lives. */
export function freePort(): Promise<number> {
  return freePorts(1)
}

/**
 * The first of a row of ports that nobody listens on: a rehearsal takes the first and 26 above.
 *
 * @example const port = await freePorts(27)
 */
export async function freePorts(count: number): Promise<number> {
  if (count > blockSize) throw new RangeError(`count: expected at most ${blockSize} ports, found ${count}`)
  for (;;) {
    if (block === undefined || block.end - block.next < count) block = claim()
    const start = block.next
    const row = Array.from({ length: count }, (_, at) => start + at)
    const taken = (await Promise.all(row.map(listens))).lastIndexOf(true)
    block.next = taken === -1 ? start + count : start + taken + 1
    if (taken === -1) return start
  }
}

function claim(): { next: number; readonly end: number } {
  mkdirSync(claims, { recursive: true })
  if (held.length === 0)
    process.once('exit', () => {
      for (const file of held) rmSync(file, { force: true })
    })
  const blocks = Math.floor((last - first) / blockSize)
  for (let tried = 0; tried < blocks; tried++) {
    const at = (process.pid + tried) % blocks
    const file = join(claims, String(at))
    if (ownerLives(file)) continue
    rmSync(file, { force: true })
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
    } catch {
      // Another process was faster.
      continue
    }
    held.push(file)
    return { next: first + at * blockSize, end: first + (at + 1) * blockSize }
  }
  throw new RangeError(`no block of ${blockSize} ports is free between ${first} and ${last}`)
}

function ownerLives(file: string): boolean {
  let pid: number
  try {
    pid = Number(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
  // Written a moment ago and still empty: its owner lives.
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(true))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)))
  })
}
