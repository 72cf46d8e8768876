import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distributeForfeitable, distributeLawful, distributeTwoPots, type Victim } from './waterfall.ts'

const yuan = (amount: number): bigint => BigInt(amount) * 100n
const paid = (shares: readonly { id: string; paidFen: bigint }[]) => shares.map(({ paidFen }) => paidFen)
const code = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return (error as { code?: string }).code
  }
  return 'no error'
}

const victims: Victim[] = [
  { id: 'V1', lossFen: yuan(8_000_000), repaidFen: yuan(2_000_000) },
  { id: 'V2', lossFen: yuan(4_000_000), repaidFen: 0n },
  { id: 'V3', lossFen: yuan(3_000_000), repaidFen: 0n },
]
const lawful = {
  amountFen: yuan(1_000_000),
  medical: [{ id: 'hospital', owedFen: yuan(200_000) }],
  secured: [{ id: 'bank', owedFen: yuan(300_000) }],
  civilDebts: [{ id: 'supplier', owedFen: yuan(100_000) }],
  subsistenceFen: 0n,
  fineFen: yuan(500_000),
  confiscation: 0n,
} as const

describe('scenario D9: two pots', () => {
  test('the net method pays the victims of pot A to the fen and nobody else', () => {
    const { forfeitable } = distributeTwoPots({ forfeitableFen: yuan(10_000_000), lawful, victims, method: 'net' })
    expect(forfeitable.victims).toEqual([
      { id: 'V1', owedFen: 600000000n, paidFen: 461538461n },
      { id: 'V2', owedFen: 400000000n, paidFen: 307692308n },
      { id: 'V3', owedFen: 300000000n, paidFen: 230769231n },
    ])
    expect(forfeitable.treasuryFen).toBe(0n)
  })

  test('pot B pays medical costs and the secured creditor, then victims, and nothing is left for debt and fine', () => {
    const { lawful: b } = distributeTwoPots({ forfeitableFen: yuan(10_000_000), lawful, victims, method: 'net' })
    expect(paid(b.medical)).toEqual([20000000n])
    expect(paid(b.secured)).toEqual([30000000n])
    expect(paid(b.victims)).toEqual([23076923n, 15384615n, 11538462n])
    expect(paid(b.civilDebts)).toEqual([0n])
    expect([b.fineFen, b.confiscationFen, b.convictFen]).toEqual([0n, 0n, 0n])
  })

  test('the equalising method pays the same victims other amounts', () => {
    const { victims: shares } = distributeForfeitable({ amountFen: yuan(10_000_000), victims, method: 'equalising' })
    expect(paid(shares)).toEqual([440000000n, 320000000n, 240000000n])
  })

  test('a plan without a method is refused in either pot', () => {
    expect(code(() => distributeForfeitable({ amountFen: 1n, victims, method: undefined }))).toBe(
      'DISTRIBUTION_INCOMPLETE',
    )
    expect(code(() => distributeLawful({ ...lawful, victims, method: undefined }))).toBe('DISTRIBUTION_INCOMPLETE')
  })
})

describe('scenario D10: no victims', () => {
  test('with nobody whom the judgment returns property to, all of pot A goes to the treasury, without a method', () => {
    expect(distributeForfeitable({ amountFen: 123n, victims: [], method: undefined })).toEqual({
      victims: [],
      treasuryFen: 123n,
    })
  })
})

describe('pot A', () => {
  test('appreciation goes to the treasury: no victim receives more than the loss found', () => {
    const { victims: shares, treasuryFen } = distributeForfeitable({
      amountFen: yuan(20_000_000),
      victims,
      method: 'equalising',
    })
    expect(paid(shares)).toEqual([600000000n, 400000000n, 300000000n])
    expect(treasuryFen).toBe(700000000n)
  })

  test('a victim repaid in full takes no share and lowers nobody’s', () => {
    const shares = distributeForfeitable({
      amountFen: 100n,
      victims: [
        { id: 'whole', lossFen: 500n, repaidFen: 600n },
        { id: 'open', lossFen: 200n, repaidFen: 0n },
      ],
      method: 'net',
    }).victims
    expect(paid(shares)).toEqual([0n, 100n])
  })

  test('who was repaid above the equal part gives nothing back: the others share what there is', () => {
    // With all three: pool 30 + 90 = 120 over 300, part 0.4; the first has 0.9. Without: 30 over 200, part 0.15.
    const shares = distributeForfeitable({
      amountFen: 30n,
      victims: [
        { id: 'ahead', lossFen: 100n, repaidFen: 90n },
        { id: 'b', lossFen: 100n, repaidFen: 0n },
        { id: 'c', lossFen: 100n, repaidFen: 0n },
      ],
      method: 'equalising',
    }).victims
    expect(paid(shares)).toEqual([0n, 15n, 15n])
  })

  test('a repeated victim and a negative amount are refused', () => {
    const twice = [victims[0]!, victims[0]!]
    expect(code(() => distributeForfeitable({ amountFen: 1n, victims: twice, method: 'net' }))).toBe(
      'DISTRIBUTION_INCOMPLETE',
    )
    expect(code(() => distributeForfeitable({ amountFen: -1n, victims, method: 'net' }))).toBe(
      'DISTRIBUTION_INCOMPLETE',
    )
  })
})

