import { expect, test } from 'vitest'
import { explainCharges, recomputeSettlement, settleFx } from './fxSettlement.ts'

test.each([
  // currency, minor, rate, fee → gross, net
  ['USD', 299_996_500n, '6.7758', 5_000n, 2032716285n, 2032711285n],
  ['HKD', 1n, '0.5', 0n, 1n, 1n],
  ['HKD', 1n, '0.4999', 0n, 0n, 0n],
  ['JPY', 1_000n, '0.0472', 0n, 4720n, 4720n],
] as const)('%s %s at %s less %s fen', (currency, amountMinor, rate, feeFen, grossFen, netFen) => {
  expect(settleFx({ currency, amountMinor, rate, feeFen })).toEqual({ grossFen, feeFen, netFen })
})

test('a fee above the yuan is refused', () => {
  expect(() => settleFx({ currency: 'HKD', amountMinor: 1n, rate: '1', feeFen: 2n })).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID' }),
  )
})

test('a slip that is one fen off does not recompute, and both values are shown', () => {
  const slip = { currency: 'USD', amountMinor: 100n, rate: '7.1', feeFen: 10n } as const
  expect(recomputeSettlement({ ...slip, netFen: 700n }).ok).toBe(true)
  expect(recomputeSettlement({ ...slip, netFen: 701n })).toEqual({
    ok: false,
    found: 'CNY 7.01',
    required: 'USD 1.00 × 7.1 = CNY 7.10, less CNY 0.10 = CNY 7.00',
  })
})

test('scenario D8: 3,000,000.00 remitted and a charge of 35.00 explain 2,999,965.00 received, and nothing else does', () => {
  const remittance = { currency: 'USD', remittedMinor: 300_000_000n, receivedMinor: 299_996_500n } as const
  expect(explainCharges({ ...remittance, chargesMinor: [3_500n] })).toEqual({
    ok: true,
    found: 'USD 2999965.00',
    required: 'USD 3000000.00 less charges USD 35.00 = USD 2999965.00',
  })
  expect(explainCharges({ ...remittance, chargesMinor: [] }).ok).toBe(false)
  expect(explainCharges({ ...remittance, chargesMinor: [4_000n, -500n] }).ok).toBe(false)
})
