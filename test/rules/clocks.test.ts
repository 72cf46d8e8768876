import { describe, expect, test } from 'vitest'
import { startClock, stateOfClock } from '../../src/core/rules/clocks.ts'
import { cn } from './packs.ts'
import { mainland } from './registers.ts'

const clocks = cn.manifest.clocks!
const clock = (id: string) => clocks.find((candidate) => candidate.id === id)!

test('every clock names a source of its pack, and none stands twice', () => {
  const sources = new Set(cn.manifest.instruments.map((instrument) => instrument.id))
  expect(clocks.filter((each) => !sources.has(each.instrument))).toEqual([])
  expect(new Set(clocks.map((each) => each.id)).size).toBe(clocks.length)
})

test.each([
  ['release-unrelated', '2026-09-30', '2026-10-08'],
  ['serve-judgment', '2026-06-01', '2026-06-11'],
  ['execution-receipt', '2026-06-11', '2026-07-13'],
  ['bank-treasury-receipt', '2026-09-16', '2026-10-08'],
  ['appeal-judgment', '2026-02-06', '2026-02-24'],
  ['appeal-ruling', '2026-03-02', '2026-03-09'],
  ['confiscation-notice', '2025-11-30', '2026-06-01'],
  ['ownerless-notice', '2025-05-09', '2025-11-10'],
  ['unclaimed-return', '2025-02-14', '2026-02-14'],
  ['compensation', '2024-03-15', '2026-03-16'],
  ['freeze-funds', '2025-08-31', '2026-02-28'],
])('%s, begun on %s, may be done until the end of %s', (id, event, last) => {
  expect(startClock({ clock: clock(id), event, calendar: mainland }).lastDay).toBe(last)
})

describe('a clock', () => {
  const running = startClock({ clock: clock('serve-judgment'), event: '2026-06-01', calendar: mainland })
  test.each([
    ['2026-06-03T15:59:59.999Z', undefined, 'running'],
    ['2026-06-03T16:00:00.000Z', undefined, 'near'],
    ['2026-06-11T15:59:59.999Z', undefined, 'near'],
    ['2026-06-11T16:00:00.000Z', undefined, 'over'],
    ['2026-06-20T00:00:00.000Z', '2026-06-10T00:00:00.000Z', 'met'],
    ['2026-06-20T00:00:00.000Z', '2026-06-15T00:00:00.000Z', 'met'],
    ['2026-06-09T00:00:00.000Z', '2026-06-10T00:00:00.000Z', 'near'],
  ] as const)('at %s, met at %s: %s', (at, metAt, state) => {
    expect(stateOfClock(running, { at, ...(metAt === undefined ? {} : { metAt }) })).toBe(state)
  })
  test('of a freeze lapses at midnight, and a renewal after that does not bring it back', () => {
    const freeze = startClock({ clock: clock('freeze-funds'), event: '2026-03-10', calendar: mainland })
    expect(freeze.overAt).toBe('2026-09-10T16:00:00.000Z')
    expect(stateOfClock(freeze, { at: '2026-08-10T15:59:59.999Z' })).toBe('running')
    expect(stateOfClock(freeze, { at: '2026-08-11T16:00:00.000Z' })).toBe('near')
    expect(stateOfClock(freeze, { at: '2026-09-10T16:00:00.000Z' })).toBe('lapsed')
    expect(stateOfClock(freeze, { at: '2026-09-12T00:00:00.000Z', metAt: '2026-09-11T00:00:00.000Z' })).toBe('lapsed')
    expect(stateOfClock(freeze, { at: '2026-09-12T00:00:00.000Z', metAt: '2026-09-01T00:00:00.000Z' })).toBe('met')
  })
  test('of hours does not count the hour in which it begins', () => {
    expect(
      startClock({ clock: clock('hand-over'), event: '2026-03-10T02:20:00.000Z', calendar: mainland }).overAt,
    ).toBe('2026-03-11T03:00:00.000Z')
  })
})
