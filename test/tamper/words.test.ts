import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { flawTexts } from '../../src/core/flaws/flaw.ts'
import { ed25519VerifierKey } from '../../src/core/record/log/keys.ts'
import type { Language } from '../../src/core/rules/pack.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import type { Report } from '../../verifier/report.ts'
import { reportSections } from '../../verifier/reportText.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { englishIn } from '../support/englishIn.ts'
import { simulateToTest } from '../support/simulatedBundle.ts'
import { type Base, basesOf } from './bases.ts'
import { changeBytes } from './bytes.ts'
import { changedMeaning } from './many.ts'
import { randomFrom } from './random.ts'

// The same answers as the pure ones, faster.
useNativeSha256()
useNativeEd25519()

const chinese = ['zh-CN', 'zh-HK'] as const satisfies readonly Language[]
function englishOf(report: Report, languages: readonly Language[] = chinese): string[] {
  return languages.flatMap((language) =>
    reportSections(report, language, { whole: true }).flatMap(({ title, lines, table }) =>
      [title, ...lines, ...(table?.head ?? [])].flatMap((line) => {
        const found = englishIn(line)
        return found === undefined ? [] : [`${language}: ${found}: ${line.slice(0, 300)}`]
      }),
    ),
  )
}

function verify(bundle: string, trust?: string): Report {
  const kinds = { kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }
  return verifyBundle({ bundle, ...kinds, ...(trust === undefined ? {} : { trust }) })
}

let bases: readonly Base[]

beforeAll(async () => {
  const simulated = await simulateToTest('9')
  bases = basesOf({ rehearsed: simulated, simulated })
}, 300_000)

test('English is seen where there is some: in the same report in English, and in a sentence between Chinese ones', () => {
  const report = verify(bases[0]!.text.replace('"world":"rehearsal"', '"world":"real"'))
  expect(englishOf(report, ['en']).length).toBeGreaterThan(5)
  expect(englishIn('判定：the pack is missing。')).toBe('the pack is missing')
  expect(englishIn('判定：“the pack is missing”，lot A，CN-1, CN-2, HK-3，deposit.received signed')).toBeUndefined()
})

test.each(chinese)('no text of a flaw has an English sentence in %s', (language) => {
  const found = Object.entries(flawTexts[language]).filter(
    ([, text]) => englishIn(text.replaceAll(/\{\w+\}/g, 'A1')) !== undefined,
  )
  expect(found).toEqual([])
})

describe('a report in Chinese has no English sentence', () => {
  test('of bundles with changed bytes and changed meanings, whole, cut, and of one zone', () => {
    const random = randomFrom('words')
    const codes = new Set<string>()
    const found = new Set<string>()
    let unmet = 0
    for (let i = 0; i < 48; i++) {
      const base = bases[i % bases.length]!
      const report = verify(i % 4 === 0 ? changeBytes(base.text, random).text : changedMeaning(base, random))
      for (const line of englishOf(report)) found.add(line)
      for (const { flaw } of report.faults) codes.add(flaw.code)
      unmet += report.unmet?.length ?? 0
    }
    expect([...found]).toEqual([])
    for (const code of ['LINE_FOUND', 'RULES_REFUSE', 'FIELD_DIFFERS', 'REFUSED_AGAIN', 'HEAD_SIGNATURE'])
      expect(codes).toContain(code)
    expect(unmet).toBeGreaterThan(0)
  }, 600_000)

  test('where the keys from outside are others', () => {
    const logs = (['onshore', 'offshore'] as const).map((kind) => ed25519VerifierKey(zoneKeys('8', kind).logKey))
    const report = verify(bases[0]!.text, JSON.stringify({ format: 'sluice/trust/1', world: 'real', logs }))
    expect(report.faults.map(({ flaw }) => flaw.code)).toEqual(['TRUST_WORLD', 'TRUST_LOG', 'TRUST_LOG'])
    expect(englishOf(report)).toEqual([])
  })

  test('of a whole case of an earlier release, and where a line of it is lost', () => {
    const file = join(import.meta.dirname, '../upgrade/bundles/0.1.0.bundle.gz')
    const text = gunzipSync(readFileSync(file)).toString('utf8')
    expect(englishOf(verify(text))).toEqual([])
    const lines = text.split('\n')
    for (const changed of [lines.toSpliced(60, 1), lines.with(60, '{}'), lines.with(0, 'nothing'), ['']])
      expect(englishOf(verify(changed.join('\n')))).toEqual([])
  }, 120_000)
})

test('a rule that is not met is told with its title, its source and why it refuses, in the language', () => {
  const random = randomFrom('unmet')
  for (let i = 0; i < 40; i++) {
    const report = verify(changedMeaning(bases[0]!, random))
    const [first] = report.faults
    const [rule] = report.unmet?.filter((one) => one.rule === first?.rules?.[0]) ?? []
    if (rule === undefined) continue
    for (const language of ['en', ...chinese] as const) {
      const [answer] = reportSections(report, language)
      const line = answer!.lines.find((text) => text.includes(rule.rule))
      expect(line).toContain(rule.title[language])
      expect(line).toContain(rule.refusal[language])
      expect(line).toContain(rule.instrument)
    }
    return
  }
  throw new TypeError('no change met a rule')
}, 300_000)
