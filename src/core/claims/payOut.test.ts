import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate } from '../money/allocate.ts'
import { distributeTwoPots } from '../money/waterfall.ts'
import { readClaims } from './claimFile.ts'
import { type ClaimTable, claimClasses, claimRanks, fenMax, numberAt } from './claimTable.ts'
import { exactShares } from './exactShares.ts'
import { type PayOutTerms, payOut } from './payOut.ts'

const salt = '00112233445566778899aabbccddeeff'

/** Rows `number class rank owed repaid`. */
function tableOf(rows: readonly string[]): ClaimTable {
  const lines = rows.map((row) => {
    const [number, of, rank, owed, repaid] = row.split(' ')
    return `${number},${of},${rank},${owed},${repaid},,${salt}`
  })
  return readClaims(`sluice/claims/1\n${lines.map((line) => `${line}\n`).join('')}`)
}

const terms: PayOutTerms = {
  forfeitable: 0,
  lawful: 0,
  returnsTo: ['victim'],
  method: 'net',
  subsistence: 0,
  fine: 0,
  confiscation: 0,
}

// law.md D9: pot A 10,000,000.00; pot B 1,000,000.00.
const d9 = tableOf([
  'C1 creditor civil-debt 10000000 0',
  'M1 creditor medical 20000000 0',
  'S1 creditor secured 30000000 0',
  'V1 victim restitution 800000000 200000000',
  'V2 victim restitution 400000000 0',
  'V3 victim restitution 300000000 0',
])
const d9Terms: PayOutTerms = { ...terms, forfeitable: 1_000_000_000, lawful: 100_000_000, fine: 50_000_000 }

test('D9, net: pot A pays the victims alone, pot B in its order, to the fen', () => {
  const { forfeitable, lawful, totals } = payOut(d9, d9Terms)
  expect([...forfeitable]).toEqual([0, 0, 0, 461_538_461, 307_692_308, 230_769_231])
  expect([...lawful]).toEqual([0, 20_000_000, 30_000_000, 23_076_923, 15_384_615, 11_538_462])
  expect(totals).toEqual({
    forfeitable: [{ rank: 'restitution', to: 'claimants', amount: 1_000_000_000, count: 3 }],
    lawful: [
      { rank: 'medical', to: 'claimants', amount: 20_000_000, count: 1 },
      { rank: 'secured', to: 'claimants', amount: 30_000_000, count: 1 },
      { rank: 'restitution', to: 'claimants', amount: 50_000_000, count: 3 },
    ],
  })
})

test('D9, equalising: repayments count in', () => {
  expect([...payOut(d9, { ...d9Terms, method: 'equalising' }).forfeitable].slice(3)).toEqual([
    440_000_000, 320_000_000, 240_000_000,
  ])
})

test('D9 without a method is refused', () => {
  expect(() => payOut(d9, { ...d9Terms, method: undefined })).toThrow(
    expect.objectContaining({ code: 'DISTRIBUTION_INCOMPLETE' }),
  )
})

test('D10: a class without words of return is counted and gets nothing; all goes to the treasury', () => {
  const table = tableOf(['P1 pyramid-participant restitution 500 0', 'P2 pyramid-participant restitution 700 0'])
  const { forfeitable, totals, unpayable } = payOut(table, {
    ...terms,
    forfeitable: 1000,
    returnsTo: [],
    method: undefined,
  })
  expect([...forfeitable]).toEqual([0, 0])
  expect([totals.forfeitable, unpayable]).toEqual([[{ rank: 'rest', to: 'treasury', amount: 1000, count: 0 }], 2])
})

const fen = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 43 }))

