import { expect, test } from 'vitest'
import { commonKinds } from '../core/case/commonKinds.ts'
import type { CrossingRule } from '../core/case/kind.ts'
import { offshoreKinds } from '../offshore/kinds.ts'
import { onshoreKinds } from '../onshore/kinds.ts'
import { crossingRules, crossingTable } from './rules.ts'

test('the table of what may cross is what the kinds say, field by field', () => {
  const said: Record<string, CrossingRule> = {}
  for (const kind of [...commonKinds, ...onshoreKinds, ...offshoreKinds])
    if (kind.crosses !== undefined) said[kind.name] = kind.crosses
  expect(crossingTable).toEqual(said)
})

test('nothing crosses into the zone that it comes from', () => {
  for (const [kind, { to }] of Object.entries(crossingTable))
    expect(crossingRules(kind, to === 'onshore' ? 'offshore' : 'onshore')).toBeUndefined()
})

test('no actor, person or document crosses, and no price crosses but the reserve that onshore confirms', () => {
  const fields = Object.values(crossingTable).flatMap((rule) => rule.fields)
  expect(
    fields.filter((field) => /actor|person|officer|name|approval|diligence|screening|sourcePack|opinion/.test(field)),
  ).toEqual([])
  expect(fields.filter((field) => /price|quote|bid|depth/i.test(field))).toEqual([])
})

test('a kind that is no kind may not cross', () => {
  expect(crossingRules('toString', 'offshore')).toBeUndefined()
  expect(crossingRules('order.placed', 'onshore')).toBeUndefined()
})
