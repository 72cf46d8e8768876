/**
 * Measures of the log (issue "The record that nobody can rewrite", rows T2a, T2b, T2c and T7). Everything in one run on one machine:
 * ours, the limit of the machine, and Go's tree where Debian's packages are installed.
 *
 *   node bench/record/log.ts [--quick] [--out FILE]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { startPostgres } from '../../src/host/store/postgres.ts'
import { httpLine, measureHttpAppend } from './httpAppend.ts'
import { ratioLine, type Samples } from './measure.ts'
import { measureAppend, measureProofs } from './memory.ts'
import { buildPeer } from './peer.ts'
import { measureRecovery, recoveryLine } from './recovery.ts'
import { actionLine, measureActions } from './wholeAction.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } } })
const rounds = values.quick ? 2 : 5
const leaves = values.quick ? 100_000 : 1_000_000

useNativeSha256()
useNativeEd25519()
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const others = (all: readonly Samples[]) => all.filter(({ name }) => /^(limit|peer)/.test(name))

const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
say(`machine: ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
const peer = buildPeer(folder)
if (peer === undefined) say('peer: skipped, golang-go and golang-golang-x-mod-dev are not installed')

pin('0')
const memory = { folder, rounds, peer }
const append = await measureAppend({ ...memory, leaves: leaves / 5, entryBytes: 300 })
sayAppend(append, 'entries of 300 bytes')
const bare = await measureAppend({ ...memory, leaves: leaves / 5, entryBytes: 32 })
sayAppend(bare, 'leaves of 32 bytes, as ours are')
const proofs = await measureProofs({ ...memory, leaves, entryBytes: 32 })
const [made, verified, path] = proofs as [Samples, Samples, Samples]
say(
  ratioLine(
    made,
    proofs.filter(({ name }) => name === 'peer: Go made'),
  ),
)
say(ratioLine(verified, [path, ...proofs.filter(({ name }) => name === 'peer: Go verified')]))
say(`inclusion verify at ${leaves.toLocaleString('en')} leaves: ${(1e6 / verified.median).toFixed(1)} µs`)
pin(`0-${machine.cores - 1}`)

const postgres = await startPostgres({ folder: join(folder, 'postgres') })
try {
  const http = await measureHttpAppend({ postgres, folder, rounds, seconds: values.quick ? 2 : 8, connections: 128 })
  say(httpLine(http))
  const actions = await measureActions({ postgres, folder, rounds, actions: values.quick ? 800 : 4_000, cases: 8 })
  say(actionLine(actions))
  const recovery = await measureRecovery({ postgres, leaves, rounds })
  say(recoveryLine(recovery))
  if (values.out !== undefined) {
    writeFileSync(values.out, JSON.stringify({ machine, append, bare, proofs, http, actions, recovery }, undefined, 1))
  }
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

function sayAppend(samples: readonly Samples[], what: string): void {
  const [inMemory, toFile] = samples as [Samples, Samples]
  say(
    `${ratioLine(
      inMemory,
      others(samples).filter(({ name }) => !name.includes('writes')),
    )} (${what})`,
  )
  say(`${ratioLine(toFile, others(samples))} (${what})`)
}

/** Keeps this process on the cores given, where the machine can do that. */
function pin(list: string): void {
  spawnSync('taskset', ['-apc', list, String(process.pid)])
}
