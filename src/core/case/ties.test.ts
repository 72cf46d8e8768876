import { describe, expect, test } from 'vitest'
import { type Directory, everSameFamily, sameFamily } from './directory.ts'
import { chainBetween, type Tie } from './ties.ts'

const org = (family: string) => ({ role: 'x', family, name: family })
const tie = (owner: string, owned: string, from: string, until?: string): Tie => ({
  tie: `${owner}-${owned}`,
  owner,
  owned,
  kind: 'owns',
  from,
  ...(until === undefined ? {} : { until }),
  document: '0'.repeat(64),
})
const directory = (ties: readonly Tie[], endedFamilies: Record<string, string> = {}): Directory => ({
  zone: 'z',
  world: 'rehearsal',
  organisations: { provider: org('a'), sister: org('a'), desk: org('b'), agency: org('c') },
  people: {},
  administrators: {},
  keys: {},
  accounts: {},
  ties,
  endedFamilies,
})
const march = '2026-03-02T01:00:00.000Z'

describe('who is related', () => {
  test.each<[string, readonly Tie[], Record<string, string>, string, string, boolean]>([
    ['of one enrolled family', [], {}, 'sister', march, true],
    ['of two', [], {}, 'desk', march, false],
    ['nobody knows it', [], {}, 'stranger', march, true],
    ['owned through a company outside the directory', [tie('holding', 'provider', '2026-01-01'), tie('holding', 'desk', '2026-02-01')], {}, 'desk', march, true],
    ['through a sister', [tie('sister', 'desk', '2026-02-01')], {}, 'desk', march, true],
    ['the tie begins the next day', [tie('desk', 'provider', '2026-03-03')], {}, 'desk', march, false],
    ['on the first moment of its first day, mainland time', [tie('desk', 'provider', '2026-03-03')], {}, 'desk', '2026-03-02T16:00:00.000Z', true],
    ['the moment before', [tie('desk', 'provider', '2026-03-03')], {}, 'desk', '2026-03-02T15:59:59.999Z', false],
    ['it has ended', [tie('desk', 'provider', '2026-01-01', '2026-03-02')], {}, 'desk', march, false],
    ['until its last moment', [tie('desk', 'provider', '2026-01-01', '2026-03-03')], {}, 'desk', march, true],
    ['it never held: ended on its first day', [tie('desk', 'provider', '2026-01-01', '2026-01-01')], {}, 'desk', march, false],
    ['one left the family of its enrolment', [], { sister: '2026-03-01' }, 'sister', march, false],
    ['it leaves tomorrow', [], { sister: '2026-03-03' }, 'sister', march, true],
  ])('%s', (_, ties, ended, other, at, related) => {
    expect(sameFamily(directory(ties, ended), 'provider', other, at)).toBe(related)
    expect(sameFamily(directory(ties, ended), other, 'provider', at)).toBe(related)
  }) // biome-ignore format: a table

  test('the chain says by whom', () => {
    const ties = [
      tie('holding', 'provider', '2026-01-01'),
      tie('fund', 'holding', '2026-01-01'),
      tie('fund', 'desk', '2026-01-01'),
    ]
    expect(chainBetween(directory(ties), 'provider', 'desk', march)).toEqual(['provider', 'holding', 'fund', 'desk'])
    expect(chainBetween(directory(ties), 'provider', 'agency', march)).toBeUndefined()
  })

  test('an act dated back is asked for both its moments; a witness for any', () => {
    const ended = directory([tie('desk', 'provider', '2026-01-01', '2026-03-01')])
    expect(sameFamily(ended, 'provider', 'desk', '2026-02-20T01:00:00.000Z', march)).toBe(true)
    expect(sameFamily(ended, 'provider', 'desk', march)).toBe(false)
    expect(everSameFamily(ended, 'provider', 'desk')).toBe(true)
    expect(everSameFamily(ended, 'provider', 'agency')).toBe(false)
  })
})
