import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { almgrenChriss } from '../../src/offshore/sale/plan/almgrenChriss.ts'
import { curveOf } from '../../src/offshore/sale/plan/lossCurve.ts'
import { seededCase } from '../../src/offshore/sale/router/cases.ts'
import { routeSlice } from '../../src/offshore/sale/router/routeSlice.ts'
import { strategies } from './entrants/all.ts'
import { inProcess } from './entrants/inProcess.ts'
import { openWalled } from './entrants/wall.ts'
import { clairvoyant, clairvoyantOfPrice } from './market/clairvoyant.ts'
import { randomOf } from './market/random.ts'
import { type Driver, simulate } from './market/simulate.ts'
import { plainEpisode, syntheticEpisode } from './market/synthetic.ts'
import { openHighs } from './router/milp.ts'
import { blockBootstrap, capture, cvar5, meanOf, sdOf } from './score.ts'
import { faultsOf, playAll } from './tracks/m.ts'

// Aversion counts only in long sales: in these short ones such an entrant is ours.
const names = Object.keys(strategies).filter((name) => !name.includes('aversion'))

describe('the simulator', () => {
  test.each(names)('costs nothing without spread, fee and limit of depth: %s', async (name) => {
    const episode = plainEpisode({ curves: [curveOf([[0, 1e9]]), curveOf([[0, 1e9]])], keep: 0.5, feeBps: 0 })
    const outcome = await simulate(episode, inProcess(name))
    expect(outcome.costBps).toBe(0)
    expect(outcome.unsoldShare).toBe(0)
  })

  test('charges the even hand the closed form on a linear book', async () => {
    // One lot per level, level j costs 0.5 + 0.01·j; ten slices of a hundred lots on a book that is whole again at every step.
    const curve = curveOf(Array.from({ length: 2000 }, (_, j) => [0.5 + 0.01 * j, 1] as const))
    const { costBps } = await simulate(plainEpisode({ curves: [curve], keep: 0, feeBps: 7 }), inProcess('TWAP split'))
    expect(Math.abs(costBps - (7 + 0.5 + (0.01 * 99) / 2))).toBeLessThan(1e-9)
  })

  test('finds no profit in a martingale for a seller who sells at random', async () => {
    const shortfalls: number[] = []
    for (let i = 0; i < 400; i++) {
      const random = randomOf(i, 'martingale')
      let mid = 1
      const path = Float64Array.from({ length: 10 }, () => (mid *= 1 + 0.002 * (random.uniform() < 0.5 ? -1 : 1)))
      const seller: Driver = {
        name: 'random',
        begin: async () => [1000],
        tick: async ({ left, step }) => [step === 9 ? left : Math.min(left, random.whole(0, 200))],
      }
      const episode = plainEpisode({ curves: [curveOf([[0, 1e9]])], keep: 0.5, feeBps: 0, mid: path })
      shortfalls.push((await simulate(episode, seller)).shortfallBps)
    }
    expect(Math.abs(meanOf(shortfalls))).toBeLessThan((3 * sdOf(shortfalls)) / Math.sqrt(shortfalls.length))
  })

  test('counts what a strategy may not do', async () => {
    const episode = plainEpisode({ curves: [curveOf([[1, 1e9]])], keep: 0, feeBps: 0, stepLotsMax: 150 })
    const answers = [[0.5], [2000], [-1], [200], [100]]
    const rogue: Driver = { name: 'rogue', begin: async () => [1000], tick: async ({ step }) => answers[step] ?? [0] }
    const { breaches, sold, costBps } = await simulate(episode, rogue)
    expect(breaches).toEqual(['lot', 'oversell', 'lot', 'cap'])
    expect(sold).toBe(100)
    expect(costBps).toBeCloseTo(0.1 * 1 + 0.9 * 200, 9)
  })
})

