import { expect, test } from 'vitest'
import { barOf } from './proposals.ts'

const proposal = {
  kind: 'seizure.decided',
  what: '',
  values: '',
  by: 'p-zhang',
  approvals: [{ person: 'p-zhao', org: 'psb', role: 'principal-head', entry: 'e' }],
}
const slots = [{ role: 'principal-head', person: 'p-zhao' }, { role: 'legal-affairs' }]

test.each([
  ['nobody without a key', undefined, 'noKey'],
  ['the proposer', { person: 'p-zhang', roles: ['case-officer', 'legal-affairs'] }, 'proposer'],
  ['who has signed', { person: 'p-zhao', roles: ['principal-head', 'legal-affairs'] }, 'already'],
  ['who holds no role that is missing', { person: 'p-sun', roles: ['finance', 'principal-head'] }, 'role'],
])('%s cannot approve', (_, signer, bar) => {
  expect(barOf({ proposal, slots }, signer)).toBe(bar)
})

test('another holder of the missing role can approve, until all have signed', () => {
  const chen = { person: 'p-chen', roles: ['legal-affairs'] }
  expect(barOf({ proposal, slots }, chen)).toBeUndefined()
  expect(barOf({ proposal, slots: [slots[0]!] }, chen)).toBe('complete')
})
