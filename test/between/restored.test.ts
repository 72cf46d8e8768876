import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ZonePart } from '../../src/core/bundle/bundle.ts'
import { writeBundle } from '../../src/core/bundle/writeBundle.ts'
import { parseCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { readHeadFile } from '../../src/host/log/headFile.ts'
import { latestCheckpoint } from '../../src/host/log/proofs.ts'
import { witnessedHead } from '../../src/host/log/witness.ts'
import { textOf } from '../../verifier/library.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { sluice } from '../e2e/cliCall.ts'
import { entrustIn, type Kind, type Pair, startPair, testKinds, until } from '../support/pair.ts'

/** Nobody is asked to cosign across an air gap: the first pair has the file only, the second the witness only. */
let pair: Pair
let witnessed: Pair
beforeAll(async () => {
  pair = await startPair({ seed: 'restored', between: 'files' })
  await pair.zones.onshore.restart({ config: { headFile: headFile() } })
  witnessed = await startPair({ seed: 'restored' })
})
afterAll(async () => {
  await pair?.end()
  await witnessed?.end()
})

const headFile = () => join(pair.folder, 'head')
const sizeOf = (note: string) => parseCheckpoint(parseNote(note).text).size

async function incidents({ zones }: Pair, kind: Kind): Promise<Record<string, string>[]> {
  const { rows } = await zones[kind].pool.query<{ body: string }>(
    "select body from entries where kind = 'incident.witnessed' order by position",
  )
  return rows.map(({ body }) => {
    const { fields } = JSON.parse(body) as { fields: Record<string, { value: string }> }
    return Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => name.startsWith('payload.'))
        .map(([name, { value }]) => [name.slice('payload.'.length), value]),
    )
  })
}

/** All that was appended is in the log, and the file holds its head. */
async function settled(): Promise<number> {
  const { pool } = pair.zones.onshore
  let size = 0
  await until('the newest head kept', async () => {
    const { rows } = await pool.query<{ entries: number }>('select count(*)::int as entries from entries')
    size = (await latestCheckpoint(pool)).size
    const kept = await readHeadFile(headFile())
    return size === rows[0]?.entries && kept !== undefined && sizeOf(kept) === size
  })
  return size
}

const exported = async (): Promise<ZonePart> => {
  const { client } = pair.zones.onshore
  return client.get<ZonePart>(`/api/cases/${client.caseId}/export`)
}

test('a zone that starts again on its own database records nothing', async () => {
  await entrustIn(pair, 1)
  await settled()
  await pair.zones.onshore.restart()
  await new Promise((done) => setTimeout(done, 500))
  expect(await incidents(pair, 'onshore')).toEqual([])
})

test('a zone that starts on an older database notices by the head that it had kept, and records both heads', async () => {
  const restore = await pair.zones.onshore.backup()
  const before = await settled()
  await entrustIn(pair, 2)
  await entrustIn(pair, 3)
  const signed = await settled()
  expect(signed).toBeGreaterThan(before)
  const kept = readFileSync(headFile(), 'utf8')
  await restore()
  await until('the entry', async () => (await incidents(pair, 'onshore')).length > 0)
  const [found] = await incidents(pair, 'onshore')
  expect(found).toMatchObject({ log: pair.zones.onshore.keys.zone, incident: 'restored', held: kept })
  expect([sizeOf(found!.held!), sizeOf(found!.offered!)]).toEqual([signed, before])
  expect(pair.zones.onshore.said.join('\n')).toContain('an older database was restored')
  // The file keeps the greatest head that was ever signed.
  expect(readFileSync(headFile(), 'utf8')).toBe(kept)
})

test('the verifier says so in each language, and sluice audit lists it as an exception of its own', async () => {
  let part: ZonePart | undefined
  await until('the entry under a checkpoint', async () => {
    part = await exported()
    return part.streams.some(({ entries }) => entries.some(({ entry }) => entry.header.kind === 'incident.witnessed'))
  })
  const bundle = writeBundle([part!])
  const report = verifyBundle({ bundle, kindsOnshore: testKinds, kindsOffshore: [] })
  expect(report.faults).toEqual([])
  expect(report.logIncidents).toMatchObject([{ incident: 'restored', zone: pair.zones.onshore.keys.zone }])
  expect(textOf(report, 'en')).toContain('an older database was restored')
  expect(textOf(report, 'zh-CN')).toContain('恢复了较旧的数据库')
  expect(textOf(report, 'zh-HK')).toContain('還原了較舊的資料庫')
  writeFileSync(join(pair.folder, 'back.sluice'), bundle)
  writeFileSync(join(pair.folder, 'cases.csv'), 'case\nnone\n')
  const { out } = await sluice('audit population back.sluice --cases cases.csv --json', { folder: pair.folder })
  const { exceptions } = JSON.parse(out) as { exceptions: { sort: string; kind: string; about: string }[] }
  const zone = pair.zones.onshore.keys.zone
  expect(exceptions.filter(({ sort }) => sort === 'restored')).toMatchObject([
    { kind: 'incident.witnessed', about: `${zone} restored` },
  ])
})

test('without such a file it notices by its witness, which holds a greater head, though its own cosignatures were restored too', async () => {
  const { offshore } = witnessed.zones
  const { origin, zone } = offshore.keys
  const held = () => witnessedHead(witnessed.zones.onshore.pool, origin)
  await until('the head offshore cosigned', async () => {
    const { size } = await latestCheckpoint(offshore.pool)
    return (await held())?.size === size
  })
  const before = (await latestCheckpoint(offshore.pool)).size
  const restore = await offshore.backup()
  const document = await offshore.client.document('another body')
  await offshore.client.found('organisation.enrolled', { org: 'later', role: 'platform', family: 'later', name: 'SANDBOX', document }, [document]) // biome-ignore format: one act
  await until('a greater head cosigned', async () => ((await held())?.size ?? 0) > before)
  const greater = (await held())!
  await restore()
  await until('the entry', async () => (await incidents(witnessed, 'offshore')).length > 0)
  const [found] = await incidents(witnessed, 'offshore')
  expect(found).toMatchObject({ log: zone, incident: 'restored', shownBy: witnessed.zones.onshore.keys.zone })
  expect(sizeOf(found!.held!)).toBe(greater.size)
  expect(sizeOf(found!.offered!)).toBeLessThan(greater.size)
})
