import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { parseCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { latestCheckpoint } from '../../src/host/log/proofs.ts'
import { overtakenMs, witnessedHead } from '../../src/host/log/witness.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { entrustIn, type Pair, startPair, testKinds, until } from '../support/pair.ts'

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ seed: 'rolled-back' })
})
afterAll(async () => {
  await pair?.end()
})

interface Incident {
  readonly log: string
  readonly incident: string
  readonly held: string
  readonly offered: string
}

/** What the zone onshore, the witness, has in its record of the log offshore. */
async function recorded(): Promise<readonly Incident[]> {
  const { rows } = await pair.zones.onshore.pool.query<{ body: string }>(
    "select body from entries where kind = 'incident.witnessed' order by position",
  )
  return rows.map(({ body }) => {
    const { fields } = JSON.parse(body) as { fields: Record<string, { value: string }> }
    const [log, incident, held, offered] = ['log', 'incident', 'held', 'offered'].map(
      (name) => fields[`payload.${name}`]!.value,
    )
    return { log: log!, incident: incident!, held: held!, offered: offered! }
  })
}

const held = () => witnessedHead(pair.zones.onshore.pool, pair.zones.offshore.keys.origin)
const size = (note: string) => parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1)).size

/** All that the log offshore has is cosigned onshore. */
async function cosigned(): Promise<number> {
  const { offshore } = pair.zones
  let own = 0
  await until('the head offshore cosigned', async () => {
    own = (await latestCheckpoint(offshore.pool)).size
    const { rows } = await offshore.pool.query<{ entries: number }>('select count(*)::int as entries from entries')
    return rows[0]?.entries === own && (await held())?.size === own
  })
  return own
}

test('a log whose database went back stands after a minute in the record of its witness, with the head that it had shown and the one it shows now', async () => {
  const { onshore, offshore } = pair.zones
  await entrustIn(pair, 1)
  await until('the case offshore', async () => (await offshore.pool.query("select from entries where kind = 'case.accepted'")).rowCount === 1) // biome-ignore format: one query
  const before = await cosigned()
  const restore = await offshore.backup()
  const document = await offshore.client.document('another body')
  for (const org of ['one', 'two', 'three', 'four', 'five', 'six'])
    await offshore.client.found('organisation.enrolled', { org, role: 'platform', family: org, name: org, document }, [document]) // biome-ignore format: one act
  const signed = await cosigned()
  expect(signed).toBe(before + 6)
  const shown = (await held())!
  await restore()
  // It notices by itself and writes that down: one entry, so that it is still far behind what it had shown, and offers that.
  const entries = async () => (await latestCheckpoint(offshore.pool)).size
  await until('its own entry', async () => (await entries()) > before)
  await until('the refusal', () => offshore.said.some((text) => text.includes(`cosigned a head of ${signed} leaves; this log has ${before + 1}. It was rolled back`))) // biome-ignore format: one line
  // Within the minute it may be a message that the greater head overtook.
  expect(await recorded()).toEqual([])
  // A minute passes on the clock of the witness.
  await onshore.pool.query('update witness_state set cosigned_at = cosigned_at - make_interval(secs => $1)', [overtakenMs / 1_000]) // biome-ignore format: one query
  await until('the entry', async () => (await recorded()).length > 0)
  const [found] = await recorded()
  expect(found).toMatchObject({ log: offshore.keys.zone, incident: 'rollback', held: shown.note })
  expect([size(found!.held), size(found!.offered)]).toEqual([signed, before + 1])
  expect(onshore.said).toContain(`witness: ${offshore.keys.origin} showed two histories`)
  // What it has cosigned stays, whatever is offered.
  expect(await held()).toMatchObject({ size: signed, note: shown.note })
})

test('offered again and again it stands there once, and every report on a case says it', async () => {
  const { client, keys } = pair.zones.onshore
  await new Promise((done) => setTimeout(done, 6_000))
  expect((await recorded()).map(({ incident }) => incident)).toEqual(['rollback'])
  let part: ZonePart | undefined
  await until('the entry under a checkpoint', async () => {
    part = await client.get<ZonePart>(`/api/cases/${client.caseId}/export`)
    return part.streams.some(({ entries }) => entries.some(({ entry }) => entry.header.kind === 'incident.witnessed'))
  })
  const report = verifyBundle({ bundle: writeBundle([part!]), kindsOnshore: testKinds, kindsOffshore: [] })
  expect(report.faults).toEqual([])
  expect(report.logIncidents).toMatchObject([
    { incident: 'rollback', zone: keys.zone, log: pair.zones.offshore.keys.zone },
  ])
})
