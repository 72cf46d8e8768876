import { expect, test } from 'vitest'
import type { CaseState } from '../../../src/core/case/state.ts'
import { dueDatesOf } from './due.ts'

const state = {
  stages: { case: 'inventoried', 'lot A': 'entrusted' },
  holds: { h1: { kind: 'stay', lots: [], from: '', reviewOn: '2026-03-05', mayLift: 'court' } },
  slices: {
    entrustment: { A: { entrustee: 'cbex', letter: '', mandateUntil: '2026-04-01T00:00:00.000Z' } },
  },
} as unknown as CaseState

test('dates come soonest first, and a day counts to its end at UTC+8', () => {
  expect(dueDatesOf(state)).toEqual([
    { what: 'hold', subject: 'h1', at: '2026-03-05T15:59:59.000Z' },
    { what: 'mandate', subject: 'A', at: '2026-04-01T00:00:00.000Z' },
  ])
})

test('the mandate of a lot that has ended is not due, nor anything of a closed case', () => {
  const ended = { ...state, stages: { case: 'inventoried', 'lot A': 'paid' } }
  expect(dueDatesOf(ended).map(({ what }) => what)).toEqual(['hold'])
  expect(dueDatesOf({ ...state, stages: { case: 'closed' } })).toEqual([])
})
