import { describe, expect, test } from 'vitest'
import { dataDir } from '../../test/support/data.ts'
import { trackF } from './tracks/f.ts'
import { trackM } from './tracks/m.ts'
import { trackP } from './tracks/p.ts'
import { trackQ } from './tracks/q.ts'

const data = dataDir()
const options = { data: data ?? '', seed: 3, quick: true, log: () => {} }

describe('on real books', () => {
  test.skipIf(data === undefined)(
    'ours, walled, is cheaper than the hand, breaks nothing, and nobody beats the bound',
    async () => {
      const [headline] = await trackM({ ...options, entrants: ['TWAP best venue', 'ours'] })
      const [hand, ours] = headline!.entrants
      expect(ours!.costBps).toBeLessThan(hand!.costBps)
      expect([ours!.breaches, hand!.breaches, headline!.dualViolations]).toEqual([0, 0, 0])
      expect(ours!.capture).toBeGreaterThan(0.3)
      expect(ours!.samples).toHaveLength(headline!.episodes)
    },
  )

  test.skipIf(data === undefined)('a resting order saves spread under the strict rule, and more with patience', () => {
    const saved = Object.fromEntries(trackP({ ...options, quick: false }).entrants.map((row) => [row.name, row.saved]))
    expect(saved.ours).toBeGreaterThan(0.15)
    expect(saved['ours, 3 minutes']).toBeGreaterThan(saved.ours!)
  })

  test.skipIf(data === undefined)('rates keep the router out of a broken dollar token', () => {
    const { seededDepeg } = trackQ(options)
    expect(seededDepeg.avoided).toBeGreaterThan(0.8)
  })

  test.skipIf(data === undefined)(
    'no fill breaks the floor of its day and every mandate ends in a lawful state',
    () => {
      const { breaches, lawless, mandates, sold, partly, unreachable } = trackF(options)
      expect([breaches, lawless]).toEqual([0, 0])
      expect(sold + partly + unreachable).toBe(mandates)
    },
  )
})
