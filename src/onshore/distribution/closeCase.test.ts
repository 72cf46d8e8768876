import { expect, test } from 'vitest'
import { caseClosed } from './closeCase.ts'

const set = (retentionYears: number, parameter: string): unknown =>
  caseClosed.facts.retentionSet!({ payload: { retentionYears }, parameter: () => parameter } as never)

test.each([
  [10, '10', true],
  [12, '10', true],
  [9, '10', false],
  [10, '15', false],
])('%i years where the model asks %s: %s', (years, asked, met) => {
  expect(set(years, asked)).toBe(met)
})
