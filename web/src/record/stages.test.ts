import { expect, test } from 'vitest'
import type { CaseState } from '../../../src/core/case/state.ts'
import type { Passed } from '../api/types.ts'
import { entryKinds } from './kinds.ts'
import { passagesOf, stageForKind, stages, tranchesByStage } from './stages.ts'

const at = '2026-03-02T00:00:00.000Z'
const row = (kind: string, subject: { readonly lot?: string; readonly tranche?: string }): Passed => ({
  kind,
  ...subject,
  crossed: false,
  count: 1,
  at,
})

test('every stage is one that some kind ends', () => {
  const ends = entryKinds.flatMap((kind) => ['test', 'tranche', 'return'].map((purpose) => stageForKind(kind, purpose)))
  const ended = new Set(ends.filter((found) => found?.ends).map((found) => found?.stage))
  expect(stages.filter(({ id }) => !ended.has(id)).map(({ id }) => id)).toEqual([])
})

test('a transfer belongs to the stage of its purpose', () => {
  expect(stageForKind('transfer.confirmed', 'test')).toEqual({ stage: 'tested', ends: true })
  expect(stageForKind('transfer.confirmed', 'tranche')).toEqual({ stage: 'transferred', ends: true })
  expect(stageForKind('transfer.confirmed', 'return')).toEqual({ stage: 'returned', ends: false })
  expect(stageForKind('something.new')).toBeUndefined()
})

test('a stage that was begun is passed when its last kind is recorded', () => {
  const begun = [row('entrustment.made', { lot: 'A' })]
  expect(passagesOf(begun).get('lot A')?.get('entrusted')).toEqual({ at, ends: false, crossed: false })
  const done = [...begun, row('entrustment.accepted', { lot: 'A' })]
  expect(passagesOf(done).get('lot A')?.get('entrusted')?.ends).toBe(true)
})

test('a transfer that does not say its purpose is the test of a lot or the move of a tranche', () => {
  const passages = passagesOf([
    row('transfer.confirmed', { lot: 'A' }),
    row('transfer.confirmed', { lot: 'A', tranche: 'A/1' }),
  ])
  expect([...(passages.get('lot A')?.keys() ?? [])]).toEqual(['tested'])
  expect([...(passages.get('tranche A/1')?.keys() ?? [])]).toEqual(['transferred'])
})

test('tranches of one stage stand together, in their order, and those of another lot apart', () => {
  const state = {
    stages: {
      'lot A': 'routed',
      'tranche A/2': 'remitted',
      'tranche A/10': 'sold',
      'tranche A/1': 'remitted',
      'tranche B/1': 'sold',
    },
  } as unknown as CaseState
  expect(tranchesByStage(state, 'A')).toEqual([
    ['remitted', ['A/1', 'A/2']],
    ['sold', ['A/10']],
  ])
  expect(tranchesByStage(state, 'C')).toEqual([])
})
