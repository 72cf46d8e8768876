import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import {
  holdWords,
  openRestrictedRegister,
  type RestrictedRegister,
} from '../../src/host/restricted/restrictedRegister.ts'
import { migrate } from '../../src/host/store/migrate.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'
import { withTestDatabase } from '../support/database.ts'
import { hk } from './packs.ts'

const root = resolve(import.meta.dirname, '../..')
const database = withTestDatabase({ empty: true })
const at = '2026-03-02T01:00:00.000Z'
const words = 'SANDBOX-STR-7741 structuring suspected'

let register: RestrictedRegister
beforeAll(async () => {
  await migrate({ url: database.url, folder: join(root, 'src/host/restricted/sql') })
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(
    "insert into readers (person, named_by, from_at) values ('p-mlro', 'p-mlro', '2026-01-01T00:00:00.000Z')",
  )
  await client.end()
  register = openRestrictedRegister(database.url)
})
afterAll(() => register.close())

describe('the restricted register', () => {
  const ask = (person: string, about: string) =>
    register.about({ person, about, at }).then(
      (items) => items.map((item) => `${item.kind}: ${item.detail}`),
      (error: Error) => error.message,
    )
  test('answers its officer; everybody else, and where there is nothing, in the same words', async () => {
    await register.note({ kind: 'report', about: 'deposit-17', detail: words, madeBy: 'p-mlro', madeAt: at })
    expect(await ask('p-mlro', 'deposit-17')).toEqual([`report: ${words}`])
    expect([
      await ask('p-trader', 'deposit-17'),
      await ask('p-trader', 'deposit-18'),
      await ask('p-mlro', 'deposit-18'),
    ]).toEqual(Array(3).fill('there is nothing here.'))
  })
  test('takes nothing from who is not named, and lets a reader name another', async () => {
    const note = (madeBy: string) =>
      register.note({ kind: 'no-consent', about: 'deposit-19', detail: words, madeBy, madeAt: at })
    await expect(note('p-deputy')).rejects.toThrow('there is nothing here.')
    await expect(register.nameReader({ person: 'p-deputy', by: 'p-trader', at })).rejects.toThrow(
      'there is nothing here.',
    )
    await register.nameReader({ person: 'p-deputy', by: 'p-mlro', at })
    await note('p-deputy')
    expect(await ask('p-mlro', 'deposit-19')).toEqual([`no-consent: ${words}`])
  })
  test('changes nothing that stands, and notes every look', async () => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await expect(client.query("update items set detail = 'x'")).rejects.toThrow('is not changed')
    await expect(client.query('delete from looks')).rejects.toThrow('is not changed')
    const { rows } = await client.query<{ n: string }>(
      "select count(*)::text as n from looks where person = 'p-trader' and not allowed",
    )
    expect(rows[0]?.n).toBe('2')
    await client.end()
  })
})

test('nothing of a zone reaches the restricted register: no file of the product imports it', () => {
  const files = ['src', 'sandbox', 'verifier', 'web/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const importing = files.filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      !file.startsWith('src/host/restricted/') &&
      readFileSync(join(root, file), 'utf8').includes('restrictedRegister'),
  )
  expect(importing).toEqual([])
})

describe('a venue’s hold, whatever is behind it', () => {
  let sim: Simulation
  beforeAll(async () => {
    sim = await simulate({ world: true })
    const { held, inventory } = await seize(sim)
    await entrust(sim, { held, inventory, depositFen: 120_000_000n })
    for (const hold of ['behind-a-report', 'behind-nothing']) {
      await sim.offshore.act({
        by: 'p-ng',
        kind: 'hold.placed',
        payload: { hold, kind: 'venue-hold', reason: holdWords, lots: ['A'], reviewOn: '2026-04-01', mayLift: 'trust' },
      })
    }
  }, 240_000)
  afterAll(() => sim.end())
  test('reads the same whatever is behind it, in the record and in the state', () => {
    const entries = sim.entriesOf('offshore').filter(({ entry }) => entry.header.kind === 'hold.placed')
    const said = entries.map(({ entry }) =>
      Object.fromEntries(
        Object.entries(entry.fields)
          .filter(([name]) => name.startsWith('payload.') && name !== 'payload.hold')
          .map(([name, { value }]) => [name, value]),
      ),
    )
    expect([said.length, said[0]]).toEqual([2, said[1]])
    const { holds } = sim.stateOf('offshore')
    expect(holds['behind-a-report']).toEqual(holds['behind-nothing'])
  })
  test('is refused with any other words, so that two holds never read otherwise', () => {
    const rule = hk.rules.find((each) => each.id === 'HK-G-7.6-restricted')!
    expect(rule.kinds).toEqual(['hold.placed'])
    const hold = sim.zones.offshore.parameters.kinds.get('hold.placed')!
    const said = (reason: string) =>
      (hold.facts.reasonRestricted as (input: object) => { ok: boolean })({ payload: { kind: 'venue-hold', reason } })
        .ok
    expect([said(holdWords), said('STR filed'), said(`${holdWords}.`), said('compliance review')]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
  test('leaves no word of a report in entries, documents, effects or packs of either zone', () => {
    const all = (['onshore', 'offshore'] as const).flatMap((kind) => {
      const zone = sim.zones[kind]
      const states = [...zone.streams.values()].map((stream) => JSON.stringify(stream.state))
      return [
        ...states,
        ...[...zone.entries.values()].map(({ entry }) => JSON.stringify(entry)),
        JSON.stringify(zone.outbox),
      ]
    })
    const telling = /\bSTR\b|suspicio|JFIU|no-consent|no consent|可疑交易|聯合財富情報組|联合财富情报组|不同意處理/i
    expect(all.filter((text) => telling.test(text))).toEqual([])
  })
})
