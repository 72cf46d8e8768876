import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { readLicences } from '../../src/core/rules/readLicences.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import type { MemoryZone } from '../simulation/memoryZone.ts'
import { serveMemoryZone } from '../simulation/serveMemoryZone.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'
import { dataDir } from '../support/data.ts'

const root = resolve(import.meta.dirname, '../..')
const shipped = join(root, 'packs/registers/licences.json')
const folder = mkdtempSync(join(tmpdir(), 'sluice-register-'))
let sim: Simulation
let server: Awaited<ReturnType<typeof serveMemoryZone>>
let zone: MemoryZone
let url = ''

const keyFile = (name: string, person: string, key = personKey(sim.seed, person).secretKey): string => {
  const path = join(folder, `${name}.json`)
  const secretKey = bytesToHex(key as Uint8Array)
  writeFileSync(path, JSON.stringify({ person, org: 'administration', role: 'administrator', secretKey }))
  chmodSync(path, 0o600)
  return path
}

let first = ''
let second = ''
beforeAll(async () => {
  sim = await simulate()
  zone = sim.zones.offshore.fork()
  server = await serveMemoryZone(zone)
  url = server.url
  first = keyFile('first', administrators[0]!)
  second = keyFile('second', administrators[1]!)
})
afterAll(async () => {
  await server.stop()
  await sim.end()
  rmSync(folder, { recursive: true, force: true })
})

const on = (call: string) => sluice([...call.split(' '), '--zone', url])
const count = () => (zone.streamOf('registers')!.state as { licences: unknown[] }).licences.length

describe('sluice register import', () => {
  test('shows what would begin, and sends nothing', async () => {
    const before = count()
    const { exit, out } = await on(`register import ${shipped}`)
    expect([exit, count()]).toEqual([0, before])
    expect(out).toContain('+ victory-fintech Victory Fintech Company Limited: added\n')
    expect(out).toContain('12 entities added, 0 changed, 0 ended.\n')
  })
  test('is proposed by one administrator, and recorded when the second has read and signed it', async () => {
    const proposal = join(folder, 'import.json')
    expect(await on(`register import ${shipped} --key ${first} -o ${proposal}`)).toMatchObject({ exit: 0 })
    const before = count()
    const alone = await on(`countersign ${proposal} --key ${first}`)
    expect([alone.exit, count()]).toEqual([1, before])
    const { exit, err } = await on(`countersign ${proposal} --key ${second}`)
    expect([exit, count()]).toEqual([0, before + 16])
    expect(err).toContain('"licence": "SFO Type 1 and 7; AMLO s. 53ZRK, BPL992 (unverified)"')
    expect((await on(`register import ${shipped}`)).out).toContain('0 entities added, 0 changed, 0 ended.\n')
  })
  test('what a newer register no longer has is shown as ended, and ends', async () => {
    const table = join(folder, 'table.csv')
    await sluice(`register convert ${shipped} ${table}`)
    const text = readFileSync(table, 'utf8')
    const lines = text.split('\n').filter((line) => !line.startsWith('yax,'))
    writeFileSync(table, lines.join('\n').replace('restricted scope until', 'restricted scope till'))
    const preview = jsonOf<{ entities: { entity: string; change: string; fields: string[] }[] }>(
      await on(`register import ${table} --at 2026-04-01 --json`),
    )
    expect(preview.entities.find(({ entity }) => entity === 'yax')).toMatchObject({ change: 'ended' })
    expect(preview.entities.filter(({ change }) => change === 'changed').map(({ fields }) => fields)).toContainEqual([
      'conditions',
    ])
    const sent = await on(`register import ${table} --at 2026-04-01 --key ${first} --second-key ${second} --json`)
    expect(jsonOf(sent)).toMatchObject({ ok: true, outcome: 'appended', kind: 'licences.imported' })
    const shown = async (call: string) =>
      jsonOf<{ licences: { entity: string }[] }>(await on(`register show --entity yax --json ${call}`)).licences.length
    const known = '2026-03-02T00:00:00.000Z'
    expect(await shown('--at 2026-03-31')).toBe(1)
    expect(await shown('--at 2026-04-01')).toBe(0)
    expect(await shown(`--at 2026-04-01 --known ${known}`)).toBe(0)
    expect(await shown('--at 2025-01-26')).toBe(0)
  })
  test.each([
    ['no register', 'text that is none', '', 2],
    ['rows in doubt, without --leave-out', undefined, '', 1],
  ])('%s: nothing is sent', async (_, text, more, exit) => {
    const file = join(folder, 'faulty.csv')
    const table = readFileSync(join(folder, 'table.csv'), 'utf8')
    writeFileSync(file, text ?? table.replace('2024-12-18', '18/12/2024'))
    const before = count()
    const answer = await on(`register import ${file} --key ${first} --second-key ${second}${more}`)
    expect([answer.exit, count()]).toEqual([exit, before])
    if (text === undefined)
      expect(answer.err).toContain('column "from": found "18/12/2024"; expected a day such as 2026-11-24. Left out.')
  })
  test('--leave-out imports the rest, and ends nothing of whom a row is in doubt', async () => {
    const file = join(folder, 'faulty.csv')
    const at = '--at 2026-05-01'
    expect(readLicences(readFileSync(file, 'utf8')).inDoubt.length).toBe(1)
    const { out, exit } = await on(`register import ${file} ${at} --leave-out --key ${first} --second-key ${second}`)
    expect([exit, out.includes('0 ended')]).toEqual([0, true])
  })
})

const dir = dataDir()
test.skipIf(dir === undefined)(
  'two publications of ESMA are compared without a zone, every flaw by its line',
  async () => {
    const file = (day: string) => join(dir!, `registers/dev/esma_CASP_${day}.raw.csv`)
    const { exit, out, err } = await sluice(`register import ${file('20260106')} --against ${file('20251215')}`)
    expect([exit, out.includes('23 entities added, 0 changed, 0 ended.')]).toEqual([0, true])
    expect(err).toContain(
      'esma_CASP_20251215.raw.csv line 50, column "ae_lei": found "9.60E+19"; expected a legal entity identifier',
    )
  },
)
