/** Processor time, which other work on the machine stretches far less than it stretches the clock. */
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** Seconds of processor that a process, its children and those of them that have ended have used (proc(5), `stat`). */
export function processorSeconds(root: number): number {
  const children = new Map<number, number[]>()
  const seconds = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const fields = statOf(pid)
    if (fields === undefined) continue
    const parent = Number(fields[1])
    children.set(parent, [...(children.get(parent) ?? []), pid])
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    seconds.set(pid, ticks / ticksPerSecond)
  }
  const total = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), seconds.get(pid) ?? 0)
  return total(root)
}

/** The fields after the name, which may hold spaces: state is the first, the parent the second. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
