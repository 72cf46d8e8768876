import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey } from '../../sandbox/rehearsal/cast.ts'
import { sandboxList, sandboxListed } from '../../sandbox/rehearsal/screen.ts'
import type { Registers } from '../../src/core/case/registers.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import type { MemoryZone } from '../simulation/memoryZone.ts'
import { serveMemoryZone } from '../simulation/serveMemoryZone.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-list-'))
const at = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
let sim: Simulation
let zone: MemoryZone
let server: Awaited<ReturnType<typeof serveMemoryZone>>
let url = ''
let keys: readonly string[] = []

beforeAll(async () => {
  sim = await simulate()
  zone = sim.zones.offshore.fork()
  server = await serveMemoryZone(zone)
  url = server.url
  keys = administrators.map((person, n) => {
    const secretKey = bytesToHex(personKey(sim.seed, person).secretKey as Uint8Array)
    const path = at(`${n}.json`, JSON.stringify({ person, org: 'administration', role: 'administrator', secretKey }))
    chmodSync(path, 0o600)
    return path
  })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
  await sim.end()
})

const kept = () => (zone.streamOf('registers')!.state as Registers).lists!.filter(({ list }) => list === 'hk-unso')

describe('sluice list import', () => {
  const rows = [{ name: sandboxListed.name }, { name: 'SANDBOX Newcomer' }]

  test('shows what begins and what is gone, and sends nothing without a key', async () => {
    const before = kept().length
    const file = at('next.jsonl', `${sandboxList('hk-unso', rows)}nothing of the kind\n`)
    const { exit, out, err } = await sluice(['list', 'import', file, '--zone', url])
    expect(exit).toBe(0)
    expect(err).toContain('line 4: found "nothing of the kind"')
    expect(out).toContain('+ line 3, name: SANDBOX Newcomer')
    expect(out).toContain(`- was line 3, address: ${sandboxListed.address}`)
    expect(out).toContain('1 begin, 1 are gone.')
    expect(kept().length).toBe(before)
  })

  test('is signed by two and kept by its hash; the same once more says that it was looked up', async () => {
    const file = at('next.jsonl', sandboxList('hk-unso', rows))
    const words = ['list', 'import', file, '--zone', url, '--key', keys[0]!, '--second-key', keys[1]!, '--json']
    const first = await sluice(words)
    expect([first.exit, jsonOf(first)]).toMatchObject([0, { ok: true, outcome: 'appended', kind: 'list.imported' }])
    expect(kept().at(-1)).toMatchObject({ force: 'binding-hong-kong', subjects: 2, publishedOn: '2020-01-05' })
    sim.at('2026-03-09T01:00:00.000Z')
    expect((await sluice(words)).exit).toBe(0)
    expect(kept().map(({ checkedOn }) => checkedOn)).toEqual(['2026-03-02', '2026-03-09'])
  })

  test('what is no list, or cannot be named, is told', async () => {
    const wrong = async (...words: string[]) => {
      const { exit, err } = await sluice(['list', 'import', ...words, '--zone', url])
      return [exit, err.split('\n')[0]] as const
    }
    expect(await wrong(at('no.txt', 'no list'))).toEqual([2, expect.stringContaining('line 1: expected {"format"')])
    const tags = at('tags.jsonl', `{"address": "${sandboxListed.address}", "label": "x"}\n`)
    expect(await wrong(tags)).toEqual([2, expect.stringContaining('name it with --list ID')])
    expect(await wrong(tags, '--list', 'mine')).toEqual([2, expect.stringContaining('say --issuer TEXT and --force')])
    expect(await wrong(tags, '--list', 'us-sdn', '--key', keys[0]!, '--second-key', keys[1]!)).toEqual([
      2,
      expect.stringContaining('say --published DAY'),
    ])
  })
})

describe('sluice list screen', () => {
  const subjects = () =>
    at(
      'subjects.json',
      JSON.stringify({
        format: 'sluice/screened/1',
        addresses: ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT', sandboxListed.address],
        persons: [{ name: 'somebody' }],
      }),
    )
  test('finds what is listed by list, force, line and subject, and labels beside it', async () => {
    const list = at('unso.jsonl', sandboxList('hk-unso'))
    const labels = at('labels.txt', `a\tb\n${sandboxListed.address}\tSANDBOX label\n`)
    const { exit, out } = await sluice(['list', 'screen', subjects(), `hk-unso=${list}`, '--labels', labels, '--json'])
    expect([exit, JSON.parse(out)]).toMatchObject([
      1,
      {
        hits: [{ list: 'hk-unso', force: 'binding-hong-kong', line: 3, subject: 1 }],
        labels: [{ line: 2, subject: 1, says: 'SANDBOX label' }],
      },
    ])
    expect(readFileSync(`${labels}.index`).length).toBeGreaterThan(512)
  })
  test('labels alone stop nothing; a file of another list is told', async () => {
    const labels = at('labels.txt', `a\tb\n${sandboxListed.address}\tSANDBOX label\n`)
    expect((await sluice(['list', 'screen', subjects(), '--labels', labels])).exit).toBe(0)
    const list = at('unso.jsonl', sandboxList('hk-unso'))
    const { exit, err } = await sluice(['list', 'screen', subjects(), `hk-wmd=${list}`])
    expect([exit, err]).toEqual([2, expect.stringContaining('the file says that it is hk-unso')])
    expect((await sluice(['list', 'screen', subjects()])).exit).toBe(2)
  })
})
