import { expect, test } from 'vitest'
import { entityB, hashKeyLike } from './profiles.ts'
import { pathPpm } from './referencePath.ts'
import { power14, root } from './roots.ts'
import { decayed, shapeSide, tickUnits } from './shape.ts'

const mids: Readonly<Record<string, bigint>> = {
  BTCUSD: 640_000n,
  ETHUSD: 320_000n,
  BTCHKD: 499_200n,
  USDTUSD: 10_000n,
}
const instruments = [hashKeyLike, entityB].flatMap((profile) =>
  profile.instruments.map((instrument) => ({ profile, instrument, name: `${profile.name} ${instrument.symbol}` })),
)

test.each(instruments)('$name: each book is sorted, on tick and lot, and does not cross', ({ profile, instrument }) => {
  const baseScale = profile.assets[instrument.base]!.scale
  const lot = 10n ** BigInt(baseScale - (instrument.lot.split('.')[1]?.length ?? 0))
  for (let seed = 0; seed < 12; seed++) {
    const side = (name: 'bid' | 'ask') =>
      shapeSide({
        seed: String(seed),
        label: instrument.symbol,
        instrument,
        shape: profile.shape,
        baseScale,
        mid: mids[instrument.symbol]!,
        timeMs: 1_772_000_000_000 + seed * 977_131,
        side: name,
        taken: 0n,
      })
    const bids = side('bid')
    const asks = side('ask')
    expect(bids.length).toBeGreaterThan(3)
    expect(asks[0]!.price).toBeGreaterThan(bids[0]!.price)
    for (let i = 1; i < bids.length; i++) expect(bids[i]!.price).toBeLessThan(bids[i - 1]!.price)
    for (let i = 1; i < asks.length; i++) expect(asks[i]!.price).toBeGreaterThan(asks[i - 1]!.price)
    for (const { price, quantity } of [...bids, ...asks]) {
      expect(price % tickUnits(instrument)).toBe(0n)
      expect(quantity % lot).toBe(0n)
      expect(quantity).toBeGreaterThan(0n)
    }
  }
})

test('what was taken is missing from the near end and nowhere else', () => {
  const [instrument] = hashKeyLike.instruments
  const side = (taken: bigint) =>
    shapeSide({
      seed: '1',
      label: 'x',
      instrument: instrument!,
      shape: hashKeyLike.shape,
      baseScale: 8,
      mid: 6_400_000n,
      timeMs: 1_772_000_000_000,
      side: 'bid',
      taken,
    })
  const sum = (levels: readonly { quantity: bigint }[]) => levels.reduce((total, one) => total + one.quantity, 0n)
  const whole = side(0n)
  const rest = side(2_0000_0000n)
  expect(sum(whole) - sum(rest)).toBe(2_0000_0000n)
  expect(rest[0]!.price).toBeLessThan(whole[0]!.price)
  expect(rest.slice(-50)).toEqual(whole.slice(-50))
})

test('half of a displacement is gone after each half-life', () => {
  expect(decayed(1_000n, 0, 60_000)).toBe(1_000n)
  expect(decayed(1_000n, 30_000, 60_000)).toBe(750n)
  expect(decayed(1_000n, 60_000, 60_000)).toBe(500n)
  expect(decayed(1_000n, 180_000, 60_000)).toBe(125n)
  expect(decayed(1_000n, 10 ** 12, 60_000)).toBe(0n)
})

test('roots are exact', () => {
  expect(root(10n ** 40n, 2n)).toBe(10n ** 20n)
  expect(root(10n ** 40n - 1n, 2n)).toBe(10n ** 20n - 1n)
  expect(root(243n, 5n)).toBe(3n)
  // 32^1.4 = 2^7
  expect(power14(32n * 10n ** 9n, 10n ** 9n)).toBe(128n * 10n ** 9n)
})

test('the price wanders by about its volatility, over a day and over a minute', () => {
  const at = (timeMs: number, seed: number) =>
    pathPpm({ seed: String(seed), label: 'BTC', volatilityPerDayPpm: 25_000, timeMs })
  const deviation = (stepMs: number) => {
    const moves = Array.from({ length: 400 }, (_, i) => at(1_772_000_000_000 + stepMs, i) - at(1_772_000_000_000, i))
    return Math.sqrt(moves.reduce((sum, move) => sum + move * move, 0) / moves.length)
  }
  // 2.5 % a day and 0.066 % a minute, within a factor of two: it is a sum of waves, not a random walk.
  expect(deviation(86_400_000)).toBeGreaterThan(12_500)
  expect(deviation(86_400_000)).toBeLessThan(50_000)
  expect(deviation(60_000)).toBeGreaterThan(330)
  expect(deviation(60_000)).toBeLessThan(1_320)
})
