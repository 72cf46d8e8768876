import { expect, test } from 'vitest'
import { statedVolume } from './statedVolume.ts'

const body = {
  account: 'trust',
  currency: 'USD',
  asOf: '2026-03-03T02:00:00.000Z',
  hours: { '2026-02-01T02': '5', '2026-03-03T02': '7' },
}
const wanted = { platform: 'venue-a', owner: 'trust', currency: 'USD' }

test('the hours of thirty days of the account, as its platform states them', () => {
  expect(statedVolume({ issuer: 'venue-a', body }, wanted)).toEqual({ asOf: body.asOf, hours: body.hours })
})

test.each([
  ['another platform', 'venue-b', {}],
  ['another account', 'venue-a', { account: 'agent' }],
  ['another currency', 'venue-a', { currency: 'HKD' }],
  ['an hour that is too old', 'venue-a', { hours: { '2026-02-01T01': '5' } }],
  ['an hour to come', 'venue-a', { hours: { '2026-03-03T03': '5' } }],
  ['a volume below zero', 'venue-a', { hours: { '2026-03-03T02': '-5' } }],
  ['a volume with a fraction', 'venue-a', { hours: { '2026-03-03T02': '5.5' } }],
  ['no hours', 'venue-a', { hours: [] }],
  ['no time', 'venue-a', { asOf: 'today' }],
])('%s is no statement of it', (_, issuer, change) => {
  expect(statedVolume({ issuer, body: { ...body, ...change } }, wanted)).toBeUndefined()
})
