import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import { deriveSalt } from '../../src/core/record/entry.ts'
import { fsck } from '../../src/host/fsck/fsck.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Report } from '../../verifier/report.ts'
import { reportText } from '../../verifier/reportText.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { withTestDatabase } from '../support/database.ts'
import { type OneZone, startOneZone } from './oneZone.ts'

const database = withTestDatabase()
const name = 'SANDBOX 张'
const holder = 'SANDBOX 王小明'
const request = { duty: 'pipl-47-1-purpose-achieved', source: 'SANDBOX request 2026-7' }

let zone: OneZone
let opened: { readonly id: string; readonly filing: string }
let entry: string
let before: Report

beforeAll(async () => {
  zone = await startOneZone(database.url)
  opened = await zone.openCase('SANDBOX-1')
  const { rows } = await zone.pool.query<{ id: string }>(
    "select encode(id, 'hex') as id from entries where kind = 'person.enrolled' and body like '%p-zhang%'",
  )
  entry = rows[0]!.id
  before = await verified()
})

afterAll(async () => {
  await zone?.stop()
})

async function verified(): Promise<Report> {
  await zone.integrated()
  const part = await zone.client.get<ZonePart>(`/api/cases/${opened.id}/export`)
  return verifyBundle({ bundle: writeBundle([part]), kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })
}

/** Every text that the database keeps, of every table. */
async function everything(): Promise<string> {
  const { rows } = await zone.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  )
  const texts = await Promise.all(
    rows.map(async (row) =>
      (await zone.pool.query(`select t::text as row from "${row.name}" t`)).rows.map(({ row: text }) => text),
    ),
  )
  return texts.flat().join('\n')
}

const remove = (payload: object) => zone.client.found('value.deleted', payload as never)

describe('before', () => {
  test('the values are there, the record is sound, the bundle holds', async () => {
    const all = await everything()
    expect([all.includes(name), all.includes(holder)]).toEqual([true, true])
    expect([before.holds, before.counts.replayed]).toEqual([true, before.counts.entries])
  })

  test('the salt of a personal value is not one that the stream’s key makes', async () => {
    const { rows } = await zone.pool.query<{ salt: string; position: number; key: Buffer }>(
      "select v.salt, e.position, s.key from vault v join entries e on e.id = v.entry join streams s on s.id = e.stream where v.entry = decode($1, 'hex')",
      [entry],
    )
    const { salt, position, key } = rows[0]!
    expect(salt).not.toBe(deriveSalt(new Uint8Array(key), position, 'payload.personalName'))
  })
})

describe('refused, and nothing deleted', () => {
  const values = [{ entry: '0'.repeat(64), field: 'payload.personalName' }]
  test.each([
    [
      'a retention that runs',
      { documents: ['f'.repeat(64)], duty: 'pipl-47-2-retention-ended', source: 'x', retentionEndedOn: '2036-01-01' },
      /HOUSE-deletion-duty/,
    ],
    [
      'no end of it named',
      { documents: ['f'.repeat(64)], duty: 'pipl-47-2-retention-ended', source: 'x' },
      /HOUSE-deletion-duty/,
    ],
    ['nothing named', request, /HOUSE-deletion-possible/],
    ['a value that is not there', { values, ...request }, /is not here/],
  ])('%s', async (_, payload, says) => {
    await expect(remove(payload)).rejects.toThrow(says)
  })

  test('a pack of rules', async () => {
    const { rows } = await zone.pool.query<{ state: string }>("select state from streams where kind = 'packs'")
    const { inForce } = JSON.parse(rows[0]!.state) as { inForce: { hash: string }[] }
    await expect(remove({ documents: [inForce[0]!.hash], ...request })).rejects.toThrow(/HOUSE-deletion-possible/)
  })

  test('one thing that is there beside one that is not: both stay', async () => {
    await expect(remove({ documents: [opened.filing, 'f'.repeat(64)], ...request })).rejects.toThrow(/is not here/)
    expect(await everything()).toContain(holder)
  })

  test('without a second administrator', async () => {
    const { signAction } = await import('../../src/core/case/action.ts')
    const { personKey } = await import('../../sandbox/rehearsal/cast.ts')
    const action = {
      id: 'alone',
      zone: await zone.client.zoneId(),
      kind: 'value.deleted',
      actor: { org: 'administration', person: 'p-admin-1', role: 'administrator' },
      payload: { documents: [opened.filing], ...request },
    }
    const signed = signAction(action, personKey('access', 'p-admin-1').secretKey)
    await expect(zone.client.post('/api/actions', { action: signed })).rejects.toThrow(/HOUSE-administrators/)
  })
})

describe('deleted', () => {
  let after: Report
  beforeAll(async () => {
    await remove({ values: [{ entry, field: 'payload.personalName' }], documents: [opened.filing], ...request })
    after = await verified()
  })

  test('the values are nowhere in the database, in no table, and their salts neither', async () => {
    const all = await everything()
    expect([all.includes(name), all.includes(holder)]).toEqual([false, false])
    const { rows } = await zone.pool.query(
      'select salt, value, deleted_at, duty from vault where entry = decode($1, $2)',
      [entry, 'hex'],
    )
    expect(rows).toEqual([
      { salt: null, value: null, deleted_at: expect.any(String), duty: `${request.duty}: ${request.source}` },
    ])
  })

  test('the bundle holds as before: same state of the case, same ledger, every entry decided again', () => {
    expect(after.faults).toEqual([])
    expect(after.counts.replayed).toBe(after.counts.entries)
    expect(after.states[opened.id]).toBe(before.states[opened.id])
    expect(after.ledger).toEqual(before.ledger)
  })

  test('and says what was deleted, when, under which duty, apart from what is merely withheld', () => {
    const deleted = after.withheld.filter((item) => item.deleted !== undefined)
    expect(deleted.map(({ what, name: of }) => `${what} ${of}`).sort()).toEqual(
      [`document ${opened.filing}`, 'field payload.personalName'].sort(),
    )
    expect(deleted[0]?.deleted).toEqual({ at: expect.any(String), ...request })
    expect(before.withheld.every((item) => item.deleted === undefined)).toBe(true)
    expect(reportText(after, 'en')).toContain(`under ${request.duty} (${request.source})`)
    expect(reportText(after, 'zh-CN')).toContain('销毁')
  })

  test('the database is what its entries make of it, decided again too', async () => {
    const { findings } = await fsck({ pool: zone.pool, decide: true, stageKinds: async () => onshoreKinds })
    expect(findings).toEqual([])
  })

  test('a value that is gone without an entry that says so is found', async () => {
    await zone.pool.query(
      "update vault set salt = null, value = null, deleted_at = 'x', duty = 'x' where (entry, field) = (select entry, field from vault where value is not null limit 1)",
    )
    const { findings } = await fsck({ pool: zone.pool, stageKinds: async () => onshoreKinds })
    expect(findings.map(({ code }) => code)).toEqual(['vault-deletion'])
  })

  test('is not deleted twice, and does not come back by being sent again', async () => {
    await expect(remove({ documents: [opened.filing], ...request })).rejects.toThrow(/deleted before/)
    await expect(zone.openCase('SANDBOX-1')).rejects.toThrow(/was deleted at/)
  })

  test('an entry shows its header and commitments as ever', async () => {
    const found = await zone.client.get<{ entry: Entry }>(`/api/entries/${entry}`)
    expect(found.entry.header.commitments['payload.personalName']).toMatch(/^[0-9a-f]{64}$/)
  })
})
