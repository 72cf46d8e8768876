import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { barsSvg } from './svg.ts'
import { trackC } from './tracks/c.ts'
import { trackF } from './tracks/f.ts'
import { trackL } from './tracks/l.ts'
import { faultsOf, type SettingResult, trackM } from './tracks/m.ts'
import { trackP } from './tracks/p.ts'
import { trackQ } from './tracks/q.ts'
import { trackR } from './tracks/r.ts'
import { trackS } from './tracks/s.ts'

/** `node bench/execution/main.ts --data DIR --seed N [--track M] [--quick] [--out DIR] [--entrants 'a,b'] [--only SETTINGS] [--unwalled]`: all entrants in one run, one JSON object, tables on stderr. */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    track: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    entrants: { type: 'string' },
    only: { type: 'string' },
    unwalled: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
if (values.data === undefined || !Number.isSafeInteger(seed)) {
  process.stderr.write(
    "node bench/execution/main.ts --data DIR --seed N [--track R|M|L|P|Q|F|S|C] [--quick] [--out DIR] [--entrants 'a,b'] [--only SETTINGS] [--unwalled]\n",
  )
  process.exit(2)
}
const options = {
  data: values.data,
  seed,
  quick: values.quick,
  unwalled: values.unwalled,
  ...(values.only !== undefined && { only: new RegExp(values.only) }),
  ...(values.entrants !== undefined && { entrants: values.entrants.split(',') }),
  log: (line: string) => void process.stderr.write(`${line}\n`),
}
const tracks: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  M: () => trackM(options),
  S: () => trackS(options),
  P: () => trackP(options),
  Q: () => trackQ(options),
  F: () => trackF(options),
  C: () => trackC(options),
  L: () => trackL(options),
  R: () => trackR(options),
}

// Folders of one machine are nobody else's business.
const command = process.argv
  .slice(1)
  .map((word) => (word === values.data || word === values.out ? 'DIR' : word.replace(process.cwd(), '.')))
  .join(' ')
const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
const results: Record<string, unknown> = {}
const faults: string[] = []
if (values.out !== undefined) mkdirSync(values.out, { recursive: true })
for (const [name, play] of Object.entries(tracks)) {
  if (values.track !== undefined && !values.track.split(',').includes(name)) continue
  const found = await play()
  results[name] = found
  const wrong = ['M', 'L', 'S'].includes(name) ? (found as SettingResult[]).flatMap(faultsOf) : []
  faults.push(...wrong)
  // Each track is written as soon as it is done: a long run that is cut short keeps what it has.
  if (values.out !== undefined) write(values.out, name, found, wrong)
}
for (const fault of faults) process.stderr.write(`VOID ${fault}\n`)
if (faults.length > 0) process.exitCode = 1
process.stdout.write(`${JSON.stringify({ command, seed, quick: values.quick, faults, machine, results }, null, 1)}\n`)

function write(out: string, track: string, found: unknown, wrong: readonly string[]): void {
  const report = { command, seed, quick: values.quick, faults: wrong, machine, results: { [track]: found } }
  writeFileSync(`${out}/execution-${track}${values.quick ? '-quick' : ''}.json`, `${JSON.stringify(report, null, 1)}\n`)
  if (!['M', 'L', 'S'].includes(track)) return
  for (const [i, result] of (found as SettingResult[]).entries())
    writeFileSync(`${out}/${track}-${i + 1}.svg`, barsSvg(result))
}
