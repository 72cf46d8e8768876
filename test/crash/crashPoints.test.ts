import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Books } from '../../sandbox/rehearsal/books.ts'
import { startPostgres } from '../../src/host/store/postgres.ts'
import { readStatement } from '../../src/world/venues/statement.ts'
import { sluice } from '../e2e/cliCall.ts'
import { type Ended, newFolder, portsInUse, portsOf, removeFolders, startRehearsal } from '../e2e/rehearse.ts'
import { type OneRehearsal, oneRehearsal } from '../support/oneRehearsal.ts'

/**
 * One case, in which each zone is killed (SIGKILL) at each point of each of its effects, once: before it is performed, when the other side has it and
 * nothing of that is written, and when its outcome is written and the effect not yet marked as done. Each time it is started again, and the case runs on.
 * The run that it is held against is the one that serves the whole test run, of the same seed over the same ports.
 * Orders are many and alike: the first of them are killed here, and all of them with `SLUICE_CRASH_ORDERS=1000000 npm test -- test/crash` (twice as long).
 */
const minutesMax = 60 * 60_000
const ordersKilled = Number(process.env.SLUICE_CRASH_ORDERS ?? 5)
const zones = ['onshore', 'offshore'] as const
type Zone = (typeof zones)[number]

interface OutboxRow {
  readonly key: string
  readonly type: string
  readonly state: string
  readonly request: Readonly<Record<string, string>>
}

interface Record_ {
  readonly outbox: readonly OutboxRow[]
  /** Sender's entries that this zone has applied, from the table and from its record. */
  readonly crossings: readonly string[]
  readonly received: readonly string[]
  readonly entries: number
}

let plain: OneRehearsal
let crashed: Ended
let records: Readonly<Record<Zone, Record_>>
let points: Readonly<Record<Zone, readonly string[]>>
let books: Books

beforeAll(async () => {
  plain = await oneRehearsal()
  const { seed, port } = plain
  const file = join(newFolder(), 'points')
  const crash = ['--crash', file, '--crash-orders', String(ordersKilled)]
  crashed = await startRehearsal({ port, args: ['--seed', seed, ...crash] }).ended
  expect([plain.exit, crashed.exit], `${plain.err}\n${crashed.err}`.slice(-6_000)).toEqual([0, 0])
  points = {
    onshore: readFileSync(`${file}.onshore`, 'utf8').trimEnd().split('\n'),
    offshore: readFileSync(`${file}.offshore`, 'utf8').trimEnd().split('\n'),
  }
  books = JSON.parse(readFileSync(join(crashed.folder, 'books.json'), 'utf8')) as Books
  records = await readRecords(join(crashed.folder, 'postgres'))
  const effects = zones.reduce((sum, zone) => sum + records[zone].outbox.length, 0)
  const kills = zones.reduce((sum, zone) => sum + points[zone].length, 0)
  console.info(
    `crash points: ${effects} effects in the record, ${effects * 2} sides, ${kills} kills, all run on to closed`,
  )
}, minutesMax)

afterAll(removeFolders)

async function readRecords(folder: string): Promise<Readonly<Record<Zone, Record_>>> {
  const server = await startPostgres({ folder })
  try {
    const read = async (zone: Zone): Promise<Record_> => {
      const client = new Client({ connectionString: server.url(`sluice_${zone}`, `sluice_${zone}`) })
      await client.connect()
      try {
        const outbox = await client.query<{ key: string; type: string; state: string; request: string }>(
          'select key, type, state, request from outbox order by made',
        )
        const crossings = await client.query<{ id: string }>(`select encode(entry, 'hex') as id from crossings`)
        const received = await client.query<{ body: string }>(
          `select body from entries where kind in ('crossing.received', 'case.accepted')`,
        )
        const entries = await client.query<{ count: string }>('select count(*)::text as count from entries')
        return {
          outbox: outbox.rows.map((row) => ({ ...row, request: JSON.parse(row.request) as OutboxRow['request'] })),
          crossings: crossings.rows.map(({ id }) => id),
          received: received.rows.map(({ body }) => receivedId(body)),
          entries: Number(entries.rows[0]!.count),
        }
      } finally {
        await client.end()
      }
    }
    return { onshore: await read('onshore'), offshore: await read('offshore') }
  } finally {
    await server.stop()
  }
}

function receivedId(body: string): string {
  const { fields } = JSON.parse(body) as { fields: Readonly<Record<string, { value: unknown }>> }
  return String(fields['payload.id']?.value)
}

const effectsOf = (type: string): readonly OutboxRow[] =>
  zones.flatMap((zone) => records[zone].outbox.filter((row) => row.type === type))

/** How often each stands in a list. */
function counted(list: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

const once = (list: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(list)].map((one) => [one, 1]))

