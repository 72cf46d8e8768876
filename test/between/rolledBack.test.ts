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

/** What the zone offshore, the witness, has in its record of the log onshore. */
async function recorded(): Promise<readonly Incident[]> {
  const { rows } = await pair.zones.offshore.pool.query<{ body: string }>(
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

const held = () => witnessedHead(pair.zones.offshore.pool, pair.zones.onshore.keys.origin)
const own = async () => (await latestCheckpoint(pair.zones.onshore.pool)).size
const size = (note: string) => parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1)).size
const count = async (table: string) =>
  (await pair.zones.offshore.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]!.n

/** All that the log onshore has is cosigned offshore. */
async function cosigned(): Promise<number> {
  const { pool } = pair.zones.onshore
  await until('the head onshore cosigned', async () => {
    const { rows } = await pool.query<{ entries: number }>('select count(*)::int as entries from entries')
    return rows[0]?.entries === (await own()) && (await held())?.size === (await own())
  })
  return own()
}

/** Entrusts so many, each of which crosses. */
async function entrust(from: number, to: number): Promise<void> {
  for (let units = from; units <= to; units++) await entrustIn(pair, units)
}

let signed: number
let before: number
test('a log whose database went back stands after a minute in the record of its witness, with the head that it had shown and the one it shows now', async () => {
  const { onshore, offshore } = pair.zones
  await entrust(1, 2)
  await until('both offshore', async () => (await count('crossings')) === 2)
  before = await cosigned()
  const restore = await onshore.backup()
  await entrust(3, 8)
  await until('all offshore', async () => (await count('crossings')) === 8)
  signed = await cosigned()
  expect(signed).toBeGreaterThan(before + 4)
  const shown = (await held())!
  await restore()
  // It notices by itself and writes that down: one entry, so that it is still behind what it had shown, and offers that.
  await until('its own entry', async () => (await own()) > before)
  const refusal = `cosigned a head of ${signed} leaves; this log has ${before + 1}. It was rolled back`
  await until('the refusal', () => onshore.said.some((text) => text.includes(refusal)))
  // Within the minute it may be a message that the greater head overtook.
  expect([await recorded(), await count('witness_incidents')]).toEqual([[], 0])
  // A minute passes on the clock of the witness.
  const minute = [overtakenMs / 1_000]
  await offshore.pool.query('update witness_state set cosigned_at = cosigned_at - make_interval(secs => $1)', minute)
  await until('the entry', async () => (await recorded()).length > 0)
  const [found] = await recorded()
  expect(found).toMatchObject({ log: onshore.keys.zone, incident: 'rollback', held: shown.note })
  expect([size(found!.held), size(found!.offered)]).toEqual([signed, before + 1])
  expect(offshore.said).toContain(`witness: ${onshore.keys.origin} showed two histories`)
  // What it has cosigned stays, whatever is offered.
  expect(await held()).toMatchObject({ size: signed, note: shown.note })
})

test('the other zone takes no crossing from such a log any more, neither behind the head that it has cosigned nor past it', async () => {
  await entrust(101, 102)
  await until('the new entries under a head', async () => (await own()) === before + 3)
  await new Promise((done) => setTimeout(done, 2_000))
  expect(await count('crossings')).toBe(8)
  await entrust(103, 120)
  await until('a head past the one that was cosigned', async () => (await own()) > signed)
  await until('its refusal', async () => (await recorded()).some(({ incident }) => incident === 'unproven'))
  expect([await count('crossings'), (await held())?.size]).toEqual([8, signed])
})

test('offered again and again each stands there once, and every report on a case of the witness says it', async () => {
  const { client, keys, pool } = pair.zones.offshore
  await new Promise((done) => setTimeout(done, 6_000))
  expect((await recorded()).map(({ incident }) => incident)).toEqual(['rollback', 'unproven'])
  const { rows } = await pool.query<{ id: string }>("select encode(id, 'hex') as id from streams where kind = 'case'")
  let part: ZonePart | undefined
  await until('both under a checkpoint', async () => {
    part = await client.get<ZonePart>(`/api/cases/${rows[0]!.id}/export`)
    const kinds = part.streams.flatMap(({ entries }) => entries.map(({ entry }) => entry.header.kind))
    return kinds.filter((kind) => kind === 'incident.witnessed').length === 2
  })
  const report = verifyBundle({ bundle: writeBundle([part!]), kindsOnshore: [], kindsOffshore: testKinds })
  const log = pair.zones.onshore.keys.zone
  expect(report.logIncidents).toMatchObject([
    { incident: 'rollback', zone: keys.zone, log, heldSize: signed, offeredSize: before + 1 },
    { incident: 'unproven', zone: keys.zone, log, heldSize: signed },
  ])
})
