import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cutBundle } from '../../src/core/bundle/cutBundle.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { bundleOf, encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { simulateToTest } from '../support/simulatedBundle.ts'
import { forged, namedForgeries } from '../tamper/forgeries.ts'

const reader = join(import.meta.dirname, 'read_bundle.py')
const kept = join(import.meta.dirname, '../upgrade/bundles/0.1.0')
const folder = mkdtempSync(join(tmpdir(), 'sluice-independent-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Read {
  readonly holds: boolean
  readonly faults: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  readonly roots: Readonly<Record<string, string>>
}

function read(text: string): Read {
  const file = join(folder, 'read.bundle')
  writeFileSync(file, text)
  const { stdout, stderr } = spawnSync('python3', [reader, file], { encoding: 'utf8' })
  if (stdout === '') throw new TypeError(`the reader crashed: ${stderr}`)
  return JSON.parse(stdout) as Read
}

/** The digest made good again, as anybody with an editor can. */
function sealed(text: string): string {
  const end = text.indexOf('\n')
  const digest = hashText(text.slice(end + 1))
  return text.slice(0, end).replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${digest}"`) + text.slice(end)
}

const there = spawnSync('python3', ['--version']).status === 0

describe.skipIf(!there)('a reader in Python that knows only the documents', () => {
  let text: string
  beforeAll(() => {
    text = gunzipSync(readFileSync(`${kept}.bundle.gz`)).toString('utf8')
  })

  test('reads the bundle of 0.1.0: each commitment, place, signature, and the same roots', () => {
    const { roots } = JSON.parse(readFileSync(`${kept}.result.json`, 'utf8')) as { roots: Record<string, string> }
    const found = read(text)
    expect(found).toMatchObject({ holds: true, faults: [], roots })
    expect(found.counts).toMatchObject({
      entries: 268,
      inclusions: 268,
      documents: 122,
      crossings: 26,
      otherSignatures: 0,
    })
    expect(found.counts.signatures).toBeGreaterThan(400)
  })

  test('reads a case of the present machine, whole and of one zone', async () => {
    const simulated = await simulateToTest('9')
    expect(read(simulated)).toMatchObject({ holds: true, faults: [] })
    const { zones, documents } = readBundle(simulated)
    for (const zone of zones) expect(read(encodeBundle(bundleOf([zone], documents)))).toMatchObject({ faults: [] })
  })

  test('reads one that is cut, in format 2 too', () => {
    const cut = cutBundle(
      readBundle(text),
      ({ kind }, field) => kind !== 'reserve.set' || !field.startsWith('payload.'),
    )
    const sections = { cut: [{ reader: 'defence', rule: 'SANDBOX-cut' }] }
    const second = bundleOf(
      cut.zones.map((zone) => ({ ...zone, sections })),
      cut.documents,
    )
    for (const bundle of [cut, second]) expect(read(encodeBundle(bundle))).toMatchObject({ holds: true, faults: [] })
  })

  test.each([
    ['a changed value', (good: string) => sealed(good.replace('"gross":"', '"gross":"1')), /not the one committed to/],
    [
      'a changed byte without a new digest',
      (good: string) => good.replace('"world":"rehearsal"', '"world":"rehearsaL"'),
      /world|digest/,
    ],
    ['a dropped line', (good: string) => sealed(good.replace(/\n\{"entry".*/, '')), /no entry line|lines|ends/],
    ['bytes after the end', (good: string) => sealed(`${good}{"line":"end"}\n`), /after the end/],
    [
      'a space in a line',
      (good: string) => sealed(good.replace('{"line":"end"}', '{"line": "end"}')),
      /another encoding/,
    ],
    ['a changed proof', (good: string) => sealed(good.replace(/"proof":\["../, '"proof":["00')), /not in the log/],
  ])('finds %s', (_, change, says) => {
    const { holds, faults } = read(change(text))
    expect([holds, faults.join('\n')]).toEqual([false, expect.stringMatching(says)])
  })

  test('finds by a key what was made good again without one: the head of the log, a paper, an approval', () => {
    const bundle = readBundle(text)
    const byName = (part: string): string => forged(bundle, namedForgeries.find(({ name }) => name.includes(part))!)
    expect(read(byName('a fill sold')).faults.join()).toMatch(/signature of .* is false/)
    expect(read(byName('a judgment')).faults.join()).toMatch(/paper is not signed by its key/)
    expect(read(byName('an approval by')).faults.join()).toMatch(/the approval is not signed by its key/)
  })
})
