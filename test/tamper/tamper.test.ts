import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import type { Bundle } from '../../src/core/bundle/bundle.ts'
import { cutBundle } from '../../src/core/bundle/cutBundle.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { bundleOf, encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { entryId } from '../../src/core/record/entry.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { ed25519Signer, ed25519VerifierKey } from '../../src/core/record/log/keys.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Report } from '../../verifier/report.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { chromiumPath } from '../support/chromium.ts'
import { englishIn } from '../support/englishIn.ts'
import { oneRehearsal, oneSeed } from '../support/oneRehearsal.ts'
import { simulateToTest } from '../support/simulatedBundle.ts'
import { type Base, basesOf } from './bases.ts'
import { changeBytes } from './bytes.ts'
import { find, forged, namedForgeries } from './forgeries.ts'
import { manyChanges } from './many.ts'
import { giveBundle, openPage } from './openPage.ts'
import { randomFrom } from './random.ts'
import { reseal } from './reseal.ts'

/**
 * What is changed follows from the seed alone; `SLUICE_TAMPER_COUNT=10000` asks for all, some 50 minutes of one processor that does nothing else;
 * `bench/record/tamper.ts` makes them in slices.
 */
const seed = process.env.SEED ?? '1'
const count = Number(process.env.SLUICE_TAMPER_COUNT ?? 200)
/** For the tests that make many changes; a machine shared with others is slow. */
const timeoutMs = 120_000 + count * 1_000

let text: string
let bundle: Bundle
/** Another case, of another seed: as far as the test transfer. */
let simulated: string
let bases: readonly Base[]

// The same answers as the pure ones, faster; the court’s page below runs on those.
useNativeSha256()
useNativeEd25519()

beforeAll(async () => {
  const { exit, err, folder } = await oneRehearsal()
  expect(exit, err.slice(-2_000)).toBe(0)
  text = readFileSync(join(folder, 'case.bundle'), 'utf8')
  bundle = readBundle(text)
  simulated = await simulateToTest('9')
  bases = basesOf({ rehearsed: text, simulated })
}, 1_500_000)

function verify(changed: string, trust?: string): Report {
  return verifyBundle({
    bundle: changed,
    kindsOnshore: onshoreKinds,
    kindsOffshore: offshoreKinds,
    ...(trust === undefined ? {} : { trust }),
  })
}

function trustOf(of: string): string {
  const logs = (['onshore', 'offshore'] as const).map((kind) => ed25519VerifierKey(zoneKeys(of, kind).logKey))
  return JSON.stringify({ format: 'sluice/trust/1', world: 'rehearsal', logs })
}

/** The digest in the first line made good again: what anybody with an editor can do. */
function digestAgain(changed: string): string {
  const end = changed.indexOf('\n')
  const header = changed.slice(0, end)
  return (
    header.replace(/"digest":"[0-9a-f]{64}"/, `"digest":"${hashText(changed.slice(end + 1))}"`) + changed.slice(end)
  )
}

describe('the untouched bundle', () => {
  test('holds: every entry is decided again and comes out the same', () => {
    const report = verify(text)
    expect(report.faults).toEqual([])
    expect(report.holds).toBe(true)
    expect(report.counts.replayed).toBe(report.counts.entries)
    expect(report.counts.entries).toBeGreaterThan(200)
    expect(report.inTransit).toEqual({})
    expect(report.stages.at(-1)?.stage).toBe('closed')
    expect(report.logs.map(({ independence }) => independence)).toEqual(['rehearsal', 'rehearsal'])
  })

  test('has one encoding: what was read is written with the same bytes', () => {
    expect(encodeBundle(readBundle(text))).toBe(text)
  })

  test('made good again without a change is the same file: the forger’s tool is sound', () => {
    expect(reseal(bundle, {})).toBe(text)
  })

  test('without keys from outside leaves its signers unidentified, with them it names them', () => {
    expect(verify(text).signersIdentified).toBe(false)
    expect(verify(text).notProved).toContain('signers')
    const report = verify(text, trustOf(oneSeed))
    expect([report.holds, report.signersIdentified]).toEqual([true, true])
  })

  test('holds with the part of one zone alone: what crossed is proved by its own documents', () => {
    for (const part of bundle.zones) {
      const report = verify(encodeBundle(bundleOf([part], bundle.documents)))
      expect(report.faults).toEqual([])
      expect(report.counts.replayed).toBe(report.counts.entries)
    }
  })
})

