import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Override } from '../../src/core/rules/evaluate.ts'
import { type FactType, factsOf } from '../../src/core/rules/facts.ts'
import type { Pack, ReadyRule } from '../../src/core/rules/pack.ts'
import { allPacks, decide, factsMet, momentOf, unmetIds, zoneOf } from './packs.ts'
import { refusals, refusalsOfModels } from './refusals.ts'

const opposite: Record<FactType, (value: Json) => Json> = {
  Bool: (value) => !value,
  verdict: () => ({ ok: false, found: 'something else', required: 'as required' }),
  Long: () => 0,
  String: () => 'something else',
  Set: () => [],
}

const wrongType: Record<FactType, readonly Json[]> = {
  Bool: ['true', 1],
  verdict: [
    true,
    { ok: true },
    { ok: 'true', found: '', required: '' },
    { ok: true, found: '', required: '', more: '' },
  ],
  Long: ['2', 2.5, 2 ** 53, Number.NaN],
  String: [true, 0],
  Set: ['a', [1]],
}

/** The largest and smallest counts that exist are no counts of people or copies. */
const endsOfLong = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 0]

function casesOf(rule: ReadyRule, facts: Record<string, Json>, types: Readonly<Record<string, FactType>>) {
  const ofModel = Object.entries(refusalsOfModels).find(([end]) => rule.id === `${rule.id.split('-')[0]}-${end}`)?.[1]
  return refusals[rule.id] ?? ofModel ?? rule.facts.map((name) => ({ [name]: opposite[types[name]!](facts[name]!) }))
}

/** A legal opinion in the place of a permission that nobody has verified. */
function opinionOn(rule: string): Override {
  return { rule, kind: 'legal-opinion', document: '0'.repeat(64), by: { person: 'p9', org: 'law-firm' } }
}

function everyRule(): { id: string; pack: Pack; rule: ReadyRule }[] {
  return allPacks.flatMap((pack) => pack.rules.map((rule) => ({ id: `${pack.manifest.id} ${rule.id}`, pack, rule })))
}

describe.each(everyRule())('$id', ({ pack, rule }) => {
  // A rule for all kinds is the same sentence for each: two of them stand for the rest.
  const kinds = rule.kinds.slice(0, 2)
  const ask = (kind: string, facts: Record<string, Json>, overrides: readonly Override[] = []) =>
    decide({ overrides, packs: [pack], kind, facts, zone: zoneOf(pack, kind), at: momentOf(rule) })

  test('lets through what meets it', () => {
    for (const kind of kinds) {
      const verdict = ask(kind, factsMet(kind))
      expect(verdict.rules).toContain(rule.id)
      const permitsNothing = rule.force === 'unverified' && rule.effect === 'permits'
      expect(unmetIds(verdict).includes(rule.id)).toBe(permitsNothing)
      if (permitsNothing) expect(unmetIds(ask(kind, factsMet(kind), [opinionOn(rule.id)]))).not.toContain(rule.id)
    }
  })

  test(rule.blocks ? 'refuses what does not' : 'shows what does not, and refuses nothing', () => {
    for (const kind of kinds) {
      for (const unmet of casesOf(rule, factsMet(kind), factsOf(kind)!)) {
        const verdict = ask(kind, { ...factsMet(kind), ...unmet })
        if (rule.blocks) expect([unmet, unmetIds(verdict)]).toEqual([unmet, expect.arrayContaining([rule.id])])
        else expect(verdict.allowed && verdict.warnings).toEqual([rule.id])
      }
    }
  })

  test('refuses when a fact is missing or of the wrong type, never skips', () => {
    for (const kind of kinds) {
      for (const name of rule.facts) {
        const type = factsOf(kind)![name]!
        const { [name]: _, ...missing } = factsMet(kind)
        for (const facts of [missing, ...wrongType[type].map((value) => ({ ...factsMet(kind), [name]: value }))]) {
          const verdict = ask(kind, facts)
          const found = verdict.allowed ? undefined : verdict.unmet.find((unmet) => unmet.rule === rule.id)
          expect([name, facts[name], found?.code]).toEqual([name, facts[name], 'RULE_NOT_EVALUABLE'])
        }
      }
    }
  })

  test('refuses counts at the ends of their range', () => {
    for (const kind of kinds) {
      for (const name of rule.facts.filter((fact) => factsOf(kind)![fact] === 'Long')) {
        for (const end of endsOfLong) expect(unmetIds(ask(kind, { ...factsMet(kind), [name]: end }))).toContain(rule.id)
      }
    }
  })
})
