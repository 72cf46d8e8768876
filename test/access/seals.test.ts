import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { askOverHttp } from '../../sandbox/rehearsal/zoneClient.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import { withTestDatabase } from '../support/database.ts'
import { type OneZone, onshore, seed, startOneZone } from './oneZone.ts'

/** What is behind the sign-in: sealed values, personal values, tiles, and what everybody may know. */
const database = withTestDatabase()
let zone: OneZone
let caseId: string
/** A paper that only a proposal names. */
let decision: string
const tokens: Record<string, string> = {}

beforeAll(async () => {
  zone = await startOneZone(database.url)
  ;({ id: caseId } = await zone.openCase('SANDBOX-1'))
  for (const person of ['p-zhang', 'p-gao', 'p-shen', 'p-chen', administrators[0]])
    tokens[person] = await signIn({ ask: askOverHttp(zone.url), seed, person })
  // The finance bureau reads the case and is bound by the seals; the court is not.
  for (const org of ['finance-bureau', 'court'])
    await act('p-chen', 'access.granted', { org, reason: 'SANDBOX reads along' })
  decision = await file(zone.stage, zone.client, 'psb', 'seizure-decision', {
    number: 'SANDBOX-扣-9',
    level: 'county-head',
    measure: 'seized',
  })
  const measure = {
    measure: 'seized',
    decision,
    officers: ['p-li', 'p-liu'],
    relatedness: 'SANDBOX proceeds',
    necessities: 'SANDBOX none',
    startsOn: '2026-03-02',
  }
  await act('p-zhang', 'proposal.made', { proposes: 'seizure.decided', payload: measure }, [decision])
  await zone.integrated()
})
afterAll(() => zone.stop())

