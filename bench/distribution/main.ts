/**
 * T6: two million claims shared to the fen, their tree and every proof. `node bench/distribution/main.ts [--count N] [--peer-count N] [--rounds N]`.
 * Each entrant is a process of its own, so that memory is its own; rounds interleave. The peers are installed at exact versions into the temporary folder
 * at first use, never into the project. One JSON object on stdout, a table on stderr.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawClaims } from './claims.ts'
import { merkleTreeJs, openZeppelin, ours, type Result } from './entrants.ts'

const peers = { '@openzeppelin/merkle-tree': '1.0.8', merkletreejs: '0.6.0' }
const names = ['ours', 'openzeppelin', 'merkletreejs'] as const
type Name = (typeof names)[number]

interface Run extends Result {
  /** Largest resident memory of the process, bytes. */
  readonly rssBytes: number
}

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000000' },
    'peer-count': { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '6' },
    entrant: { type: 'string' },
  },
})
const folder = join(tmpdir(), 'sluice-distribution-peers')
const seed = Number(values.seed)

if (values.entrant === undefined) await compare()
else await runOne(values.entrant as Name, Number(values.count))

async function runOne(name: Name, count: number): Promise<void> {
  const table = drawClaims(count, seed)
  const found =
    name === 'ours'
      ? ours(table)
      : name === 'openzeppelin'
        ? await openZeppelin(table, folder)
        : await merkleTreeJs(table, folder)
  const run: Run = { ...found, rssBytes: process.resourceUsage().maxRSS * 1024 }
  process.stdout.write(JSON.stringify(run))
}

async function compare(): Promise<void> {
  installPeers()
  const counts: Record<Name, number> = {
    ours: Number(values.count),
    openzeppelin: Number(values['peer-count']),
    merkletreejs: 10 * Number(values['peer-count']),
  }
  const runs: Record<Name, Run[]> = { ours: [], openzeppelin: [], merkletreejs: [] }
  for (let round = 0; round < Number(values.rounds); round++)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) runs[name].push(child(name, counts[name]))
  const medians = names.map((name) => ({ name, ...median(runs[name]) }))
  const own = medians[0]!
  // A peer is slower than linear in the number of claims; taking it as linear is in its favour.
  const ratios = medians.slice(1).map((peer) => ({
    peer: peer.name,
    ratio: (peer.cpuMs / peer.count / (own.cpuMs / own.count)).toFixed(1),
  }))
  const oneRoot = runs.ours.every(({ root }) => root === own.root)
  if (!oneRoot) throw new Error('one seed gave two roots')
  for (const { name, count, allocateMs, treeMs, proofsMs, totalMs, cpuMs, rssBytes, proofBytes } of medians) {
    process.stderr.write(
      `${name.padEnd(13)} ${String(count).padStart(9)} claims  allocate ${ms(allocateMs)}  tree ${ms(treeMs)}  proofs ${ms(proofsMs)}  total ${ms(totalMs)}  processor ${ms(cpuMs)}  ${(rssBytes / 2 ** 20).toFixed(0)} MiB  proof ${proofBytes.toFixed(0)} B\n`,
    )
  }
  for (const { peer, ratio } of ratios) process.stderr.write(`processor time per claim: ${ratio} x less than ${peer}\n`)
  process.stdout.write(
    `${JSON.stringify({ seed, node: process.version, rounds: Number(values.rounds), medians, ratios }, null, 2)}\n`,
  )
}

function child(name: Name, count: number): Run {
  const args = [new URL(import.meta.url).pathname, '--entrant', name, '--count', String(count), '--seed', String(seed)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Run
}

function median(runs: readonly Run[]): Run {
  return [...runs].sort((a, b) => a.cpuMs - b.cpuMs)[Math.floor(runs.length / 2)]!
}

function ms(value: number): string {
  return `${value.toFixed(0).padStart(6)} ms`
}

function installPeers(): void {
  if (existsSync(join(folder, 'node_modules', 'merkletreejs'))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"peers","version":"1.0.0","private":true}\n')
  const wanted = Object.entries(peers).map(([name, version]) => `${name}@${version}`)
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...wanted],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(stderr)
}
