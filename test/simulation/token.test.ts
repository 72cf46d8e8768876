import { expect, test } from 'vitest'
import { walkMemory } from './walkMemory.ts'

test('a token in a Safe, from the seizure list to closed', async () => {
  const sim = await walkMemory({ seed: '7', traded: 'USDT' })
  expect(sim.stageOf('onshore')).toBe('closed')
  await sim.end()
}, 600_000)