describe('many changes of a whole bundle, a cut one and one of another case of which one zone is shown', () => {
  test('the untouched hold', () => {
    for (const base of bases) expect([base.name, verify(base.text).faults]).toEqual([base.name, []])
    expect(bases.map(({ text: shown }) => verify(shown).counts.replayed > 50)).toEqual([true, true, true])
  })

  test(
    `each of ${count} is found and named, half of them flips, drops, doubles, swaps and cuts of bytes, half changed meanings made good again`,
    () => {
      const outcomes = [...manyChanges({ bases, seed, from: 0, to: count, fullEvery: 25 })]
      expect(outcomes.filter(({ missed }) => missed !== undefined)).toEqual([])
      const shown = outcomes.filter(({ sort, found }) => sort === 'resealed' && found !== undefined)
      expect(shown.length).toBeGreaterThan(count * 0.45)
      const said = new Set(shown.map(({ found }) => found))
      // Some three in a hundred are found by a paper: of two hundred changes, half of which are re-sealed, that may be none.
      const often = ['guard', 'decision', 'signature', ...(count >= 1_000 ? (['paper'] as const) : [])] as const
      if (count >= 100) for (const kind of often) expect(said).toContain(kind)
    },
    timeoutMs,
  )
})

describe('changed bytes', () => {
  test(
    'are found also where the digest was made good again',
    () => {
      const random = randomFrom(`digest ${seed}`)
      const missed: string[] = []
      for (let i = 0; i < Math.ceil(count / 25); i++) {
        const { name, text: changed } = changeBytes(text, random)
        const good = digestAgain(changed)
        if (good !== text && verify(good).holds) missed.push(name)
      }
      expect(missed).toEqual([])
    },
    timeoutMs,
  )

  test('a directory that does not begin with its opening is told, and crashes nothing', () => {
    const all = text.split('\n')
    const first = all.findIndex((line) => line.includes('"kind":"zone.opened"'))
    const swapped = all.with(first, all[first + 1]!).with(first + 1, all[first]!)
    const report = verify(digestAgain(swapped.join('\n')))
    expect(report.faults.map(({ name }) => name)).toContain('zone.opened')
  })

  test.each([
    ['a byte after the end', (good: string) => `${good}\n`],
    ['a space in a line', (good: string) => good.replace('{"line":"end"}', '{"line": "end"}')],
    ['an unknown key', (good: string) => good.replace('{"line":"end"}', '{"end":true,"line":"end"}')],
    ['a byte order mark', (good: string) => `\ufeff${good}`],
    ['no last newline', (good: string) => good.slice(0, -1)],
    ['nothing at all', () => ''],
    [
      'a list nested very deep',
      (good: string) => good.replace('{"line":"end"}', `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    ],
  ])('%s is refused with its line', (_, to) => {
    const report = verify(digestAgain(to(text)))
    expect(report.holds).toBe(false)
    expect(report.faults[0]).toMatchObject({ kind: 'form', line: expect.any(Number) })
  })
})

describe('a changed meaning with every keyless hash made good again', () => {
  test.each(namedForgeries.map((forgery) => [forgery.name, forgery] as const))('%s is named', (_, forgery) => {
    const { faults, holds } = verify(forged(bundle, forgery))
    expect(holds).toBe(false)
    expect([faults[0]?.kind, `${faults[0]?.name} ${faults[0]?.message}`]).toEqual([
      forgery.kind,
      expect.stringMatching(forgery.says),
    ])
    // What needs a key is false as well, and is said last.
    expect(faults.some(({ kind }) => kind === 'checkpoint')).toBe(true)
    expect(faults.some(({ kind }) => kind === 'digest')).toBe(false)
  })

  test.each([
    ['slice.routed', 'payload.step'],
    ['sale.analysed', 'payload.report'],
    ['fx.settled', 'payload.rmb'],
    ['money.credited', 'payload.amount'],
  ])('%s without %s is a fault, and no crash', (kind, drop) => {
    const { entry } = find(bundle, kind)
    expect(Object.keys(entry.fields)).toContain(drop)
    const forgery = { entry: { id: entryId(entry), fields: {}, drop } }
    expect(verify(reseal(bundle, forgery)).holds).toBe(false)
  })

  test('a head that an approver cannot have seen is told beside the signature', () => {
    const { entry } = find(bundle, 'approval.given')
    const forgery = { entry: { id: entryId(entry), fields: { 'payload.seen': 'ab'.repeat(32) } } }
    expect(verify(reseal(bundle, forgery)).faults.map(({ name }) => name)).toContain('payload.seen')
  })

  test('under log keys of the forger’s own is caught by the keys from outside', () => {
    const forger = 'forger'
    const signers = Object.fromEntries(
      (['onshore', 'offshore'] as const).map((kind) => {
        const { zone, logKey } = zoneKeys(forger, kind)
        return [zone, ed25519Signer(logKey)]
      }),
    )
    const report = verify(reseal(bundle, { signers }), trustOf(oneSeed))
    expect(report.holds).toBe(false)
    expect(report.faults.map(({ kind }) => kind)).toContain('trust')
    expect(report.signersIdentified).toBe(false)
  })

  test('another story rebuilt whole with keys all fresh holds in itself, and each key is named under those from outside', () => {
    const report = verify(simulated)
    expect([report.holds, report.signersIdentified, report.notProved.includes('signers')]).toEqual([true, false, true])
    const keysOf = (of: Report): readonly string[] =>
      of.keys
        .filter(({ use }) => use === 'person' || use === 'organisation')
        .map(({ key, holder }) => `${holder} ${key}`)
    const honest = new Map(keysOf(verify(text)).map((row) => row.split(' ') as [string, string]))
    const trust = JSON.parse(trustOf(oneSeed)) as object
    const keys = [...honest].map(([holder, key]) => ({ holder, key }))
    const { faults } = verify(simulated, JSON.stringify({ ...trust, keys }))
    expect(faults.map(({ kind }) => kind)).toEqual(faults.map(() => 'trust'))
    const named = faults.map(({ message }) => message).join()
    const forged = keysOf(report).filter((row) => honest.has(row.split(' ')[0]!))
    expect(forged.length).toBeGreaterThan(8)
    for (const row of forged) expect(named).toContain(row.split(' ')[1])
  })

  test('the keys of another rehearsal do not fit, and are named', () => {
    const report = verify(text, trustOf('8'))
    expect(report.faults.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['trust log', 'trust log'])
  })
})

describe('a bundle cut for a reader', () => {
  test('verifies against the same checkpoint, and lists what it withholds', () => {
    const cut = cutBundle(bundle, ({ kind }, field) => kind !== 'reserve.set' || !field.startsWith('payload.'))
    const report = verify(encodeBundle(cut))
    expect(report.faults).toEqual([])
    expect(report.roots).toEqual(verify(text).roots)
    expect(report.notProved).toContain('withheld')
    expect(report.withheld).toContainEqual(
      expect.objectContaining({ what: 'field', name: 'payload.floor', entryKind: 'reserve.set' }),
    )
    expect(report.counts.replayed).toBeLessThan(report.counts.entries)
  })

  test('without its documents still replays what does not rest on them', () => {
    const packs = new Set(
      bundle.zones.flatMap(({ streams }) =>
        streams
          .filter(({ kind }) => kind === 'packs')
          .flatMap(({ entries }) => entries.map(({ entry }) => String(entry.fields['payload.hash']?.value))),
      ),
    )
    const kept = Object.fromEntries(Object.entries(bundle.documents).filter(([hash]) => packs.has(hash)))
    const report = verify(encodeBundle(bundleOf(bundle.zones, kept)))
    expect(report.faults).toEqual([])
    expect(report.withheld.filter(({ what }) => what === 'document').length).toBeGreaterThan(50)
    expect(report.counts.replayed).toBeGreaterThan(100)
  })

  test('hides nothing that was changed: a withheld value cannot be another one', () => {
    const { entry } = find(bundle, 'reserve.set')
    const forgery = reseal(bundle, { entry: { id: entryId(entry), fields: { 'payload.floor': '1' } } })
    const cut = cutBundle(
      readBundle(forgery),
      ({ kind }, field) => kind !== 'reserve.set' || !field.startsWith('payload.'),
    )
    const report = verify(encodeBundle(cut))
    expect(report.holds).toBe(false)
  })
})

describe.skipIf(!existsSync(chromiumPath))('the court’s page', () => {
  test('opened from disk, verifies a bundle without a network, in three languages', async () => {
    const { page, asked, complaints, close } = await openPage('zh-CN')
    try {
      expect(await giveBundle(page, text)).toContain('证据包自身一致')
      expect(await page.textContent('#sandbox')).toContain('SANDBOX')
      await page.click('[data-language="zh-HK"]')
      expect(await page.textContent('.answer')).toContain('證據包自身一致')
      await page.click('[data-language="en"]')
      const shown = (await page.textContent('#result')) ?? ''
      for (const said of [
        'consistent in itself',
        'Who vouches for each key',
        'Which packs of rules decided',
        'Who ran each log',
        'does not prove',
      ]) {
        expect(shown).toContain(said)
      }
      expect([asked, complaints]).toEqual([[], []])
    } finally {
      await close()
    }
  })

  test('says what was changed, where', async () => {
    const { page, close } = await openPage('en')
    try {
      const shown = await giveBundle(page, forged(bundle, namedForgeries[0]!))
      expect(shown).toContain('does NOT hold')
      expect(shown).toContain('HK-MANDATE-fills')
      for (const [language, says] of [
        ['zh-CN', '证据包不成立'],
        ['zh-HK', '證據包不成立'],
      ] as const) {
        await page.click(`[data-language="${language}"]`)
        const told = (await page.textContent('.answer')) ?? ''
        expect(told).toContain(says)
        expect(englishIn(told)).toBeUndefined()
      }
    } finally {
      await close()
    }
  })
})
