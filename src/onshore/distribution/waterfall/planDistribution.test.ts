import { describe, expect, test } from 'vitest'
import type { Judgment } from './judgment.ts'
import { planDistribution } from './planDistribution.ts'
import { recomputeDistribution } from './recomputeDistribution.ts'

const restitution = (claimant: string, owed: string, repaid = '0') =>
  ({ claimant, class: 'victim', rank: 'restitution', owed, repaid }) as const

// Scenario D9 of the law file: pot A of 10,000,000.00, pot B of 1,000,000.00.
const judgment: Judgment = {
  lines: [
    { line: 'L1', pot: 'forfeitable', amount: '600000000' },
    { line: 'L2', pot: 'lawful', amount: '100000000' },
    { line: 'L3', pot: 'forfeitable', amount: '400000000' },
  ],
  returnsTo: ['victim'],
  claims: [
    restitution('V1', '800000000', '200000000'),
    restitution('V2', '400000000'),
    restitution('V3', '300000000'),
    { claimant: 'hospital', class: 'creditor', rank: 'medical', owed: '20000000', repaid: '0' },
    { claimant: 'bank', class: 'creditor', rank: 'secured', owed: '30000000', repaid: '0' },
    { claimant: 'supplier', class: 'creditor', rank: 'civil-debt', owed: '10000000', repaid: '0' },
  ],
  subsistence: '0',
  fine: '50000000',
  confiscation: '0',
}

test('scenario D9: each pot pays its own order, and its payments sum to it', () => {
  expect(planDistribution({ judgment, plan: { method: 'net' } })).toEqual({
    pots: [
      {
        pot: 'forfeitable',
        total: '1000000000',
        payments: [
          { to: 'claimant', claimant: 'V1', rank: 'restitution', amount: '461538461' },
          { to: 'claimant', claimant: 'V2', rank: 'restitution', amount: '307692308' },
          { to: 'claimant', claimant: 'V3', rank: 'restitution', amount: '230769231' },
        ],
      },
      {
        pot: 'lawful',
        total: '100000000',
        payments: [
          { to: 'claimant', claimant: 'hospital', rank: 'medical', amount: '20000000' },
          { to: 'claimant', claimant: 'bank', rank: 'secured', amount: '30000000' },
          { to: 'claimant', claimant: 'V1', rank: 'restitution', amount: '23076923' },
          { to: 'claimant', claimant: 'V2', rank: 'restitution', amount: '15384615' },
          { to: 'claimant', claimant: 'V3', rank: 'restitution', amount: '11538462' },
        ],
      },
    ],
    unpayable: [],
  })
})

describe('refused:', () => {
  test.each<[string, Partial<Judgment>, { method?: 'net' | 'treasury-only' }, string]>([
    ['a plan without a method', {}, {}, 'expected the pro-rata method'],
    [
      'treasury only where victims are returned property',
      {},
      { method: 'treasury-only' },
      'as the judgment returns property',
    ],
    ['a line without a pot', { lines: [{ line: 'L9', amount: '1' }] }, { method: 'net' }, 'none for L9'],
    [
      'a claimant twice',
      { claims: [restitution('V1', '1'), restitution('V1', '1')] },
      { method: 'net' },
      'each claimant once',
    ],
  ])('%s', (_name, change, plan, message) => {
    expect(() => planDistribution({ judgment: { ...judgment, ...change }, plan })).toThrow(
      expect.objectContaining({ code: 'DISTRIBUTION_INCOMPLETE', message: expect.stringContaining(message) }),
    )
  })

  test('an amount that is not fen', () => {
    const lines = [{ line: 'L1', pot: 'forfeitable', amount: '10.00' }] as const
    expect(() => planDistribution({ judgment: { ...judgment, lines }, plan: { method: 'net' } })).toThrow(
      expect.objectContaining({ code: 'AMOUNT_MALFORMED' }),
    )
  })
})

describe('scenario D10: pyramid participants', () => {
  const participants: Judgment = {
    ...judgment,
    lines: [{ line: 'L1', pot: 'forfeitable', amount: '100' }],
    returnsTo: [],
    claims: [
      { claimant: 'P1', class: 'pyramid-participant', rank: 'restitution', owed: '80', repaid: '0' },
      { claimant: 'P2', class: 'pyramid-participant', rank: 'restitution', owed: '80', repaid: '0' },
    ],
  }

  test('without words of return are recorded and answered, paid nothing, and the treasury takes all', () => {
    expect(planDistribution({ judgment: participants, plan: { method: 'treasury-only' } })).toEqual({
      pots: [{ pot: 'forfeitable', total: '100', payments: [{ to: 'treasury', rank: 'rest', amount: '100' }] }],
      unpayable: [
        { claimant: 'P1', class: 'pyramid-participant' },
        { claimant: 'P2', class: 'pyramid-participant' },
      ],
    })
  })

  test('are payable once the judgment returns funds to their class', () => {
    const returned = { ...participants, returnsTo: ['pyramid-participant'] as const }
    expect(planDistribution({ judgment: returned, plan: { method: 'net' } }).pots[0]!.payments).toEqual([
      { to: 'claimant', claimant: 'P1', rank: 'restitution', amount: '50' },
      { to: 'claimant', claimant: 'P2', rank: 'restitution', amount: '50' },
    ])
  })
})

describe('what was decided', () => {
  const plan = { method: 'net' } as const
  const [first] = planDistribution({ judgment, plan }).pots

  test('holds when it is what judgment and plan give', () => {
    expect(recomputeDistribution({ judgment, plan, decided: first! })).toEqual({
      ok: true,
      found: 'pot forfeitable CNY 10000000.00',
      required: 'pot forfeitable CNY 10000000.00',
    })
  })

  test('does not hold when one fen moves from one victim to another, though the sum is right', () => {
    const [v1, v2, v3] = first!.payments
    const decided = { ...first!, payments: [{ ...v1!, amount: '461538462' }, { ...v2!, amount: '307692307' }, v3!] }
    expect(recomputeDistribution({ judgment, plan, decided })).toEqual({
      ok: false,
      found: 'restitution claimant V1 CNY 4615384.62',
      required: 'restitution claimant V1 CNY 4615384.61',
    })
  })

  test('does not hold when a payment is left out, added, or the plan states no method', () => {
    const short = { ...first!, payments: first!.payments.slice(0, 2) }
    expect(recomputeDistribution({ judgment, plan, decided: short }).ok).toBe(false)
    const more = { ...first!, payments: [...first!.payments, { to: 'treasury', rank: 'rest', amount: '1' } as const] }
    expect(recomputeDistribution({ judgment, plan, decided: more }).ok).toBe(false)
    expect(recomputeDistribution({ judgment, plan: {}, decided: first! }).required).toMatch('pro-rata method')
  })
})
