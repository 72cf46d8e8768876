import { afterAll, beforeAll, expect, test } from 'vitest'
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { jsonOf, signInWith, sluice } from '../e2e/cliCall.ts'
import { entrustIn, type Pair, type PairedZone, startPair, until } from '../support/pair.ts'

/** One zone onshore, two desks offshore: who is entrusted with a case says to which of them it goes. */
const seed = 'three-zones'
let pair: Pair
let second: PairedZone
beforeAll(async () => {
  pair = await startPair({ seed })
  second = await pair.join('offshore-2')
  signInWith([pair.administrator])
})
afterAll(() => pair?.end())

/** A case of its own, entrusted to a zone. */
async function caseOf(zone: string | undefined): Promise<string> {
  const { client } = pair.zones.onshore
  const act = (kind: string, payload: object, stream?: string) =>
    client.post<{ entry: string; stream: string }>('/api/actions', signedBy('p-zhang', kind, payload, stream))
  const { stream } = await act('case.opened', { model: 'test' })
  const payload = { asset: 'test', units: '1', mandateUntil: '2027-01-01', secret: 'stays' }
  return (await act('entrustment.accepted', { ...payload, ...(zone === undefined ? {} : { zone }) }, stream)).entry
}

let acts = 0
function signedBy(person: string, kind: string, payload: object, stream: string | undefined) {
  const of = stream === undefined ? {} : { stream }
  const action = {
    id: `${person}:three:${acts++}`,
    zone: 'sandbox-onshore',
    ...of,
    kind,
    actor: { org: 'psb', person, role: 'case-officer' },
    payload: payload as { [key: string]: Json },
    subject: {},
    documents: [],
  }
  return { action: signAction(action, personKey(seed, person).secretKey), ...of }
}

const received = async ({ pool }: PairedZone): Promise<readonly string[]> =>
  (await pool.query<{ id: string }>("select encode(entry, 'hex') as id from crossings order by 1")).rows.map(
    ({ id }) => id,
  )

test('a case goes to the zone that its acceptance names, and nothing of it to the other', async () => {
  const first = await caseOf('sandbox-offshore')
  await until('the first', async () => (await received(pair.zones.offshore)).includes(first))
  expect(await received(second)).toEqual([])
})

test('what of it crosses later follows, named or not', async () => {
  const one = await entrustIn(pair, 10, 'sandbox-offshore-2')
  const two = await entrustIn(pair, 11)
  await until('both', async () => (await received(second)).length === 2)
  expect(await received(second)).toEqual([one, two].sort())
  expect(await received(pair.zones.offshore)).not.toContain(two)
})

test('both desks cosign the heads of the zone onshore', async () => {
  const names = [pair.zones.offshore, second].map(({ keys }) => keys.witnessKey.name).sort()
  await until('two cosignatures under one head', async () => {
    const { rows } = await pair.zones.onshore.pool.query<{ names: string[] }>(
      'select array_agg(distinct name order by name) as names from log_cosignatures group by size order by size desc limit 3',
    )
    return rows.some((row) => row.names.join() === names.join())
  })
})

test('a desk that is away holds up its own cases alone', async () => {
  await second.started.stop()
  const late = await entrustIn(pair, 12)
  const other = await caseOf('sandbox-offshore')
  await until('the case of the other desk', async () => (await received(pair.zones.offshore)).includes(other))
  expect(await received(second)).not.toContain(late)
  await second.restart()
  await until('what waited', async () => (await received(second)).includes(late))
})

test('a file is for one zone, which is named', async () => {
  const { onshore } = pair.zones
  const at = `--json --zone ${onshore.client.url}`
  const call = (words: string) => sluice(`crossing export ${words} ${at}`, { folder: pair.folder })
  expect(JSON.stringify(await call('any'))).toContain('one of sandbox-offshore, sandbox-offshore-2')
  expect(jsonOf(await call('second --to sandbox-offshore-2'))).toEqual({ ok: true, documents: 0, file: 'second' })
})

test('a case of no named zone waits, and the zone says why', async () => {
  const { onshore } = pair.zones
  await caseOf(undefined)
  await until('the reason', () => onshore.said.some((text) => /names no zone, and 2 are configured/.test(text)))
})
