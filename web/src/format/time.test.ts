import { expect, test } from 'vitest'
import { age, formatTime } from './time.ts'

test('a time is shown at UTC+8 unless UTC is asked for', () => {
  expect(formatTime('2026-08-21T06:08:00.000Z')).toBe('2026-08-21 14:08:00')
  expect(formatTime('2026-08-21T20:30:01.999Z')).toBe('2026-08-22 04:30:01')
  expect(formatTime('2026-08-21T06:08:00.000Z', 'UTC')).toBe('2026-08-21 06:08:00')
})

test('no time is shown as --', () => {
  expect(formatTime(undefined)).toBe('--')
  expect(formatTime('soon')).toBe('--')
})

test.each([
  ['2026-03-02T00:00:00.000Z', '2026-03-02T00:01:59.000Z', { count: 119, unit: 'seconds' }],
  ['2026-03-02T00:00:00.000Z', '2026-03-02T00:02:00.000Z', { count: 2, unit: 'minutes' }],
  ['2026-03-02T00:00:00.000Z', '2026-03-02T02:00:00.000Z', { count: 2, unit: 'hours' }],
  ['2026-03-02T00:00:00.000Z', '2026-03-04T23:00:00.000Z', { count: 2, unit: 'days' }],
  ['2026-03-02T00:00:01.000Z', '2026-03-02T00:00:00.000Z', undefined],
  [undefined, '2026-03-02T00:00:00.000Z', undefined],
])('from %s to %s', (from, to, expected) => {
  expect(age(from, to)).toEqual(expected)
})
