import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jsonOf, signInWith, sluice } from '../e2e/cliCall.ts'
import { entrustIn, type Pair, startPair, until } from '../support/pair.ts'

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ seed: 'air-gap', between: 'files' })
  signInWith([pair.administrator])
})
afterAll(() => pair?.end())

const url = (kind: 'onshore' | 'offshore'): string => pair.zones[kind].client.url
const call = (words: string, kind: 'onshore' | 'offshore') =>
  sluice(`crossing ${words} --json --zone ${url(kind)}`, { folder: pair.folder })
const count = async (kind: 'onshore' | 'offshore', query: string): Promise<number> =>
  (await pair.zones[kind].pool.query(query)).rows.length
const applied = (): Promise<number> => count('offshore', 'select from crossings')
const waiting = (): Promise<number> => count('onshore', "select from outbox where state <> 'done'")

/** Exports until so many documents wait: the log takes a moment. */
async function exported(file: string, documents: number, more = ''): Promise<void> {
  await until(`${documents} documents`, async () => {
    const answer = jsonOf(await call(`export ${file}${more}`, 'onshore'))
    return answer.documents === documents
  })
}

test('documents go over in a file, acknowledgements come back in another', async () => {
  await entrustIn(pair, 1)
  await entrustIn(pair, 2)
  await exported('one', 2)
  expect(await waiting()).toBe(2)
  expect(jsonOf(await call('import one', 'offshore'))).toEqual({
    ok: true,
    documents: 2,
    applied: 2,
    answers: 'one.answers',
  })
  expect(await applied()).toBe(2)
  expect(jsonOf(await call('acknowledge one.answers', 'onshore'))).toEqual({ ok: true, acknowledged: 2, open: [] })
  expect(await waiting()).toBe(0)
  const { rows } = await pair.zones.onshore.pool.query('select distinct name from log_cosignatures')
  expect(rows).toEqual([{ name: pair.zones.offshore.keys.witnessKey.name }])
})

test('both files may be handed in again', async () => {
  expect(jsonOf(await call('import one', 'offshore'))).toMatchObject({ ok: true, applied: 2 })
  expect(jsonOf(await call('acknowledge one.answers', 'onshore'))).toMatchObject({ ok: true, acknowledged: 2 })
  expect(await applied()).toBe(2)
})

test('where acknowledgements were lost, the other zone says from where to prove, and nothing is lost', async () => {
  await entrustIn(pair, 3)
  await exported('two', 1)
  await call('import two', 'offshore')
  // `two.answers` never comes back.
  await entrustIn(pair, 4)
  await exported('three', 2)
  const { exit, out } = await call('import three', 'offshore')
  expect([exit, JSON.parse(out)]).toEqual([1, { ok: false, documents: 2, applied: 1, answers: 'three.answers' }])
  const back = await sluice(`crossing acknowledge three.answers --zone ${url('onshore')}`, { folder: pair.folder })
  const [, size] = /export again with --from (\d+)/.exec(back.out)!
  expect(back.exit).toBe(1)
  await exported('four', 1, ` --from ${size}`)
  expect((await call('import four', 'offshore')).exit).toBe(0)
  expect((await call('acknowledge four.answers', 'onshore')).exit).toBe(0)
  expect([await applied(), await waiting()]).toEqual([4, 0])
})

test('an altered file changes nothing: neither a document nor an acknowledgement', async () => {
  await entrustIn(pair, 5)
  await exported('five', 1)
  const text = readFileSync(join(pair.folder, 'five'), 'utf8')
  writeFileSync(join(pair.folder, 'altered'), text.replace('"value":"5"', '"value":"6"'))
  expect((await call('import altered', 'offshore')).exit).toBe(1)
  writeFileSync(join(pair.folder, 'cut'), text.slice(0, -40))
  expect((await call('import cut', 'offshore')).exit).toBe(2)
  expect(await applied()).toBe(4)
  await call('import five', 'offshore')
  const answers = readFileSync(join(pair.folder, 'five.answers'), 'utf8')
  const row = JSON.parse(answers) as { line: string; size: number }
  const letter = row.line.slice(-20, -19)
  const forged = [{ ...row, line: row.line.replace(/.{20}$/s, (end) => (letter === 'A' ? 'B' : 'A') + end.slice(1)) }, { ...row, size: row.size - 1 }, { ...row, entry: '00'.repeat(32) }] // biome-ignore format: a table
  for (const one of forged) {
    writeFileSync(join(pair.folder, 'forged'), `${JSON.stringify(one)}\n`)
    expect((await call('acknowledge forged', 'onshore')).exit).not.toBe(0)
    expect(await waiting()).toBe(1)
  }
  expect((await call('acknowledge five.answers', 'onshore')).exit).toBe(0)
  expect(await waiting()).toBe(0)
})
