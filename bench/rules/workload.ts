import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Question } from '../../src/core/rules/evaluate.ts'
import { type FactType, factsOf, kindContracts } from '../../src/core/rules/facts.ts'
import type { Pack } from '../../src/core/rules/pack.ts'
import { rulesOf } from '../../src/core/rules/prepare.ts'
import { shippedPacks } from '../../src/host/packs/writeReference.ts'

/** A small generator with a seed (mulberry32): the same questions on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function lawAndModel(model: string): Pack[] {
  return shippedPacks().filter((pack) => pack.manifest.kind === 'law' || pack.manifest.id === model)
}

const moments = ['2023-06-01T04:00:00.000Z', '2026-01-15T04:00:00.000Z', '2026-11-24T04:00:00.000Z']

/**
 * Questions about every kind, on both shores, on three days of the law. Amounts, ids and times in the facts differ in each, as they do in life; one fact in
 * twenty is not met, one in five hundred is missing or of another type.
 */
export function questions(count: number, seed: number): Question[] {
  const packs = lawAndModel('beijing')
  const random = seeded(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const kinds = Object.entries(kindContracts).filter(([, contract]) => contract.stream !== 'packs')
  const words = new Map(kinds.map(([kind]) => [kind, wordsOf(packs, kind)]))
  return Array.from({ length: count }, (_, n) => {
    const [kind, { zones }] = pick(kinds)
    const facts: Record<string, Json> = {}
    for (const [name, type] of Object.entries(factsOf(kind)!)) {
      if (random() < 0.002) continue
      facts[name] = factValue({ type, met: random() >= 0.05, n, random, words: words.get(kind)! })
    }
    return {
      packs,
      zone: pick(zones),
      at: pick(moments),
      kind,
      principal: { id: `p-${n}`, org: 'psb', roles: ['case-officer'] },
      resource: { type: 'case', id: `c-${n % 1000}` },
      facts,
    }
  })
}

/** Words that the rules of a kind compare with, and two that none knows. */
function wordsOf(packs: readonly Pack[], kind: string): readonly string[] {
  const rules = (['onshore', 'offshore'] as const).flatMap((zone) => rulesOf({ packs, zone, kind }))
  const named = rules.flatMap((rule) => [...rule.cedar.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!))
  return [...new Set([...named, 'case-officer', 'another'])]
}

function factValue(parameters: {
  readonly type: FactType
  readonly met: boolean
  readonly n: number
  readonly random: () => number
  readonly words: readonly string[]
}): Json {
  const { type, met, n, random, words } = parameters
  if (type === 'Bool') return met
  if (type === 'Long') return met ? 3 : 0
  if (type === 'Set') return [words[Math.floor(random() * words.length)]!]
  if (type === 'String') return words[Math.floor(random() * words.length)]!
  return { ok: met, found: `${n}.${Math.floor(random() * 1e9)}`, required: `at least ${n}` }
}

/** Stands in every result: what was measured on what. */
export function machineLine(): { readonly node: string; readonly cpu: string; readonly version: string } {
  const cpu = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown'
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string
  }
  return { node: process.version, cpu, version }
}
