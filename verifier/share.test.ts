import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cutBundle } from '../src/core/bundle/cutBundle.ts'
import { readBundle } from '../src/core/bundle/readBundle.ts'
import { encodeBundle } from '../src/core/bundle/writeBundle.ts'
import { useNativeEd25519 } from '../src/host/log/nativeEd25519.ts'
import { offshoreKinds } from '../src/offshore/kinds.ts'
import { onshoreKinds } from '../src/onshore/kinds.ts'
import type { Report } from './report.ts'
import { dealtBytes } from './share.ts'
import { verifyBundle, verifyShare } from './verifyBundle.ts'

useNativeEd25519()
const file = join(import.meta.dirname, '../test/upgrade/bundles/0.1.0.bundle.gz')
const text = gunzipSync(readFileSync(file)).toString('utf8')
const kinds = { kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }

const lines = text.split('\n')
const bundles: readonly (readonly [string, string])[] = [
  ['the whole', text],
  [
    'one cut',
    encodeBundle(cutBundle(readBundle(text), ({ kind }, field) => kind !== 'reserve.set' || field === 'decision')),
  ],
  ['one with a changed value', text.replace('"gross":"', '"gross":"1')],
  ['one with a line in another encoding', lines.with(40, lines[40]!.replace('{', '{ ')).join('\n')],
  ['one with two such lines', lines.with(41, ' {}').with(90, '{ }').join('\n')],
  ['nothing', ''],
]

const alone = new Map<string, Report>()

function reportAlone(bundle: string): Report {
  const known = alone.get(bundle) ?? verifyBundle({ bundle, ...kinds })
  alone.set(bundle, known)
  return known
}

describe('several workers give the report that one alone gives', () => {
  test.each(bundles)('of %s', (_, bundle) => {
    const alone = reportAlone(bundle)
    const [first, ...others] = [0, 1, 2].map((take) => verifyShare({ bundle, ...kinds, share: { of: 3, take } }))
    // As it comes from another thread.
    const sent = others.map(({ found }) => JSON.parse(JSON.stringify(found)) as typeof found)
    expect(first!.report(sent)).toEqual(alone)
    if (alone.counts.entries > 0) expect(sent.every(({ found }) => found.replayed > 50)).toBe(true)
  })
})

describe('lines that are dealt while the work goes on give the report that one alone gives', () => {
  test.each(bundles)('of %s', (_, bundle) => {
    const dealt = new Uint8Array(dealtBytes)
    // Every third place is taken by the second before the first comes to it: as if both were on their way.
    for (let place = 0; place < dealt.length; place += 3) dealt[place] = 2
    const first = verifyShare({ bundle, ...kinds, share: { of: 2, take: 0, dealt } })
    const { found } = verifyShare({ bundle, ...kinds, share: { of: 2, take: 1, dealt } })
    expect(first.report([JSON.parse(JSON.stringify(found)) as typeof found])).toEqual(reportAlone(bundle))
    if (bundle === text)
      for (const { replayed } of [first.found.found, found.found]) expect(replayed).toBeGreaterThan(50)
  })
})

test('asked for the first fault only, it names the same one and does less', () => {
  const changed = text.replace('"gross":"', '"gross":"1')
  const whole = verifyBundle({ bundle: changed, ...kinds })
  const first = verifyBundle({ bundle: changed, ...kinds, stopAtFirst: true })
  expect(whole.faults[0]).toMatchObject({ kind: expect.stringMatching(/guard|price|posting/) })
  expect(first.faults[0]).toEqual(whole.faults[0])
  expect(first.counts.replayed).toBeLessThan(whole.counts.replayed)
  expect(verifyBundle({ bundle: text, ...kinds, stopAtFirst: true })).toEqual(verifyBundle({ bundle: text, ...kinds }))
})
