import { expect, test } from 'vitest'
import { openVenues } from './openVenues.ts'

const row = { entity: 'venue-a', legalName: 'A', apiOrigin: 'http://127.0.0.1:1', accountOwner: 'trust' }
const open = (venues: Parameters<typeof openVenues>[0]['config']['venues']) =>
  openVenues({
    config: { world: 'rehearsal', venues },
    secrets: { venues: { 'venue-a': { apiKey: 'k', secret: 's' }, 'venue-b': { apiKey: 'k', secret: 's' } } },
    clock: () => 0,
  })

test('a venue that says nothing is relied on for nothing; one that commits itself is taken at its word, and only that one', () => {
  const source = 'letter of the venue, 2026-03-01'
  const venueFor = open([row, { ...row, entity: 'venue-b', idempotency: { class: 'client-order-id-forever', source } }])
  expect([venueFor('venue-a').idempotencyClass, venueFor('venue-b').idempotencyClass]).toEqual([
    'never',
    'client-order-id-forever',
  ])
})

test('a venue that is not configured, or has no credentials, is named', () => {
  expect(() => open([row])('venue-z')).toThrowError(/no venue is configured for venue-z/)
  expect(() => open([{ ...row, entity: 'venue-c' }])).toThrowError(/secrets.venues.venue-c/)
})
