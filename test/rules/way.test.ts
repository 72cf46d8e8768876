import { describe, expect, test } from 'vitest'
import { models } from './packs.ts'

/** Stages that no step names because what the act finds decides: after a withdrawal, whether anything of the tranche was sold. */
const resultOf = { 'coins.returned': ['sent-back', 'rest-sent-back'] }

/** The way of a subject as the model has it: each stage with the kinds that may follow. */
describe.each(models.map((model) => [model.manifest.id, model] as const))('the way of %s', (_, model) => {
  const steps = model.manifest.steps!

  test('every stage that a step leads to is one that another step starts from, or an end', () => {
    const ends = new Set([
      'credited',
      'paid',
      'returned',
      'compensated',
      'destroyed',
      'handed-over',
      'closed',
      'remitted',
    ])
    const starts = new Set(steps.flatMap((step) => step.from))
    const dead = steps.filter((step) => step.to !== undefined && !starts.has(step.to) && !ends.has(step.to))
    expect(dead.map((step) => step.kind)).toEqual([])
  })

  test('every stage that a step starts from is one that another leads to, or the beginning', () => {
    const kinds = new Set(steps.map((step) => step.kind))
    const byResult = Object.entries(resultOf).flatMap(([kind, stages]) => (kinds.has(kind) ? stages : []))
    const reached = new Set(['none', ...steps.flatMap((step) => step.to ?? []), ...byResult])
    expect(steps.flatMap((step) => step.from).filter((stage) => !reached.has(stage))).toEqual([])
  })

  test('who proposes a step is not the one role that approves it', () => {
    for (const step of steps) {
      for (const { role } of step.approvals)
        expect([step.kind, step.roles.filter((actor) => actor === role)]).toEqual([step.kind, []])
    }
  })

  test('a kind has one step for each purpose and zone', () => {
    const keys = steps.map((step) => `${step.zone} ${step.kind} ${step.purpose ?? ''}`)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  })
})
