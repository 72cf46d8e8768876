import { expect, test } from 'vitest'
import type { Applied } from '../../core/case/kind.ts'
import type { CaseState } from '../../core/case/state.ts'
import { lotSplit } from '../custody/splitLot.ts'
import { freeUnits } from '../custody/units.ts'
import { consentWithdrawn } from './withdrawConsent.ts'

const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
const transfer = (purpose: string, units: string, fee: string, txid?: string) => ({
  purpose,
  lot: 'A',
  network: 'bip122:000000000019d6689c085ae165831e93',
  asset: btc,
  pays: [{ platform: 'p', address: 'a', units }],
  fee,
  feeAsset: btc,
  unsigned: '',
  ...(txid === undefined ? {} : { txid }),
})

/** A lot sold on consent: a test and one tranche are out, a second tranche is approved and not signed. */
const state = {
  stages: { case: 'inventoried', 'lot A': 'tested', 'tranche A/1': 'credited', 'tranche A/2': 'moving' },
  holds: {},
  slices: {
    seizure: { organ: 'psb' },
    custody: { wallets: [], held: [], lots: { A: { lines: [1], asset: btc, units: '1000', outcome: 'sell' } } },
    earlyBasis: { A: { stage: 'trial', consent: 'c1', approval: '', organ: 'court', account: 'court-case' } },
    entrustment: { A: { entrustee: 'cbex', letter: '', mandateUntil: '' } },
    consents: {
      c1: { lot: 'A', rightHolder: 'd', form: 'application', paper: '', units: '1000', signedAt: '', inCustody: false },
    },
    transfers: {
      t1: transfer('test', '10', '2', 'aa'),
      t2: transfer('tranche', '400', '3', 'bb'),
      t3: transfer('tranche', '500', '3'),
    },
  },
} as unknown as CaseState

const applied = (payload: object) =>
  ({ payload, subject: { lot: 'A' }, effectiveAt: '2026-05-20T02:00:00.000Z' }) as unknown as Applied<never>
const withdraw = (from: CaseState) => consentWithdrawn.apply(from as never, applied({ consent: 'c1' })) as CaseState

test('after the first tranche left, a withdrawal holds what is left, and what is out comes home', () => {
  const after = withdraw(state)
  expect(after.holds['withdrawal/c1']).toMatchObject({ kind: 'withdrawal', lots: ['A'], units: '585', mayLift: 'psb' })
  expect(freeUnits(after, 'A')).toBe(0n)
  expect(after.stages['lot A']).toBe('tested')
})

test('what is left is split off without a basis, and nothing holds it any more', () => {
  const payload = { into: 'B', units: '585', ground: 'withdrawal', hold: 'withdrawal/c1', reason: 'x' }
  const split = lotSplit.apply(withdraw(state) as never, applied(payload)) as CaseState
  expect(split.holds).toEqual({})
  expect(split.stages['lot B']).toBe('classified')
  expect([freeUnits(split, 'A'), freeUnits(split, 'B')]).toEqual([0n, 585n])
})

test('before a tranche left, only the test being out, the whole basis is gone', () => {
  const { t1, t3 } = (state.slices as unknown as { transfers: Record<string, object> }).transfers
  const before = { ...state, slices: { ...state.slices, transfers: { t1, t3 } } } as unknown as CaseState
  const after = withdraw(before)
  expect(after.holds).toEqual({})
  expect(after.stages).toEqual({ case: 'inventoried', 'lot A': 'classified' })
  expect([after.slices.earlyBasis, after.slices.entrustment]).toEqual([{}, {}])
})
