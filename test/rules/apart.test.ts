import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/record/jcs.ts'
import { evaluate, rulesInForce } from '../../src/core/rules/evaluate.ts'
import { actionGroups, type FactType, factsOf, kindContracts } from '../../src/core/rules/facts.ts'
import { beijing, cn, hk, today } from './packs.ts'

/** Another copy of the engine, asked without any of our preparation: policies as text, no schema, every time anew. */
const plain = createRequire(import.meta.url)(
  '@cedar-policy/cedar-wasm/nodejs',
) as typeof import('@cedar-policy/cedar-wasm/nodejs')
const packs = [cn, hk, beijing]

const words = ['sell', 'return', 'tranche', 'test', 'approval', 'may proceed', 'court', '', '"] }', 'a b', 'ü中']
const valuesOf: Record<FactType, fc.Arbitrary<Json>> = {
  Bool: fc.boolean(),
  Long: fc.constantFrom(-1, 0, 1, 2, 3, 49, 50, 98, 99, 100, Number.MAX_SAFE_INTEGER),
  String: fc.constantFrom(...words),
  Set: fc.array(fc.constantFrom(...words), { maxLength: 2 }),
  verdict: fc.boolean().map((ok) => ({ ok, found: ok ? 'a' : 'b', required: 'c' })),
}

const asked = fc.constantFrom(...Object.keys(kindContracts)).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    zone: fc.constantFrom(...kindContracts[kind]!.zones),
    facts: fc.record(Object.fromEntries(Object.entries(factsOf(kind)!).map(([name, type]) => [name, valuesOf[type]]))),
    at: fc.constantFrom('2019-06-01T00:00:00.000Z', '2023-06-01T00:00:00.000Z', today),
  }),
)

test('what is put together from rules asked apart is what Cedar says of all of them at once', () => {
  fc.assert(
    fc.property(asked, ({ kind, zone, facts, at }) => {
      const rules = rulesInForce({ packs, zone, at, kind })
      const parents = Object.entries(actionGroups).flatMap(([group, has]) =>
        has(kind) ? [{ type: 'Action', id: group }] : [],
      )
      const answer = plain.isAuthorized({
        principal: { type: 'Person', id: 'actor' },
        action: { type: 'Action', id: kind },
        resource: { type: 'Stream', id: 'subject' },
        context: facts as never,
        policies: { staticPolicies: Object.fromEntries(rules.map((rule) => [rule.id, rule.cedar])) },
        entities: [{ uid: { type: 'Action', id: kind }, attrs: {}, parents }],
      })
      if (answer.type === 'failure') throw new TypeError(answer.errors.map((error) => error.message).join())
      const refused = new Set(answer.response.diagnostics.reason)
      const permitsNothing = rules.filter((rule) => rule.force === 'unverified' && rule.effect === 'permits')
      const expected = [
        ...rules.filter((rule) => rule.blocks && refused.has(rule.id) && !permitsNothing.includes(rule)),
        ...permitsNothing,
      ].map((rule) => rule.id)
      const principal = { id: 'p', roles: [], org: 'o' }
      const verdict = evaluate({
        packs,
        zone,
        at,
        kind,
        facts: facts as Record<string, Json>,
        principal,
        resource: { type: 'case', id: 'c' },
      })
      expect(verdict.allowed ? [] : verdict.unmet.map((unmet) => unmet.rule).sort()).toEqual(expected.sort())
    }),
    { numRuns: 1500, seed: 20261129 },
  )
})
