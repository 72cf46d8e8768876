import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { commands } from '../../src/host/cli/commands.ts'
import { run } from '../../src/host/cli/run.ts'
import { computeTerms } from '../../src/onshore/distribution/courtPlan.ts'
import type { Simulation } from '../simulation/simulate.ts'
import { arrange, change, register } from './arrange.ts'

const fen = '1000000007'
const rows = Array.from(
  { length: 50 },
  (_, i) => `V${String(i).padStart(3, '0')} victim restitution ${30_000_000 + i} ${i}`,
)
const folder = mkdtempSync(join(tmpdir(), 'sluice-claims-'))
const bundle = join(folder, 'case.sluice')
let root: string

/** The zone onshore as a bundle's part; the proofs of its log are another suite's. */
function bundled(sim: Simulation): string {
  const { onshore } = sim.zones
  const streams = [...onshore.streams.values()].map((stream) => ({
    id: stream.id,
    kind: stream.kind,
    entries: stream.entries.map((id) => ({
      entry: onshore.entries.get(id)!.entry,
      index: onshore.entries.get(id)!.index,
      proof: [],
    })),
  }))
  const documents = Object.fromEntries(onshore.documents)
  const { id, kind } = onshore.parameters
  return writeBundle([{ zone: id, kind, world: 'rehearsal', checkpoint: 'none', streams, documents, crossings: {} }])
}

async function call(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = ''
  let err = ''
  const code = await run(commands, args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    env: {},
    folder,
    now: () => new Date(0),
  })
  return { code, out, err }
}

beforeAll(async () => {
  const sim = await arrange([{ lot: 'A', outcome: 'return', credited: fen, stage: 'classified' }], {
    returnsTo: ['victim'],
  })
  await sim.onshore.approved(
    {
      by: 'p-zhang',
      kind: 'basis.judged',
      subject: { lot: 'A' },
      payload: { judgment: sim.judgment, outcome: 'return', serviceOn: '2026-06-02', mapping: false },
      documents: [sim.judgment],
    },
    ['p-chen'],
  )
  change(sim, (state) => ({ ...state, stages: { ...state.stages, 'lot A': 'tested' } }))
  const claims = await register(sim, rows)
  const { files } = sim.zones.onshore.streams.get(claims)!.state as { files: never[] }
  const plan = await file(sim, sim.onshore, 'court', 'distribution-plan', { method: 'net' })
  const computed = computeTerms({
    plan: { method: 'net' },
    pots: [{ pot: 'forfeitable', lots: ['A'], total: fen }],
    returnsTo: ['victim'],
    files,
    document: (sha) => sim.zones.onshore.documents.get(sha)!,
  })
  root = computed.root!
  const shares = [{ to: 'claimants', rank: 'restitution', amount: fen }]
  const payload = { pot: 'forfeitable', method: 'net', plan, total: fen, shares, claims, files: 1, count: 50, root }
  await sim.onshore.approved(
    { by: 'p-zhang', kind: 'distribution.decided', subject: { lot: 'A' }, payload, documents: [plan] },
    ['p-zhao', 'p-sun'],
  )
  writeFileSync(bundle, bundled(sim))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('sluice claim', () => {
  test('proves a claim from a bundle, and checks it against the root that the case records', async () => {
    expect(await call('claim', 'prove', 'V007', '--bundle', bundle, '--out', 'V007.json')).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    const checked = await call('claim', 'check', 'V007.json', '--bundle', bundle)
    expect(checked.out).toMatchInlineSnapshot(`
      "The claim stands under the root that the case records.
      V007
      Loss found: ¥300000.07
      Repaid before: ¥0.07
      From forfeited property: ¥200000.00
      From lawful property: ¥0.00
      Not proved: that the bank has paid it, and that the loss found is right.
      "
    `)
    expect(await call('claim', 'check', 'V007.json', '--root', root, '--json')).toMatchObject({ code: 0 })
  })
  test('a proof alone shows nothing', async () => {
    expect((await call('claim', 'check', 'V007.json')).code).toBe(2)
  })
  test('a changed proof, or another root, is refused', async () => {
    const text = readFileSync(join(folder, 'V007.json'), 'utf8')
    writeFileSync(join(folder, 'more.json'), text.replace('"forfeitable": "', '"forfeitable": "9'))
    expect((await call('claim', 'check', 'more.json', '--bundle', bundle)).code).toBe(1)
    expect((await call('claim', 'check', 'V007.json', '--root', '0'.repeat(64))).code).toBe(1)
    writeFileSync(join(folder, 'none.json'), '{}')
    expect((await call('claim', 'check', 'none.json', '--root', root)).code).toBe(2)
  })
  test('a claim that nobody made, a bundle without a distribution, two wishes at once', async () => {
    expect((await call('claim', 'prove', 'V999', '--bundle', bundle)).code).toBe(2)
    expect((await call('claim', 'prove', 'V007', '--bundle', bundle, '--root', '0'.repeat(64))).code).toBe(2)
    expect((await call('claim', 'prove', 'V007', '--all', '--bundle', bundle)).code).toBe(2)
  })
  const hasPython = spawnSync('python3', ['--version']).status === 0
  test.skipIf(!hasPython)('a reader in another language, written apart, comes to the same', () => {
    const reader = new URL('../../examples/claims/check_claim.py', import.meta.url).pathname
    const read = (name: string, under: string) =>
      spawnSync('python3', [reader, join(folder, name), under], { encoding: 'utf8' })
    expect(read('V007.json', root)).toMatchObject({ status: 0, stdout: expect.stringContaining('V007: ') })
    expect(read('more.json', root).status).toBe(1)
    expect(read('V007.json', '0'.repeat(64)).status).toBe(1)
  })
})
