import { afterAll, beforeAll, expect, test } from 'vitest'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { measureDays } from '../../src/host/clocks/measureDays.ts'
import { type StartedZone, startZone } from '../../src/host/startZone.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { withTestDatabase } from '../support/database.ts'
import { configOf, type OneZone, onshore, seed, startOneZone } from './oneZone.ts'

/** The look at the clocks over PostgreSQL: two servers on one database, each with its own timer, and time that is told to both. */
const database = withTestDatabase()
let zone: OneZone
let beside: StartedZone
let stream: string

beforeAll(async () => {
  zone = await startOneZone(database.url)
  stream = (await zone.openCase('SANDBOX-1')).id
  beside = await startZone({
    ...configOf(),
    databaseUrl: database.url,
    kinds: onshoreKinds,
    handlers: () => ({}),
    standing: measureDays,
    say: () => {},
  })
})
afterAll(async () => {
  await beside.stop()
  await zone.stop()
})

async function tell(now: string): Promise<void> {
  for (const url of [zone.url, beside.url]) {
    const reply = await fetch(`${url}/rehearsal/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ now }),
    })
    expect(reply.status).toBeLessThan(300)
  }
}

async function incidents(): Promise<readonly { readonly entry: string; readonly clock?: string | undefined }[]> {
  const { rows } = await zone.pool.query<{ state: string }>("select state from streams where kind = 'case'")
  return Object.entries((JSON.parse(rows[0]!.state) as CaseState).incidents ?? {}).map(([entry, { clock }]) => ({
    entry,
    clock,
  }))
}

/** Long enough for both timers to have looked at the time that they were told: they read it once a second. */
async function looked(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5_000))
}

let count = 0
async function event(name: string, on: string): Promise<void> {
  const { org, roles } = personOf('p-zhang')
  const paper = await zone.client.document(`SANDBOX ${name}`)
  const action = {
    id: `late ${count++}`,
    zone: onshore.zone,
    stream,
    kind: 'event.recorded',
    actor: { org, person: 'p-zhang', role: roles[0]! },
    payload: { event: name, on, paper },
    subject: {},
    documents: [paper],
  }
  await zone.client.post('/api/actions', { action: signAction(action, personKey(seed, 'p-zhang').secretKey), stream })
}

test('what runs over is raised once, by whichever server looks, and not before its last day is over', async () => {
  await tell('2026-04-01T02:00:00.000Z')
  await event('execution.notified', '2026-04-01')
  // Fifteen days: through Thursday the sixteenth, mainland time.
  await tell('2026-04-16T15:59:00.000Z')
  await looked()
  expect(await incidents()).toEqual([])
  await tell('2026-04-16T16:00:00.000Z')
  await expect.poll(incidents, { timeout: 30_000, interval: 200 }).toMatchObject([{ clock: 'bank-treasury-receipt' }])
  const [raised] = await incidents()
  await tell('2026-04-20T02:00:00.000Z')
  await looked()
  expect(await incidents()).toEqual([raised])
  const { rows } = await zone.pool.query("select count(*)::int as n from entries where kind = 'incident.raised'")
  expect(rows).toEqual([{ n: 1 }])
}, 90_000)

test('a server that starts late finds the same, and raises nothing again', async () => {
  await beside.stop()
  beside = await startZone({
    ...configOf(),
    databaseUrl: database.url,
    kinds: onshoreKinds,
    handlers: () => ({}),
    say: () => {},
  })
  await tell('2026-05-20T02:00:00.000Z')
  await looked()
  expect(await incidents()).toHaveLength(1)
}, 60_000)
