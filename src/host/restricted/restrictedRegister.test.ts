import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removePostgres } from '../store/place.ts'
import { type EmbeddedPostgres, startPostgres } from '../store/postgres.ts'
import { createRestrictedRegister, openRestrictedRegister } from './restrictedRegister.ts'

const at = '2026-03-02T01:00:00.000Z'
let folder = ''
let server: EmbeddedPostgres
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-restricted-'))
  server = await startPostgres({ folder })
}, 60_000)
afterAll(async () => {
  await server.stop()
  await removePostgres({ folder })
})

const codeOf = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return 'connected'
  } catch (error) {
    return String((error as { code?: string }).code)
  } finally {
    await client.end().catch(() => {})
  }
}

test('the register of an institution opens to its own role, and to that of no zone', async () => {
  const zone = await server.createZoneDatabase({ zone: 'offshore' })
  const parameters = {
    adminUrl: server.adminUrl,
    institution: 'platform_a',
    password: 'SANDBOX-only',
    officer: 'p-mlro',
    at,
  }
  const url = await createRestrictedRegister(parameters)
  expect(await createRestrictedRegister(parameters)).toBe(url)
  const register = openRestrictedRegister(url)
  await register.note({ kind: 'report', about: 'deposit-1', detail: 'SANDBOX', madeBy: 'p-mlro', madeAt: at })
  expect((await register.about({ person: 'p-mlro', about: 'deposit-1', at })).length).toBe(1)
  await register.close()
  const elsewhere = (from: string, database: string) => Object.assign(new URL(from), { pathname: `/${database}` }).href
  expect(await codeOf(elsewhere(zone, 'sluice_restricted_platform_a'))).toBe('42501')
  expect(await codeOf(elsewhere(url, 'sluice_offshore'))).toBe('42501')
})
