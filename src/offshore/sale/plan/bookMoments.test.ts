import { expect, test } from 'vitest'
import { momentsAt } from './bookMoments.ts'
import { forecastDepth } from './depthForecast.ts'

const book = (factor: number) => Array.from({ length: 20 }, (_, j) => [factor * (1 + j), 10] as const)

test('books that move as one have depths that move together, and books that drift slowly hardly move', () => {
  const jumping = momentsAt(
    forecastDepth(
      Array.from({ length: 60 }, (_, i) => book(i % 2 === 0 ? 1 : 2)),
      40,
    )!,
    [5, 95],
  )
  // Each book is twice or half the one before: half of log 2 squared.
  const half = Math.log(2) ** 2 / 2
  expect(jumping.covariance[0]).toBeGreaterThan(0.9 * half)
  expect(jumping.covariance[0]).toBeLessThan(1.2 * half)
  expect(jumping.covariance[1]! / jumping.covariance[3]!).toBeGreaterThan(0.85)
  const drifting = momentsAt(
    forecastDepth(
      Array.from({ length: 60 }, (_, i) => book(2 ** (i / 60))),
      40,
    )!,
    [5, 95],
  )
  expect(drifting.covariance[0]).toBeLessThan(0.03)
  expect(drifting.means[1]! - drifting.means[0]!).toBeCloseTo(Math.log(10.05 / 1.05), 1)
})

test('one jump beyond belief counts as a jump of one and a half', () => {
  const steady = Array.from({ length: 40 }, () => book(1))
  const { covariance } = momentsAt(forecastDepth([...steady, book(1e6)], 40)!, [5])
  expect(covariance[0]).toBeLessThan(0.01 + (4 * 0.13 + 1.5 ** 2 / 2) / 44 + 1e-9)
})
