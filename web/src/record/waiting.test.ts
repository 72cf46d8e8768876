import { expect, test } from 'vitest'
import model from '../../../packs/models/beijing/pack.json' with { type: 'json' }
import type { CaseState } from '../../../src/core/case/state.ts'
import type { PackStep } from '../../../src/core/rules/pack.ts'
import { doneKey, missingRoles, slotsOf, waitingOf } from './waiting.ts'

const steps = model.steps as unknown as readonly PackStep[]
const empty: CaseState = {
  world: 'rehearsal',
  model: '0'.repeat(64),
  stages: {},
  proposals: {},
  crossed: {},
  holds: {},
  hands: {},
  documents: {},
  balances: {},
  slices: {},
}
const approval = (person: string, role: string) => ({ person, org: 'psb', role, entry: `entry of ${person}` })

test('a place is filled by another person under the role that is asked, once', () => {
  const asked = [
    { role: 'principal-head', count: 1 },
    { role: 'legal-affairs', count: 2 },
  ]
  const proposal = {
    by: 'p-zhang',
    approvals: [
      approval('p-zhang', 'principal-head'),
      approval('p-chen', 'legal-affairs'),
      approval('p-chen', 'legal-affairs'),
    ],
  }
  const slots = slotsOf(proposal, asked)
  expect(slots.map(({ role, person }) => `${role} ${person ?? '-'}`)).toEqual([
    'principal-head -',
    'legal-affairs p-chen',
    'legal-affairs -',
  ])
  expect(missingRoles(slots)).toEqual(['principal-head', 'legal-affairs'])
})

function waits(
  state: Partial<CaseState>,
  zone: 'onshore' | 'offshore' = 'onshore',
  done: readonly string[] = [],
): string[] {
  const waiting = waitingOf({ state: { ...empty, ...state }, steps, zone, proposals: new Map(), done: new Set(done) })
  return waiting.map(({ key, kind, purpose }) => [key, kind, purpose].filter(Boolean).join(' '))
}

test('after the case is opened the seizure is to be decided', () => {
  expect(waits({ stages: { case: 'opened' } })).toEqual(['case seizure.decided'])
})

test('a case that came across is not to be accepted again', () => {
  expect(waits({ stages: { 'lot A': 'accepted' } }, 'offshore')).toEqual(['lot A clearance.given'])
})

test('what is held and in no lot yet is to be classified', () => {
  const custody = { wallets: [], held: [{ line: 1 }, { line: 2 }], lots: { A: { lines: [1] } } }
  expect(waits({ stages: { case: 'inventoried' }, slices: { custody } })).toEqual(['case lot.classified'])
})

test('the basis decides whether a lot is entrusted or returned', () => {
  const slices = { basis: { A: { outcome: 'forfeit' }, B: { outcome: 'return' } } }
  expect(waits({ stages: { case: 'inventoried', 'lot A': 'judged', 'lot B': 'judged' }, slices })).toEqual([
    'lot A entrustment.made',
    'lot B return.decided',
  ])
})

test('a tested lot waits for its next tranche, and not for a second test', () => {
  const stages = { case: 'inventoried', 'lot A': 'tested' }
  const done = [doneKey('lot A', 'fx.approved'), doneKey('lot A', 'transfer.approved', 'test')]
  expect(waits({ stages }, 'onshore', done)).toContain('lot A transfer.approved tranche')
  expect(waits({ stages }, 'onshore', done)).not.toContain('lot A transfer.approved test')
})

test('a lot whose units have all left waits for no further tranche', () => {
  const stages = { case: 'inventoried', 'lot A': 'tested' }
  const custody = { wallets: [], held: [], lots: { A: { lines: [1], asset: 'btc', units: '1000', outcome: 'sell' } } }
  const transfer = {
    purpose: 'tranche',
    lot: 'A',
    network: 'n',
    asset: 'btc',
    pays: [{ address: 'a', units: '990' }],
    fee: '10',
    feeAsset: 'btc',
    unsigned: '',
  }
  const next = 'lot A transfer.approved tranche'
  expect(waits({ stages, slices: { custody, transfers: { t: transfer } } })).not.toContain(next)
  expect(waits({ stages, slices: { custody, transfers: { t: { ...transfer, fee: '9' } } } })).toContain(next)
})

test('a case waits to be closed when each of its lots has ended, and then for nothing', () => {
  expect(waits({ stages: { case: 'inventoried', 'lot A': 'paid', 'lot B': 'judged' } })).not.toContain(
    'case case.closed',
  )
  expect(waits({ stages: { case: 'inventoried', 'lot A': 'paid', 'lot B': 'returned' } })).toContain('case case.closed')
  expect(waits({ stages: { case: 'closed', 'lot A': 'paid' } })).toEqual([])
})

test('a standing proposal waits for the roles that have not signed', () => {
  const proposal = {
    kind: 'entrustment.made',
    what: '',
    values: '',
    by: 'p-zhang',
    approvals: [approval('p-chen', 'legal-affairs')],
  }
  const state = {
    ...empty,
    stages: { case: 'inventoried', 'lot A': 'judged' },
    proposals: { p1: proposal },
    slices: { basis: { A: { outcome: 'forfeit' } } },
  }
  const waiting = waitingOf({
    state,
    steps,
    zone: 'onshore',
    proposals: new Map([['p1', { key: 'lot A' }]]),
    done: new Set(),
  })
  expect(waiting).toMatchObject([
    { key: 'lot A', kind: 'entrustment.made', state: 'proposed', roles: ['principal-head'], proposal: 'p1' },
  ])
})
