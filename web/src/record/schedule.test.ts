import { expect, test } from 'vitest'
import type { SalePlan } from '../../../src/offshore/sale/sale.ts'
import { scheduleOf } from './schedule.ts'

const slice = (minute: number) => ({ units: '50', notBefore: `2026-03-02T00:0${minute}:00.000Z` })
const plan = { slices: [slice(0), slice(1)] } as unknown as SalePlan
const at = (second: number) => Date.parse(`2026-03-02T00:00:0${second}.000Z`)

test('what was sold adds up over time, as parts of the plan', () => {
  const fills = [{ at: at(9), units: '20' }, { at: at(5), units: '30' }] // biome-ignore format: two fills
  expect(scheduleOf(plan, '50', fills).actual).toEqual([
    { at: at(5), share: 0.3 },
    { at: at(9), share: 0.5 },
  ])
})

test('what was sold before the reports that are shown is one step where they begin', () => {
  expect(scheduleOf(plan, '60', [{ at: at(5), units: '20' }]).actual).toEqual([
    { at: at(5), share: 0.4 },
    { at: at(5), share: 0.6 },
  ])
  expect(scheduleOf(plan, '0', []).actual).toEqual([])
})
