/** What two administrators do with the command line alone, over two real zones: a lost key of a log, and a deletion. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrators, keyFileOf } from '../../sandbox/rehearsal/cast.ts'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { formatAnySigner, logVerifierKey, parseAnySigner } from '../../src/core/record/log/anyKey.ts'
import { spelledKey } from '../../src/core/record/log/enrolledKeys.ts'
import { textOf } from '../../verifier/library.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import { entrustIn, type Kind, type Pair, startPair, testKinds, until } from '../support/pair.ts'

const seed = 'two-persons'
let pair: Pair
beforeAll(async () => {
  pair = await startPair({ seed })
  for (const person of administrators)
    file(`${person}.key`, keyFileOf({ seed, person, org: 'administration', role: 'administrator' }))
})
afterAll(() => pair?.end())

function file(name: string, text: string): void {
  writeFileSync(join(pair.folder, name), text)
  chmodSync(join(pair.folder, name), 0o600)
}
const read = (name: string) => readFileSync(join(pair.folder, name), 'utf8').trim()
const on = (kind: Kind, words: readonly string[]) =>
  sluice(words, {
    folder: pair.folder,
    zone: pair.zones[kind].client.url,
    env: { SLUICE_KEY: join(pair.folder, `${administrators[0]}.key`) },
  })
const first = ['--key', `${administrators[0]}.key`]
const second = ['--key', `${administrators[1]}.key`]

async function entryCount(kind: Kind, entryKind: string): Promise<number> {
  const { rows } = await pair.zones[kind].pool.query<{ count: number }>(
    'select count(*)::int as count from entries where kind = $1',
    [entryKind],
  )
  return rows[0]!.count
}

async function verifyCase(): Promise<ReturnType<typeof verifyBundle>> {
  const { onshore, offshore } = pair.zones
  const { peer } = await onshore.client.get<{ peer: { stream: string } }>(`/api/cases/${onshore.client.caseId}`)
  let parts: ZonePart[] = []
  await until('cosigned heads', async () => {
    parts = await Promise.all([
      onshore.client.get<ZonePart>(`/api/cases/${onshore.client.caseId}/export`),
      offshore.client.get<ZonePart>(`/api/cases/${peer.stream}/export`),
    ])
    return parts.every(({ checkpoint }) => checkpoint.includes('/witness '))
  })
  return verifyBundle({ bundle: writeBundle(parts), kindsOnshore: testKinds, kindsOffshore: [] })
}

async function crossed(units: number): Promise<void> {
  const entry = await entrustIn(pair, units)
  await until('the acknowledgement', async () => {
    const { pool } = pair.zones.onshore
    return (await pool.query("select from outbox where key = $1 and state = 'done'", [`cross ${entry}`])).rowCount === 1
  })
}

test('the lost key of a log is replaced: proposed here, confirmed there, recorded by two administrators in both zones', async () => {
  await crossed(1)
  const { onshore, offshore } = pair.zones
  const { zone, origin, logKey } = offshore.keys
  const replace = ['key', 'replace', 'lost.json', '--lost', logVerifierKey(logKey), '--new', 'new.key', '--holder', zone, '--reason', 'store burnt'] // biome-ignore format: one call
  expect((await on('offshore', ['key', 'new', 'new.key', '--name', origin])).exit).toBe(0)
  expect((await on('offshore', replace)).out).toContain('the other zone confirms it')
  const bySelf = ['--second-key', `${administrators[1]}.key`]
  const alone = await on('offshore', ['key', 'record', 'lost.json', ...first, ...bySelf])
  expect([alone.exit, alone.err]).toEqual([2, expect.stringContaining('otherKey')])
  // Confirmed by nobody else: a rule refuses it, whoever signs.
  await on('offshore', ['key', 'confirm', 'lost.json', '--key', 'new.key', '--out', 'self.json'])
  const itself = await on('offshore', ['key', 'record', 'self.json', ...first, ...bySelf])
  expect([itself.exit, itself.err]).toEqual([1, expect.stringContaining('HOUSE-logkey-replaced')])
  file('onshore.key', formatAnySigner(onshore.keys.logKey))
  const confirmed = await on('onshore', [
    'key',
    'confirm',
    'lost.json',
    '--key',
    'onshore.key',
    '--out',
    'confirmed.json',
  ])
  expect([confirmed.exit, confirmed.out]).toEqual([0, expect.stringContaining('sluice key record confirmed.json')])
  // The zone goes on with the new key: the old one is gone.
  await offshore.restart({ secrets: { logKey: read('new.key') } })
  for (const kind of ['offshore', 'onshore'] as const) {
    const kept = `${kind}-act.json`
    expect((await on(kind, ['key', 'record', 'confirmed.json', ...first, '-o', kept])).out).toContain('signed by one')
    // The same person twice is one person.
    const twice = await on(kind, ['countersign', kept, ...first])
    expect([twice.exit, await entryCount(kind, 'logKey.replaced')]).toEqual([1, 0])
    const done = await on(kind, ['countersign', kept, ...second])
    expect([done.exit, done.out]).toEqual([0, expect.stringContaining('logKey.replaced: recorded as entry')])
    // What is signed was shown before it was signed.
    expect(done.err).toContain('store burnt')
    expect((await on(kind, ['countersign', kept, ...second])).out).toContain('recorded before')
    expect(await entryCount(kind, 'logKey.replaced')).toBe(1)
  }
  await crossed(2)
  const report = await verifyCase()
  expect(report.faults).toEqual([])
  const [old, key] = [logKey, parseAnySigner(read('new.key'))].map((one) => spelledKey(logVerifierKey(one), 'log'))
  expect(report.keys.find((one) => one.key === key && one.zone === zone)).toMatchObject({ use: 'log', follows: old })
})

test('a name is deleted under a duty: asked for by one, done by the second, gone from the store, shown as deleted', async () => {
  const { client, pool } = pair.zones.onshore
  const document = await client.document('the register of staff')
  await client.found('organisation.enrolled', { org: 'psb-2', role: 'police', family: 'psb-2', name: 'SANDBOX', document }, [document]) // biome-ignore format: one act
  const { entry } = await client.found('person.enrolled', { person: 'p-gone', org: 'psb-2', roles: ['case-officer'], personalName: 'SANDBOX 王某' }) // biome-ignore format: one act
  const ask = (value: string, ...rest: string[]) =>
    on('onshore', [
      'delete',
      '--value',
      value,
      '--duty',
      'pipl-47-1-purpose-achieved',
      '--source',
      'request 2036-7',
      ...rest,
    ])
  expect((await ask(`${entry}:name`, ...first, '-o', 'x.json')).exit).toBe(2)
  expect((await ask(`${entry}:personalName`, ...first)).err).toContain('Two administrators sign')
  const kept = await ask(`${entry}:personalName`, ...first, '-o', 'deletion.json')
  expect([kept.exit, kept.out]).toEqual([0, 'deletion.json: signed by one.\n'])
  const vault = async () =>
    (await pool.query<{ value: string | null; duty: string | null }>('select value, duty from vault where entry = $1', [Buffer.from(entry, 'hex')])).rows // biome-ignore format: one query
  expect(await vault()).toEqual([{ value: '"SANDBOX 王某"', duty: null }])
  expect((await on('onshore', ['countersign', 'deletion.json', ...first])).exit).toBe(1)
  // Signed for this zone; elsewhere it is nothing.
  expect((await on('offshore', ['countersign', 'deletion.json', ...second])).exit).not.toBe(0)
  // Another name in what the first signed.
  const signed = JSON.parse(read('deletion.json')) as { payload: Record<string, unknown> }
  file('other.json', JSON.stringify({ ...signed, payload: { ...signed.payload, source: 'no request at all' } }))
  expect((await on('onshore', ['countersign', 'other.json', ...second])).exit).toBe(1)
  expect(await vault()).toEqual([{ value: '"SANDBOX 王某"', duty: null }])
  const done = await on('onshore', ['countersign', 'deletion.json', '--json', ...second])
  expect(jsonOf(done)).toMatchObject({ ok: true, outcome: 'appended', kind: 'value.deleted' })
  expect(await vault()).toEqual([{ value: null, duty: 'pipl-47-1-purpose-achieved: request 2036-7' }])
  const again = await ask(`${entry}:personalName`, ...first, '--second-key', `${administrators[1]}.key`)
  expect([again.exit, again.out]).toEqual([0, expect.stringContaining('recorded before')])
  await crossed(3)
  const report = await verifyCase()
  expect(report.faults).toEqual([])
  expect(report.withheld.find(({ entry: of }) => of === entry)).toMatchObject({
    what: 'field',
    name: 'payload.personalName',
    deleted: { duty: 'pipl-47-1-purpose-achieved', source: 'request 2036-7' },
  })
  expect(textOf(report, 'zh-CN')).not.toContain('王某')
})