describe('against the arithmetic of bigints, to the fen', () => {
  test('largest remainders', () => {
    const weights = fc.array(fen, { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (column, part) => {
        const total = column.reduce((sum, weight) => sum + weight, 0)
        const amount = Math.floor(total * part)
        const out = new Float64Array(column.length)
        exactShares({ amount, weights: Float64Array.from(column), out })
        const shares = column.map((weight, i) => ({ key: `${i}`, weight: BigInt(weight) }))
        expect([...out].map(BigInt)).toEqual(allocate({ amount: BigInt(amount), shares }).map((part) => part.amount))
      }),
      { numRuns: 2000 },
    )
  })

  test('at the ends of the range', () => {
    const out = new Float64Array(3)
    const column = Float64Array.of(fenMax - 3, 2, 1)
    exactShares({ amount: fenMax - 1, weights: column, out })
    const shares = [...column].map((weight, i) => ({ key: `${i}`, weight: BigInt(weight) }))
    expect([...out].map(BigInt)).toEqual(allocate({ amount: BigInt(fenMax - 1), shares }).map(({ amount }) => amount))
  })

  test('both pots', () => {
    const claim = fc.record({
      of: fc.constantFrom(...claimClasses),
      rank: fc.constantFrom(...claimRanks),
      owed: fen,
      repaid: fen,
    })
    const drawn = fc.record({
      claims: fc.array(claim, { maxLength: 12 }),
      forfeitable: fen,
      lawful: fen,
      subsistence: fc.nat(200),
      fine: fc.nat(200),
      confiscation: fc.oneof(fc.constant('all' as const), fc.nat(200)),
      method: fc.constantFrom('net' as const, 'equalising' as const),
    })
    fc.assert(
      fc.property(drawn, ({ claims, ...rest }) => {
        const rows = claims.map(
          ({ of, rank, owed, repaid }, i) => `N${String(i).padStart(3, '0')} ${of} ${rank} ${owed} ${repaid}`,
        )
        const table = tableOf(rows)
        const found = payOut(table, { ...terms, ...rest, returnsTo: ['victim', 'owner'] })
        const id = (i: number) => numberAt(table, i)
        const of = (rank: string) => claims.flatMap((each, i) => (each.rank === rank ? [{ ...each, id: id(i) }] : []))
        const open = (rank: string) =>
          of(rank).map(({ id: key, owed, repaid }) => ({ id: key, owedFen: BigInt(Math.max(0, owed - repaid)) }))
        const expected = distributeTwoPots({
          forfeitableFen: BigInt(rest.forfeitable),
          method: rest.method,
          victims: of('restitution')
            .filter((each) => each.of === 'victim' || each.of === 'owner')
            .map(({ id: key, owed, repaid }) => ({ id: key, lossFen: BigInt(owed), repaidFen: BigInt(repaid) })),
          lawful: {
            amountFen: BigInt(rest.lawful),
            medical: open('medical'),
            secured: open('secured'),
            civilDebts: open('civil-debt'),
            subsistenceFen: BigInt(rest.subsistence),
            fineFen: BigInt(rest.fine),
            confiscation: rest.confiscation === 'all' ? 'all' : BigInt(rest.confiscation),
          },
        })
        const paid = (shares: readonly { readonly id: string; readonly paidFen: bigint }[]) =>
          Object.fromEntries(shares.filter(({ paidFen }) => paidFen > 0n).map((share) => [share.id, share.paidFen]))
        const column = (values: Float64Array) =>
          Object.fromEntries([...values].flatMap((value, i) => (value > 0 ? [[id(i), BigInt(value)]] : [])))
        const { lawful } = expected
        expect(column(found.forfeitable)).toEqual(paid(expected.forfeitable.victims))
        expect(column(found.lawful)).toEqual(
          paid([...lawful.medical, ...lawful.secured, ...lawful.victims, ...lawful.civilDebts]),
        )
        const total = (rank: string) => BigInt(found.totals.lawful.find((row) => row.rank === rank)?.amount ?? 0)
        expect([total('subsistence'), total('fine'), total('confiscation'), total('rest')]).toEqual([
          lawful.subsistenceFen,
          lawful.fineFen,
          lawful.confiscationFen,
          lawful.convictFen,
        ])
        const whole = (rows: readonly { readonly amount: number }[]) =>
          rows.reduce((sum, { amount }) => sum + amount, 0)
        expect([whole(found.totals.forfeitable), whole(found.totals.lawful)]).toEqual([rest.forfeitable, rest.lawful])
      }),
      { numRuns: 2000 },
    )
  })
})
