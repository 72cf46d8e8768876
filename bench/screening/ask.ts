import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { formOf } from '../../src/core/rules/addressTable.ts'
import { LabelFile } from '../../src/host/screening/labelFile.ts'

/**
 * One entrant in a process of its own, so that its memory is its own: loads, answers each file of questions, says so as JSON a line.
 *
 *     node bench/screening/ask.ts ours|set|reads LABELS INDEX QUESTIONS ROUNDS
 */
const [who, labels, index, questions, rounds] = process.argv.slice(2) as [string, string, string, string, string]

const mb = () => Math.round(process.memoryUsage.rss() / 1e5) / 10
/** Since this program began: what `resourceUsage` says counts the parent's memory before it. */
const peakMb = () => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 100) / 10
const secondsOf = (work: () => void) => {
  const start = process.hrtime.bigint()
  const cpu = process.cpuUsage()
  work()
  const used = process.cpuUsage(cpu)
  return { wall: Number(process.hrtime.bigint() - start) / 1e9, processor: (used.user + used.system) / 1e6 }
}

const start = process.hrtime.bigint()
const ask = await entrant()
const loadSeconds = Number(process.hrtime.bigint() - start) / 1e9
const loadedMb = mb()

const seconds: { wall: number; processor: number }[] = []
let asked = 0
let found: number[] = []
for (let round = 0; round <= Number(rounds); round++) {
  found = []
  asked = 0
  let wall = 0
  let processor = 0
  for await (const line of createInterface({ input: createReadStream(questions) })) {
    // Parsed outside of the time: what is timed has the address as a string and gives the answer.
    const addresses = JSON.parse(line) as string[]
    const took = secondsOf(() => ask(addresses, asked))
    wall += took.wall
    processor += took.processor
    asked += addresses.length
  }
  // The first round warms up.
  if (round > 0) seconds.push({ wall, processor })
}
process.stdout.write(
  `${JSON.stringify({ who, loadSeconds, loadedMb, peakMb: peakMb(), asked, rounds: seconds, found: found.length, digest: digestOf(found) })}\n`,
)

async function entrant(): Promise<(addresses: readonly string[], from: number) => void> {
  if (who === 'ours') {
    const file = LabelFile.open({ labels, index })
    return (addresses, from) => file.ofMany(addresses, (i) => found.push(from + i))
  }
  if (who === 'set') {
    const set = new Set<string>()
    for await (const line of createInterface({ input: createReadStream(labels) }))
      set.add(formOf(line.slice(0, line.indexOf('\t'))))
    return (addresses, from) => {
      for (const [i, address] of addresses.entries()) if (set.has(formOf(address))) found.push(from + i)
    }
  }
  // The limit: one read at a random place of a table as large as ours for each question, and nothing else.
  const table = new Int32Array(2 ** 25).fill(1)
  let place = 1
  return (addresses) => {
    let sum = 0
    for (let i = 0; i < addresses.length; i++) {
      place = (Math.imul(place, 1664525) + 1013904223) | 0
      sum = (sum + table[place >>> 7]!) | 0
    }
    if (sum === 0) found.push(0)
  }
}

function digestOf(places: readonly number[]): number {
  return places.reduce((sum, place) => (Math.imul(sum, 31) + place) | 0, 7)
}
