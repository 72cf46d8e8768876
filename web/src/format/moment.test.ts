import { describe, expect, test } from 'vitest'
import { momentOf } from './moment.ts'

describe('a moment that somebody typed', () => {
  test.each([
    ['2026-03-02 09:00', '2026-03-02T01:00:00.000Z'],
    ['2026-03-02T09:00:30', '2026-03-02T01:00:30.000Z'],
    [' 2026-03-02 ', '2026-03-01T16:00:00.000Z'],
  ])('%s', (typed, at) => expect(momentOf(typed)).toBe(at))
  test.each(['', '2026-02-31 09:00', '2026-13-01', '03/02/2026 09:00', '2026-03-02 24:30', '2026-03-02 9:00'])(
    'not %s',
    (typed) => expect(momentOf(typed)).toBeUndefined(),
  )
})
