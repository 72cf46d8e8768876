import { forgetRemembered } from '../../src/core/record/remembered.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { median, ratioLine } from '../record/measure.ts'
import { measureDecisions } from './decisions.ts'
import { type Taken, walkCase } from './wholeCase.ts'
import { machineLine } from './workload.ts'

/**
 * The rules, measured: decisions with reasons beside stateless Cedar, a full guard evaluation on a long case, whole cases decided again.
 *
 *     node bench/rules/main.ts [--rounds N] [--cases N]
 */
const entriesBefore = 500

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!

/** Acts whose facts check transactions on a curve or blocks by their work: what they cost is not the rules'. */
const proofs = ['transfer.signed', 'transfer.confirmed', 'custody.secured', 'transfer.approved', 'proposal.made']

/**
 * Times each call by itself. *undisturbed*: only those calls during which the kernel took the processor from no thread of this process, so that other
 * work on the machine does not count for ours; collections of garbage do.
 */
function timeEach(acts: readonly Taken[], repeats: number, call: (act: Taken) => { readonly allowed: boolean }) {
  const all: number[] = []
  const alone: number[] = []
  for (let i = -Math.ceil(repeats / 10); i < repeats; i++) {
    for (const act of acts) {
      const before = process.resourceUsage().involuntaryContextSwitches
      const start = process.hrtime.bigint()
      const { allowed } = call(act)
      const ms = Number(process.hrtime.bigint() - start) / 1e6
      const taken = process.resourceUsage().involuntaryContextSwitches - before
      if (!allowed) throw new TypeError(`${act.kind} was allowed, and is refused now`)
      if (i < 0) continue
      all.push(ms)
      if (taken === 0) alone.push(ms)
    }
  }
  const of = (times: number[]) => {
    times.sort((a, b) => a - b)
    return { calls: times.length, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) }
  }
  return { ...of(all), undisturbed: of(alone) }
}

/**
 * Acts on a case of five hundred entries and more. *rules*: all guards asked on the facts. *decided*: every fact computed from its source first, the
 * signature of who acts included. *withProofs*: the same for acts that check a signed transaction or a block.
 */
function measureGuards(taken: readonly Taken[]): Record<string, unknown> {
  const late = taken.filter(({ position }) => position >= entriesBefore)
  const light = late.filter(({ kind }) => !proofs.includes(kind))
  return {
    rules: timeEach(late, 2000, (act) => act.rules()),
    decided: timeEach(light, 2000, (act) => act.again()),
    withProofs: timeEach(
      late.filter(({ kind }) => proofs.includes(kind)),
      40,
      (act) => act.again(),
    ),
  }
}

/** All acts of whole cases again: the rules on what was recorded, as `rules diff` asks them; and with every fact from its source. */
function measureWholeCases(taken: readonly Taken[], cases: number): Record<string, unknown> {
  const run = (count: number, call: (act: Taken) => { readonly allowed: boolean }) => {
    const start = process.hrtime.bigint()
    const before = process.cpuUsage()
    for (let i = 0; i < count; i++) {
      // Each stands for a case of its own, whose papers, payments and proofs nobody has looked at before.
      forgetRemembered()
      for (const act of taken) if (!call(act).allowed) throw new TypeError(`${act.kind} is refused`)
    }
    const { user, system } = process.cpuUsage(before)
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    return { cases: count, decisions: count * taken.length, seconds, processorSeconds: (user + system) / 1e6 }
  }
  return {
    entriesOfCase: taken.length,
    reDecided: { ...run(cases, (act) => act.rules()), targetSeconds: 60 },
    fromSources: { ...run(cases, (act) => act.again()), targetSeconds: 60 },
  }
}

// As a zone and the verifier of the command line do.
useNativeSha256()
useNativeEd25519()

const rounds = option('rounds', 5)
const { entrants, agreed } = await measureDecisions(rounds)
const [ours, prepared, stateless] = entrants as [(typeof entrants)[0], (typeof entrants)[0], (typeof entrants)[0]]
process.stderr.write(`${ratioLine(ours, [prepared, stateless])}\n`)
const ratios = ours.samples.map((sample, i) => sample / stateless.samples[i]!)

const guards = measureGuards(await walkCase(entriesBefore))
process.stderr.write(`guards on a case of ${entriesBefore} entries: ${JSON.stringify(guards)}\n`)

const whole = measureWholeCases(await walkCase(0), option('cases', 1000))
process.stderr.write(`whole cases: ${JSON.stringify(whole)}\n`)

process.stdout.write(
  `${JSON.stringify(
    {
      machine: machineLine(),
      decisions: { perSecond: entrants, ratioToStateless: median(ratios), target: 10, agreed },
      guards: { entriesBefore, ...guards, targetP99Ms: 1 },
      wholeCases: whole,
    },
    null,
    2,
  )}\n`,
)
process.exit(0)
