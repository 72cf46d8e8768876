import { expect, test } from 'vitest'
import type { Directory, EnrolledKey } from '../../core/case/directory.ts'
import type { CaseState } from '../../core/case/state.ts'
import { entrustmentAccepted } from './entrust.ts'

const logKey = (holder: string, until?: string): EnrolledKey => ({
  holder,
  use: 'log',
  algorithm: 'ed25519',
  from: '2026-01-01T00:00:00.000Z',
  ...(until === undefined ? {} : { until }),
  vouchedBy: 'administration',
  document: '00',
})

/** Whether a case may cross, from an onshore zone that knows the log keys of these. */
function crossesTo(known: readonly EnrolledKey[], named: string | undefined, before: object = {}): unknown {
  const keys = Object.fromEntries([logKey('here'), ...known].map((key, i) => [`key-${i}`, key]))
  const directory = { zone: 'here', keys } as unknown as Directory
  const state = { slices: { entrustment: before } } as unknown as CaseState
  return entrustmentAccepted.facts.crossesTo!({
    payload: named === undefined ? {} : { zone: named },
    state: () => state,
    directory: () => directory,
    effectiveAt: '2026-06-01T00:00:00.000Z',
  } as never)
}

const [east, west] = [logKey('east'), logKey('west')]
const lot = (zone?: string) => ({ A: { entrustee: 'cbex', letter: '00', mandateUntil: '', ...(zone && { zone }) } })

test.each([
  ['the only zone needs no name', [east], undefined, {}, true, 'east'],
  ['it may be named', [east], 'east', {}, true, 'east'],
  ['of two, one is named', [east, west], 'west', {}, true, 'west'],
  ['of two, none is named', [east, west], undefined, {}, false, 'none named, 2 known'],
  ['a zone that nobody enrolled', [east], 'north', {}, false, 'north'],
  ['the zone itself', [east], 'here', {}, false, 'here'],
  ['no zone is known at all', [], undefined, {}, false, 'none named, 0 known'],
  ['a key that ended', [logKey('east', '2026-05-31T00:00:00.000Z')], 'east', {}, false, 'east'],
  ['a second lot follows the first', [east, west], undefined, lot('west'), true, 'west'],
  ['a second lot to another zone', [east, west], 'east', lot('west'), false, 'east'],
  [
    'a lot entrusted anew follows where it went before',
    [east, west],
    'east',
    { A: { ...lot('west').A, entrustee: '' } },
    false,
    'east',
  ],
  ['a second lot names what the first did not', [east, west], 'east', lot(), false, 'east'],
] as const)('%s', (_name, known, named, before, ok, found) => {
  expect(crossesTo(known, named, before)).toMatchObject({ ok, found })
})
