import { describe, expect, test } from 'vitest'
import type { Directory, EnrolledKey } from '../../../src/core/case/directory.ts'
import { isOpen, keyRows } from './keyRows.ts'

const now = '2026-03-02T01:00:00.000Z'
const key = (more: Partial<EnrolledKey>): EnrolledKey => ({
  holder: 'bank',
  use: 'organisation',
  algorithm: 'ed25519',
  from: '2026-01-01T00:00:00.000Z',
  vouchedBy: 'administration',
  document: '00',
  ...more,
})
const directory = {
  people: { 'p-li': { org: 'psb', roles: [] } },
  keys: {
    person: key({ holder: 'p-li', use: 'person' }),
    old: key({ until: '2026-02-01T00:00:00.000Z' }),
    open: key({ follows: 'old' }),
    lost: key({ until: '2026-02-01T00:00:00.000Z', revokedAt: now }),
    later: key({ from: '2026-04-01T00:00:00.000Z' }),
    said: key({ holder: 'court', confirmed: [{ org: 'psb', person: 'p-li', how: 'video', entry: '', at: now }] }),
  },
} as unknown as Directory
const rows = keyRows(directory, now)
const of = (name: string) => rows.find((row) => row.key === name)!

describe('keys as a list shows them', () => {
  test('what is in force first, papers before people', () =>
    expect(rows.slice(0, 3).map((row) => row.key)).toEqual(['open', 'said', 'person']))
  test.each([
    ['open', 'inForce'],
    ['old', 'over'],
    ['lost', 'revoked'],
    ['later', 'notYet'],
  ])('%s is %s', (name, state) => expect(of(name).state).toBe(state))
  test('a key names the one that took its place', () => expect(of('old').next).toBe('open'))
  test('a person’s key stands under their organisation', () => expect(of('person').org).toBe('psb'))
  test('unconfirmed is what papers rest on, in force, on nobody’s word who relies on it', () =>
    expect(rows.filter(isOpen).map((row) => row.key)).toEqual(['open']))
})