describe('what the venues rule', () => {
  const flat = curveOf([[1, 1e9]])
  const seller = (orders: (step: number) => readonly number[], deposits: readonly number[]): Driver => ({
    name: 'seller',
    begin: async () => deposits,
    tick: async ({ step }) => orders(step),
  })
  const terms = { feeBps: 10, minLots: 1, keep: 0 }

  test('a fee is that of the step', async () => {
    const venues = [{ ...terms, feeChange: { step: 5, feeBps: 4 } }]
    const episode = plainEpisode({ curves: [flat], keep: 0, feeBps: 10, venues })
    expect(
      (
        await simulate(
          episode,
          seller(() => [100], [1000]),
        )
      ).costBps,
    ).toBeCloseTo(8, 9)
    expect(clairvoyant(episode).primalBps).toBeCloseTo(5, 2)
  })
  test('nothing trades outside the band', async () => {
    const curve = curveOf([
      [1, 300],
      [400, 1e9],
    ])
    const episode = plainEpisode({ curves: [curve], keep: 0, feeBps: 10, venues: [{ ...terms, bandBps: 300 }] })
    expect(
      (
        await simulate(
          episode,
          seller((step) => [step === 0 ? 1000 : 0], [1000]),
        )
      ).sold,
    ).toBe(300)
  })
  test('who sends more than may leave again breaks a rule, and the bound keeps to the limit', async () => {
    const venues = [
      { ...terms, lotsMax: 400 },
      { ...terms, feeBps: 20 },
    ]
    const episode = plainEpisode({ curves: [flat, flat], keep: 0, feeBps: 10, venues, prePositioned: true })
    expect(
      (
        await simulate(
          episode,
          seller(() => [0, 0], [401, 599]),
        )
      ).breaches,
    ).toEqual(['withdrawal limit'])
    const { dualBps, primalBps, venueLots } = clairvoyant(episode)
    expect(venueLots[0]).toBeCloseTo(400, 3)
    expect([dualBps, primalBps].map((x) => Math.round(x * 1e3) / 1e3)).toEqual([17, 17])
    for (const name of names) expect((await simulate(episode, inProcess(name))).breaches, name).toEqual([])
  })
})

describe('the closed forms', () => {
  test('Almgren and Chriss: the published table, and the linear system that it solves, to a billionth', () => {
    const table = { units: 1e6, steps: 5, days: 5, sigma: 0.95, epsilon: 0.0625, gamma: 2.5e-7, eta: 2.5e-6 }
    for (const lambda of [0, 1e-7, 1e-6, 2e-6]) {
      const found = almgrenChriss({ ...table, lambda })
      const held = bestHoldings(table, lambda)
      for (const [j, x] of held.entries()) expect(Math.abs(found.holdings[j]! - x) / 1e6).toBeLessThan(1e-9)
      const sold = [1e6, ...held].map((x, j) => x - (held[j] ?? x))
      const cost = 0.0625 * 1e6 + sold.reduce((sum, n, j) => sum + 2.5e-6 * n * n + 2.5e-7 * n * (held[j] ?? 0), 0)
      expect(Math.abs(found.expectedCost / cost - 1)).toBeLessThan(1e-9)
      const variance = 0.95 ** 2 * held.reduce((sum, x) => sum + x * x, 0)
      expect(Math.abs(found.variance / variance - 1)).toBeLessThan(1e-9)
    }
    const { expectedCost, variance } = almgrenChriss({ ...table, lambda: 1e-6 })
    expect([expectedCost.toFixed(2), (variance / 1e11).toFixed(6)]).toEqual(['911226.99', '3.641286'])
  })

  test('the router is the linear program where nothing is whole but lots: HiGHS to a billionth', async () => {
    const solve = await openHighs()
    for (let seed = 1; seed <= 150; seed++) {
      const { books, amount } = seededCase(seed, { venuesMax: 6, levelsMax: 40, linear: true })
      const whole = (amount / 10n) * 10n + 10n
      const goal: string[] = []
      const rows: string[] = []
      const bounds: string[] = []
      const all: string[] = []
      books.forEach(({ bids, fees, lotTickValue, lotUnits, capUnits }, v) => {
        const worth = (Number(lotTickValue.num) / Number(lotTickValue.den)) * (1 - Number(fees[0]!.ppm) / 1e6)
        bids.forEach(({ ticks, lots }, k) => {
          goal.push(`${worth * Number(ticks)} x${v}_${k}`)
          bounds.push(`0 <= x${v}_${k} <= ${lots}`)
          all.push(`${lotUnits} x${v}_${k}`)
        })
        if (capUnits !== undefined)
          rows.push(`${bids.map((_, k) => `${lotUnits} x${v}_${k}`).join(' + ')} <= ${capUnits}`)
      })
      rows.push(`${all.join(' + ')} <= ${whole}`)
      const { ObjectiveValue } = solve(
        `Maximize\n obj: ${goal.join(' + ')}\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd\n`,
      )
      const { num, den } = routeSlice({ books, amount: whole }).net
      expect(Math.abs(Number(num) / Number(den) / ObjectiveValue - 1), `seed ${seed}`).toBeLessThan(1e-9)
    }
  })
})

