import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { dataDir } from '../../test/support/data.ts'
import { findFile } from './market/findFile.ts'
import { trackF } from './tracks/f.ts'
import { frontierOf } from './tracks/l.ts'
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

  test.skipIf(data === undefined)(
    'other data of the same kind will do: assets, venues, dates and prices changed',
    async () => {
      const dir = mkdtempSync(`${tmpdir()}/sluice-bench-`)
      try {
        const lines = gunzipSync(readFileSync(findFile(data!, /^perps_slippage_1min_/)))
          .toString('utf8')
          .trim()
          .split('\n')
        const other = lines.map((line, i) => {
          if (i === 0) return line
          const cells = line.split(',')
          const when = new Date(Date.parse(cells[0]!) + 37 * 86_400_000 + 420_000).toISOString().replace('.000', '')
          return [
            when,
            `x${cells[1]}`,
            `${cells[2]}Q`,
            ...cells.slice(3, 8),
            Number(cells[8]) * 7.3,
            ...cells.slice(9),
          ].join(',')
        })
        writeFileSync(`${dir}/perps_slippage_1min_elsewhere.csv.gz`, gzipSync(other.join('\n')))
        const [headline] = await trackM({ ...options, data: dir, entrants: ['TWAP best venue', 'ours'] })
        const [hand, ours] = headline!.entrants
        expect(headline!.episodes).toBeGreaterThan(4)
        expect(ours!.costBps).toBeLessThan(hand!.costBps)
        expect([ours!.breaches, headline!.dualViolations]).toEqual([0, 0])
      } finally {
        rmSync(dir, { recursive: true })
      }
    },
  )

  test('data that lack a file are refused by what was looked for', () =>
    expect(() => findFile(import.meta.dirname, /^perps_/)).toThrowError('no file is named like ^perps_'))

  test('the frontier compares at equal risk and is silent where ours is never as calm', () => {
    const row = (name: string, costBps: number, shortfallSdBps: number) => ({ name, costBps, shortfallSdBps }) as never
    const rows = [
      row('TWAP split', 10, 100),
      row('AC mid', 11, 80),
      row('AC high', 15, 40),
      row('ours', 9, 100),
      row('ours, aversion 1', 10, 60),
    ]
    expect(frontierOf(rows)).toEqual([{ name: 'AC mid', shortfallSdBps: 80, extraBps: 1, oursExtraBps: -0.5 }])
  })

  test.skipIf(data === undefined)('a resting order saves spread under the strict rule, and more with patience', () => {
    const saved = Object.fromEntries(trackP({ ...options, quick: false }).entrants.map((row) => [row.name, row.saved]))
    expect(saved['ours, within the minute']).toBeGreaterThan(0.15)
    expect(saved.ours).toBeGreaterThan(saved['ours, within the minute']!)
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