describe('pot B', () => {
  const nobody = { medical: [], secured: [], victims: [], method: undefined, civilDebts: [] } as const
  test.each([
    // amount, subsistence, fine, confiscation → subsistence, fine, confiscation, convict
    [1000n, 100n, 300n, 200n, [100n, 300n, 200n, 400n]],
    [350n, 100n, 300n, 200n, [100n, 250n, 0n, 0n]],
    [80n, 100n, 300n, 200n, [80n, 0n, 0n, 0n]],
    [1000n, 100n, 300n, 'all' as const, [100n, 300n, 600n, 0n]],
    [1000n, 0n, 0n, 0n, [0n, 0n, 0n, 1000n]],
  ])(
    '%s fen with subsistence %s, fine %s, confiscation %s',
    (amountFen, subsistenceFen, fineFen, confiscation, expected) => {
      const b = distributeLawful({ ...nobody, amountFen, subsistenceFen, fineFen, confiscation })
      expect([b.subsistenceFen, b.fineFen, b.confiscationFen, b.convictFen]).toEqual(expected)
    },
  )

  test('too little for a rank is shared pro rata inside it and nothing reaches the next', () => {
    const b = distributeLawful({
      ...lawful,
      amountFen: 100n,
      medical: [
        { id: 'a', owedFen: 200n },
        { id: 'b', owedFen: 100n },
      ],
      victims,
      method: 'net',
    })
    expect(paid(b.medical)).toEqual([67n, 33n])
    expect(paid(b.secured)).toEqual([0n])
    expect(paid(b.victims)).toEqual([0n, 0n, 0n])
  })
})

describe('for any judgment', () => {
  const fen = fc.bigInt({ min: 0n, max: 10n ** 14n })
  const anyVictims = fc
    .array(fc.record({ lossFen: fen, repaidFen: fen }), { maxLength: 12 })
    .map((all) => all.map((victim, i) => ({ id: `v${i}`, ...victim })))
  const anyMethod = fc.constantFrom('net' as const, 'equalising' as const)

  test('pot A is conserved, nobody is paid above what is owed, and the treasury takes only what no victim misses', () => {
    fc.assert(
      fc.property(fen, anyVictims, anyMethod, (amountFen, all, method) => {
        const { victims: shares, treasuryFen } = distributeForfeitable({ amountFen, victims: all, method })
        const sum = paid(shares).reduce((a, b) => a + b, 0n)
        expect(sum + treasuryFen).toBe(amountFen)
        for (const share of shares) expect(share.paidFen >= 0n && share.paidFen <= share.owedFen).toBe(true)
        if (treasuryFen > 0n) expect(shares.every(({ owedFen, paidFen }) => owedFen === paidFen)).toBe(true)
      }),
    )
  })

  test('equalising leaves nobody who was paid above the part of anybody who is still short, but for one fen', () => {
    fc.assert(
      fc.property(fen, anyVictims, (amountFen, all) => {
        const { victims: shares } = distributeForfeitable({ amountFen, victims: all, method: 'equalising' })
        const after = all.map((v, i) => ({ ...v, has: v.repaidFen + shares[i]!.paidFen, paid: shares[i]!.paidFen }))
        for (const rich of after.filter((v) => v.paid > 1n)) {
          for (const poor of after.filter((v) => v.has < v.lossFen)) {
            // (has - 1) / loss of the one ≤ (has + 1) / loss of the other
            expect((rich.has - 1n) * poor.lossFen <= (poor.has + 1n) * rich.lossFen).toBe(true)
          }
        }
      }),
    )
  })
})
