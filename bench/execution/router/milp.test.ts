import { expect, test } from 'vitest'
import { compareWithMilp } from './compareWithMilp.ts'
import { openHighs } from './milp.ts'

test('300 seeded slices with every filter are worth exactly what the exact mixed integer program finds', async () => {
  const solve = await openHighs()
  for (let seed = 1; seed <= 300; seed++) {
    expect(compareWithMilp(solve, seed, { venuesMax: 3, levelsMax: 5 }), `seed ${seed}`).toBeUndefined()
  }
})