/** Holdings that make expected cost plus lambda times variance least: its normal equations, solved by elimination. */
function bestHoldings(
  { units, sigma, eta, gamma }: Record<'units' | 'sigma' | 'eta' | 'gamma', number>,
  lambda: number,
) {
  const n = 4
  const side = eta - gamma / 2
  const upper: number[] = []
  const right: number[] = []
  for (let j = 0; j < n; j++) {
    const pivot = 2 * side + lambda * sigma * sigma - (j > 0 ? side * upper[j - 1]! : 0)
    upper.push(side / pivot)
    right.push(((j === 0 ? side * units : 0) + (j > 0 ? side * right[j - 1]! : 0)) / pivot)
  }
  const held = new Array<number>(n + 1).fill(0)
  for (let j = n - 1; j >= 0; j--) held[j] = right[j]! + upper[j]! * held[j + 1]!
  return held
}

describe('the clairvoyant', () => {
  test('is Obizhaeva and Wang on a block book with exponential refill', () => {
    const keep = 0.6
    const steps = 10
    const lots = 1000
    const slope = 0.02
    const curve = curveOf(Array.from({ length: 4000 }, (_, j) => [slope * (j * 0.5 + 0.25), 0.5] as const))
    const end = lots / ((steps - 2) * (1 - keep) + 2)
    let displaced = 0
    let cost = 0
    for (let t = 0; t < steps; t++) {
      const q = t === 0 || t === steps - 1 ? end : end * (1 - keep)
      cost += (slope / 2) * ((displaced + q) ** 2 - displaced ** 2)
      displaced = keep * (displaced + q)
    }
    const found = clairvoyant(plainEpisode({ curves: [curve], keep, feeBps: 0, steps }), 400)
    expect(Math.abs(found.primalBps / (cost / lots) - 1)).toBeLessThan(2e-3)
    expect(found.dualBps).toBeLessThanOrEqual(found.primalBps + 0.001)
    expect(Math.abs(found.path[0]! / end - 1)).toBeLessThan(0.02)
    expect(Math.abs(found.path[5]! / (end * (1 - keep)) - 1)).toBeLessThan(0.1)
  })

  test('is beaten by nobody, in any episode', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const episode = syntheticEpisode(seed, seed % 2 === 0)
      const { dualBps, primalBps } = clairvoyant(episode)
      expect(primalBps).toBeGreaterThan(dualBps - 0.01)
      for (const name of names) {
        const { costBps, breaches } = await simulate(episode, inProcess(name))
        expect(costBps, `${name}, seed ${seed}`).toBeGreaterThan(dualBps - 0.01)
        expect(breaches, name).toEqual([])
      }
    }
  })
})

describe('a run is void', () => {
  const row = { name: 'x', breaches: 0, foresight: { share: 0.02, standardError: 0.01 } }
  const result = (more: object) => ({ setting: 's', episodes: 1, entrants: [{ ...row, ...more }] }) as never
  test('when a rule is broken, the bound beaten or the future seen, and not else', () => {
    expect(faultsOf(result({}))).toEqual([])
    expect(faultsOf(result({ breaches: 1 }))).toHaveLength(1)
    expect(faultsOf(result({ foresight: { share: 0.5, standardError: 0.01 } }))[0]).toContain('leaks')
    // Luck of a few episodes is not a leak.
    expect(faultsOf(result({ foresight: { share: 0.5, standardError: 0.3 } }))).toEqual([])
    expect(faultsOf({ ...(result({}) as object), dualViolations: 2 } as never)[0]).toContain('beaten 2 times')
  })
  test('for a seller who knows the price: nobody honest comes near, and who sells at the top is found', async () => {
    const episodes = Array.from({ length: 12 }, (_, i) => syntheticEpisode(500 + i, false))
    const open: number[] = []
    const taken: number[] = []
    for (const episode of episodes) {
      const top = episode.mid.indexOf(Math.max(...episode.mid))
      const prophet: Driver = {
        name: 'prophet',
        begin: async ({ venues, lots }) => venues.map(() => lots),
        tick: async ({ step, left, venues }) => {
          const sells = step === top ? Math.floor(left / 2) : step === 11 ? left : 0
          return venues.map(({ up }, v) => (v === 0 && up ? sells : 0))
        },
      }
      const knowing = -clairvoyantOfPrice(episode).primalBps
      const calm = -clairvoyant(episode).primalBps
      const hand = await simulate(episode, inProcess('TWAP best venue'))
      const seen = await simulate(episode, prophet)
      open.push(knowing - calm)
      taken.push(seen.shortfallBps + seen.costBps - (hand.shortfallBps + hand.costBps))
    }
    expect(meanOf(open)).toBeGreaterThan(0)
    expect(meanOf(taken) / meanOf(open)).toBeGreaterThan(0.1)
    const played = await playAll('walled', episodes.slice(0, 6), ['TWAP best venue', 'ours'], 1, () => {})
    expect(faultsOf(played)).toEqual([])
  })
})