describe('the crash points', () => {
  test('are hit on either side of each effect that the record calls for and of the first orders, each once', () => {
    for (const zone of zones) {
      const orders = records[zone].outbox.filter(({ type }) => type === 'order').slice(0, ordersKilled)
      const others = records[zone].outbox.filter(({ type }) => type !== 'order')
      const expected = [...others, ...orders].flatMap(({ type, key }) =>
        ['before', 'performed', 'after'].map((side) => `${side} ${type} ${key}`),
      )
      expect(expected.length).toBeGreaterThan(0)
      expect([...points[zone]].sort()).toEqual(expected.sort())
    }
  })

  test('cover crossings of both zones, broadcasts, orders and payments', () => {
    expect(counted(zones.flatMap((zone) => records[zone].outbox.map(({ type }) => `${zone} ${type}`)))).toEqual({
      'onshore cross': expect.any(Number),
      'onshore broadcast': 4,
      'offshore cross': expect.any(Number),
      // As many as the step rule called for.
      'offshore order': expect.any(Number),
      'offshore payment': 2,
    })
  })
})

describe('after all of them', () => {
  test('the case is closed and its bundle holds', () => {
    const result = JSON.parse(crashed.out) as { verified: boolean; stages: readonly { stage: string }[] }
    expect(result.verified).toBe(true)
    expect(result.stages.at(-1)?.stage).toBe('closed')
  })

  test('every effect is done and none is in doubt', () => {
    for (const zone of zones) expect(new Set(records[zone].outbox.map(({ state }) => state))).toEqual(new Set(['done']))
  })

  test('the roots of both logs are those of a run in which nothing crashed', () => {
    const rootsOf = ({ out }: Ended) => (JSON.parse(out) as { roots: unknown }).roots
    expect(rootsOf(crashed)).toEqual(rootsOf(plain))
  })

  test('each platform shows each order once, in its own statement', () => {
    const fills = Object.values(books.statements).flatMap((text) =>
      readStatement(text).lines.flatMap((line) => (line.kind === 'fill' ? [line] : [])),
    )
    const ours = effectsOf('order').map(({ request }) => request.clientOrderId!)
    const ordersOf = (id: string): readonly string[] =>
      fills.filter(({ clientOrderId }) => clientOrderId === id).map(({ orderId }) => orderId)
    expect(new Set(fills.map(({ clientOrderId }) => clientOrderId))).toEqual(new Set(ours))
    expect(Object.fromEntries(ours.map((id) => [id, new Set(ordersOf(id)).size]))).toEqual(once(ours))
    // The same fills as where nothing crashed: nothing was sold twice under another id.
    const undisturbed = JSON.parse(readFileSync(join(plain.folder, 'books.json'), 'utf8')) as Books
    expect(books.statements).toEqual(undisturbed.statements)
  })

  test('the bank debits each payment once, in its own books, and no bank books anything that it did not book where nothing crashed', () => {
    const ours = effectsOf('payment').map(({ request }) => request.endToEndId!)
    expect(ours).toHaveLength(2)
    const lines = (direction: string): readonly string[] =>
      Object.values(books.bank).flatMap((account) =>
        account
          .filter((line) => line.direction === direction && ours.includes(line.endToEndId ?? ''))
          .map((line) => line.endToEndId!),
      )
    expect(counted(lines('DBIT'))).toEqual(once(ours))
    const undisturbed = JSON.parse(readFileSync(join(plain.folder, 'books.json'), 'utf8')) as Books
    expect(books.bank).toEqual(undisturbed.bank)
  })

  test('the chain shows each transaction once, and none waits', () => {
    const ours = effectsOf('broadcast').map(({ request }) => request.txid!)
    expect(counted(books.bitcoin.txids.filter((txid) => ours.includes(txid)))).toEqual(once(ours))
    expect(books.bitcoin.mempool).toEqual([])
    expect(counted(books.bitcoin.txids)).toEqual(once(books.bitcoin.txids))
  })

  test('each crossing was applied once at the other zone', () => {
    for (const [from, to] of [['onshore', 'offshore'] as const, ['offshore', 'onshore'] as const]) {
      const sent = records[from].outbox.filter(({ type }) => type === 'cross').map(({ request }) => request.entry!)
      expect(sent.length).toBeGreaterThan(0)
      expect(counted(records[to].crossings)).toEqual(once(sent))
      expect(counted(records[to].received)).toEqual(once(sent))
    }
  })

  test('what each database keeps is what its entries alone make of it', async () => {
    for (const zone of zones) {
      const { exit, out, err } = await sluice([
        'fsck',
        '--embedded',
        join(crashed.folder, 'postgres'),
        '--kind',
        zone,
        '--json',
      ])
      expect(exit, `${out}\n${err}`).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ ok: true, entries: records[zone].entries, findings: [] })
    }
  }, 1_500_000)

  test('nothing that was started runs, and every port is free', async () => {
    expect(crashed.started).toBeGreaterThan(points.onshore.length + points.offshore.length)
    expect(crashed.left).toEqual([])
    expect(await portsInUse(portsOf(plain.port))).toEqual([])
  })
})
