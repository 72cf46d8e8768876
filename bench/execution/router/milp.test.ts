import { expect, test } from 'vitest'
import { compareWithMilp } from './compareWithMilp.ts'
import { openHighs } from './milp.ts'

const cases = 10_000

test(`${cases} seeded slices with every filter are worth exactly what the exact mixed integer program finds`, {
  timeout: 1_800_000,
}, async () => {
  const solve = await openHighs()
  for (let seed = 1; seed <= cases; seed++) {
    expect(compareWithMilp(solve, seed, { venuesMax: 3, levelsMax: 4 }), `seed ${seed}`).toBeUndefined()
  }
})
