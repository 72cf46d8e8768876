import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removePostgres } from '../store/place.ts'
import { type EmbeddedPostgres, startPostgres } from '../store/postgres.ts'
import { createRestrictedRegister, makeLogin, openRestrictedRegister } from './restrictedRegister.ts'

const at = '2026-03-02T01:00:00.000Z'
const words = 'SANDBOX-STR-7741 structuring suspected'
let folder = ''
let server: EmbeddedPostgres
let officerUrl = ''
const urls: Record<string, string> = {}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-restricted-'))
  server = await startPostgres({ folder })
  const of = { adminUrl: server.adminUrl, institution: 'platform_a' }
  const made = { ...of, ownerPassword: 'SANDBOX-owner', officer: 'p-mlro', officerPassword: 'SANDBOX-officer', at }
  officerUrl = (await createRestrictedRegister(made)).url
  await expect(createRestrictedRegister(made)).rejects.toThrow('is there already')
  for (const person of ['p-deputy', 'p-trader'])
    urls[person] = (await makeLogin({ ...of, person, password: `SANDBOX-${person}` })).url
}, 60_000)
afterAll(async () => {
  await server.stop()
  await removePostgres({ folder })
})

/** Opens the register as a person, says what came of it, and lets go. */
async function as(
  person: string,
  act: (register: ReturnType<typeof openRestrictedRegister>) => Promise<unknown>,
): Promise<unknown> {
  const register = openRestrictedRegister(person === 'p-mlro' ? officerUrl : urls[person]!)
  try {
    return await act(register)
  } catch (error) {
    return (error as Error).message
  } finally {
    await register.close()
  }
}

async function ask(url: string, sql = 'select 1'): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows.length === 1 ? String(Object.values(rows[0]!)[0]) : `${rows.length} rows`
  } catch (error) {
    return String((error as { code?: string }).code)
  } finally {
    await client.end().catch(() => {})
  }
}

const nothing = 'there is nothing here.'
const report = { kind: 'report', about: 'deposit-17', detail: words } as const

test('it answers its officer; everybody else, and where there is nothing, in the same words', async () => {
  expect(await as('p-mlro', (register) => register.record(report))).toBe(undefined)
  expect(await as('p-mlro', (register) => register.list('deposit-17'))).toMatchObject([{ ...report, madeBy: 'p-mlro' }])
  expect(await as('p-mlro', (register) => register.list('deposit-18'))).toBe(nothing)
  for (const about of ['deposit-17', 'deposit-18', undefined])
    expect(await as('p-trader', (register) => register.list(about))).toBe(nothing)
  expect(await as('p-trader', (register) => register.record(report))).toBe(nothing)
})

test('an officer names staff, who record and read, and neither decide nor name', async () => {
  const login = 'sluice_restricted_platform_a_p_deputy'
  expect(await as('p-deputy', (register) => register.list())).toBe(nothing)
  const named = { person: 'p-deputy', login, officer: false }
  expect(await as('p-trader', (register) => register.name(named))).toBe(nothing)
  expect(await as('p-mlro', (register) => register.name(named))).toBe(undefined)
  expect(await as('p-deputy', (register) => register.record({ ...report, kind: 'no-consent' }))).toBe(undefined)
  expect(await as('p-deputy', (register) => register.list())).toMatchObject([
    { kind: 'report', madeBy: 'p-mlro' },
    { kind: 'no-consent', madeBy: 'p-deputy' },
  ])
  const decision = { about: 'deposit-17', decision: 'hold', detail: words } as const
  expect(await as('p-deputy', (register) => register.decide(decision))).toBe(nothing)
  expect(await as('p-deputy', (register) => register.name({ ...named, person: 'p-trader' }))).toBe(nothing)
})

test('what leaves by a decision is one of two words, whatever its reasons', async () => {
  const decide = (decision: 'hold' | 'proceed', detail: string) =>
    as('p-mlro', (register) => register.decide({ about: 'deposit-17', decision, detail }))
  expect([await decide('hold', words), await decide('hold', 'SANDBOX papers missing')]).toEqual(
    Array(2).fill('venue hold, reason restricted'),
  )
  expect(await decide('proceed', 'SANDBOX consent came')).toBe('may proceed')
})

test('who was let out finds nothing; nobody ends their own', async () => {
  expect(await as('p-mlro', (register) => register.end('p-mlro'))).toBe(nothing)
  expect(await as('p-mlro', (register) => register.end('p-deputy'))).toBe(undefined)
  expect(await as('p-deputy', (register) => register.list())).toBe(nothing)
})

test('a login sees no table, nothing that stands is changed, and every look was noted', async () => {
  for (const table of ['items', 'readers', 'looks', 'decisions'])
    expect(await ask(officerUrl, `select count(*) from ${table}`)).toBe('42501')
  expect(
    await ask(
      officerUrl,
      "insert into items (kind, about, detail, made_by, made_at) values ('report', 'x', 'x', 'x', 'x')",
    ),
  ).toBe('42501')
  const owner = Object.assign(new URL(officerUrl), {
    username: 'sluice_restricted_platform_a',
    password: 'SANDBOX-owner',
  }).href
  for (const change of [
    "update items set detail = 'x'",
    'delete from looks',
    "update decisions set decision = 'proceed'",
  ])
    expect(await ask(owner, change)).toBe('P0001')
  expect(
    await ask(
      owner,
      "select count(*) from looks where person = 'sluice_restricted_platform_a_p_trader' and not allowed",
    ),
  ).toBe('5')
})

test('no zone opens it, and it opens no zone', async () => {
  const zone = await server.createZoneDatabase({ zone: 'offshore' })
  const elsewhere = (from: string, database: string) => Object.assign(new URL(from), { pathname: `/${database}` }).href
  expect(await ask(elsewhere(zone, 'sluice_restricted_platform_a'))).toBe('42501')
  expect(await ask(elsewhere(officerUrl, 'sluice_offshore'))).toBe('42501')
})