describe('ours', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 100)

  test('does not care what venues are called or in which order they come', async () => {
    let plain = 0
    let turned = 0
    for (const seed of seeds) {
      const episode = syntheticEpisode(seed, true)
      const back = episode.venues.map((_, v) => v).reverse()
      const other = {
        ...episode,
        books: episode.books.map((step) => back.map((v) => step[v])),
        history: episode.history.map((step) => back.map((v) => step[v]!)),
        venues: back.map((v) => episode.venues[v]!),
        ...(episode.outage && { outage: { ...episode.outage, venue: back.indexOf(episode.outage.venue) } }),
        rejectChance: 0,
        partialChance: 0,
      }
      plain += (await simulate({ ...episode, rejectChance: 0, partialChance: 0 }, inProcess('ours'))).costBps
      turned += (await simulate(other, inProcess('ours'))).costBps
    }
    expect(Math.abs(turned / plain - 1)).toBeLessThan(0.005)
  })

  test('pays the same basis points when depth and size double', async () => {
    for (const seed of seeds.slice(0, 5)) {
      const episode = syntheticEpisode(seed, true)
      const doubled = {
        ...episode,
        lots: 2 * episode.lots,
        depositLotsBps: 2 * episode.depositLotsBps,
        books: episode.books.map((step) =>
          step.map(
            (curve) =>
              curve && { depth: curve.depth.map((x) => 2 * x), rate: curve.rate, loss: curve.loss.map((x) => 2 * x) },
          ),
        ),
        history: episode.history.map((step) =>
          step.map((levels) => levels.map(([rate, lots]) => [rate, 2 * lots] as const)),
        ),
      }
      const one = await simulate(episode, inProcess('ours'))
      const two = await simulate(doubled, inProcess('ours'))
      expect(Math.abs(two.costBps / one.costBps - 1)).toBeLessThan(0.01)
    }
  })

  test('closes most of the gap that the hand leaves open', async () => {
    const rows = []
    for (let seed = 200; seed < 216; seed++) {
      const episode = syntheticEpisode(seed, true)
      const hand = await simulate(episode, inProcess('TWAP best venue'))
      const mine = await simulate(episode, inProcess('ours'))
      rows.push({
        block: String(seed),
        baseBps: hand.costBps,
        boundBps: clairvoyant(episode).primalBps,
        costBps: mine.costBps,
      })
    }
    expect(capture(rows)).toBeGreaterThan(0.4)
  })
})

describe('the wall', () => {
  test('a walled strategy answers what it answers without a wall', async () => {
    const episode = syntheticEpisode(7, true)
    const walled = openWalled('ours')
    try {
      expect(await simulate(episode, walled)).toEqual(await simulate(episode, inProcess('ours')))
    } finally {
      walled.close()
    }
  })

  test('no strategy can reach a file, a socket or a clock by its imports', () => {
    const seen = new Set<string>()
    const visit = (path: string) => {
      if (seen.has(path)) return
      seen.add(path)
      const text = readFileSync(path, 'utf8')
      expect(text, path).not.toMatch(/Date\.now|Math\.random|process\.binding|getBuiltinModule/)
      for (const [, from] of text.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
        if (from!.startsWith('.')) visit(resolve(dirname(path), from!))
        else expect(from, path).toMatch(/^node:readline$|^@noble\//)
      }
    }
    visit(resolve(import.meta.dirname, 'entrants/child.ts'))
    expect(seen.size).toBeGreaterThan(8)
  })
})

describe('the score', () => {
  const rows = [10, 12, 14, 16].map((baseBps, i) => ({
    block: String(i),
    baseBps,
    boundBps: baseBps - 4,
    costBps: baseBps - 3,
  }))
  test('is a ratio of sums', () => expect(capture(rows)).toBe(0.75))
  test('has an interval that holds it', () => expect(blockBootstrap(rows, capture, 1, 200)).toEqual([0.75, 0.75]))
  test('takes the worst twentieth', () => expect(cvar5(Array.from({ length: 100 }, (_, i) => i))).toBe(2))
})