let count = 0
function signed(person: string, kind: string, payload: object, more: object = {}) {
  const { org, roles } = personOf(person)
  const action = {
    id: `seals ${count++}`,
    zone: onshore.zone,
    kind,
    actor: { org, person, role: roles[0]! },
    payload: payload as never,
    subject: {},
    documents: [],
    ...more,
  }
  return signAction(action, personKey(seed, person).secretKey)
}
async function post(path: string, body: object, person?: string): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (person !== undefined) headers.authorization = `Bearer ${tokens[person]}`
  const reply = await fetch(`${zone.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: reply.status, body: await reply.text() }
}
async function act(person: string, kind: string, payload: object, documents: readonly string[] = []): Promise<void> {
  const { status, body } = await post('/api/actions', {
    action: signed(person, kind, payload, { stream: caseId, documents }),
    stream: caseId,
  })
  expect([status, body]).toEqual([201, body])
}
async function get<T>(path: string, person?: string): Promise<{ status: number; value: T }> {
  const headers: Record<string, string> = person === undefined ? {} : { authorization: `Bearer ${tokens[person]}` }
  const reply = await fetch(`${zone.url}${path}`, { headers })
  return { status: reply.status, value: (await reply.json().catch(() => undefined)) as T }
}
interface Rows {
  readonly rows: readonly { readonly id: string; readonly entry: Entry; readonly sealed?: readonly string[] }[]
}
const proposal = async (person: string) =>
  (await get<Rows>(`/api/cases/${caseId}/entries`, person)).value.rows.find(
    ({ entry }) => entry.header.kind === 'proposal.made',
  )!

describe('before the last fill', () => {
  test('a body that decides reads what is proposed; one that is bound is told that it is sealed', async () => {
    for (const person of ['p-zhang', 'p-shen']) {
      const { entry, sealed } = await proposal(person)
      expect([person, Object.keys(entry.fields).includes('payload.payload'), sealed]).toEqual([person, true, undefined])
    }
    const { entry, sealed } = await proposal('p-gao')
    expect(sealed).toEqual(expect.arrayContaining(['payload.payload', 'documents']))
    expect(Object.keys(entry.fields).filter((field) => sealed!.includes(field))).toEqual([])
    // What it may read is still the entry that was recorded: header and commitments are whole.
    expect(Object.keys(entry.header.commitments)).toEqual(expect.arrayContaining([...sealed!]))
  })

  test('neither state, nor a single entry, nor a paper says it on another way', async () => {
    const { id } = await proposal('p-zhang')
    const texts = await Promise.all(
      [
        `/api/cases/${caseId}`,
        '/api/cases',
        `/api/entries/${id}`,
        `/api/cases/${caseId}/entries`,
        `/api/cases/${caseId}/facets`,
        `/api/cases/${caseId}/progress`,
        `/api/cases/${caseId}/ledger`,
      ].map(async (path) => JSON.stringify((await get(path, 'p-gao')).value)),
    )
    for (const text of texts) expect(text).not.toContain(decision)
    expect((await get(`/api/cases/${caseId}`, 'p-gao')).value).toMatchObject({ sealed: true })
    const code = async (path: string, person: string) => {
      const { status, value } = await get<{ code?: string }>(path, person)
      return [status, value?.code]
    }
    expect(await code(`/api/documents/${decision}`, 'p-gao')).toEqual([403, 'SEALED'])
    expect(await code(`/api/cases/${caseId}/export`, 'p-gao')).toEqual([403, 'SEALED'])
    expect((await get(`/api/documents/${decision}`, 'p-shen')).status).toBe(200)
    expect((await get(`/api/cases/${caseId}/export`, 'p-shen')).status).toBe(200)
  })

  test('what is not sealed is read by all: the first paper of the case', async () => {
    const rows = (await get<Rows>(`/api/cases/${caseId}/entries`, 'p-gao')).value.rows
    const filing = rows[0]!.entry.fields['payload.filing']!.value as string
    expect((await get(`/api/documents/${filing}`, 'p-gao')).status).toBe(200)
  })
})

describe('a personal value', () => {
  interface Asked {
    readonly entry: string
    readonly field: string
    readonly commitment: string
    readonly person: string
    readonly reason: string
  }
  const field = 'payload.personalName'
  async function asked(person: string, reason = 'SANDBOX service of a summons'): Promise<Asked> {
    const { value } = await get<{ id: string }>('/api/directory', 'p-zhang')
    const rows = (await get<Rows>(`/api/cases/${value.id}/entries?kind=person.enrolled`, 'p-zhang')).value.rows
    const row = rows.find(
      ({ entry }) => entry.header.kind === 'person.enrolled' && entry.fields['payload.person']?.value === person,
    )!
    return { entry: row.id, field, commitment: row.entry.header.commitments[field]!, person, reason }
  }
  const show = (by: string, payload: object, as = by) =>
    post('/api/vault/shown', { action: signed(by, 'vault.shown', payload) }, as)
  const shown = async () => {
    const { rows } = await zone.pool.query<{ body: string }>(
      "select body from entries where kind = 'vault.shown' order by position",
    )
    return rows.map(({ body }) => body)
  }

  test('stands in nothing that is read', async () => {
    const { value } = await get<{ id: string }>('/api/directory', 'p-zhang')
    const text = JSON.stringify((await get(`/api/cases/${value.id}/entries?limit=500`, 'p-zhang')).value)
    expect(text).toContain('"payload.personalName"')
    expect(text).not.toContain('SANDBOX 李')
    expect(JSON.stringify((await get(`/api/cases/${caseId}/export`, 'p-zhang')).value)).not.toContain('SANDBOX 李')
  })

  test('is shown to who signs for it and says why, and the record says so without the value', async () => {
    const before = (await shown()).length
    const { status, body } = await show('p-zhang', await asked('p-li'))
    expect([status, (JSON.parse(body) as { value: string }).value]).toEqual([201, 'SANDBOX 李'])
    const after = await shown()
    expect(after.length).toBe(before + 1)
    expect(after.at(-1)).toContain('SANDBOX service of a summons')
    expect(after.at(-1)).not.toContain('李')
  })

  test.each<[string, () => Promise<{ status: number; body: string }>, number, string]>([
    ['without a reason', async () => show('p-zhang', await asked('p-li', 'x')), 403, 'HOUSE-vault-reason'],
    ['of another body', async () => show('p-zhang', await asked('p-qian')), 403, 'HOUSE-vault-reason'],
    ['by a body that only reads a case', async () => show('p-gao', await asked('p-li')), 403, 'HOUSE-vault-reason'],
    [
      'for somebody else',
      async () => show('p-chen', await asked('p-li'), 'p-zhang'),
      400,
      'of the person who is signed in',
    ],
    [
      'with another commitment',
      async () => show('p-zhang', { ...(await asked('p-li')), commitment: '00'.repeat(32) }),
      404,
      'no such personal value',
    ],
    [
      'said to be somebody else’s',
      async () => show('p-zhang', { ...(await asked('p-qian')), person: 'p-li' }),
      404,
      'no such personal value',
    ],
    [
      'of an entry that has none',
      async () => show('p-zhang', { ...(await asked('p-li')), entry: caseId }),
      404,
      'no such personal value',
    ],
  ])('%s it is not shown, and nothing is recorded', async (_, attempt, status, said) => {
    const before = (await shown()).length
    const answer = await attempt()
    expect([
      answer.status,
      answer.body.includes(said),
      answer.body.includes('李') || answer.body.includes('钱'),
    ]).toEqual([status, true, false])
    expect((await shown()).length).toBe(before)
  })

  test('nobody who is not signed in is shown it', async () => {
    const { status } = await post('/api/vault/shown', { action: signed('p-zhang', 'vault.shown', await asked('p-li')) })
    expect(status).toBe(401)
  })

  test('once deleted it is gone, and asking says when and under which duty', async () => {
    const { reason: _, person, commitment: __, ...at } = await asked('p-ma')
    await zone.client.found('value.deleted', {
      values: [at],
      duty: 'pipl-47-1-purpose-achieved',
      source: 'SANDBOX left',
    } as never)
    const { status, body } = await show('p-zhang', await asked(person))
    expect([status, body.includes('pipl-47-1-purpose-achieved')]).toEqual([404, true])
  })
})

describe('tiles', () => {
  const tile = async (path: string, person?: string) => (await get<{ code?: string }>(path, person)).status

  test('are for who is signed in; outsiders get one when every case in it is closed, and not before', async () => {
    const { rows } = await zone.pool.query<{ first: string }>(
      "select min(l.index)::text as first from log_leaves l join entries e on e.id = l.entry_id where e.stream = decode($1, 'hex')",
      [caseId],
    )
    const first = Number(rows[0]!.first)
    expect(await tile(`/log/tile/entries/000.p/${first}`)).toBe(200)
    expect(await tile(`/log/tile/entries/000.p/${first + 1}`)).toBe(403)
    expect(await tile(`/log/tile/0/000.p/${first + 1}`)).toBe(403)
    expect(await tile(`/log/tile/0/000.p/${first + 1}`, 'p-zhang')).toBe(200)
    await zone.pool.query(
      `update streams set state = jsonb_set(state::jsonb, '{stages,case}', '"closed"')::text where kind = 'case'`,
    )
    expect(await tile(`/log/tile/0/000.p/${first + 1}`)).toBe(200)
  })
})

describe('everybody', () => {
  test('reads effective judgments, and of this zone there is none', async () => {
    expect(await get('/api/public/judgments')).toEqual({ status: 200, value: { judgments: [] } })
  })
})
