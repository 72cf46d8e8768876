import { describe, expect, test } from 'vitest'
import { afterMove, floorNear, type PriceMoves } from './floorNear.ts'

/** A price that goes up and down by `bps` around a middle from which the floor lies 400 bps below. */
function walked(bps: number, looks: number): PriceMoves {
  let moves: PriceMoves | undefined
  for (let i = 0; i < looks; i++) {
    const mid = Math.exp((i % 2 === 0 ? 0 : bps) / 1e4)
    moves = afterMove(moves, 1e4 * (1 - 0.96 / mid))
  }
  return moves!
}

describe('the moves of the price', () => {
  test('are read from what the floor lies below the middle', () => {
    const { square, moves } = walked(10, 41)
    expect(moves).toBe(40)
    expect(Math.sqrt(square)).toBeCloseTo(10, 6)
  })

  test('are told by no single look, nor by a few', () => {
    expect(walked(300, 1)).toMatchObject({ square: 0, moves: 0 })
    expect(floorNear(walked(300, 5), 100)).toBe(false)
    expect(floorNear(walked(300, 6), 100)).toBe(true)
  })

  test('do not come from a floor that no middle is measured by', () => {
    const before = walked(10, 41)
    expect(afterMove(before, 10_000)).toEqual({ ...before, floorBps: 10_000 })
    expect(Number.isFinite(afterMove(afterMove(before, 20_000), 100).square)).toBe(true)
  })
})

test('the floor is near where three deviations of what is to come reach it', () => {
  const moves = { floorBps: 400, square: 100, moves: 40 }
  expect(floorNear(moves, 177)).toBe(false)
  expect(floorNear(moves, 178)).toBe(true)
})

test('a price already below it is near it', () => {
  expect(floorNear({ floorBps: -20, square: 1, moves: 40 }, 1)).toBe(true)
})
